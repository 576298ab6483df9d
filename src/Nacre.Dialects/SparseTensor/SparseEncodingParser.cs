using Nacre.IR;

namespace Nacre.Dialects.SparseTensor;

/// <summary>Reads <c>&lt;{ map = (d0, d1) -> (d0 : dense, d1 : compressed), posWidth = 32 }&gt;</c>.</summary>
internal static class SparseEncodingParser
{
    private static readonly string[] Formats = ["dense", "batch", "compressed", "singleton", "loose_compressed", "structured"];
    private static readonly string[] Properties = ["nonunique", "nonordered", "soa"];

    public static SparseEncodingAttr Parse(AsmParser parser)
    {
        parser.Parse("<");
        parser.Parse("{");
        parser.Parse("map");
        parser.Parse("=");
        var dimensions = parser.ParseList("(", ")", () => parser.ParseKeyword("a dimension"));
        parser.Parse("->");
        var levels = parser.ParseList("(", ")", () => ParseLevel(parser, dimensions));
        var encoding = new SparseEncodingAttr(dimensions.Count, levels.ToEquatableArray());
        while (parser.ParseOptional(","))
            encoding = ParseParameter(parser, encoding);
        parser.Parse("}");
        parser.Parse(">");
        return encoding;
    }

    private static SparseLevel ParseLevel(AsmParser parser, IReadOnlyList<string> dimensions)
    {
        var source = parser.ParseAffineExpr(dimensions);
        parser.Parse(":");
        var format = ParseWord(parser, "a level format", Formats);
        if (format == "structured")
            format += $"[{string.Join(", ", parser.ParseList("[", "]", parser.ParseInteger))}]";
        var properties = parser.IsNext("(") ? parser.ParseList("(", ")", () => ParseWord(parser, "a level property", Properties)) : [];
        return new SparseLevel(source, format, properties.ToEquatableArray());
    }

    private static SparseEncodingAttr ParseParameter(AsmParser parser, SparseEncodingAttr encoding)
    {
        var name = ParseWord(parser, "an encoding parameter", ["posWidth", "crdWidth", "explicitVal", "implicitVal"]);
        parser.Parse("=");
        return name switch
        {
            "posWidth" => encoding with { PositionWidth = parser.ParseInteger() },
            "crdWidth" => encoding with { CoordinateWidth = parser.ParseInteger() },
            "explicitVal" => encoding with { ExplicitValue = parser.ParseAttribute() },
            _ => encoding with { ImplicitValue = parser.ParseAttribute() },
        };
    }

    private static string ParseWord(AsmParser parser, string what, string[] words)
    {
        var position = parser.Position;
        var word = parser.ParseKeyword(what);
        return words.Contains(word) ? word : throw parser.Error(position, $"expected {what}: {string.Join(", ", words)}");
    }
}
