using Nacre.Dialects.Func;
using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>
/// Lowers the <c>onnx</c> dialect to StableHLO. Types follow from the functions' argument types, which must be static for an operation to be lowered; an
/// operation without a StableHLO form stays, with a remark that says why.
/// </summary>
public sealed record ConvertOnnxToStableHloPass : Pass, IPass<ConvertOnnxToStableHloPass>
{
    public static string PassArgument => "convert-onnx-to-stablehlo";
    public static string Description => "Lower ONNX operations on statically shaped tensors to StableHLO";
    public static ConvertOnnxToStableHloPass FromOptions(PassOptions options) => new();
    public override string Argument => PassArgument;

    public override void Run(Operation root, PassContext context)
    {
        foreach (var function in root.Walk<FuncOp>().Where(f => !f.IsExternal).ToArray())
        {
            var lowering = new OnnxLoweringContext(OnnxRows.All);
            foreach (var block in function.Body.Blocks)
                lowering.LowerBlock(block);
            UpdateResultTypes(function);
            foreach (var (op, reason) in lowering.Reasons.Where(r => r.Key.Block is not null))
                context.Diagnostics.Emit(new Diagnostic(Severity.Remark, op.Location, $"'{op.Name}' op is not lowered: {reason}"));
        }
    }

    private static void UpdateResultTypes(FuncOp function)
    {
        if (function.Body.Blocks[^1].Last is not ReturnOp end)
            return;
        foreach (var (result, declared) in end.Operands.Zip(function.FunctionType.Results))
        {
            // The sizes that a model declares may be wrong where they were not inferred; the element type is not.
            if (result.Type is UnknownType && declared is TensorType tensor)
                result.Type = new UnrankedTensorType(tensor.ElementType);
        }
        function.FunctionType = function.FunctionType with { Results = end.Operands.Types.ToEquatableArray() };
    }
}
