using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo.Contrib;

/// <summary>Products of matrices and convolutions with something fused in, or with quantised operands.</summary>
internal static class ContribProductRows
{
    public static ContribTable AddProducts(this ContribTable table) => table
        .One("FusedConv", n => FusedConv(n, isLast: false))
        .One("NhwcConv", n => FusedConv(n, isLast: true))
        .One("NhwcFusedConv", n => FusedConv(n, isLast: true))
        .One("FusedGemm", FusedGemm)
        .One("GemmFastGelu", n => ActivationRows.GeluTanh(n.Hlo, Biased(n, MatMulRows.MatMul(n.Hlo, n[0], n[1]), 2)))
        .One("FusedMatMul", FusedMatMul)
        .One("TransposeMatMul", FusedMatMul)
        .One("MatMulInteger16", MatMulInteger16)
        .One("MatMulIntegerToFloat", n => ToFloat(n, new QuantizedTensor(n[0], n[2], n.Optional(4)), new QuantizedTensor(n[1], n[3], n.Optional(5)), 6))
        .One("DynamicQuantizeMatMul", n => ToFloat(n, QuantizeRows.QuantizeDynamically(n.Context, n[0]), new QuantizedTensor(n[1], n[2], n.Optional(3)), 4))
        .One("QGemm", QuantizedGemm)
        .One("MatMulNBits", MatMulNBits)
        .One("GatherBlockQuantized", GatherBlockQuantized)
        .One("CDist", Distances);

    private static Value Biased(ContribNode n, Value x, int input) => n.Optional(input) is { } bias ? n.Hlo.Add(x, n.Hlo.Convert(bias, x.Element())) : x;

    /// <summary>activation(conv(x, w) + b + z).</summary>
    private static Value FusedConv(ContribNode n, bool isLast)
    {
        var sum = n.OnImage(n[0], x => ConvRows.WithBias(n.Hlo, ConvRows.Convolve(n.Hlo, x, n[1], n.Window(n[1].Dims()[2..]), n.Int("group", 1)), n.Optional(2)), isLast);
        return ContribActivationRows.Activate(n, n.Optional(3) is { } z ? n.Hlo.Add(sum, z) : sum, n.Floats("activation_params"));
    }

    /// <summary>activation(α A' B' + β C).</summary>
    private static Value FusedGemm(ContribNode n)
    {
        var hlo = n.Hlo;
        var product = hlo.Mul(Gemm(n, n[0], n[1]), n.Float("alpha", 1));
        var sum = n.Optional(2) is { } c ? hlo.Add(product, hlo.Mul(c, n.Float("beta", 1))) : product;
        return ContribActivationRows.Activate(n, sum, [.. new[] { n.Float("activation_alpha"), n.Float("activation_beta"), n.Float("activation_gamma") }.OfType<double>()]);
    }

    private static Value Gemm(ContribNode n, Value a, Value b) => n.Hlo.Dot(a, b, [], [], [n.Flag("transA") ? 0 : 1], [n.Flag("transB") ? 1 : 0]);

    /// <summary>α A' B'; an operand may have its first dimension brought behind the batch, and then its last two exchanged.</summary>
    private static Value FusedMatMul(ContribNode n)
    {
        var (a, b) = (Turned(n, n[0], "transBatchA", "transA"), Turned(n, n[1], "transBatchB", "transB"));
        return n.Hlo.Mul(MatMulRows.MatMul(n.Hlo, a, b), n.Float("alpha", 1));
    }

    private static Value Turned(ContribNode n, Value x, string batchFlag, string flag)
    {
        var order = Enumerable.Range(0, x.Rank()).Select(i => (long)i).ToList();
        if (order.Count < 2)
            return x;
        if (n.Flag(batchFlag))
            order = [.. order[1..^1], 0, order[^1]];
        if (n.Flag(flag))
            (order[^1], order[^2]) = (order[^2], order[^1]);
        return n.Hlo.Transpose(x, [.. order]);
    }

