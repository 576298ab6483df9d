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
        var (then, otherwise) = (Fill(result.TrueBranch, op.ThenBranch, c), Fill(result.FalseBranch, op.ElseBranch, c));
        var types = KnownTypes(then) ?? KnownTypes(otherwise) ?? throw c.Cannot("the size of what a branch gives is not known");
        Return(result.TrueBranch, then, types, c);
        Return(result.FalseBranch, otherwise, types, c);
        for (var i = 0; i < types.Length; i++)
            result.Outputs[i].Type = types[i];
        return [.. result.Outputs];
    }

    /// <summary>What the region gives.</summary>
    private static Value[] Fill(Region target, Region branch, OnnxLoweringContext c) => c.Hlo.Ops.Within(target.AddBlock(), () => c.Inline(branch).ToArray());

    private static IRType[]? KnownTypes(Value[] values) => values.All(v => v.Type is not NoneType && Shapes.IsKnown(v)) ? [.. values.Select(v => v.Type)] : null;

    /// <summary>
    /// Gives the values on. A branch with an operation that these sizes do not fit cannot be meant to run: it stays as it is, and where it runs all the same, its semantics say what
    /// is wrong, or the result must have the other branch's sizes.
    /// </summary>
    private static void Return(Region branch, Value[] values, IRType[] types, OnnxLoweringContext c)
    {
        if (KnownTypes(values) is { } known ? !known.SequenceEqual(types) : !c.HasIllTyped(branch.Entry))
            throw c.Cannot("the branches give values of different sizes, or of sizes that are not known");
        c.Hlo.Ops.Within(branch.Entry, () => Hlo.ReturnOp.Create(c.Hlo.Ops, [.. values.Select((v, i) => v.Type == types[i] ? v : IdentityOp.Create(c.Hlo.Ops, types[i], v).Output)]));
    }
}
