using Nacre.Dialects.Func;
using Nacre.Dialects.Sdy;
using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Semantics of calls, composites, tuples and tokens.</summary>
internal static class StableHloProgram
{
    public static OpEvaluators AddStableHloProgram(this OpEvaluators table) => table
        .Add<CallOp>((op, x, context) => context.Call(context.Lookup(op, op.CalleeName), x))
        .Add<CompositeOp>((op, x, context) => context.Call(context.Lookup(op, op.Decomposition), x))
        .Add<CustomCallOp>(CustomCall)
        .Add<TupleOp>((_, x, _) => [new TupleValue(x.ToEquatableArray())])
        .Add<GetTupleElementOp>((op, x, _) => [((TupleValue)x[0]).Items[op.Index]])
        .Add<OptimizationBarrierOp>((_, x, _) => x)
        .Add<ShardingConstraintOp>((_, x, _) => x)
        .Add<CreateTokenOp>((_, _, _) => [TokenValue.Instance])
        .Add<AfterAllOp>((_, _, _) => [TokenValue.Instance]);

    private static IReadOnlyList<InterpreterValue> CustomCall(CustomCallOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        if (context.CustomCalls.Find(op.CallTargetName) is { } target)
            return target(op, operands, context);
        return CustomCalls.IsPlacement(op) ? operands : throw new EvaluationException($"nothing is known of the target '{op.CallTargetName}'; CompileOptions.CustomCalls may give it a meaning");
    }
}
