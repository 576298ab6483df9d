using System.Globalization;

namespace Nacre.Frontends.Onnx;

/// <summary>One published version of an ONNX operator.</summary>
/// <param name="Since">The operator set version that introduced this form.</param>
/// <param name="Removed">The operator ended with this version; nothing else is known then.</param>
internal sealed record OpSchema(
    string Domain, string Name, int Since, IReadOnlyList<ValueSchema> Inputs, IReadOnlyList<ValueSchema> Outputs, IReadOnlyList<AttributeSchema> Attributes, bool Removed)
{
    public int MinInputs => Inputs.Count(i => i is { Optional: false, Variadic: false });
    public int MaxInputs => Inputs.Any(i => i.Variadic) ? int.MaxValue : Inputs.Count;
    public int MaxOutputs => Outputs.Any(o => o.Variadic) ? int.MaxValue : Outputs.Count;
}

internal readonly record struct ValueSchema(string Name, bool Optional, bool Variadic);

/// <param name="Kind">i, f, s, t, g, p (sparse tensor), y (type); I, F, S, T for lists.</param>
internal readonly record struct AttributeSchema(string Name, char Kind, bool Required);

/// <summary>Every published version of every ONNX operator, from the table that eng/onnx-ops writes.</summary>
internal sealed class OpSchemas
{
    private static readonly Lazy<OpSchemas> Shared = new(() => new OpSchemas(ReadResource()));
    private readonly Dictionary<(string Domain, string Name), List<OpSchema>> _versions = [];
    private readonly Dictionary<string, int> _newest = [];

    public static OpSchemas Published => Shared.Value;

    private OpSchemas(IEnumerable<string> lines)
    {
        var domain = "";
        foreach (var line in lines.Where(l => l.Length > 0 && l[0] != '#'))
        {
            if (line.StartsWith("domain ", StringComparison.Ordinal))
                domain = line["domain ".Length..];
            else
                Add(Parse(domain, line));
        }
    }

    /// <summary>The newest operator set of a domain in which a form changed; 0 for an unknown domain.</summary>
    public int NewestOpset(string domain) => _newest.GetValueOrDefault(domain);

    /// <summary>The form that the operator has in operator set <paramref name="opset"/>; null when it is not published there.</summary>
    public OpSchema? Find(string domain, string name, long opset) =>
        _versions.TryGetValue((domain, name), out var versions) ? versions.LastOrDefault(v => v.Since <= opset) : null;

    /// <summary>All forms, oldest first; empty for an unknown operator.</summary>
    public IReadOnlyList<OpSchema> Versions(string domain, string name) => _versions.GetValueOrDefault((domain, name)) ?? [];

    /// <summary>The newest form; for a removed operator its last one.</summary>
    public OpSchema? Newest(string domain, string name) => Versions(domain, name).LastOrDefault(v => !v.Removed);

    private void Add(OpSchema schema)
    {
        var key = (schema.Domain, schema.Name);
        if (!_versions.TryGetValue(key, out var versions))
            _versions.Add(key, versions = []);
        versions.Add(schema);
        _newest[schema.Domain] = Math.Max(NewestOpset(schema.Domain), schema.Since);
    }

    private static OpSchema Parse(string domain, string line)
    {
        var words = line.Split(' ', 3);
        var (name, since, rest) = (words[0], int.Parse(words[1], CultureInfo.InvariantCulture), words[2]);
        if (rest == "removed")
            return new OpSchema(domain, name, since, [], [], [], Removed: true);
        var parts = rest.Split(['(', ')']);
        var attributes = parts[4].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(ParseAttribute);
        return new OpSchema(domain, name, since, ParseValues(parts[1]), ParseValues(parts[3]), [.. attributes], Removed: false);
    }

    private static ValueSchema[] ParseValues(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(v => new ValueSchema(v.TrimEnd('?', '*'), v.EndsWith('?'), v.EndsWith('*')))];

    private static AttributeSchema ParseAttribute(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return new AttributeSchema(text[..colon], text[colon + 1], text.EndsWith('!'));
    }

    private static IEnumerable<string> ReadResource()
    {
        using var stream = typeof(OpSchemas).Assembly.GetManifestResourceStream("onnx-schemas.txt")
            ?? throw new InvalidOperationException("the resource onnx-schemas.txt is missing from the assembly");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            yield return line;
    }
}
