using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

internal static partial class Directives
{
    /// <summary><c>[b, f, 0, 1]x[o, i, 0, 1]-&gt;[b, f, 0, 1]</c>.</summary>
    public static CustomDirective ConvolutionDimensions { get; } = new(
        (parser, slots) => slots[0].Attribute = ConvDimensionNumbersAttr.ParseShort(parser),
        (printer, op, slots) => ((ConvDimensionNumbersAttr)slots[0].Attribute!).PrintShort(printer));

    private static readonly string[] WindowFields = ["stride", "pad", "lhs_dilate", "rhs_dilate", "reverse"];

    /// <summary><c>stride = [2, 2], pad = [[1, 1], [0, 0]], lhs_dilate = …, rhs_dilate = …, reverse = …</c>, each if present.</summary>
    public static CustomDirective WindowAttributes { get; } = new(
        (parser, slots) =>
        {
            while (!parser.IsNext("}"))
            {
                ParseWindowField(parser, slots);
                if (!parser.ParseOptional(","))
                    break;
            }
        },
        (printer, op, slots) => printer.WriteList(
            Enumerable.Range(0, WindowFields.Length).Where(i => slots[i].Attribute is not null),
            i =>
            {
                printer.Write($"{WindowFields[i]} = [");
                PrintWindowValue(printer, slots[i].Attribute!);
                printer.Write(']');
            }));

    private static void ParseWindowField(OpAsmParser parser, IReadOnlyList<FormatSlot> slots)
    {
        var position = parser.Position;
        var name = parser.ParseKeyword();
        var index = Array.IndexOf(WindowFields, name);
        if (index < 0 || slots[index].Attribute is not null)
            throw parser.Error(position, $"Unexpected keyword {name}");
        parser.Parse("=");
        slots[index].Attribute = name switch
        {
            "pad" => ParsePadding(parser),
            "reverse" => DenseArrayAttr.Bool([.. parser.ParseList("[", "]", () => ParseFlag(parser))]),
            _ => DenseArrayAttr.I64([.. parser.ParseList("[", "]", parser.ParseInteger)]),
        };
    }

    private static bool ParseFlag(OpAsmParser parser) =>
        parser.ParseOptionalKeyword("true") || (!parser.ParseOptionalKeyword("false") && parser.ParseInteger() != 0);

    private static DenseElementsAttr ParsePadding(OpAsmParser parser)
    {
        var pairs = parser.ParseList("[", "]", () => ParsePair(parser));
        return WindowDimension.PaddingAttr([.. pairs.SelectMany(p => p)]);
    }

    private static List<long> ParsePair(OpAsmParser parser)
    {
        var pair = parser.ParseList("[", "]", parser.ParseInteger);
        return pair.Count == 2 ? pair : throw parser.Error($"Expected array with 2 elements, got {pair.Count} elements instead");
    }

    private static void PrintWindowValue(OpAsmPrinter printer, Attr value)
    {
        if (value is DenseArrayAttr array)
        {
            var isFlags = array.ElementType == IntegerType.I1;
            printer.WriteList(array.Bits, b => printer.Write(isFlags ? (b != 0 ? "true" : "false") : $"{b}"));
            return;
        }
        var pairs = ((ElementsAttr)value).ToIntegers().Chunk(2);
        printer.WriteList(pairs, p => printer.Write($"[{p[0]}, {p[1]}]"));
    }

    /// <summary><c>batching_dims = [0] x [0], contracting_dims = [2] x [1]</c>; without batching dimensions the first part is missing.</summary>
    public static CustomDirective DotDimensionNumbers { get; } = new(
        (parser, slots) =>
        {
            EquatableArray<long> lhsBatch = [], rhsBatch = [];
            if (parser.ParseOptionalKeyword("batching_dims"))
            {
                (lhsBatch, rhsBatch) = ParsePairOfDims(parser);
                parser.Parse(",");
            }
            parser.Parse("contracting_dims");
            var (lhs, rhs) = ParsePairOfDims(parser);
            slots[0].Attribute = new DotDimensionNumbersAttr(lhsBatch, rhsBatch, lhs, rhs);
        },
        (printer, op, slots) =>
        {
            var numbers = (DotDimensionNumbersAttr)slots[0].Attribute!;
            if (!numbers.LhsBatchingDimensions.IsEmpty || !numbers.RhsBatchingDimensions.IsEmpty)
                printer.Write($"batching_dims = {numbers.LhsBatchingDimensions} x {numbers.RhsBatchingDimensions}, ");
            printer.Write($"contracting_dims = {numbers.LhsContractingDimensions} x {numbers.RhsContractingDimensions}");
        });

    private static (EquatableArray<long> Lhs, EquatableArray<long> Rhs) ParsePairOfDims(OpAsmParser parser)
    {
        parser.Parse("=");
        var lhs = StructParser.ParseDims(parser);
        parser.Parse("x");
        return (lhs, StructParser.ParseDims(parser));
    }

    /// <summary><c>, precision = [DEFAULT, HIGH]</c> if present.</summary>
    public static CustomDirective PrecisionConfig { get; } = new(
        (parser, slots) =>
        {
            if (parser.ParseOptional(","))
                slots[0].Attribute = ParsePrecision(parser);
        },
        (printer, op, slots) => PrintPrecision(printer, slots[0].Attribute));

    /// <summary><c>, precision = […], algorithm = &lt;…&gt;</c>, each if present.</summary>
    public static CustomDirective PrecisionConfigAndAlgorithm { get; } = new(
        (parser, slots) =>
        {
            if (!parser.ParseOptional(","))
                return;
            if (parser.IsNext("precision"))
            {
                slots[0].Attribute = ParsePrecision(parser);
                if (!parser.ParseOptional(","))
                    return;
            }
            parser.Parse("algorithm");
            parser.Parse("=");
            slots[1].Attribute = DotAlgorithmAttr.ParseShort(parser);
        },
        (printer, op, slots) =>
        {
            PrintPrecision(printer, slots[0].Attribute);
            if (slots[1].Attribute is not DotAlgorithmAttr algorithm)
                return;
            printer.Write(", algorithm = ");
            algorithm.PrintShort(printer);
        });

    private static ArrayAttr ParsePrecision(OpAsmParser parser)
    {
        parser.Parse("precision");
        parser.Parse("=");
        return new ArrayAttr(parser.ParseList("[", "]", () => (Attr)PrecisionAttr.ParseShort(parser)).ToArray());
    }

    private static void PrintPrecision(OpAsmPrinter printer, Attr? precision)
    {
        if (precision is not ArrayAttr array)
            return;
        printer.Write(", precision = [");
        printer.WriteList(array.Items.OfType<PrecisionAttr>(), p => p.PrintShort(printer));
        printer.Write(']');
    }
}
