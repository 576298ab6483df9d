using Nacre.Dialects.Onnx;
using Nacre.IR;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>ONNX <c>NonMaxSuppression</c>: the best boxes per batch and class, without those that overlap a better one too much.</summary>
internal static class NonMaxSuppression
{
    private readonly record struct Box(double Y1, double X1, double Y2, double X2)
    {
        private double Area => (Y2 - Y1) * (X2 - X1);

        public static Box FromCorners(double y1, double x1, double y2, double x2) => new(Math.Min(y1, y2), Math.Min(x1, x2), Math.Max(y1, y2), Math.Max(x1, x2));
        public static Box FromCenter(double x, double y, double width, double height) => new(y - height / 2, x - width / 2, y + height / 2, x + width / 2);

        /// <summary>Intersection over union.</summary>
        public double Overlap(Box other)
        {
            var height = Math.Min(Y2, other.Y2) - Math.Max(Y1, other.Y1);
            var width = Math.Min(X2, other.X2) - Math.Max(X1, other.X1);
            var common = Math.Max(0, height) * Math.Max(0, width);
            return common <= 0 ? 0 : common / (Area + other.Area - common);
        }
    }

    /// <summary>Rows (batch, class, box), from boxes [batches, boxes, 4] and scores [batches, classes, boxes].</summary>
    public static InterpreterValue[] Evaluate(NonMaxSuppressionOp op, Values operands, EvaluationContext context)
    {
        var (boxes, scores) = (operands.Tensor(0), operands.Tensor(1));
        var (most, threshold, minimum) = (operands.IntegerOr(2, 0), operands.RealOr(3, 0), operands.RealOr(4, double.NegativeInfinity));
        var (corners, weights) = (boxes.ToDoubles(), scores.ToDoubles());
        var count = (int)boxes.Shape[1];
        var rows = new List<long>();
        for (var batch = 0; batch < boxes.Shape[0]; batch++)
        {
            var inBatch = Enumerable.Range(0, count).Select(i => ReadBox(corners.AsSpan((batch * count + i) * 4, 4), op.CenterPointBox != 0)).ToArray();
            for (var label = 0; label < scores.Shape[1]; label++)
            {
                var inClass = weights.AsSpan((int)((batch * scores.Shape[1] + label) * count), count).ToArray();
                foreach (var chosen in Select(inBatch, inClass, most, threshold, minimum))
                    rows.AddRange([batch, label, chosen]);
            }
        }
        return [Elements.OfIntegers(Shape.Of(rows.Count / 3, 3), rows.ToArray())];
    }

    private static Box ReadBox(ReadOnlySpan<double> b, bool isCenter) => isCenter ? Box.FromCenter(b[0], b[1], b[2], b[3]) : Box.FromCorners(b[0], b[1], b[2], b[3]);

    private static List<int> Select(Box[] boxes, double[] scores, long most, double threshold, double minimum)
    {
        var chosen = new List<int>();
        foreach (var candidate in Enumerable.Range(0, boxes.Length).Where(i => scores[i] > minimum).OrderByDescending(i => scores[i]))
        {
            if (chosen.Count >= most)
                break;
            if (chosen.TrueForAll(c => boxes[c].Overlap(boxes[candidate]) <= threshold))
                chosen.Add(candidate);
        }
        return chosen;
    }
}
