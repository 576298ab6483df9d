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

    private readonly Dictionary<Value, TensorValue?> _known = [];

    private ReferenceInterpreter Interpreter => field ??= ReferenceInterpreter.Create();

    /// <summary>The elements of a value; null when they depend on inputs, are many, or are no numbers.</summary>
    public ElementsAttr? Of(Value value) => value.ConstantValue as ElementsAttr ?? Compute(value)?.ToAttr();

    private TensorValue? Compute(Value value)
    {
        if (_known.TryGetValue(value, out var known))
            return known;
        return _known[value] = value.ConstantValue is ElementsAttr { Data: not null } constant ? TensorValue.FromAttr(constant) : Evaluate(value);
    }

    private TensorValue? Evaluate(Value value)
    {
        if (value is not OpResult { Owner: var op } || !Effects.IsPure(op) || !Interpreter.Evaluators.CanEvaluate(op) || op.Results.Any(r => !IsSmall(r.Type)))
            return null;
        var operands = new InterpreterValue[op.OperandCount];
        for (var i = 0; i < operands.Length; i++)
        {
            if (Compute(op.Operand(i)) is not { } operand)
                return null;
            operands[i] = operand;
        }
        return Evaluate(op, operands)?[((OpResult)value).Index] as TensorValue;
    }

    private IReadOnlyList<InterpreterValue>? Evaluate(Operation op, InterpreterValue[] operands)
    {
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

    private static bool IsSmall(IRType type) => type is RankedTensorType { HasStaticShape: true, Shape: var shape } && shape.ElementCount <= MaxElements;
}
