using System.Globalization;
using System.Text.RegularExpressions;

namespace Nacre.Tests.Lit;

internal enum CheckKind { Plain, Label, Next, Same, Not, Dag, Empty }

/// <summary>A directive of a check file.</summary>
internal sealed record CheckLine(CheckKind Kind, FileCheckPattern Pattern, string Text, int Line);

/// <summary>What a check file asks for is not in the text.</summary>
internal sealed class FileCheckException(string message) : Exception(message);

/// <summary>LLVM's FileCheck (https://llvm.org/docs/CommandGuide/FileCheck.html), the part of it that IR tests use.</summary>
internal sealed partial class FileCheck
{
    private readonly string _input;
    private readonly string _file;
    private readonly Dictionary<string, string> _variables = [];

    private FileCheck(string input, string file) => (_input, _file) = (Normalize(input), file);

    /// <summary>Checks <paramref name="input"/> against the directives in <paramref name="checks"/>.</summary>
    /// <exception cref="FileCheckException">The first directive that fails, with the text at that place.</exception>
    public static void Check(string checks, string file, string input, IReadOnlyList<string> prefixes)
    {
        var lines = ReadDirectives(checks, file, prefixes);
        if (lines.Count == 0)
            throw new FileCheckException($"{file}: no directive with prefix {string.Join(", ", prefixes)}");
        new FileCheck(input, file).Run(lines);
    }

    [GeneratedRegex(@"[ \t]+")]
    private static partial Regex Blanks();

    private static string Normalize(string text) => Blanks().Replace(text.ReplaceLineEndings("\n"), " ");

    private static List<CheckLine> ReadDirectives(string checks, string file, IReadOnlyList<string> prefixes)
    {
        var directive = new Regex($@"(?<![\w-])(?:{string.Join('|', prefixes.Select(Regex.Escape))})(-NEXT|-SAME|-NOT|-DAG|-LABEL|-EMPTY|-COUNT-\d+)?:(.*)$");
        var result = new List<CheckLine>();
        var lines = checks.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (directive.Match(lines[i]) is { Success: true } match)
                result.AddRange(Directives(match, file, i + 1));
        }
        return result;
    }

    private static IEnumerable<CheckLine> Directives(Match match, string file, int line)
    {
        var suffix = match.Groups[1].Value;
        var text = Normalize(match.Groups[2].Value).Trim();
        var count = suffix.StartsWith("-COUNT-", StringComparison.Ordinal) ? int.Parse(suffix.AsSpan(7), CultureInfo.InvariantCulture) : 1;
        var kind = suffix switch
        {
            "-NEXT" => CheckKind.Next,
            "-SAME" => CheckKind.Same,
            "-NOT" => CheckKind.Not,
            "-DAG" => CheckKind.Dag,
            "-LABEL" => CheckKind.Label,
            "-EMPTY" => CheckKind.Empty,
            _ => CheckKind.Plain,
        };
        if (text.Length == 0 && kind != CheckKind.Empty)
            throw new FileCheckException($"{file}:{line}: empty directive");
        return Enumerable.Repeat(new CheckLine(kind, new FileCheckPattern(text), text, line), count);
    }

    /// <summary>Labels first: they cut the text into sections, each checked on its own.</summary>
    private void Run(List<CheckLine> lines)
    {
        var sections = new List<(int Start, int Label, List<CheckLine> Lines)> { (0, -1, []) };
        var at = 0;
        foreach (var line in lines)
        {
            if (line.Kind != CheckKind.Label)
            {
                sections[^1].Lines.Add(line);
                continue;
            }
            var match = Find(line, at, _input.Length);
            at = match.Index + match.Length;
            sections.Add((at, match.Index, []));
        }
        for (var i = 0; i < sections.Count; i++)
            RunSection(sections[i].Lines, sections[i].Start, i + 1 < sections.Count ? sections[i + 1].Label : _input.Length);
    }

    private void RunSection(List<CheckLine> lines, int at, int end)
    {
        var absent = new List<CheckLine>();
        for (var i = 0; i < lines.Count; i++)
        {
            if (lines[i].Kind == CheckKind.Not)
            {
                absent.Add(lines[i]);
                continue;
            }
            var group = lines.Skip(i).TakeWhile((l, k) => k == 0 || (lines[i].Kind == CheckKind.Dag && l.Kind == CheckKind.Dag)).ToList();
            var (start, next) = group[0].Kind == CheckKind.Dag ? MatchDags(group, at, end) : MatchOne(group[0], at, end);
            CheckAbsent(absent, at, start);
            absent.Clear();
            at = next;
            i += group.Count - 1;
        }
        CheckAbsent(absent, at, end);
    }

    private (int Start, int Next) MatchOne(CheckLine line, int at, int end)
    {
        if (line.Kind == CheckKind.Empty)
            return MatchEmpty(line, at);
        var match = Find(line, at, end);
        var newlines = _input.AsSpan(at, match.Index - at).Count('\n');
        if (line.Kind == CheckKind.Next && newlines != 1)
            throw Failure(line, at, newlines == 0 ? "is on the same line as the previous match" : "is not on the line after the previous match");
        if (line.Kind == CheckKind.Same && newlines != 0)
            throw Failure(line, at, "is not on the same line as the previous match");
        line.Pattern.Capture(match, _variables);
        return (match.Index, match.Index + match.Length);
    }

    private (int Start, int Next) MatchEmpty(CheckLine line, int at)
    {
        var newline = _input.IndexOf('\n', at);
        if (newline < 0 || newline + 1 >= _input.Length || _input[newline + 1] != '\n')
            throw Failure(line, at, "the next line is not empty");
        return (newline + 1, newline + 1);
    }

    private (int Start, int Next) MatchDags(List<CheckLine> group, int at, int end)
    {
        var taken = new List<(int Start, int End)>();
        foreach (var line in group)
        {
            var from = at;
            var match = Find(line, from, end);
            while (taken.Any(t => match.Index < t.End && t.Start < match.Index + match.Length))
            {
                from = match.Index + 1;
                match = Find(line, from, end);
            }
            taken.Add((match.Index, match.Index + match.Length));
            line.Pattern.Capture(match, _variables);
        }
        return (taken.Min(t => t.Start), taken.Max(t => t.End));
    }

    private void CheckAbsent(List<CheckLine> lines, int from, int to)
    {
        foreach (var line in lines)
        {
            if (RegexOf(line).Match(_input, from, to - from) is { Success: true } match)
                throw Failure(line, match.Index, "is there but must not be");
        }
    }

    private Match Find(CheckLine line, int from, int to)
    {
        var match = RegexOf(line).Match(_input, from, to - from);
        return match.Success ? match : throw Failure(line, from, "was not found");
    }

    private Regex RegexOf(CheckLine line)
    {
        try
        {
            return line.Pattern.ToRegex(_variables);
        }
        catch (FormatException e)
        {
            throw new FileCheckException($"{_file}:{line.Line}: {e.Message}");
        }
    }

    private FileCheckException Failure(CheckLine line, int at, string why)
    {
        var excerpt = string.Join('\n', _input[at..].Split('\n').Take(12));
        var variables = string.Concat(_variables.Select(v => $"\n  {v.Key} = {v.Value}"));
        return new FileCheckException($"{_file}:{line.Line}: CHECK{(line.Kind == CheckKind.Plain ? "" : "-" + line.Kind.ToString().ToUpperInvariant())}: {line.Text}\n  {why}; the text from there on:\n{excerpt}{variables}");
    }
}
