using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Where a convolution's input, kernel and output have their dimensions: <c>#stablehlo.conv&lt;[b, f, 0, 1]x[o, i, 0, 1]-&gt;[b, f, 0, 1]&gt;</c>.</summary>
public sealed record ConvDimensionNumbersAttr(
    long InputBatchDimension, long InputFeatureDimension, EquatableArray<long> InputSpatialDimensions,
    long KernelInputFeatureDimension, long KernelOutputFeatureDimension, EquatableArray<long> KernelSpatialDimensions,
    long OutputBatchDimension, long OutputFeatureDimension, EquatableArray<long> OutputSpatialDimensions) : HloAttr, IShortForm<ConvDimensionNumbersAttr>
{
    /// <summary>Batch and features first, then the spatial dimensions (NCHW, kernel OIHW).</summary>
    public static ConvDimensionNumbersAttr ChannelsFirst(int spatialDimensions)
    {
        var spatial = Enumerable.Range(2, spatialDimensions).Select(i => (long)i).ToEquatableArray();
        return new ConvDimensionNumbersAttr(0, 1, spatial, 1, 0, spatial, 0, 1, spatial);
    }

    /// <summary>Batch first, features last (NHWC, kernel HWIO).</summary>
    public static ConvDimensionNumbersAttr ChannelsLast(int spatialDimensions)
    {
        var data = Enumerable.Range(1, spatialDimensions).Select(i => (long)i).ToEquatableArray();
        var kernel = Enumerable.Range(0, spatialDimensions).Select(i => (long)i).ToEquatableArray();
        var last = spatialDimensions + 1;
        return new ConvDimensionNumbersAttr(0, last, data, spatialDimensions, last, kernel, 0, last, data);
    }

    public override void Print(AsmPrinter printer)
    {
        printer.Write("conv<");
        PrintShort(printer);
        printer.Write('>');
    }

    public void PrintShort(AsmPrinter printer)
    {
        PrintDims(printer, InputSpatialDimensions, (InputBatchDimension, "b"), (InputFeatureDimension, "f"));
        printer.Write('x');
        PrintDims(printer, KernelSpatialDimensions, (KernelInputFeatureDimension, "i"), (KernelOutputFeatureDimension, "o"));
        printer.Write("->");
        PrintDims(printer, OutputSpatialDimensions, (OutputBatchDimension, "b"), (OutputFeatureDimension, "f"));
    }

    /// <summary>A position that lies outside, as only invalid IR has, is left out.</summary>
    private static void PrintDims(AsmPrinter printer, EquatableArray<long> spatial, params ReadOnlySpan<(long Position, string Letter)> letters)
    {
        var words = new string?[spatial.Count + letters.Length];
        foreach (var (position, letter) in letters)
            Place(words, position, letter);
        for (var i = 0; i < spatial.Count; i++)
            Place(words, spatial[i], $"{i}");
        printer.Write($"[{string.Join(", ", words.OfType<string>())}]");
    }

    private static void Place(string?[] words, long position, string word)
    {
        if (position >= 0 && position < words.Length)
            words[position] = word;
    }

    public static ConvDimensionNumbersAttr ParseShort(AsmParser parser)
    {
        var input = ParseDims(parser, "b", "f");
        parser.Parse("x");
        var kernel = ParseDims(parser, "i", "o");
        parser.Parse("->");
        var output = ParseDims(parser, "b", "f");
        return new ConvDimensionNumbersAttr(input.First, input.Second, input.Spatial, kernel.First, kernel.Second, kernel.Spatial, output.First, output.Second, output.Spatial);
    }

    private static (long First, long Second, EquatableArray<long> Spatial) ParseDims(AsmParser parser, string first, string second)
    {
        var positions = new Dictionary<string, long>();
        var index = 0L;
        parser.ParseList("[", "]", () =>
        {
            var position = parser.Position;
            var word = ParseDim(parser, position);
            if (!char.IsAsciiDigit(word[0]))
                CheckLetter(parser, position, word, Missing(positions, first, second));
            if (!positions.TryAdd(word, index))
                throw parser.Error(position, $"Duplicate entries for spatial dimension {word}");
            return index++;
        });
        if (!positions.TryGetValue(first, out var firstAt) || !positions.TryGetValue(second, out var secondAt))
            throw parser.Error($"Expected dimensions {Missing(positions, first, second)} not specified");
        return (firstAt, secondAt, Spatial(parser, positions));
    }

    /// <summary>A spatial dimension's number or a letter.</summary>
    private static string ParseDim(AsmParser parser, int position)
    {
        if (!parser.ParseOptionalInteger(out var number))
            return parser.ParseKeyword();
        return number >= 0 ? $"{number}" : throw parser.Error(position, $"Unexpected dimension {number}");
    }

    /// <summary>A letter is one of those that are still missing.</summary>
    private static void CheckLetter(AsmParser parser, int position, string word, string missing)
    {
        if (word.Length != 1 || missing.Length == 0)
            throw parser.Error(position, $"Unexpected keyword {word}");
        if (!missing.Split(", ").Contains(word))
            throw parser.Error(position, $"Unexpected dimension {word}, expecting {missing}");
    }

    private static string Missing(Dictionary<string, long> positions, params IEnumerable<string> letters) => string.Join(", ", letters.Where(l => !positions.ContainsKey(l)));

    private static EquatableArray<long> Spatial(AsmParser parser, Dictionary<string, long> positions)
    {
        var numbers = positions.Keys.Where(k => char.IsAsciiDigit(k[0])).Select(long.Parse).ToArray();
        var count = numbers.Length == 0 ? 0 : numbers.Max() + 1;
        if (numbers.Length != count)
            throw parser.Error($"Expected spatial dimensions {string.Join(", ", Enumerable.Range(0, (int)Math.Min(count, 64)).Where(i => !numbers.Contains(i)).Take(10))} not specified");
        return Enumerable.Range(0, (int)count).Select(i => positions[$"{i}"]).ToEquatableArray();
    }

    internal static ConvDimensionNumbersAttr ParseAttribute(AsmParser parser)
    {
        parser.Parse("<");
        if (parser.ParseOptionalKeyword("raw"))
            return ParseRaw(parser);
        var numbers = ParseShort(parser);
        parser.Parse(">");
        return numbers;
    }

    /// <summary><c>#stablehlo.conv&lt;raw input_batch_dimension = 0, …&gt;</c>: every number by name, for what the short form cannot say.</summary>
    private static ConvDimensionNumbersAttr ParseRaw(AsmParser parser)
    {
        var numbers = new ConvDimensionNumbersAttr(0, 0, [], 0, 0, [], 0, 0, []);
        StructParser.ParseBody(parser, new Dictionary<string, Action>
        {
            ["input_batch_dimension"] = () => numbers = numbers with { InputBatchDimension = parser.ParseInteger() },
            ["input_feature_dimension"] = () => numbers = numbers with { InputFeatureDimension = parser.ParseInteger() },
            ["input_spatial_dimensions"] = () => numbers = numbers with { InputSpatialDimensions = StructParser.ParseDims(parser) },
            ["kernel_input_feature_dimension"] = () => numbers = numbers with { KernelInputFeatureDimension = parser.ParseInteger() },
            ["kernel_output_feature_dimension"] = () => numbers = numbers with { KernelOutputFeatureDimension = parser.ParseInteger() },
            ["kernel_spatial_dimensions"] = () => numbers = numbers with { KernelSpatialDimensions = StructParser.ParseDims(parser) },
            ["output_batch_dimension"] = () => numbers = numbers with { OutputBatchDimension = parser.ParseInteger() },
            ["output_feature_dimension"] = () => numbers = numbers with { OutputFeatureDimension = parser.ParseInteger() },
            ["output_spatial_dimensions"] = () => numbers = numbers with { OutputSpatialDimensions = StructParser.ParseDims(parser) },
        });
        return numbers;
    }
}
