using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Onnx.Ml;

/// <summary>The functions that <c>post_transform</c> names, on the scores of one row.</summary>
internal static class Scores
{
    public static double[] Transform(double[] scores, string transform) => transform switch
    {
        "NONE" => scores,
        "LOGISTIC" => Array.ConvertAll(scores, Logistic),
        "SOFTMAX" => Softmax(scores, _ => true),
        "SOFTMAX_ZERO" => Softmax(scores, s => Math.Abs(s) > 1e-7),
        "PROBIT" => Array.ConvertAll(scores, Probit),
        _ => throw new EvaluationException($"the score transformation '{transform}' is not known"),
    };

    public static double Logistic(double x) => 1 / (1 + Math.Exp(-x));

    /// <summary>Softmax over the scores that take part; the others keep their value.</summary>
    private static double[] Softmax(double[] scores, Func<double, bool> takesPart)
    {
        var top = scores.Max();
        var powers = Array.ConvertAll(scores, s => takesPart(s) ? Math.Exp(s - top) : 0);
        var sum = powers.Sum();
        return [.. scores.Zip(powers, (s, p) => takesPart(s) ? p / sum : s)];
    }

    /// <summary>The inverse of the normal distribution: √2 · erf⁻¹(2x - 1), with Winitzki's approximation of erf⁻¹ (2008).</summary>
    private static double Probit(double x)
    {
        var y = 2 * x - 1;
        var logarithm = Math.Log((1 - y) * (1 + y));
        var v = 2 / (Math.PI * 0.147) + 0.5 * logarithm;
        return Math.Sqrt(2) * Math.Sign(y) * Math.Sqrt(-v + Math.Sqrt(v * v - logarithm / 0.147));
    }
}

/// <summary>The classes of a classifier: integers or texts.</summary>
internal sealed record ClassLabels(long[] Integers, string[] Texts)
{
    public static ClassLabels Of(EquatableArray<long>? integers, ArrayAttr? texts) => new(integers?.ToArray() ?? [], texts is null ? [] : [.. texts.Strings]);

    public int Count => Math.Max(Integers.Length, Texts.Length);

    /// <summary>The label of each row.</summary>
    public InterpreterValue Pick(IReadOnlyList<int> classes) => Texts.Length > 0
        ? Elements.OfStrings(Shape.Of(classes.Count), classes.Select(c => Texts[c]))
        : Elements.OfIntegers(Shape.Of(classes.Count), [.. classes.Select(c => c < Integers.Length ? Integers[c] : c)]);

    public object Key(int index) => Texts.Length > 0 ? Texts[index] : Integers[index];
}

/// <summary>A batch of feature vectors: a vector is one row.</summary>
internal sealed record Rows(double[] Values, int Count, int Width)
{
    public static Rows Of(TensorValue x)
    {
        var width = x.Rank == 0 ? 1 : (int)x.Shape[x.Rank - 1];
        return new(x.ToDoubles(), width == 0 ? 0 : (int)(x.Count / width), width);
    }

    public double[] this[int row] => Values[(row * Width)..((row + 1) * Width)];

    /// <summary>The largest element's position; the first one of equals.</summary>
    public static int ArgMax(double[] scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
            best = scores[i] > scores[best] ? i : best;
        return best;
    }
}