    private static Value MatMulInteger16(ContribNode n)
    {
        var wide = new IntegerType(32, n[0].IsUnsigned() && n[1].IsUnsigned() ? Signedness.Unsigned : Signedness.Signless);
        return MatMulRows.MatMul(n.Hlo, n.Hlo.Convert(n[0], wide), n.Hlo.Convert(n[1], wide));
    }

    /// <summary>The real product of quantised matrices: exact in integers, then scaled, plus the bias at input <paramref name="bias"/>.</summary>
    private static Value ToFloat(ContribNode n, QuantizedTensor a, QuantizedTensor b, int bias)
    {
        var product = MatMulRows.MatMulInteger(n.Hlo, a.Values, a.ZeroPoint, b.Values, b.ZeroPoint);
        return Biased(n, Scaled(n, product, n.Hlo.Mul(AsFactor(n, a.Scale), AsFactor(n, b.Scale))), bias);
    }

    /// <summary>A scale that may be a vector of one element as a scalar; one per column stays a vector.</summary>
    private static Value AsFactor(ContribNode n, Value scale) => scale.Tensor().Shape.ElementCount == 1 ? n.Hlo.Reshape(scale) : scale;

    private static Value Scaled(ContribNode n, Value product, Value scale) => n.Hlo.Mul(n.Hlo.Convert(product, scale.Element()), scale);

    /// <summary>α A' B' + C of quantised matrices, with C in units of α · scale A · scale B; quantised again where there is a scale for the result.</summary>
    private static Value QuantizedGemm(ContribNode n)
    {
        var hlo = n.Hlo;
        var a = Quantization.Centered(hlo, n[0], n.Optional(2), 0);
        var b = Quantization.Centered(hlo, n[3], n.Optional(5), n.Flag("transB") ? 0 : 1);
        var sum = Gemm(n, a, b);
        sum = n.Optional(6) is { } c ? hlo.Add(sum, c) : sum;
        var factor = hlo.Mul(hlo.Mul(AsFactor(n, n[1]), AsFactor(n, n[4])), n.Float("alpha", 1));
        if (n.Optional(7) is not { } scale)
            return Scaled(n, sum, factor);
        var zeroPoint = n.Optional(8);
        var scaled = Scaled(n, sum, hlo.Div(factor, AsFactor(n, scale)));
        return Quantization.Quantize(n.Context, scaled, zeroPoint is null ? null : hlo.Reshape(zeroPoint), zeroPoint?.Element() ?? n[0].Element());
    }

    /// <summary>A · Wᵀ + bias with W [N, K] in blocks of a few bits along K, each with a scale and a zero point.</summary>
    private static Value MatMulNBits(ContribNode n)
    {
        var hlo = n.Hlo;
        var (rows, columns, size, bits) = (n.Count("N"), n.Count("K"), n.Count("block_size"), n.Int("bits", 4));
        n.Refuse(n.Int("weight_prepacked") != 0, "packed weights");
        var blocks = (columns + size - 1) / size;
        var values = hlo.SliceAxis(hlo.Reshape(Unpacked(n, n[1], bits), rows, blocks * size), 1, 0, columns);
        Value PerElement(Value perBlock) => n.Optional(4) is { } groups ? hlo.Gather(perBlock, groups, 1) : hlo.SliceAxis(hlo.RepeatEach(perBlock, 1, size), 1, 0, columns);
        var zeroPoint = ZeroPoints(n, rows, blocks, bits) is { } points ? PerElement(points) : hlo.SplatLike(hlo.Convert(values, FloatType.F32), 1 << (int)(bits - 1));
        var scale = PerElement(hlo.Reshape(hlo.Convert(n[2], FloatType.F32), rows, blocks));
        var weights = hlo.Mul(hlo.Sub(hlo.Convert(values, FloatType.F32), zeroPoint), scale);
        var product = hlo.Dot(hlo.Convert(n[0], FloatType.F32), weights, [], [], [n[0].Rank() - 1], [1]);
        return hlo.Convert(Biased(n, product, 5), n[0].Element());
    }

