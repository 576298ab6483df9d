using Nacre.Dialects.Onnx;
using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Activation functions, each headed by its formula.</summary>
internal static class ActivationRows
{
    public static OnnxRows AddActivations(this OnnxRows rows) => rows
        .AddRectifiers()
        .AddSmooth()
        .AddExperimental();

    private static OnnxRows AddRectifiers(this OnnxRows rows) => rows
        // max(x, 0)
        .One<ReluOp>((op, c) => c.Hlo.Max(op.X, 0))
        // x < 0 ? αx : x
        .One<LeakyReluOp>((op, c) => NegativePart(c, op.X, c.Hlo.Mul(op.X, op.Alpha)))
        .One<PReluOp>((op, c) => NegativePart(c, op.X, c.Hlo.Mul(op.X, op.Slope)))
        // x > α ? x : 0
        .One<ThresholdedReluOp>((op, c) => c.Hlo.Select(c.Hlo.Compare(Greater, op.X, op.Alpha), op.X, c.Hlo.SplatLike(op.X, 0)))
        // max(0, min(1, αx + β))
        .One<HardSigmoidOp>((op, c) => c.Hlo.Clamp(c.Hlo.Add(c.Hlo.Mul(op.X, op.Alpha), op.Beta), 0, 1))
        // x · max(0, min(1, x/6 + 1/2))
        .One<HardSwishOp>((op, c) => c.Hlo.Mul(op.X, c.Hlo.Clamp(c.Hlo.Add(c.Hlo.Mul(op.X, 1.0 / 6), 0.5), 0, 1)))
        .One<ShrinkOp>(Shrink);

    private static OnnxRows AddSmooth(this OnnxRows rows) => rows
        // x < 0 ? α(eˣ - 1) : x
        .One<EluOp>((op, c) => NegativePart(c, op.X, c.Hlo.Mul(c.Hlo.Expm1(op.X), op.Alpha)))
        // γ(x < 0 ? α(eˣ - 1) : x)
        .One<SeluOp>((op, c) => c.Hlo.Mul(NegativePart(c, op.X, c.Hlo.Mul(c.Hlo.Expm1(op.X), op.Alpha)), op.Gamma))
        // x < 0 ? α(eˣᐟᵅ - 1) : x
        .One<CeluOp>((op, c) => NegativePart(c, op.X, c.Hlo.Mul(c.Hlo.Expm1(c.Hlo.Div(op.X, op.Alpha)), op.Alpha)))
        .One<GeluOp>((op, c) => op.Approximate == "tanh" ? GeluTanh(c.Hlo, op.X) : Gelu(c.Hlo, op.X))
        .One<SoftplusOp>((op, c) => Softplus(c.Hlo, op.X))
        // x / (1 + |x|)
        .One<SoftsignOp>((op, c) => c.Hlo.Div(op.Input, c.Hlo.Add(c.Hlo.Abs(op.Input), 1)))
        // x · tanh(softplus(x))
        .One<MishOp>((op, c) => c.Hlo.Mul(op.X, c.Hlo.Tanh(Softplus(c.Hlo, op.X))))
        // x · σ(αx)
        .One<SwishOp>((op, c) => Swish(c.Hlo, op.X, op.Alpha))
        // swish(a) · b
        .One<SwiGLUOp>((op, c) => c.Hlo.Mul(Swish(c.Hlo, op.A, op.Alpha), op.B));

    private static OnnxRows AddExperimental(this OnnxRows rows) => rows
        // αx + β
        .One<Dialects.Onnx.AffineOp>((op, c) => c.Hlo.Add(c.Hlo.Mul(op.X, op.Alpha), op.Beta))
        .One<ScaleOp>((op, c) => c.Hlo.Mul(op.Input, op.Scale))
        // α · tanh(βx)
        .One<ScaledTanhOp>((op, c) => c.Hlo.Mul(c.Hlo.Tanh(c.Hlo.Mul(op.Input, op.Beta ?? 1)), op.Alpha ?? 1))
        // α · ln(1 + eᵝˣ)
        .One<ParametricSoftplusOp>((op, c) => c.Hlo.Mul(Softplus(c.Hlo, c.Hlo.Mul(op.X, op.Beta ?? 1)), op.Alpha ?? 1))
        // scale · x + bias[channel]
        .One<ImageScalerOp>(ImageScaler)
        .One<CropOp>(Crop);

    private static Value NegativePart(OnnxLoweringContext c, Value x, Value negative) => c.Hlo.Select(c.Hlo.Compare(Less, x, 0), negative, x);

    /// <summary>ln(1 + eˣ) = max(x, 0) + ln(1 + e⁻|ˣ|), which does not overflow.</summary>
    public static Value Softplus(HloBuilder hlo, Value x) => hlo.Add(hlo.Max(x, 0), hlo.Log1p(hlo.Exp(hlo.Neg(hlo.Abs(x)))));

    private static Value Swish(HloBuilder hlo, Value x, double alpha) => hlo.Mul(x, hlo.Logistic(alpha == 1 ? x : hlo.Mul(x, alpha)));

    /// <summary>x/2 · (1 + erf(x/√2)).</summary>
    public static Value Gelu(HloBuilder hlo, Value x) => hlo.Mul(hlo.Mul(x, 0.5), hlo.Add(hlo.Erf(hlo.Mul(x, Math.Sqrt(0.5))), 1));

    /// <summary>x/2 · (1 + tanh(√(2/π) · (x + 0.044715x³))).</summary>
    public static Value GeluTanh(HloBuilder hlo, Value x)
    {
        var inner = hlo.Mul(hlo.Add(x, hlo.Mul(hlo.Mul(hlo.Square(x), x), 0.044715)), Math.Sqrt(2 / Math.PI));
        return hlo.Mul(hlo.Mul(x, 0.5), hlo.Add(hlo.Tanh(inner), 1));
    }

    /// <summary>x &lt; -λ ? x + bias : x > λ ? x - bias : 0.</summary>
    private static Value Shrink(ShrinkOp op, OnnxLoweringContext c)
    {
        var (hlo, x) = (c.Hlo, op.Input);
        var above = hlo.Select(hlo.Compare(Greater, x, op.Lambd), hlo.Sub(x, op.Bias), hlo.SplatLike(x, 0));
        return hlo.Select(hlo.Compare(Less, x, -op.Lambd), hlo.Add(x, op.Bias), above);
    }

    private static Value ImageScaler(ImageScalerOp op, OnnxLoweringContext c)
    {
        var scaled = c.Hlo.Mul(op.Input, op.Scale);
        return op.Bias is { } bias ? c.Hlo.Add(scaled, c.Hlo.Spread(c.Hlo.Vector(op.Input.Element(), [.. bias.Select(b => (double)b)]), scaled, 1)) : scaled;
    }

    /// <summary>Cuts the border (left, top, right, bottom) off an NCHW image; with a scale, the part of that height and width right of left and below top.</summary>
    private static Value Crop(CropOp op, OnnxLoweringContext c)
    {
        if (op.Border is not { Count: 4 } border || op.Input.Rank() != 4)
            throw c.Cannot("it needs a border of four sizes and an image of rank 4");
        var dims = op.Input.Dims();
        var (left, top) = (border[0], border[1]);
        var (bottom, right) = op.Scale is { Count: 2 } size ? (top + size[0], left + size[1]) : (dims[2] - border[3], dims[3] - border[2]);
        return c.Hlo.Slice(op.Input, [0, 0, top, left], [dims[0], dims[1], bottom, right]);
    }
}
