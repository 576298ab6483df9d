using Nacre.Dialects.Onnx;
using Nacre.Dialects.OnnxMl;
using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Operators of <c>ai.onnx.ml</c> that are arithmetic on rows of features [rows, features]; a vector is one row.</summary>
internal static class MlRows
{
    public static OnnxRows AddMl(this OnnxRows rows) => rows
        .One<BinarizerOp>((op, c) => c.Hlo.Convert(c.Hlo.Compare(Greater, op.X, op.Threshold), op.X.Element()))
        .One<ArrayFeatureExtractorOp>((op, c) => c.Hlo.Gather(Matrix(c.Hlo, op.X), c.Hlo.Reshape(op.Y, op.Y.Tensor().Shape.ElementCount), Math.Max(1, op.X.Rank() - 1)))
        .One<ScalerOp>(Scale)
        .One<ImputerOp>(Impute)
        .One<NormalizerOp>(Normalize)
        .One<OneHotEncoderOp>(OneHot)
        .One<FeatureVectorizerOp>(Join)
        .One<LinearRegressorOp>(Regress)
        .Add<LinearClassifierOp>(Classify);

    private static Value Matrix(HloBuilder hlo, Value x) => x.Rank() > 1 ? x : hlo.Reshape(x, 1, x.Tensor().Shape.ElementCount);
    private static Value Features(HloBuilder hlo, Value x) => hlo.Convert(Matrix(hlo, x), FloatType.F32);

    /// <summary>One number for all columns, or one for each.</summary>
    private static Value PerColumn(HloBuilder hlo, IRType element, IEnumerable<double> values, double absent) =>
        values.ToArray() is { Length: > 1 } each ? hlo.Vector(element, each) : hlo.Scalar(element, values.FirstOrDefault(absent));

    /// <summary>(x - offset) · scale, in single precision.</summary>
    private static Value Scale(ScalerOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        Value Column(EquatableArray<float>? values, double absent) => PerColumn(hlo, FloatType.F32, (values ?? []).Select(v => (double)v), absent);
        return hlo.Mul(hlo.Sub(hlo.Convert(op.X, FloatType.F32), Column(op.Offset, 0)), Column(op.Scale, 1));
    }

    /// <summary>Puts a column's value where x is the one to be replaced, which may be NaN.</summary>
    private static Value Impute(ImputerOp op, OnnxLoweringContext c)
    {
        var (hlo, x) = (c.Hlo, op.X);
        var values = x.IsInteger() ? (op.ImputedValueInt64s ?? []).Select(v => (double)v) : (op.ImputedValueFloats ?? []).Select(v => (double)v);
        var replaced = x.IsInteger() ? hlo.Compare(Equal, x, op.ReplacedValueInt64)
            : float.IsNaN(op.ReplacedValueFloat) ? hlo.Compare(NotEqual, x, x) : hlo.Compare(Equal, x, op.ReplacedValueFloat);
        return hlo.Select(replaced, PerColumn(hlo, x.Element(), values, 0), x);
    }

    /// <summary>Divides each row by its greatest element, the sum of its magnitudes or the root of the sum of its squares, where that is not 0.</summary>
    private static Value Normalize(NormalizerOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var x = hlo.Convert(op.X, FloatType.F32);
        int[] last = [x.Rank() - 1];
        var norm = op.Norm switch
        {
            "MAX" => hlo.Reduce(x, last, ReduceKind.Max, keepDims: true),
            "L1" => hlo.Reduce(hlo.Abs(x), last, ReduceKind.Sum, keepDims: true),
            "L2" => hlo.Sqrt(hlo.Reduce(hlo.Square(x), last, ReduceKind.Sum, keepDims: true)),
            var other => throw c.Cannot($"the norm '{other}' is not known"),
        };
        return hlo.Div(x, hlo.Select(hlo.Compare(Equal, norm, 0), hlo.SplatLike(norm, 1), norm));
    }

    /// <summary>A new last axis with a 1 at the element's category; what belongs to none must be allowed.</summary>
    private static Value OneHot(OneHotEncoderOp op, OnnxLoweringContext c)
    {
        if (op.Zeros == 0 || op.CatsInt64s is not { } categories)
            throw c.Cannot("whether every element belongs to a category is known only at run time");
        var x = c.Hlo.Convert(op.X, IntegerType.I64);
        return c.Hlo.Convert(c.Hlo.Compare(Equal, c.Hlo.Unsqueeze(x, x.Rank()), c.Hlo.I64(categories.Span)), FloatType.F32);
    }

    /// <summary>Joins the rows of all inputs, each cut or padded with zeros to its declared width.</summary>
    private static Value Join(FeatureVectorizerOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        Value Part(Value input, int i)
        {
            var x = Features(hlo, input);
            var width = op.Inputdimensions is { } widths ? widths[i] : x.Dims()[1];
            return hlo.Pad(x, hlo.Scalar(FloatType.F32, 0), [0, 0], [0, width - x.Dims()[1]]);
        }
        return hlo.Concat([.. op.X.Select(Part)], 1);
    }

