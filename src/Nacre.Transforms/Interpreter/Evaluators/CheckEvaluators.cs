using Nacre.Dialects.Check;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Semantics of the operations of StableHLO's tests: checks that end the evaluation when they fail, and probes.</summary>
internal static class CheckEvaluators
{
    public static OpEvaluators AddChecks(this OpEvaluators table) => table
        .Check<ExpectEqOp>((_, x) => Checks.Equal(x[0], x[1]))
        .Check<ExpectEqConstOp>((op, x) => Checks.Equal(x[0], TensorValue.FromAttr(op.Value)))
        .Check<ExpectAlmostEqOp>((op, x) => Checks.AlmostEqual(x[0], x[1], op.Tolerance))
        .Check<ExpectAlmostEqConstOp>((op, x) => Checks.AlmostEqual(x[0], TensorValue.FromAttr(op.Value), op.Tolerance))
        .Check<ExpectCloseOp>((op, x) => Checks.Close(x[0], x[1], op.MinUlpDifference, op.MaxUlpDifference))
        .Add<ExpectSerializedEqOp>(ExpectProbed)
        .Add<ProbeOp>(Probe)
        .Add<PrintOp>(Print);

    /// <summary>The checks that StableHLO's test data calls by name, with their fixed tolerances.</summary>
    public static CustomCalls AddChecks(this CustomCalls calls) => calls
        .Add("check.expect_eq", Call(Checks.Equal))
        .Add("check.expect_almost_eq", Call((a, b) => Checks.AlmostEqual(a, b, 1e-3)))
        .Add("check.expect_close", Call((a, b) => Checks.Close(a, b, 0, 3)))
        .Add("check.eq", (op, x, context) => [.. Call(Checks.Match)(op, x, context), TensorValue.Scalar(true)]);

    private static OpEvaluators Check<TOp>(this OpEvaluators table, Action<TOp, TensorValue[]> check) where TOp : Operation => table.Add<TOp>((op, x, _) =>
    {
        check(op, OpEvaluators.Tensors(x));
        return [];
    });

    private static OpEvaluation<Operation> Call(Action<TensorValue, TensorValue> check) => (_, x, _) =>
    {
        check(x[0].AsTensor, x[1].AsTensor);
        return [];
    };

    private static IReadOnlyList<InterpreterValue> Probe(ProbeOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        if (!context.Probes.TryGetValue(op.ProbeId, out var seen))
            context.Probes[op.ProbeId] = seen = [];
        seen.Add(operands[0].AsTensor);
        return operands;
    }

    private static IReadOnlyList<InterpreterValue> ExpectProbed(ExpectSerializedEqOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        if (!context.Probes.TryGetValue(op.ProbeId, out var seen) || op.Iteration >= seen.Count)
            throw new EvaluationException($"the probe '{op.ProbeId}' has no value for iteration {op.Iteration}");
        Checks.Equal(operands[0].AsTensor, seen[(int)op.Iteration]);
        return [];
    }

    private static IReadOnlyList<InterpreterValue> Print(PrintOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        context.Output?.WriteLine(operands[0].AsTensor);
        return [];
    }
}
