using Nacre.IR;

namespace Nacre.Dialects.Quant;

/// <summary>Uniformly quantised element types (https://mlir.llvm.org/docs/Dialects/QuantDialect/).</summary>
public sealed class QuantDialect() : Dialect("quant")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } = [];

    public override IRType? ParseType(AsmParser parser, string mnemonic) => mnemonic == "uniform" ? ParseUniform(parser) : null;

    private static QuantizedType ParseUniform(AsmParser parser)
    {
        parser.Parse("<");
        var (storage, isSigned) = ParseStorage(parser);
        var (min, max) = ParseRange(parser, QuantizedType.FullRange(storage.Width, isSigned));
        parser.Parse(":");
        var expressed = parser.ParseType<FloatType>("a float type");
        var axis = parser.ParseOptional(":") ? (int?)ParseAxis(parser) : null;
        parser.Parse(",");
        var parameters = axis is null ? [ParseScale(parser, expressed)] : parser.ParseList("{", "}", () => ParseScale(parser, expressed));
        parser.Parse(">");
        if (axis is not { } dimension)
            return new UniformQuantizedType(storage, isSigned, expressed, parameters[0].Scale, parameters[0].ZeroPoint, min, max);
        var (scales, zeroPoints) = (parameters.Select(p => p.Scale).ToEquatableArray(), parameters.Select(p => p.ZeroPoint).ToEquatableArray());
        return new UniformQuantizedPerAxisType(storage, isSigned, expressed, scales, zeroPoints, dimension, min, max);
    }

    private static (IntegerType Type, bool IsSigned) ParseStorage(AsmParser parser)
    {
        var position = parser.Position;
        var word = parser.ParseKeyword("a storage type");
        var isSigned = word[0] != 'u';
        if (word[0] is not ('i' or 'u' or 's') || !int.TryParse(word.TrimStart('s', 'u', 'i'), out var width) || width is < 1 or > 32)
            throw parser.Error(position, "illegal storage type: expected an integer of at most 32 bits");
        return (new IntegerType(width), isSigned);
    }

    private static (long Min, long Max) ParseRange(AsmParser parser, (long Min, long Max) full)
    {
        if (!parser.ParseOptional("<"))
            return full;
        var position = parser.Position;
        var min = parser.ParseInteger();
        parser.Parse(":");
        var max = parser.ParseInteger();
        parser.Parse(">");
        return min >= full.Min && max <= full.Max && min < max ? (min, max) : throw parser.Error(position, $"illegal storage range {min}:{max}");
    }

    private static int ParseAxis(AsmParser parser)
    {
        var position = parser.Position;
        var axis = parser.ParseInteger();
        return axis is >= 0 and <= int.MaxValue ? (int)axis : throw parser.Error(position, $"illegal quantized dimension: {axis}");
    }

    private static (double Scale, long ZeroPoint) ParseScale(AsmParser parser, FloatType expressed)
    {
        var position = parser.Position;
        var scale = parser.ParseAttribute<FloatAttr>("a scale", FloatType.F64).Value;
        if (!(scale > 0) || double.IsInfinity(scale))
            throw parser.Error(position, $"illegal scale: {scale}");
        if (!QuantizedType.IsScaleOf(expressed, scale))
            throw parser.Error(position, $"scale {QuantizedType.ScaleText(scale)} out of expressed type range");
        return (scale, parser.ParseOptional(":") ? parser.ParseInteger() : 0);
    }
}
