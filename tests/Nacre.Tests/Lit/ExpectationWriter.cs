using Nacre.Opt;

namespace Nacre.Tests.Lit;

/// <summary>Writes the expectations of a file marked <c>// CHECK-AUTO</c>: the output of its first command, line by line.</summary>
internal static class ExpectationWriter
{
    /// <summary>The file with its CHECK lines replaced; parts between <c>// -----</c> keep their own expectations.</summary>
    public static string Rewrite(string source, string output)
    {
        var outputs = Parts(output);
        var sources = Parts(source);
        if (outputs.Count != sources.Count && outputs.Count != 1)
            throw new InvalidOperationException($"{sources.Count} parts gave {outputs.Count} outputs");
        var rewritten = sources.Select((part, i) => WithExpectations(part, outputs.Count == sources.Count ? outputs[i] : i == sources.Count - 1 ? outputs[0] : []));
        return string.Join($"\n{SourceParts.Separator}\n\n", rewritten) + "\n";
    }

    private static List<string[]> Parts(string text)
    {
        var parts = new List<List<string>> { new() };
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith(SourceParts.Separator, StringComparison.Ordinal))
                parts.Add([]);
            else
                parts[^1].Add(line);
        }
        return [.. parts.Select(p => string.Join('\n', p).Trim('\n').Split('\n'))];
    }

    private static string WithExpectations(string[] source, string[] output)
    {
        var kept = source.Where(l => !IsExpectation(l));
        var expected = output.Select((line, i) => $"// CHECK{(i == 0 ? "" : line.Length == 0 ? "-EMPTY" : "-NEXT")}: {Escape(line)}".TrimEnd());
        return $"{string.Join('\n', kept).Trim('\n')}\n\n{string.Join('\n', expected)}\n";
    }

    private static bool IsExpectation(string line) => line.StartsWith("// CHECK", StringComparison.Ordinal) && !line.StartsWith("// CHECK-AUTO", StringComparison.Ordinal);

    private static string Escape(string line) => line.Replace("{{", "{{\\{\\{}}").Replace("[[", "{{\\[\\[}}");
}
