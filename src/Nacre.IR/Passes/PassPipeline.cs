namespace Nacre.IR;

/// <summary>A pass, or a pipeline on nested operations of one kind.</summary>
public abstract record PipelineItem
{
    public static implicit operator PipelineItem(Pass pass) => new PassItem(pass);
}

public sealed record PassItem(Pass Pass) : PipelineItem;

/// <summary><c>func.func(…)</c>: runs on each nested operation of that name (<c>any</c> for all).</summary>
public sealed record NestedItem(string Anchor, EquatableArray<PipelineItem> Items) : PipelineItem;

/// <summary>A named stage of a compilation: its passes, and the dialects of which nothing is left after it.</summary>
public sealed record Phase(string Name, EquatableArray<PipelineItem> Items, EquatableArray<string> Retires = default);

/// <summary>Phases in order.</summary>
public sealed record PassPipeline(EquatableArray<Phase> Phases)
{
    public PassPipeline(params Phase[] phases) : this(new EquatableArray<Phase>(phases)) { }

    /// <summary>Parses <c>builtin.module(canonicalize,func.func(cse{option=value}))</c>, or a bare list of passes.</summary>
    /// <exception cref="FormatException">The text is wrong; the message says where.</exception>
    public static PassPipeline Parse(string text, PassRegistry registry)
    {
        var items = new PipelineReader(text, registry).ReadAll();
        if (items is [NestedItem { Anchor: "builtin.module" } module])
            items = [.. module.Items];
        return new PassPipeline(new Phase("pipeline", items.ToArray()));
    }

    /// <summary>The pipeline as text, which <see cref="Parse"/> reads back.</summary>
    public override string ToString() => $"builtin.module({string.Join(",", Phases.SelectMany(p => p.Items.ToArray()).Select(Text))})";

    private static string Text(PipelineItem item) => item switch
    {
        PassItem p => p.Pass.Text,
        NestedItem n => $"{n.Anchor}({string.Join(",", n.Items.Select(Text))})",
        _ => "",
    };
}

internal sealed class PipelineReader(string text, PassRegistry registry)
{
    private int _at;

    public List<PipelineItem> ReadAll()
    {
        var items = ReadList();
        if (_at < text.Length)
            throw new FormatException($"unexpected '{text[_at]}' at character {_at} of the pass pipeline '{text}'");
        return items;
    }

    private List<PipelineItem> ReadList()
    {
        var items = new List<PipelineItem>();
        do
        {
            if (ReadItem() is { } item)
                items.Add(item);
        }
        while (Take(','));
        return items;
    }

    private bool Take(char c)
    {
        SkipBlank();
        if (_at >= text.Length || text[_at] != c)
            return false;
        _at++;
        return true;
    }

    private void SkipBlank()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
            _at++;
    }

    private PipelineItem? ReadItem()
    {
        SkipBlank();
        var start = _at;
        while (_at < text.Length && (char.IsAsciiLetterOrDigit(text[_at]) || text[_at] is '-' or '_' or '.'))
            _at++;
        var name = text[start.._at];
        if (name.Length == 0)
            return null;
        if (!Take('('))
            return new PassItem(registry.Make(name, ReadOptions()));
        var nested = ReadList();
        if (!Take(')'))
            throw new FormatException($"missing ')' after '{name}(' in the pass pipeline '{text}'");
        return new NestedItem(name, nested.ToArray());
    }

    private PassOptions ReadOptions()
    {
        if (!Take('{'))
            return PassOptions.None;
        var end = text.IndexOf('}', _at);
        if (end < 0)
            throw new FormatException($"missing '}}' in the pass pipeline '{text}'");
        var values = new Dictionary<string, string>();
        foreach (var option in text[_at..end].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var equal = option.IndexOf('=');
            values[equal < 0 ? option : option[..equal]] = equal < 0 ? "" : option[(equal + 1)..];
        }
        _at = end + 1;
        return new PassOptions(values);
    }
}
