using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Control flow that the model's constants decide.</summary>
internal static class ControlFlowRows
{
    public static OnnxRows AddControlFlow(this OnnxRows rows) => rows
        .Add<IfOp>(If)
        .Add<LoopOp>(LoopUnrolling.Loop)
        .Add<ScanOp>(LoopUnrolling.Scan);

    /// <summary>A constant condition leaves one branch.</summary>
    private static IReadOnlyList<Value?> If(IfOp op, OnnxLoweringContext c) =>
        c.Inline(c.Require(op.Cond, "the condition").IntegerAt(0) != 0 ? op.ThenBranch : op.ElseBranch);
}
