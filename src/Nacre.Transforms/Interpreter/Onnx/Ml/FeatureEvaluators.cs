using Nacre.Dialects.OnnxMl;
using Nacre.IR;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Onnx.Ml;

/// <summary>Operators of <c>ai.onnx.ml</c> that prepare feature vectors.</summary>
internal static class FeatureEvaluators
{
    public static OpEvaluators AddOnnxMlFeatures(this OpEvaluators table) => table
        .Add<ArrayFeatureExtractorOp>((_, operands, _) => [Extract(operands[0], operands.Tensor(1).ToIntegers())])
        .Add<BinarizerOp>((op, operands, _) => [Map(operands.Tensor(0), (v, _) => v > op.Threshold ? 1 : 0)])
        .Add<ScalerOp>((op, operands, _) => [Scale(op, operands.Tensor(0))])
        .Add<ImputerOp>((op, operands, _) => [Impute(op, operands.Tensor(0))])
        .Add<NormalizerOp>((op, operands, _) => [Normalize(op, operands.Tensor(0))])
        .Add<OneHotEncoderOp>((op, operands, _) => [OneHot(op, operands[0])])
        .Add<FeatureVectorizerOp>((op, operands, _) => [Vectorize(op, operands)]);

    /// <summary>The given columns.</summary>
    private static InterpreterValue Extract(InterpreterValue x, long[] columns)
    {
        var shape = Elements.ShapeOf(x);
        var matrix = shape.Rank == 1 ? Elements.Reshaped(x, Shape.Of(1, shape[0])) : x;
        return Elements.PickAlong(matrix, Elements.ShapeOf(matrix).Rank - 1, columns);
    }

    /// <summary>Applies a function of the element and its column; floats keep their type, integers become floats unless <paramref name="keepsType"/>.</summary>
    private static TensorValue Map(TensorValue x, Func<double, int, double> map, bool keepsType = true)
    {
        var width = x.Rank == 0 ? 1 : (int)x.Shape[x.Rank - 1];
        double[] mapped = [.. x.ToDoubles().Select((v, i) => map(v, i % width))];
        return Elements.OfReals(keepsType ? x.ElementType : FloatType.F32, x.Shape, mapped);
    }

    /// <summary>A list's value for a column; a list of one value is for all columns.</summary>
    private static T At<T>(EquatableArray<T>? list, int column, T absent) => list is not { Count: > 0 } values ? absent : values[values.Count == 1 ? 0 : column];

    private static TensorValue Scale(ScalerOp op, TensorValue x) => Map(x, (v, column) => (v - At(op.Offset, column, 0)) * At(op.Scale, column, 1), keepsType: false);

    private static TensorValue Impute(ImputerOp op, TensorValue x) => x.ElementType is IntegerType
        ? Map(x, (v, column) => v == op.ReplacedValueInt64 ? At(op.ImputedValueInt64s, column, 0) : v)
        : Map(x, (v, column) => (double.IsNaN(op.ReplacedValueFloat) ? double.IsNaN(v) : v == op.ReplacedValueFloat) ? At(op.ImputedValueFloats, column, 0) : v);

    /// <summary>Divides each row by its norm, where that is not 0.</summary>
    private static TensorValue Normalize(NormalizerOp op, TensorValue x)
    {
        Func<double[], double> norm = op.Norm switch
        {
            "MAX" => row => row.Max(Math.Abs),
            "L1" => row => row.Sum(Math.Abs),
            "L2" => row => Math.Sqrt(row.Sum(v => v * v)),
            _ => throw new EvaluationException($"the norm '{op.Norm}' is not known"),
        };
        var rows = Rows.Of(x);
        var result = Enumerable.Range(0, rows.Count).SelectMany(r => rows[r].Select(v => norm(rows[r]) is var n && n != 0 ? v / n : v));
        return Elements.OfFloats(x.Shape, result.ToArray());
    }

    /// <summary>A new last axis with a 1 at the element's category.</summary>
    private static TensorValue OneHot(OneHotEncoderOp op, InterpreterValue x)
    {
        var categories = x is StringTensorValue
            ? (op.CatsStrings?.Strings ?? []).ToArray<object>()
            : [.. (op.CatsInt64s ?? []).Select(object (c) => c)];
        object[] values = x is StringTensorValue text ? [.. text.Strings] : [.. x.AsTensor.ToDoubles().Select(object (v) => (long)v)];
        var result = new double[values.Length * categories.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var category = Array.IndexOf(categories, values[i]);
            if (category < 0 && op.Zeros == 0)
                throw new EvaluationException($"{values[i]} is not one of the categories");
            if (category >= 0)
                result[i * categories.Length + category] = 1;
        }
        return Elements.OfFloats(new Shape([.. Elements.ShapeOf(x).Dims, categories.Length]), result);
    }

    /// <summary>Joins the rows of all inputs, each cut or padded with zeros to its declared width.</summary>
    private static TensorValue Vectorize(FeatureVectorizerOp op, Values operands)
    {
        Rows[] parts = [.. operands.Select(o => Rows.Of(o.AsTensor))];
        int[] widths = [.. parts.Select((p, i) => (int)At(op.Inputdimensions, i, p.Width))];
        var joined = Enumerable.Range(0, parts[0].Count).SelectMany(row => parts.SelectMany((p, i) => Enumerable.Range(0, widths[i]).Select(c => c < p.Width ? p[row][c] : 0)));
        return Elements.OfFloats(Shape.Of(parts[0].Count, widths.Sum()), joined.ToArray());
    }
}
