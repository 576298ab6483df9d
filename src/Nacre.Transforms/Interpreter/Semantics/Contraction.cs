using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Which dimensions of a convolution's operands and result are batch, feature and space, and how the window moves.</summary>
internal sealed record ConvolutionShape
{
    public required int InputBatch { get; init; }
    public required int InputFeature { get; init; }
    public required long[] InputSpatial { get; init; }
    public required int KernelInputFeature { get; init; }
    public required int KernelOutputFeature { get; init; }
    public required long[] KernelSpatial { get; init; }
    public required int OutputBatch { get; init; }
    public required int OutputFeature { get; init; }
    public required long[] OutputSpatial { get; init; }
    public required long[] Strides { get; init; }
    public required long[] PaddingLow { get; init; }
    public required long[] PaddingHigh { get; init; }
    public required long[] InputDilation { get; init; }
    public required long[] KernelDilation { get; init; }
    public required bool[] WindowReversal { get; init; }
    public required long FeatureGroups { get; init; }
    public required long BatchGroups { get; init; }
}

/// <summary>Sums of products: dot_general and convolution as products of matrices.</summary>
internal static class Contraction
{
    /// <summary>Result dimensions: batching, then the rest of <paramref name="a"/>, then the rest of <paramref name="b"/>.</summary>
    public static TensorValue DotGeneral(TensorValue a, TensorValue b, long[] batchA, long[] batchB, long[] contractA, long[] contractB, IRType resultElement)
    {
        var (freeA, freeB) = (Rest(a.Rank, batchA, contractA), Rest(b.Rank, batchB, contractB));
        var sizes = new ProductSizes(Size(a, batchA), Size(a, freeA), Size(b, freeB), Size(a, contractA));
        if (sizes.Inner != Size(b, contractB) || sizes.Batch != Size(b, batchB))
            throw new EvaluationException($"the contracted or batching sizes of {a.Type} and {b.Type} differ");
        var left = DataMovement.Transpose(a, [.. batchA, .. freeA, .. contractA]);
        var right = DataMovement.Transpose(b, [.. batchB, .. contractB, .. freeB]);
        var type = new RankedTensorType(Dims(a, batchA, freeA).Concat(Dims(b, freeB)).ToArray(), resultElement);
        return MatrixProduct.Compute(left, right, sizes, type);
    }

    private static long[] Rest(int rank, long[] first, long[] second) => [.. Enumerable.Range(0, rank).Select(d => (long)d).Where(d => !first.Contains(d) && !second.Contains(d))];

    private static long Size(TensorValue x, long[] dims) => dims.Aggregate(1L, (size, d) => checked(size * x.Shape[(int)d]));

    private static IEnumerable<long> Dims(TensorValue x, params long[][] groups) => groups.SelectMany(g => g).Select(d => x.Shape[(int)d]);

    /// <summary>Dot products of the kernel with windows of the padded and dilated input.</summary>
    public static TensorValue Convolution(TensorValue input, TensorValue kernel, ConvolutionShape conv, IRType resultElement)
    {
        if (conv.BatchGroups > 1)
            return Grouped(input, kernel, conv with { BatchGroups = 1 }, conv.BatchGroups, conv.InputBatch, resultElement);
        if (conv.FeatureGroups > 1)
            return Grouped(input, kernel, conv with { FeatureGroups = 1 }, conv.FeatureGroups, conv.InputFeature, resultElement);
        var windows = Windows(input, kernel, conv);
        // windows: [batch, output space…, kernel space…, feature]; the kernel's dimensions are contracted in the same order.
        var space = conv.InputSpatial.Length;
        long[] contractWindows = [.. Enumerable.Range(1 + space, space + 1).Select(d => (long)d)];
        long[] contractKernel = [.. conv.KernelSpatial, conv.KernelInputFeature];
        var product = DotGeneral(windows, kernel, [], [], contractWindows, contractKernel, resultElement);
        // product: [batch, output space…, output feature]
        var permutation = new long[space + 2];
        permutation[conv.OutputBatch] = 0;
        permutation[conv.OutputFeature] = space + 1;
        for (var i = 0; i < space; i++)
            permutation[conv.OutputSpatial[i]] = i + 1;
        return DataMovement.Transpose(product, permutation);
    }

