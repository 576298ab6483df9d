using Nacre.IR;
using Nacre.Transforms.Conversion.OnnxToStableHlo;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>
/// Ways to compute ONNX operators on numbers without lowering them first, for programs whose sizes are only known while they run: each is the operator's meaning
/// on tensors of any size. What they do not take (text, rare element types, wrong operands) is left to the semantics of <see cref="AllEvaluators"/>, which tests
/// compare them with.
/// </summary>
public static class DirectEvaluators
{
    /// <summary>All semantics, the direct ones first.</summary>
    public static OpEvaluators Create() => AllEvaluators.Create().AddDirect();

    /// <summary>The direct ways, before what the table has.</summary>
    public static OpEvaluators AddDirect(this OpEvaluators table) => table
        .AddDirectElementwise()
        .AddDirectShapes()
        .AddDirectIndexing()
        .AddDirectReductions()
        .AddDirectProducts()
        .AddDirectDetection();

    /// <summary>Adds a direct way for operands that are tensors of numbers or left out.</summary>
    internal static OpEvaluators Direct<TOp>(this OpEvaluators table, Func<TOp, Values, InterpreterValue?> evaluate) where TOp : Operation =>
        table.DirectAll<TOp>((op, x) => evaluate(op, x) is { } result ? [result] : null);

    /// <summary>Adds a direct way for an operator with several results.</summary>
    internal static OpEvaluators DirectAll<TOp>(this OpEvaluators table, Func<TOp, Values, InterpreterValue[]?> evaluate) where TOp : Operation =>
        table.Before<TOp>((op, operands) => AreNumbers(operands) ? Guarded(op, operands, evaluate) : null);

    private static InterpreterValue[]? Guarded<TOp>(TOp op, Values operands, Func<TOp, Values, InterpreterValue[]?> evaluate)
    {
        try
        {
            return evaluate(op, operands);
        }
        catch (OnnxLoweringException e)
        {
            throw new EvaluationException($"cannot be evaluated: {e.Message}");
        }
    }

    private static bool AreNumbers(Values operands)
    {
        for (var i = 0; i < operands.Count; i++)
        {
            if (operands[i] is not (TensorValue or OptionalValue { Item: null }))
                return false;
        }
        return true;
    }
}
