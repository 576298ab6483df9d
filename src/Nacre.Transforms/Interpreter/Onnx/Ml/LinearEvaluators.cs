using Nacre.Dialects.OnnxMl;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Onnx.Ml;

/// <summary>Linear models.</summary>
internal static class LinearEvaluators
{
    public static OpEvaluators AddOnnxMlLinear(this OpEvaluators table) => table
        .Add<LinearRegressorOp>((op, operands, _) => [Regress(op, Rows.Of(operands.Tensor(0)))])
        .Add<LinearClassifierOp>((op, operands, _) => Classify(op, Rows.Of(operands.Tensor(0))));

    /// <summary>x · coefficient row + intercept, for each row of coefficients.</summary>
    private static double[] Products(double[] x, EquatableArray<float> coefficients, EquatableArray<float>? intercepts, int count)
    {
        var products = new double[count];
        for (var i = 0; i < count; i++)
        {
            products[i] = intercepts is { } b && i < b.Count ? b[i] : 0;
            for (var j = 0; j < x.Length; j++)
                products[i] += x[j] * coefficients[i * x.Length + j];
        }
        return products;
    }

    private static TensorValue Regress(LinearRegressorOp op, Rows rows)
    {
        var coefficients = op.Coefficients ?? throw new EvaluationException("the model has no coefficients");
        var results = Enumerable.Range(0, rows.Count).SelectMany(r => Scores.Transform(Products(rows[r], coefficients, op.Intercepts, (int)op.Targets), op.PostTransform));
        return Elements.OfFloats(Shape.Of(rows.Count, op.Targets), results.ToArray());
    }

    private static InterpreterValue[] Classify(LinearClassifierOp op, Rows rows)
    {
        var labels = ClassLabels.Of(op.ClasslabelsInts, op.ClasslabelsStrings);
        var count = op.Coefficients.Count / Math.Max(1, rows.Width);
        var (classes, scores) = (new int[rows.Count], new List<double>());
        for (var r = 0; r < rows.Count; r++)
        {
            var products = Products(rows[r], op.Coefficients, op.Intercepts, count);
            // One row of coefficients tells two classes apart by its sign.
            classes[r] = count == 1 ? (products[0] > 0 ? 1 : 0) : Rows.ArgMax(products);
            scores.AddRange(count == 1 && labels.Count == 2 ? BinaryScores(products[0], op.PostTransform) : Scores.Transform(products, op.PostTransform));
        }
        return [labels.Pick(classes), Elements.OfFloats(Shape.Of(rows.Count, rows.Count == 0 ? count : scores.Count / rows.Count), scores.ToArray())];
    }

    /// <summary>The score of the first class: what is missing to 1, or with a transformation the negated score.</summary>
    private static double[] BinaryScores(double score, string transform) =>
        transform == "NONE" ? [1 - score, score] : Scores.Transform([-score, score], transform);
}
