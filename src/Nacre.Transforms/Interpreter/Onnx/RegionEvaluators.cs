using Nacre.Dialects.Onnx;
using Nacre.IR;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>Pooling over regions of interest, and convolution at learned positions.</summary>
internal static class RegionEvaluators
{
    public static OpEvaluators AddOnnxRegions(this OpEvaluators table) => table
        .Add<GridSampleOp>(GridSampling.Evaluate)
        .Add<RoiAlignOp>(RoiAlign)
        .Add<MaxRoiPoolOp>(MaxRoiPool)
        .Add<DeformConvOp>(DeformableConvolution.Evaluate);

    /// <summary>A region (x1, y1, x2, y2) in pixels of a batch's image.</summary>
    private readonly record struct Roi(int Batch, double X1, double Y1, double X2, double Y2);

    /// <summary>Cuts each region into bins and pools samples that are interpolated at regular points of each bin (He et al., Mask R-CNN, 2017).</summary>
    private static InterpreterValue[] RoiAlign(RoiAlignOp op, Values operands, EvaluationContext context)
    {
        var (x, rois) = (operands.Tensor(0), operands.Tensor(1).ToDoubles());
        var (batches, offset) = (operands.Tensor(2).ToIntegers(), op.CoordinateTransformationMode == "half_pixel" ? 0.5 : 0);
        var (channels, height, width) = (x.Shape[1], x.Shape[2], x.Shape[3]);
        var (rows, columns) = (op.OutputHeight, op.OutputWidth);
        var (pixels, result) = (x.ToDoubles(), new List<double>());
        for (var r = 0; r < batches.Length; r++)
        {
            var scaled = Array.ConvertAll(rois[(4 * r)..(4 * r + 4)], v => v * op.SpatialScale - offset);
            var roi = new Roi((int)batches[r], scaled[0], scaled[1], scaled[2], scaled[3]);
            for (var channel = 0L; channel < channels; channel++)
            {
                var plane = pixels.AsSpan((int)((roi.Batch * channels + channel) * height * width), (int)(height * width));
                for (var bin = 0L; bin < rows * columns; bin++)
                    result.Add(AlignBin(op, plane, height, width, roi, bin / columns, bin % columns));
            }
        }
        return [Elements.OfReals(x.ElementType, Shape.Of(batches.Length, channels, rows, columns), result.ToArray())];
    }

    private static double AlignBin(RoiAlignOp op, ReadOnlySpan<double> plane, long height, long width, Roi roi, long row, long column)
    {
        // Without the half pixel, regions smaller than a pixel are widened to one.
        var least = op.CoordinateTransformationMode == "half_pixel" ? double.NegativeInfinity : 1;
        var binHeight = Math.Max(least, roi.Y2 - roi.Y1) / op.OutputHeight;
        var binWidth = Math.Max(least, roi.X2 - roi.X1) / op.OutputWidth;
        var down = (int)(op.SamplingRatio > 0 ? op.SamplingRatio : Math.Ceiling(binHeight));
        var across = (int)(op.SamplingRatio > 0 ? op.SamplingRatio : Math.Ceiling(binWidth));
        var (sum, best) = (0.0, double.NegativeInfinity);
        for (var sample = 0; sample < down * across; sample++)
        {
            var y = roi.Y1 + (row + (sample / across + 0.5) / down) * binHeight;
            var x = roi.X1 + (column + (sample % across + 0.5) / across) * binWidth;
            var (average, largest) = AlignSample(plane, height, width, y, x);
            (sum, best) = (sum + average, Math.Max(best, largest));
        }
        return op.Mode == "max" ? best : sum / Math.Max(1, down * across);
    }

    /// <summary>The interpolated value at a point, and the largest of its four weighted neighbours; a pixel or more outside both are 0.</summary>
    private static (double Sum, double Max) AlignSample(ReadOnlySpan<double> plane, long height, long width, double y, double x)
    {
        if (y < -1 || y > height || x < -1 || x > width)
            return (0, 0);
        (y, x) = (Math.Clamp(y, 0, height - 1), Math.Clamp(x, 0, width - 1));
        var (top, left) = ((int)y, (int)x);
        var (bottom, right) = (Math.Min(top + 1, (int)height - 1), Math.Min(left + 1, (int)width - 1));
        var (dy, dx) = (y - top, x - left);
        var a = (1 - dy) * (1 - dx) * plane[top * (int)width + left];
        var b = (1 - dy) * dx * plane[top * (int)width + right];
        var c = dy * (1 - dx) * plane[bottom * (int)width + left];
        var d = dy * dx * plane[bottom * (int)width + right];
        return (a + b + c + d, Math.Max(Math.Max(a, b), Math.Max(c, d)));
    }

    /// <summary>Regions (batch, x1, y1, x2, y2), rounded to pixels, of which each bin gives its largest pixel (Girshick, Fast R-CNN, 2015).</summary>
    private static InterpreterValue[] MaxRoiPool(MaxRoiPoolOp op, Values operands, EvaluationContext context)
    {
        var (x, rois) = (operands.Tensor(0), operands.Tensor(1).ToDoubles());
        var (channels, height, width) = (x.Shape[1], (int)x.Shape[2], (int)x.Shape[3]);
        var (rows, columns) = ((int)op.PooledShape[0], (int)op.PooledShape[1]);
        var (pixels, result) = (x.ToDoubles(), new List<double>());
        for (var r = 0; r < rois.Length; r += 5)
        {
            var corners = Array.ConvertAll(rois[(r + 1)..(r + 5)], v => (int)Math.Round(v * op.SpatialScale, MidpointRounding.AwayFromZero));
            for (var channel = 0L; channel < channels; channel++)
            {
                var plane = pixels.AsSpan((int)(((long)rois[r] * channels + channel) * height * width), height * width);
                for (var bin = 0; bin < rows * columns; bin++)
                {
                    var (top, bottom) = BinRange(corners[1], corners[3], bin / columns, rows, height);
                    var (left, right) = BinRange(corners[0], corners[2], bin % columns, columns, width);
                    result.Add(Largest(plane, width, top, bottom, left, right));
                }
            }
        }
        return [Elements.OfReals(x.ElementType, Shape.Of(rois.Length / 5, channels, rows, columns), result.ToArray())];
    }

    private static (int First, int Limit) BinRange(int first, int last, int bin, int bins, int size)
    {
        var length = Math.Max(last - first + 1, 1) / (double)bins;
        return (Math.Clamp((int)Math.Floor(bin * length) + first, 0, size), Math.Clamp((int)Math.Ceiling((bin + 1) * length) + first, 0, size));
    }

    private static double Largest(ReadOnlySpan<double> plane, int width, int top, int bottom, int left, int right)
    {
        if (top >= bottom || left >= right)
            return 0;
        var best = double.NegativeInfinity;
        for (var row = top; row < bottom; row++)
        {
            foreach (var pixel in plane[(row * width + left)..(row * width + right)])
                best = Math.Max(best, pixel);
        }
        return best;
    }
}
