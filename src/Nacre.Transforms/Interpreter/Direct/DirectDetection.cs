using System.Runtime.InteropServices;
using Nacre.Dialects.Onnx;
using Nacre.IR;
using Nacre.Transforms.Interpreter.Onnx;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>What detection models do with boxes.</summary>
internal static class DirectDetection
{
    public static OpEvaluators AddDirectDetection(this OpEvaluators table) => table
        .Direct<NonMaxSuppressionOp>((op, x) => Suppress(op, x))
        .Direct<RoiAlignOp>((op, x) => op.Mode == "avg" ? Align(op, x.Tensor(0), x.Tensor(1), x.Tensor(2).ToIntegers()) : null);

    /// <summary>The averages of the bins of each region, [regions, channels, bins down, bins across].</summary>
    private static TensorValue? Align(RoiAlignOp op, TensorValue x, TensorValue rois, long[] batches)
    {
        if (x.ElementType != FloatType.F32 || x.Rank != 4 || x.Count == 0 || Array.Exists(batches, b => b < 0 || b >= x.Shape[0]))
            return null;
        var (channels, height, width) = ((int)x.Shape[1], (int)x.Shape[2], (int)x.Shape[3]);
        var isHalfPixel = op.CoordinateTransformationMode == "half_pixel";
        var (bins, image) = ((int)(op.OutputHeight * op.OutputWidth), channels * height * width);
        // Channels next to each other: a pixel's weight then is one for a row of numbers.
        var pixels = DataMovement.Transpose(x, [0, 2, 3, 1]);
        var type = RankedTensorType.Get(FloatType.F32, batches.Length, bins, channels);
        var bytes = TensorValue.NewBytes(type);
        var region = new RegionAverage(((int)op.OutputHeight, (int)op.OutputWidth), height, width);
        var corners = rois.ToDoubles();
        for (var r = 0; r < batches.Length; r++)
        {
            double Scaled(int i) => corners[4 * r + i] * op.SpatialScale - (isHalfPixel ? 0.5 : 0);
            region.Load(Scaled(0), Scaled(1), Scaled(2), Scaled(3), op.SamplingRatio, isHalfPixel ? double.NegativeInfinity : 1);
            region.Average(pixels.As<float>().Slice((int)batches[r] * image, image), channels, MemoryMarshal.Cast<byte, float>(bytes.AsSpan()).Slice(r * bins * channels, bins * channels));
        }
        return DataMovement.Transpose(new TensorValue(type, bytes), [0, 2, 1]).Reshaped(Shape.Of(batches.Length, channels, op.OutputHeight, op.OutputWidth));
    }

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
