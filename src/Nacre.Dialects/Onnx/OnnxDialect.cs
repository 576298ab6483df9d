using Nacre.Dialects.OnnxMl;
using Nacre.Dialects.OnnxPreview;
using Nacre.IR;

namespace Nacre.Dialects.Onnx;

/// <summary>The operators of ONNX's default domain <c>ai.onnx</c> in their newest form, ONNX's own types, and what holds a graph together.</summary>
public sealed class OnnxDialect() : Dialect("onnx")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } = [.. OnnxOps.All, CustomOp.Definition, NoValueOp.Definition, YieldOp.Definition];

    public override IRType? ParseType(AsmParser parser, string mnemonic) => OnnxTypes.Parse(parser, mnemonic);

    public override Operation? MaterializeConstant(OpBuilder builder, Attr value, IRType type) =>
        value is ElementsAttr elements ? ConstantOp.Create(builder, type, value: elements) : null;
}

/// <summary>The operators of ONNX domain <c>ai.onnx.ml</c>.</summary>
public sealed class OnnxMlDialect() : Dialect("onnx_ml")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } = OnnxMlOps.All;
}

/// <summary>The operators of ONNX domain <c>ai.onnx.preview</c>.</summary>
public sealed class OnnxPreviewDialect() : Dialect("onnx_preview")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } = OnnxPreviewOps.All;
}
