using Nacre.Dialects.OnnxMl;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Onnx.Ml;

/// <summary>Operators of <c>ai.onnx.ml</c> that prepare features and take texts too, or may refuse an element.</summary>
internal static class FeatureEvaluators
{
    public static OpEvaluators AddOnnxMlFeatures(this OpEvaluators table) => table
        .Add<OneHotEncoderOp>((op, operands, _) => [OneHot(op, operands[0])]);

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
}
