using Nacre.IR;
using Nacre.Transforms.Interpreter;

namespace Nacre.Testing;

/// <summary>
/// Whether two outputs of one network differ by no more than rounding. Each layer's sums are rounded in an order of the engine's own, so small elements next to
/// large ones differ by more than an element-wise tolerance for single operations allows, in the stored outputs no less than in ours (docs/testing.md has figures).
/// The measure is the whole tensor: its largest element and its Euclidean norm.
/// </summary>
internal static class AccumulatedRounding
{
    /// <summary>Of the largest element; at least 32 units in the last place of the type.</summary>
    private const double OfLargest = 5e-3;

    /// <summary>Of the norm; at least 16 units in the last place of the type.</summary>
    private const double OfNorm = 1e-3;

    /// <summary>Networks end in functions with results around 1, such as sigmoids, so errors of this size are none even where all elements are tiny.</summary>
    private const double Absolute = 1e-6;

    /// <summary>Operations whose results are long sums; two of them in a row make a network.</summary>
    private static readonly HashSet<string> Sums =
    [
        "onnx.Conv", "onnx.ConvTranspose", "onnx.Gemm", "onnx.MatMul", "onnx.Einsum", "onnx.LSTM", "onnx.GRU", "onnx.RNN", "onnx.Attention", "onnx.FusedConv", "onnx.FusedMatMul",
        "stablehlo.convolution", "stablehlo.dot_general", "stablehlo.dot",
    ];

    public static bool IsPossible(Operation model) => model.Walk().Where(o => Sums.Contains(o.Name)).Take(2).Count() == 2;

    public static bool Explains(TensorValue actual, TensorValue expected)
    {
        if (expected.ElementType is not FloatType type)
            return false;
        var distance = TensorDistance.Between(actual, expected);
        var unit = FloatBits.Epsilon(type.Kind);
        return distance.Largest <= Absolute + Math.Max(OfLargest, 32 * unit) * distance.LargestElement
            && distance.Norm <= Absolute * Math.Sqrt(expected.Count) + Math.Max(OfNorm, 16 * unit) * distance.ElementNorm;
    }
}