    /// <summary>All windows of the input side by side (the im2col form).</summary>
    private static TensorValue Windows(TensorValue input, TensorValue kernel, ConvolutionShape conv)
    {
        var space = conv.InputSpatial.Length;
        var rank = input.Rank;
        var (low, high, interior) = (DataMovement.Zeros(rank), DataMovement.Zeros(rank), DataMovement.Zeros(rank));
        for (var i = 0; i < space; i++)
        {
            low[conv.InputSpatial[i]] = conv.PaddingLow[i];
            high[conv.InputSpatial[i]] = conv.PaddingHigh[i];
            interior[conv.InputSpatial[i]] = conv.InputDilation[i] - 1;
        }
        var padded = DataMovement.Pad(input, TensorValue.Splat(RankedTensorType.Get(input.ElementType), 0), low, high, interior);
        var source = padded.Shape.RowMajorStrides();
        var (dims, strides, offset) = (new long[2 * space + 2], new long[2 * space + 2], 0L);
        (dims[0], strides[0]) = (input.Shape[conv.InputBatch], source[conv.InputBatch]);
        (dims[^1], strides[^1]) = (input.Shape[conv.InputFeature], source[conv.InputFeature]);
        for (var i = 0; i < space; i++)
        {
            var (step, size) = (source[conv.InputSpatial[i]], kernel.Shape[(int)conv.KernelSpatial[i]]);
            dims[1 + i] = WindowCount(padded.Shape[(int)conv.InputSpatial[i]], size, conv.KernelDilation[i], conv.Strides[i]);
            strides[1 + i] = step * conv.Strides[i];
            dims[1 + space + i] = size;
            strides[1 + space + i] = step * conv.KernelDilation[i] * (conv.WindowReversal[i] ? -1 : 1);
            offset += conv.WindowReversal[i] ? step * conv.KernelDilation[i] * (size - 1) : 0;
        }
        var type = new RankedTensorType(dims, input.ElementType);
        var bytes = TensorValue.NewBytes(type);
        Strided.Copy(padded.Bytes, new StridedView(offset, strides), bytes, StridedView.Of(type.Shape), dims, input.ElementType.StorageBytes());
        return new TensorValue(type, bytes);
    }

    /// <summary>How many windows of <paramref name="window"/> elements, <paramref name="dilation"/> apart, fit when each starts <paramref name="stride"/> after the last.</summary>
    public static long WindowCount(long size, long window, long dilation, long stride)
    {
        var dilated = window == 0 ? 0 : (window - 1) * dilation + 1;
        return size == 0 || dilated > size ? 0 : (size - dilated) / stride + 1;
    }

    private static TensorValue Grouped(TensorValue input, TensorValue kernel, ConvolutionShape conv, long groups, int inputDimension, IRType resultElement)
    {
        var inputs = Split(input, groups, inputDimension);
        var kernels = Split(kernel, groups, conv.KernelOutputFeature);
        return DataMovement.Concatenate([.. inputs.Zip(kernels, (x, k) => Convolution(x, k, conv, resultElement))], conv.OutputFeature);
    }

    private static IEnumerable<TensorValue> Split(TensorValue x, long groups, int dimension)
    {
        var size = x.Shape[dimension] / groups;
        for (var g = 0L; g < groups; g++)
        {
            var (start, limit) = (DataMovement.Zeros(x.Rank), x.Shape.Dims.ToArray());
            (start[dimension], limit[dimension]) = (g * size, (g + 1) * size);
            yield return DataMovement.Slice(x, start, limit, DataMovement.Ones(x.Rank));
        }
    }
}
