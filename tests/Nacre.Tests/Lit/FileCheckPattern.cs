using System.Text;
using System.Text.RegularExpressions;

namespace Nacre.Tests.Lit;

/// <summary>A FileCheck pattern: text with <c>{{regex}}</c>, <c>[[NAME:regex]]</c> and <c>[[NAME]]</c>.</summary>
internal sealed class FileCheckPattern
{
    private abstract record Piece;
    private sealed record Text(string Value) : Piece;
    private sealed record Expression(string Value) : Piece;
    private sealed record Definition(string Name, string Value) : Piece;
    private sealed record Use(string Name) : Piece;

    private readonly List<Piece> _pieces = [];

    /// <exception cref="FormatException">A bracket is not closed, or the pattern uses numeric variables.</exception>
    public FileCheckPattern(string pattern)
    {
        for (var at = 0; at < pattern.Length;)
            at = Read(pattern, at);
    }

    private int Read(string pattern, int at)
    {
        if (StartsAt(pattern, at, "{{"))
        {
            var end = EndOf(pattern, at, "}}");
            _pieces.Add(new Expression(pattern[(at + 2)..end]));
            return end + 2;
        }
        if (StartsAt(pattern, at, "[["))
        {
            var end = EndOfVariable(pattern, at);
            _pieces.Add(Variable(pattern[(at + 2)..end]));
            return end + 2;
        }
        var next = NextSpecial(pattern, at + 1);
        _pieces.Add(new Text(pattern[at..next]));
        return next;
    }

    private static bool StartsAt(string text, int at, string what) => string.CompareOrdinal(text, at, what, 0, what.Length) == 0;

    private static int NextSpecial(string pattern, int from)
    {
        while (from < pattern.Length && !StartsAt(pattern, from, "{{") && !StartsAt(pattern, from, "[["))
            from++;
        return from;
    }

    private static int EndOf(string pattern, int at, string close)
    {
        var end = pattern.IndexOf(close, at + 2, StringComparison.Ordinal);
        if (end < 0)
            throw new FormatException($"missing '{close}' in '{pattern}'");
        // In {{a{2}}} the last two braces close.
        while (close == "}}" && StartsAt(pattern, end + 1, "}}"))
            end++;
        return end;
    }

    /// <summary>The <c>]]</c> that closes a variable, past the bracket expressions of its regex.</summary>
    private static int EndOfVariable(string pattern, int at)
    {
        var depth = 0;
        for (var i = at + 2; i < pattern.Length; i++)
        {
            if (pattern[i] == '\\')
                i++;
            else if (pattern[i] == '[')
                depth++;
            else if (pattern[i] == ']' && depth > 0)
                depth--;
            else if (StartsAt(pattern, i, "]]"))
                return i;
        }
        throw new FormatException($"missing ']]' in '{pattern}'");
    }

    private static Piece Variable(string body)
    {
        if (body.StartsWith('#'))
            throw new FormatException($"numeric variables are not supported: [[{body}]]");
        var colon = body.IndexOf(':');
        return colon < 0 ? new Use(body) : new Definition(body[..colon], body[(colon + 1)..]);
    }

    /// <summary>The pattern as a regex, with the values of the variables defined so far.</summary>
    /// <exception cref="FormatException">A variable is used before it is defined.</exception>
    public Regex ToRegex(IReadOnlyDictionary<string, string> variables)
    {
        var text = new StringBuilder();
        var here = new HashSet<string>();
        foreach (var piece in _pieces)
            text.Append(Translate(piece, variables, here));
        return new Regex(text.ToString(), RegexOptions.Multiline | RegexOptions.CultureInvariant);
    }

    private static string Translate(Piece piece, IReadOnlyDictionary<string, string> variables, HashSet<string> here) => piece switch
    {
        Text t => Regex.Escape(t.Value),
        Expression e => $"(?:{WithinLine(e.Value)})",
        Definition d => here.Add(d.Name) ? $"(?<{Group(d.Name)}>{WithinLine(d.Value)})" : throw new FormatException($"'{d.Name}' is defined twice in a line"),
        Use u when here.Contains(u.Name) => $"\\k<{Group(u.Name)}>",
        Use u => variables.TryGetValue(u.Name, out var value) ? Regex.Escape(value) : throw new FormatException($"undefined variable '{u.Name}'"),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>A negated class does not match the end of a line, as in FileCheck.</summary>
    private static string WithinLine(string regex) => regex.Replace("[^", "[^\\n");

    private static string Group(string name) => "v_" + name.Replace("$", "_dollar_");

    /// <summary>The variables that a match defines.</summary>
    public void Capture(Match match, Dictionary<string, string> variables)
    {
        foreach (var definition in _pieces.OfType<Definition>())
            variables[definition.Name] = match.Groups[Group(definition.Name)].Value;
    }
}
