namespace Nacre.IR;

/// <summary>
/// MLIR's declarative assembly format (https://mlir.llvm.org/docs/DefiningDialects/Operations/#declarative-assembly-format): one description of an operation's
/// custom form, used to parse and to print. Parsed once per operation.
/// </summary>
internal sealed partial class AssemblyFormat
{
    private readonly OpDefinition _definition;
    private readonly Element[] _elements;

    private AssemblyFormat(OpDefinition definition, Element[] elements) => (_definition, _elements) = (definition, elements);

    public static AssemblyFormat Parse(OpDefinition definition)
    {
        var reader = new FormatReader(definition.Format!, definition);
        return new AssemblyFormat(definition, reader.ReadAll());
    }

    /// <summary>A piece of the format.</summary>
    internal abstract record Element;
    internal sealed record Literal(string Text) : Element;
    internal sealed record Whitespace(string Text) : Element;
    internal sealed record Variable(string Name, VariableKind Kind, int Index) : Element;
    internal sealed record TypeOf(Element Of) : Element;
    internal sealed record Keyword(string Name) : Element;
    internal sealed record AttrDict(bool WithKeyword) : Element;
    internal sealed record FunctionalType(Element Inputs, Element Results) : Element;
    internal sealed record Optional(Element[] Then, Element[] Else, Element Anchor) : Element;
    internal sealed record Custom(string Name, Element[] Arguments) : Element;
    internal enum VariableKind { Operand, Result, Attribute, Region, Successor }

    private static IEnumerable<Element> Flatten(IEnumerable<Element> elements) => elements.SelectMany(e => e switch
    {
        Optional o => Flatten(o.Then).Concat(Flatten(o.Else)),
        Custom c => Flatten(c.Arguments).Append(c),
        _ => [e],
    });

    /// <summary>The attributes that the format writes itself.</summary>
    private string[] WrittenAttributes => _written ??=
    [
        .. Flatten(_elements).OfType<Variable>().Where(v => v.Kind == VariableKind.Attribute).Select(v => v.Name), Segments.OperandSizes, Segments.ResultSizes,
    ];

    private string[]? _written;
}

/// <summary>Reads the format language.</summary>
internal sealed class FormatReader(string format, OpDefinition definition)
{
    private int _at;

    public AssemblyFormat.Element[] ReadAll()
    {
        var elements = ReadUntil('\0');
        return elements;
    }

    private char Current => _at < format.Length ? format[_at] : '\0';

    private void SkipBlank()
    {
        while (char.IsWhiteSpace(Current))
            _at++;
    }

    private bool Take(char c)
    {
        SkipBlank();
        if (Current != c)
            return false;
        _at++;
        return true;
    }

    private void Expect(char c)
    {
        if (!Take(c))
            throw Bad($"expected '{c}'");
    }

    private InvalidOperationException Bad(string why) => new($"format of '{definition.Name}': {why} at character {_at}: {format}");

    private AssemblyFormat.Element[] ReadUntil(char end)
    {
        var elements = new List<AssemblyFormat.Element>();
        for (SkipBlank(); Current != end; SkipBlank())
            elements.Add(Read());
        if (end != '\0')
            _at++;
        return [.. elements];
    }

    private AssemblyFormat.Element Read() => Current switch
    {
        '`' => ReadLiteral(),
        '$' => ReadVariable(),
        '(' => ReadOptional(),
        '\0' => throw Bad("unexpected end"),
        _ => ReadDirective(),
    };

    private AssemblyFormat.Element ReadLiteral()
    {
        var end = format.IndexOf('`', ++_at);
        var text = format[_at..end];
        _at = end + 1;
        return string.IsNullOrWhiteSpace(text) || text == "\\n" ? new AssemblyFormat.Whitespace(text == "\\n" ? "\n" : text) : new AssemblyFormat.Literal(text);
    }

    private string ReadWord()
    {
        SkipBlank();
        var start = _at;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or '-')
            _at++;
        return format[start.._at];
    }

    private AssemblyFormat.Variable ReadVariable()
    {
        _at++;
        var name = ReadWord();
        return Find(name, definition.Operands.Select(o => o.Name), AssemblyFormat.VariableKind.Operand)
            ?? Find(name, definition.Attributes.Select(a => a.Name), AssemblyFormat.VariableKind.Attribute)
            ?? Find(name, definition.Results.Select(r => r.Name), AssemblyFormat.VariableKind.Result)
            ?? Find(name, definition.Regions.Select(r => r.Name), AssemblyFormat.VariableKind.Region)
            ?? Find(name, definition.Successors.Select(s => s.Name), AssemblyFormat.VariableKind.Successor)
            ?? throw Bad($"unknown variable '${name}'");
    }

    private static AssemblyFormat.Variable? Find(string name, IEnumerable<string> names, AssemblyFormat.VariableKind kind)
    {
        var index = names.ToList().IndexOf(name);
        return index < 0 ? null : new AssemblyFormat.Variable(name, kind, index);
    }

    private AssemblyFormat.Optional ReadOptional()
    {
        _at++;
        AssemblyFormat.Element? anchor = null;
        var then = new List<AssemblyFormat.Element>();
        for (SkipBlank(); Current != ')'; SkipBlank())
        {
            then.Add(Read());
            if (Current != '^')
                continue;
            _at++;
            anchor = then[^1];
        }
        _at++;
        AssemblyFormat.Element[] otherwise = [];
        if (Take(':'))
        {
            Expect('(');
            otherwise = ReadUntil(')');
        }
        Expect('?');
        return new AssemblyFormat.Optional([.. then], otherwise, anchor ?? throw Bad("an optional group needs an anchor"));
    }

    private AssemblyFormat.Element ReadDirective()
    {
        var word = ReadWord();
        switch (word)
        {
            case "attr-dict": return new AssemblyFormat.AttrDict(false);
            case "attr-dict-with-keyword": return new AssemblyFormat.AttrDict(true);
            case "operands" or "results" or "regions" or "successors": return new AssemblyFormat.Keyword(word);
            case "type":
                return new AssemblyFormat.TypeOf(ReadArguments()[0]);
            case "functional-type":
                var arguments = ReadArguments();
                return new AssemblyFormat.FunctionalType(arguments[0], arguments[1]);
            case "qualified" or "ref":
                return ReadArguments()[0];
            case "custom":
                Expect('<');
                var name = ReadWord();
                Expect('>');
                return new AssemblyFormat.Custom(name, ReadArguments());
            default: throw Bad($"unknown directive '{word}'");
        }
    }

    private AssemblyFormat.Element[] ReadArguments()
    {
        Expect('(');
        var arguments = new List<AssemblyFormat.Element>();
        do
        {
            SkipBlank();
            arguments.Add(Read());
        }
        while (Take(','));
        Expect(')');
        return [.. arguments];
    }
}
