using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Reads <c>&lt;name = value, …&gt;</c> with the fields in any order, each at most once.</summary>
internal static class StructParser
{
    /// <param name="parser">Stands at the opening bracket.</param>
    /// <param name="fields">How the value of each field is read.</param>
    /// <param name="required">The fields that may not be missing.</param>
    public static void Parse(AsmParser parser, IReadOnlyDictionary<string, Action> fields, params IEnumerable<string> required)
    {
        parser.Parse("<");
        ParseBody(parser, fields, required);
    }

    /// <summary>The dimension numbers of an operation; an error in a field says whose it is.</summary>
    public static void ParseNumbers(AsmParser parser, string operation, IReadOnlyDictionary<string, Action> fields) => parser.ParsePart(
        () =>
        {
            Parse(parser, fields);
            return fields;
        },
        $"failed parsing {operation} dimension numbers");

    /// <summary>The same behind the opening bracket.</summary>
    public static void ParseBody(AsmParser parser, IReadOnlyDictionary<string, Action> fields, params IEnumerable<string> required)
    {
        var seen = new HashSet<string>();
        while (!parser.ParseOptional(">"))
        {
            ParseField(parser, fields, seen);
            if (parser.ParseOptional(","))
                continue;
            parser.Parse(">");
            break;
        }
        if (required.FirstOrDefault(name => !seen.Contains(name)) is { } missing)
            throw parser.Error($"struct is missing required parameter: {missing}");
    }

    private static void ParseField(AsmParser parser, IReadOnlyDictionary<string, Action> fields, HashSet<string> seen)
    {
        var position = parser.Position;
        var name = parser.ParseKeyword();
        if (!fields.TryGetValue(name, out var parse))
            throw parser.Error(position, $"expected one of: {string.Join(", ", fields.Keys.Select(k => $"`{k}`"))}");
        if (!seen.Add(name))
            throw parser.Error(position, $"duplicated `{name}` entry");
        parser.Parse("=");
        parse();
    }

    /// <summary><c>[1, ?]</c>.</summary>
    public static EquatableArray<long> ParseDims(AsmParser parser) => parser.ParseList("[", "]", () => ParseDim(parser)).ToArray();

    /// <summary>A size; <c>?</c> stands for <see cref="Shape.Dynamic"/>.</summary>
    public static long ParseDim(AsmParser parser) => parser.ParseOptional("?") ? Shape.Dynamic : parser.ParseInteger();

    /// <summary>Prints <c>&lt;name = value, …&gt;</c> without the fields that are zero or empty.</summary>
    public static void Print(AsmPrinter printer, string mnemonic, params IEnumerable<(string Name, EquatableArray<long> List, long Number)> fields)
    {
        printer.Write(mnemonic + "<");
        printer.WriteList(
            fields.Where(f => !f.List.IsEmpty || f.Number != 0),
            f => printer.Write(f.List.IsEmpty ? $"{f.Name} = {f.Number}" : $"{f.Name} = {f.List}"));
        printer.Write('>');
    }
}