    /// <summary>The zero points [rows, blocks], packed as the values are or as numbers; null where they are left out.</summary>
    private static Value? ZeroPoints(ContribNode n, long rows, long blocks, long bits)
    {
        if (n.Optional(3) is not { } points)
            return null;
        if (!points.IsInteger())
            return n.Hlo.Convert(n.Hlo.Reshape(points, rows, blocks), FloatType.F32);
        var bytes = (blocks * bits + 7) / 8;
        var unpacked = n.Hlo.Reshape(Unpacked(n, points, bits), rows, bytes * 8 / bits);
        return n.Hlo.Convert(n.Hlo.SliceAxis(unpacked, 1, 0, blocks), FloatType.F32);
    }

    /// <summary>Numbers of fewer bits than a byte, the lowest bits first: […, bytes] → […, bytes · 8 / bits].</summary>
    private static Value Unpacked(ContribNode n, Value bytes, long bits)
    {
        if (bits is not (2 or 4 or 8))
            throw n.Context.Cannot($"numbers of {bits} bits are not known");
        if (bits == 8)
            return bytes;
        var hlo = n.Hlo;
        var (rank, dims) = (bytes.Rank(), bytes.Dims());
        Value Part(long i) => hlo.And(hlo.Binary(Hlo.ShiftRightLogicalOp.Definition, bytes, i * bits), hlo.SplatLike(bytes, (1 << (int)bits) - 1));
        var parts = Enumerable.Range(0, (int)(8 / bits)).Select(i => hlo.Unsqueeze(Part(i), rank)).ToArray();
        return hlo.Reshape(hlo.Concat(parts, rank), [.. dims[..^1], dims[^1] * parts.Length]);
    }

    /// <summary>The numbers that rows of a table in blocks of a few bits stand for.</summary>
    private static Value GatherBlockQuantized(ContribNode n)
    {
        var hlo = n.Hlo;
        var (size, bits) = (n.Int("block_size", 128), n.Int("bits", 4));
        var isPacked = n[0].Element() is IntegerType { Width: 8 };
        var (gather, quantized) = (Shapes.Axis(n.Int("gather_axis"), n[0].Rank()), Shapes.Axis(n.Int("quantize_axis", 1), n[0].Rank()));
        if (gather == quantized || (isPacked && quantized != n[0].Rank() - 1))
            throw n.Context.Cannot($"rows along axis {gather} with blocks along axis {quantized} are not supported");
        var indices = hlo.Select(hlo.Compare(Less, n[1], 0), hlo.Add(n[1], n[0].Dims()[gather]), n[1]);
        Value Taken(Value table, bool packed) => packed ? Unpacked(n, hlo.Gather(table, indices, gather), bits) : hlo.Gather(table, indices, gather);
        var values = hlo.Convert(Taken(n[0], isPacked), FloatType.F32);
        var axis = quantized > gather ? quantized + indices.Rank() - 1 : quantized;
        Value Fit(Value perBlock) => Quantization.FitBlocks(hlo, hlo.Convert(perBlock, FloatType.F32), values, axis, size);
        var middle = isPacked ? 1 << (int)(bits - 1) : 0;
        var zeroPoint = n.Optional(3) is { } points ? Fit(Taken(points, isPacked)) : hlo.SplatLike(values, middle);
        return hlo.Convert(hlo.Mul(hlo.Sub(values, zeroPoint), Fit(Taken(n[2], packed: false))), n[2].Element());
    }

    /// <summary>The distance of each row of A from each row of B.</summary>
    private static Value Distances(ContribNode n)
    {
        var difference = n.Hlo.Sub(n.Hlo.Unsqueeze(n[0], 1), n.Hlo.Unsqueeze(n[1], 0));
        var squared = n.Hlo.Reduce(n.Hlo.Square(difference), [2], ReduceKind.Sum, keepDims: false);
        return n.Text("metric", "sqeuclidean") == "euclidean" ? n.Hlo.Sqrt(squared) : squared;
    }
}
