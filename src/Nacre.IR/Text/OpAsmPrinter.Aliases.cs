using System.Text;

namespace Nacre.IR;

public sealed partial class OpAsmPrinter
{
    /// <summary>Names of attributes that are written once, at the start of the file; null when each is written where it is used.</summary>
    private AliasTable? _aliases;

    private protected override bool PrintAlias(Attr attribute)
    {
        if (_aliases is null || HintOf(attribute) is not { } hint)
            return false;
        if (!_aliases.TryGet(attribute, out var alias))
        {
            var body = Output;
            Output = new StringBuilder();
            PrintInline(attribute);
            alias = _aliases.Add(attribute, hint, Output.ToString());
            Output = body;
        }
        Write(alias);
        return true;
    }

    private static string? HintOf(Attr attribute) => attribute switch
    {
        AffineMapAttr => "map",
        IntegerSetAttr => "set",
        DialectAttr { AliasHint: var hint } => hint,
        _ => null,
    };
}

/// <summary>Attributes with a name of their own: <c>#map1 = affine_map&lt;…&gt;</c>. They are numbered as they are met, those of one hint together.</summary>
internal sealed class AliasTable
{
    private readonly Dictionary<Attr, string> _names = [];
    private readonly Dictionary<string, StringBuilder> _definitions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    public bool TryGet(Attr attribute, out string name) => _names.TryGetValue(attribute, out name!);

    public string Add(Attr attribute, string hint, string text)
    {
        var count = _counts[hint] = _counts.GetValueOrDefault(hint) + 1;
        var name = count == 1 ? $"#{hint}" : $"#{hint}{count - 1}";
        if (!_definitions.TryGetValue(hint, out var definitions))
            _definitions[hint] = definitions = new StringBuilder();
        definitions.Append(name).Append(" = ").Append(text).Append('\n');
        return _names[attribute] = name;
    }

    /// <summary>The lines that define the names.</summary>
    public string Definitions => string.Concat(_definitions.OrderBy(d => d.Key, StringComparer.Ordinal).Select(d => d.Value));
}
