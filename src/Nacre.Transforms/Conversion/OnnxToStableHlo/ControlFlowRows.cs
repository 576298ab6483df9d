using Nacre.Dialects.Onnx;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Control flow: what the model's constants decide is written out, the rest becomes branches and loops of values whose sizes stay the same.</summary>
internal static class ControlFlowRows
{
    public static OnnxRows AddControlFlow(this OnnxRows rows) => rows
        .Add<IfOp>(If)
        .Add<LoopOp>((op, c) => c.FirstOf(op, () => LoopUnrolling.Loop(op, c), () => new LoopLowering(c).Loop(op)))
        .Add<ScanOp>((op, c) => c.FirstOf(op, () => LoopUnrolling.Scan(op, c), () => new LoopLowering(c).Scan(op)));

    /// <summary>A constant condition leaves one branch.</summary>
    private static IReadOnlyList<Value?> If(IfOp op, OnnxLoweringContext c)
    {
        if (c.Constant(op.Cond) is { } known)
            return c.Inline(known.IntegerAt(0) != 0 ? op.ThenBranch : op.ElseBranch);
        if (!Shapes.IsKnown(op.Cond))
            throw c.Cannot("the condition's size is not known");
        var result = Hlo.IfOp.Create(c.Hlo.Ops, op.Outputs.Types, c.Hlo.Reshape(op.Cond));
        var types = Fill(result.TrueBranch, op.ThenBranch, c);
        if (!Fill(result.FalseBranch, op.ElseBranch, c).SequenceEqual(types))
            throw c.Cannot("the branches give values of different sizes");
        for (var i = 0; i < types.Length; i++)
            result.Outputs[i].Type = types[i];
        return [.. result.Outputs];
    }

    /// <summary>The types of what the region gives.</summary>
    private static IRType[] Fill(Region target, Region branch, OnnxLoweringContext c) => c.Hlo.Ops.Within(target.AddBlock(), () =>
    {
        var values = c.Inline(branch);
        if (values.Any(v => v.Type is NoneType || !Shapes.IsKnown(v)))
            throw c.Cannot("the size of what a branch gives is not known");
        Hlo.ReturnOp.Create(c.Hlo.Ops, [.. values]);
        return values.Select(v => v.Type).ToArray();
    });
}
