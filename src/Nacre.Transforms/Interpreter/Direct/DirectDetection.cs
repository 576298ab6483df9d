using Nacre.Dialects.Onnx;
using Nacre.IR;
using Nacre.Transforms.Interpreter.Onnx;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>What detection models do with boxes.</summary>
internal static class DirectDetection
{
    public static OpEvaluators AddDirectDetection(this OpEvaluators table) => table
        .Direct<NonMaxSuppressionOp>((op, x) => Suppress(op, x));

    /// <summary>Rows (batch, class, box), from boxes [batches, boxes, 4] and scores [batches, classes, boxes].</summary>
    private static TensorValue? Suppress(NonMaxSuppressionOp op, Values operands)
    {
        var (boxes, scores) = (operands.Tensor(0), operands.Tensor(1));
        if (boxes.ElementType != FloatType.F32 || scores.ElementType != FloatType.F32)
            return null;
        var (most, threshold, minimum) = (operands.IntegerOr(2, 0), operands.RealOr(3, 0), operands.RealOr(4, double.NegativeInfinity));
        var (count, classes) = ((int)boxes.Shape[1], (int)scores.Shape[1]);
        using var suppression = new BoxSuppression(count, (int)Math.Clamp(most, 0, count), threshold);
        var rows = new List<long>();
        for (var batch = 0; batch < boxes.Shape[0] && most > 0; batch++)
        {
            suppression.Load(boxes.As<float>().Slice(batch * count * 4, count * 4), op.CenterPointBox != 0);
            for (var label = 0; label < classes; label++)
            {
                foreach (var box in suppression.Select(scores.As<float>().Slice((batch * classes + label) * count, count), minimum))
                    rows.AddRange([batch, label, box]);
            }
        }
        return Elements.OfIntegers(Shape.Of(rows.Count / 3, 3), rows.ToArray());
    }
}
