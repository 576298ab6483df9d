using Nacre.IR;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>Reads the operands of ONNX operators. An operand that a node leaves out is an empty optional.</summary>
internal static class OnnxOperands
{
    /// <summary>What stands for an operand or result that a node leaves out.</summary>
    public static InterpreterValue Absent { get; } = new OptionalValue(null);

    public static bool Has(this Values operands, int index) => index < operands.Count && operands[index] is not OptionalValue { Item: null };

    public static TensorValue Tensor(this Values operands, int index) => operands[index].AsTensor;
    public static TensorValue? TensorOrNull(this Values operands, int index) => operands.Has(index) ? operands[index].AsTensor : null;
    public static StringTensorValue Strings(this Values operands, int index) => operands[index].AsStrings();

    /// <summary>A one-element integer operand; <paramref name="absent"/> where it is left out.</summary>
    public static long IntegerOr(this Values operands, int index, long absent) => operands.TensorOrNull(index)?.ToInteger() ?? absent;

    /// <summary>A one-element operand as a double; <paramref name="absent"/> where it is left out.</summary>
    public static double RealOr(this Values operands, int index, double absent) => operands.TensorOrNull(index)?.DoubleAt(0) ?? absent;

    public static StringTensorValue AsStrings(this InterpreterValue value) => value as StringTensorValue ?? throw Unexpected("a string tensor", value);

    public static SequenceValue AsSequence(this InterpreterValue value) => value switch
    {
        SequenceValue sequence => sequence,
        OptionalValue { Item: SequenceValue sequence } => sequence,
        _ => throw Unexpected("a sequence", value),
    };

    public static MapValue AsMap(this InterpreterValue value) => value as MapValue ?? throw Unexpected("a map", value);

    private static EvaluationException Unexpected(string expected, InterpreterValue value) => new($"expected {expected}, got {value.GetType().Name}");

    /// <summary>An axis counted from the front; negative ones count from the back.</summary>
    /// <exception cref="EvaluationException">It lies outside <paramref name="rank"/>.</exception>
    public static int Axis(long axis, int rank) =>
        axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw new EvaluationException($"axis {axis} does not exist in {rank} dimensions");

    /// <summary>The sizes before, at and after <paramref name="axis"/>, multiplied: the tensor as a stack of lanes.</summary>
    public static (long Outer, long Size, long Inner) Around(this Shape shape, int axis)
    {
        var (outer, inner) = (1L, 1L);
        for (var d = 0; d < shape.Rank; d++)
            (outer, inner) = (d < axis ? outer * shape[d] : outer, d > axis ? inner * shape[d] : inner);
        return (outer, shape[axis], inner);
    }

    /// <summary>A copy of the sizes with one replaced.</summary>
    public static long[] With(this Shape shape, int axis, long size)
    {
        var dims = shape.Dims.ToArray();
        dims[axis] = size;
        return dims;
    }
}
