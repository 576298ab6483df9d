using System.Globalization;
using System.Text.RegularExpressions;
using Nacre.IR;

namespace Nacre.Opt;

/// <summary>
/// The diagnostics that a file's comments announce, in MLIR's form: <c>// expected-error @+1 {{text}}</c>, with <c>warning</c>, <c>remark</c> or <c>note</c>
/// in place of <c>error</c>; the place is <c>@+N</c>, <c>@-N</c>, <c>@above</c>, <c>@below</c>, <c>@unknown</c> or the comment's own line. <c>error-re</c> takes
/// regular expressions in double braces inside the text.
/// </summary>
public sealed partial class ExpectedDiagnostics
{
    /// <param name="Line">Counted from 1; 0 for a diagnostic without a place.</param>
    private sealed record Expected(int Line, Severity Severity, string Text, Regex? Pattern)
    {
        public bool Matches(Diagnostic diagnostic) =>
            diagnostic.Severity == Severity && LineOf(diagnostic.Location) == Line
            && (Pattern?.IsMatch(diagnostic.Message) ?? diagnostic.Message.Contains(Text, StringComparison.Ordinal));
    }

    private readonly List<Expected> _expected = [];

    [GeneratedRegex(@"expected-(error|note|remark|warning)(-re)?\s*(@(?:[+-]\d+|above|below|unknown))?\s*\{\{(.*)\}\}\s*$")]
    private static partial Regex Comment();

    public static ExpectedDiagnostics Read(string source)
    {
        var result = new ExpectedDiagnostics();
        var lines = source.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (Comment().Match(lines[i].TrimEnd()) is { Success: true } match)
                result._expected.Add(Make(match, i + 1));
        }
        return result;
    }

    private static Expected Make(Match match, int line)
    {
        var severity = Enum.Parse<Severity>(match.Groups[1].Value, ignoreCase: true);
        var text = match.Groups[4].Value;
        var pattern = match.Groups[2].Success ? PatternOf(text) : null;
        return new Expected(Place(match.Groups[3].Value, line), severity, text, pattern);
    }

    private static int Place(string place, int line) => place switch
    {
        "" => line,
        "@above" => line - 1,
        "@below" => line + 1,
        "@unknown" => 0,
        _ => line + int.Parse(place.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture),
    };

    private static Regex PatternOf(string text) =>
        new(string.Concat(Regex.Split(text, @"(\{\{.*?\}\})").Select(p => p.StartsWith("{{", StringComparison.Ordinal) ? $"(?:{p[2..^2]})" : Regex.Escape(p))));

    /// <summary>A message for each diagnostic that was not announced and for each announced one that did not come.</summary>
    public IReadOnlyList<string> Compare(IEnumerable<Diagnostic> diagnostics, string file)
    {
        var open = _expected.ToList();
        var mismatches = new List<string>();
        foreach (var diagnostic in diagnostics.SelectMany(d => d.Notes.Prepend(d)))
        {
            if (open.FirstOrDefault(e => e.Matches(diagnostic)) is { } found)
                open.Remove(found);
            else
                mismatches.Add($"unexpected {diagnostic}");
        }
        mismatches.AddRange(open.Select(e => $"{file}:{e.Line}: expected {e.Severity.ToString().ToLowerInvariant()} \"{e.Text}\" was not produced"));
        return mismatches;
    }

    private static int LineOf(Location location) => location switch
    {
        FileLineColLoc f => f.Line,
        NameLoc { Child: { } child } => LineOf(child),
        CallSiteLoc call => LineOf(call.Callee),
        FusedLoc fused => fused.Locations.Select(LineOf).FirstOrDefault(l => l > 0),
        _ => 0,
    };
}
