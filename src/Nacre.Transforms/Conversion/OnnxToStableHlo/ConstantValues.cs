using Nacre.IR;
using Nacre.Transforms.Interpreter;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>
/// The constants that values have: shapes and the like, computed by the reference interpreter where they follow from other constants, so that a chain such as
/// Shape → Gather → Concat → Reshape ends in a static shape.
/// </summary>
internal sealed class ConstantValues
{
    /// <summary>Larger results are data, not shapes, and are not computed.</summary>
    private const long MaxElements = 1 << 16;

    private readonly Dictionary<Value, InterpreterValue?> _known = [];

    private ReferenceInterpreter Interpreter => field ??= ReferenceInterpreter.Create();

    /// <summary>The elements of a value; null when they depend on inputs, are many, or are no numbers.</summary>
    public ElementsAttr? Of(Value value) => value.ConstantValue as ElementsAttr ?? (Compute(value) as TensorValue)?.ToAttr();

    private InterpreterValue? Compute(Value value)
    {
        if (_known.TryGetValue(value, out var known))
            return known;
        if (value.ConstantValue is ElementsAttr { Data: not null } constant)
            return _known[value] = TensorValue.FromAttr(constant);
        return _known[value] = value is OpResult result && IsCandidate(result.Owner) && Evaluate(result.Owner)?[result.Index] is var computed && IsSmall(computed) ? computed : null;
    }

    /// <summary>Whether it is worth asking for the operands: subgraphs may run long, and large results are not wanted.</summary>
    private bool IsCandidate(Operation op) =>
        Effects.IsPure(op) && Interpreter.Evaluators.CanEvaluate(op) && (op.Regions.Count == 0 || op.Info.Dialect == "stablehlo") &&
        op.Results.All(r => r.Type is not RankedTensorType { HasStaticShape: true, Shape: var shape } || shape.ElementCount <= MaxElements);

    private IReadOnlyList<InterpreterValue>? Evaluate(Operation op)
    {
        var operands = new InterpreterValue[op.OperandCount];
        for (var i = 0; i < operands.Length; i++)
        {
            if (Compute(op.Operand(i)) is not { } operand)
                return null;
            operands[i] = operand;
        }
        try
        {
            return Interpreter.NewContext().EvaluateAlone(op, operands);
        }
        catch (DiagnosticException)
        {
            // Its region uses values from outside, or it has no value: it is then no constant.
            return null;
        }
    }

    private static bool IsSmall(InterpreterValue? value) => value is not TensorValue tensor || tensor.Count <= MaxElements;
}
