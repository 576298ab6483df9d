namespace Nacre.Opt;

/// <summary>The parts of a file between lines <c>// -----</c>.</summary>
public static class SourceParts
{
    public const string Separator = "// -----";

    /// <summary>Splits a file. Each part starts with as many empty lines as stand before it, so that its line numbers are those of the file.</summary>
    public static IReadOnlyList<string> Split(string source)
    {
        var parts = new List<string>();
        var lines = source.Split('\n');
        var start = 0;
        for (var i = 0; i <= lines.Length; i++)
        {
            if (i < lines.Length && !lines[i].StartsWith(Separator, StringComparison.Ordinal))
                continue;
            parts.Add(new string('\n', start) + string.Join('\n', lines[start..i]));
            start = i + 1;
        }
        return parts;
    }
}