    /// <summary>x · coefficients + intercepts, with a row of coefficients for each of the results.</summary>
    private static Value Product(OnnxLoweringContext c, Value input, EquatableArray<float> coefficients, EquatableArray<float>? intercepts)
    {
        var hlo = c.Hlo;
        var x = Features(hlo, input);
        var width = x.Dims()[1];
        if (x.Rank() != 2 || width == 0 || coefficients.Count == 0 || coefficients.Count % width != 0)
            throw new OnnxMisfitException($"{coefficients.Count} coefficients do not fit {input.Type}");
        var weights = hlo.Reshape(hlo.Vector(FloatType.F32, [.. coefficients.Select(v => (double)v)]), coefficients.Count / width, width);
        var product = hlo.Dot(x, weights, [], [], [1], [1]);
        return intercepts is { Count: > 0 } b ? hlo.Add(product, hlo.Vector(FloatType.F32, [.. b.Select(v => (double)v)])) : product;
    }

    private static Value Regress(LinearRegressorOp op, OnnxLoweringContext c) =>
        Transformed(c, Product(c, op.X, op.Coefficients ?? throw c.Cannot("the model has no coefficients"), op.Intercepts), op.PostTransform);

    /// <summary>The class of the greatest score; one row of coefficients tells two classes apart by its sign.</summary>
    private static IReadOnlyList<Value?> Classify(LinearClassifierOp op, OnnxLoweringContext c)
    {
        var hlo = c.Hlo;
        var scores = Product(c, op.X, op.Coefficients, op.Intercepts);
        var isBinary = scores.Dims()[1] == 1 && Math.Max(op.ClasslabelsInts?.Count ?? 0, op.ClasslabelsStrings?.Count ?? 0) == 2;
        var chosen = isBinary
            ? hlo.Convert(hlo.Compare(Greater, hlo.Reshape(scores, scores.Dims()[0]), 0), IntegerType.I64)
            : ReductionRows.ArgBest(hlo, scores, 1, ReduceKind.Max, keepDims: false, last: false);
        if (isBinary)
            scores = hlo.Concat([op.PostTransform == "NONE" ? hlo.Sub(hlo.SplatLike(scores, 1), scores) : hlo.Neg(scores), scores], 1);
        return [Label(op, c, chosen), Transformed(c, scores, op.PostTransform)];
    }

    /// <summary>The label of each class number. Texts are looked up on the host.</summary>
    private static Value Label(LinearClassifierOp op, OnnxLoweringContext c, Value classes)
    {
        if (op.ClasslabelsInts is { Count: > 0 } integers)
            return c.Hlo.Gather(c.Hlo.I64(integers.Span), classes, 0);
        if (op.ClasslabelsStrings is not { Count: > 0 } texts)
            return classes;
        EquatableArray<long> numbers = Enumerable.Range(0, texts.Count).Select(i => (long)i).ToArray();
        return LabelEncoderOp.Create(c.Hlo.Ops, RankedTensorType.Get(StringType.Instance, classes.Dims()), classes, keysInt64s: numbers, valuesStrings: texts).Y;
    }

    /// <summary>The functions that <c>post_transform</c> names, on the scores [rows, classes].</summary>
    private static Value Transformed(OnnxLoweringContext c, Value scores, string transform) => transform switch
    {
        "NONE" => scores,
        "LOGISTIC" => c.Hlo.Logistic(scores),
        "SOFTMAX" => SoftmaxRows.Softmax(c.Hlo, scores, 1),
        "SOFTMAX_ZERO" => SoftmaxOfNonzero(c.Hlo, scores),
        "PROBIT" => Probit(c.Hlo, scores),
        _ => throw c.Cannot($"the score transformation '{transform}' is not known"),
    };

    /// <summary>Softmax among the scores that are not 0; those stay 0.</summary>
    private static Value SoftmaxOfNonzero(HloBuilder hlo, Value scores)
    {
        const double least = 1e-7;
        var takesPart = hlo.Compare(Greater, hlo.Abs(scores), least);
        var powers = hlo.Exp(hlo.Sub(scores, hlo.Reduce(scores, [1], ReduceKind.Max, keepDims: true)));
        var counted = hlo.Select(takesPart, powers, hlo.SplatLike(powers, 0));
        var sum = hlo.Reduce(counted, [1], ReduceKind.Sum, keepDims: true);
        return hlo.Select(takesPart, hlo.Div(counted, sum), scores);
    }

    /// <summary>The inverse of the normal distribution: √2 · erf⁻¹(2x - 1), with Winitzki's approximation of erf⁻¹ (2008).</summary>
    private static Value Probit(HloBuilder hlo, Value x)
    {
        const double a = 0.147;
        var y = hlo.Sub(hlo.Mul(x, 2), 1);
        var logarithm = hlo.Log(hlo.Mul(hlo.Sub(hlo.SplatLike(y, 1), y), hlo.Add(y, 1)));
        var v = hlo.Add(hlo.Mul(logarithm, 0.5), 2 / (Math.PI * a));
        var magnitude = hlo.Sqrt(hlo.Sub(hlo.Sqrt(hlo.Sub(hlo.Square(v), hlo.Div(logarithm, a))), v));
        return hlo.Mul(hlo.Mul(hlo.Sign(y), magnitude), Math.Sqrt(2));
    }
}
