using System.Globalization;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>Numbers to text and back, as ONNX <c>Cast</c> defines it.</summary>
internal static class TextCasts
{
    /// <summary>The shortest text that reads as the same number.</summary>
    public static StringTensorValue ToText(TensorValue x) =>
        new(x.Shape, Enumerable.Range(0, (int)x.Count).Select(i => Text(x, i)).ToEquatableArray());

    private static string Text(TensorValue x, int index) => x.ElementType switch
    {
        FloatType { Kind: FloatKind.F64 } => Shortest(x.DoubleAt(index), x.DoubleAt(index).ToString("R", CultureInfo.InvariantCulture)),
        FloatType { Kind: FloatKind.F16 } => Shortest(x.DoubleAt(index), ((Half)x.DoubleAt(index)).ToString("R", CultureInfo.InvariantCulture)),
        FloatType => Shortest(x.DoubleAt(index), ((float)x.DoubleAt(index)).ToString("R", CultureInfo.InvariantCulture)),
        IntegerType { Width: 1 } => x.IntegerAt(index) != 0 ? "True" : "False",
        IntegerType { IsUnsigned: true } => ((ulong)x.IntegerAt(index)).ToString(CultureInfo.InvariantCulture),
        _ => x.IntegerAt(index).ToString(CultureInfo.InvariantCulture),
    };

    private static string Shortest(double value, string text) =>
        double.IsNaN(value) ? "NaN" : double.IsInfinity(value) ? (value > 0 ? "INF" : "-INF") : text.Replace('E', 'e');

    /// <exception cref="EvaluationException">A text is not a number.</exception>
    public static TensorValue Parse(StringTensorValue x, IRType elementType)
    {
        var type = new RankedTensorType(x.Shape, elementType);
        return elementType is FloatType
            ? TensorValue.OfDoubles(type, [.. x.Strings.Select(Real)])
            : TensorValue.OfIntegers(type, [.. x.Strings.Select(text => Integer(text, elementType))]);
    }

    private static double Real(string text) => text.Trim().ToUpperInvariant() switch
    {
        "INF" or "+INF" or "INFINITY" or "+INFINITY" => double.PositiveInfinity,
        "-INF" or "-INFINITY" => double.NegativeInfinity,
        "NAN" or "+NAN" or "-NAN" => double.NaN,
        var number when double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) => value,
        _ => throw new EvaluationException($"'{text}' is not a number"),
    };

    private static long Integer(string text, IRType type)
    {
        if (long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var value))
            return value;
        if (type.IsUnsigned() && ulong.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var unsigned))
            return (long)unsigned;
        return (long)Real(text);
    }
}
