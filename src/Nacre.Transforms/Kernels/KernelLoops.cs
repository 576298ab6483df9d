using Nacre.Dialects.Arith;
using Nacre.IR;
using Scf = Nacre.Dialects.Scf;

namespace Nacre.Transforms.Kernels;

/// <summary>Loops and branches that hand SSA values through, for code that emits kernels.</summary>
public static class KernelLoops
{
    /// <summary><c>for iv = lower to upper step step</c> with values carried from iteration to iteration.</summary>
    public static IReadOnlyList<Value> For(OpBuilder builder, Value lower, Value upper, long step, IReadOnlyList<Value> carried, Func<Value, IReadOnlyList<Value>, IReadOnlyList<Value>> body)
    {
        var loop = Scf.ForOp.Create(builder, lower, upper, ConstantOp.Index(builder, step).Result, carried, (_, iv, values) => body(iv, values));
        return [.. loop.LoopResults];
    }

    /// <summary>A loop over <c>[0, count)</c>; a count of one runs the body in place.</summary>
    public static IReadOnlyList<Value> For(OpBuilder builder, long count, IReadOnlyList<Value> carried, Func<Value, IReadOnlyList<Value>, IReadOnlyList<Value>> body)
    {
        var zero = ConstantOp.Index(builder, 0).Result;
        return count == 1 ? body(zero, carried) : For(builder, zero, ConstantOp.Index(builder, count).Result, 1, carried, body);
    }

    public static void For(OpBuilder builder, Value lower, Value upper, long step, Action<Value> body) => For(builder, lower, upper, step, [], (iv, _) =>
    {
        body(iv);
        return [];
    });

    /// <summary>One value by a condition.</summary>
    public static Value If(OpBuilder builder, Value condition, Func<Value> then, Func<Value> otherwise)
    {
        // The type is known once the first branch is built, so both are built before the operation.
        var (thenBlock, otherwiseBlock) = (new Block(), new Block());
        var first = builder.Within(thenBlock, then);
        builder.Within(thenBlock, () => Scf.YieldOp.Create(builder, [first]));
        var second = builder.Within(otherwiseBlock, otherwise);
        builder.Within(otherwiseBlock, () => Scf.YieldOp.Create(builder, [second]));
        var state = new OpState(builder.Location) { RegionBodies = { new[] { thenBlock }, new[] { otherwiseBlock } } };
        state.Operands.Add(condition);
        state.ResultTypes.Add(first.Type);
        return ((Operation)builder.Insert(new Scf.IfOp(state))).Results[0];
    }

    /// <summary>Several values by a condition, which stay as they are where it does not hold.</summary>
    public static IReadOnlyList<Value> If(OpBuilder builder, Value condition, Func<IReadOnlyList<Value>> then, IReadOnlyList<Value> otherwise)
    {
        var (thenBlock, otherwiseBlock) = (new Block(), new Block());
        builder.Within(thenBlock, () => Scf.YieldOp.Create(builder, [.. then()]));
        builder.Within(otherwiseBlock, () => Scf.YieldOp.Create(builder, [.. otherwise]));
        var state = new OpState(builder.Location) { RegionBodies = { new[] { thenBlock }, new[] { otherwiseBlock } } };
        state.Operands.Add(condition);
        state.ResultTypes.AddRange(otherwise.Select(v => v.Type));
        return [.. ((Operation)builder.Insert(new Scf.IfOp(state))).Results];
    }

    /// <summary>Statements under a condition.</summary>
    public static void If(OpBuilder builder, Value condition, Action then) => Scf.IfOp.Create(builder, condition, _ => then());

    public static Value Min(OpBuilder builder, Value a, Value b) => MinSIOp.Create(builder, a, b).Result;
    public static Value Max(OpBuilder builder, Value a, Value b) => MaxSIOp.Create(builder, a, b).Result;
    public static Value Constant(OpBuilder builder, long value) => ConstantOp.Index(builder, value).Result;
}
