namespace Nacre.IR;

public partial class AsmParser
{
    /// <summary>Type aliases (<c>!name = type</c>) of the file.</summary>
    private protected Dictionary<string, IRType> TypeAliases { get; } = new(StringComparer.Ordinal);

    /// <summary>Any type, function types included.</summary>
    public IRType ParseType()
    {
        if (!Is(TokenKind.LParen))
            return ParseNonFunctionType();
        return ParseFunctionType();
    }

    public FunctionType ParseFunctionType()
    {
        using var nest = Nest();
        var inputs = ParseList("(", ")", ParseType);
        Expect(TokenKind.Arrow, "'->' in function type");
        return new FunctionType(inputs.ToArray(), ParseFunctionResultTypes().ToArray());
    }

    /// <summary><c>type</c> or <c>(type, …)</c> behind an arrow.</summary>
    public List<IRType> ParseFunctionResultTypes() => Is(TokenKind.LParen) ? ParseList("(", ")", ParseType) : [ParseNonFunctionType()];

    public T ParseType<T>(string what) where T : IRType
    {
        var position = Position;
        return ParseType() as T ?? throw SyntaxError(position, $"expected {what}");
    }

    /// <summary>A type if one starts here.</summary>
    public IRType? ParseOptionalType() =>
        Is(TokenKind.LParen) || Is(TokenKind.BangId) || (Is(TokenKind.BareId) && IsTypeKeyword(TokenSpan)) ? ParseType() : null;

    private static bool IsTypeKeyword(ReadOnlySpan<char> word) => Floats.GetAlternateLookup<ReadOnlySpan<char>>().ContainsKey(word)
        || word is "index" or "none" or "tensor" or "vector" or "memref" or "complex" or "tuple" || IntegerFrom(word) is not null;

    private static readonly Dictionary<string, FloatType> Floats = Enum.GetValues<FloatKind>().Select(k => new FloatType(k)).Append(new FloatType(FloatKind.TF32))
        .DistinctBy(t => t.Kind).ToDictionary(t => t.Kind == FloatKind.TF32 ? "tf32" : t.Keyword);

    private IRType ParseNonFunctionType()
    {
        using var nest = Nest();
        if (Is(TokenKind.BangId))
            return ParseExtendedType();
        if (!Is(TokenKind.BareId))
            throw WrongToken("expected non-function type");
        var word = TokenSpan;
        var simple = word is "index" ? IndexType.Instance : word is "none" ? NoneType.Instance
            : Floats.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var f) ? f : (IRType?)IntegerFrom(word);
        if (simple is not null)
        {
            Advance();
            return simple;
        }
        var position = Position;
        return ParseKeyword() switch
        {
            "tensor" => ParseTensor(),
            "vector" => ParseVector(),
            "memref" => ParseMemRef(),
            "complex" => new ComplexType(ParseBracketed()),
            "tuple" => new TupleType(ParseList("<", ">", ParseType).ToArray()),
            var other => throw SyntaxError(position, $"unknown type '{other}'"),
        };
    }

    private static IntegerType? IntegerFrom(ReadOnlySpan<char> word)
    {
        var signedness = word.StartsWith("si") ? Signedness.Signed : word.StartsWith("ui") ? Signedness.Unsigned : Signedness.Signless;
        if (!word.StartsWith(signedness switch { Signedness.Signed => "si", Signedness.Unsigned => "ui", _ => "i" }))
            return null;
        var digits = word[(signedness == Signedness.Signless ? 1 : 2)..];
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange('0', '9') || !int.TryParse(digits, out var width) || width > IntegerType.MaxWidth)
            return null;
        return (width, signedness) switch
        {
            (1, Signedness.Signless) => IntegerType.I1,
            (8, Signedness.Signless) => IntegerType.I8,
            (32, Signedness.Signless) => IntegerType.I32,
            (64, Signedness.Signless) => IntegerType.I64,
            _ => new IntegerType(width, signedness),
        };
    }

    private IRType ParseBracketed()
    {
        Parse("<");
        var type = ParseType();
        Parse(">");
        return type;
    }

    /// <summary>
    /// <c>4x?x8x</c> in front of an element type, read character by character because the tokens overlap (<c>0x4</c>, <c>x8xf32</c>). Scalable sizes stand in square brackets.
    /// </summary>
    private Shape ParseDimensions(bool allowDynamic, List<bool>? scalable = null)
    {
        var dims = new List<long>();
        while (Is(TokenKind.Integer) || Is(TokenKind.Question) || (scalable is not null && Is(TokenKind.LSquare)))
        {
            var inBrackets = Take(TokenKind.LSquare);
            dims.Add(ParseDimension(allowDynamic));
            scalable?.Add(inBrackets);
            if (inBrackets)
                Expect(TokenKind.RSquare, "']'");
            ParseDimensionSeparator();
        }
        return dims.ToArray();
    }

    private long ParseDimension(bool allowDynamic)
    {
        if (allowDynamic && Take(TokenKind.Question))
            return Shape.Dynamic;
        if (!Is(TokenKind.Integer))
            throw SyntaxError("expected a dimension");
        var end = Token.Start;
        while (end < Source.Length && char.IsAsciiDigit(Source[end]))
            end++;
        if (!long.TryParse(Source.AsSpan(Token.Start, end - Token.Start), out var size))
            throw SyntaxError("invalid dimension");
        MoveTo(end);
        return size;
    }

    private void ParseDimensionSeparator()
    {
        if (!Is(TokenKind.BareId) || Source[Token.Start] != 'x')
            throw SyntaxError("expected 'x' in dimension list");
        MoveTo(Token.Start + 1);
    }

    /// <summary><c>3x?x5</c> without an element type, as some dialects write shapes.</summary>
    public Shape ParseShape(bool allowDynamic = true)
    {
        var dims = new List<long>();
        if (!Is(TokenKind.Integer) && !Is(TokenKind.Question))
            return dims.ToArray();
        dims.Add(ParseDimension(allowDynamic));
        while (Is(TokenKind.BareId) && Source[Token.Start] == 'x')
        {
            MoveTo(Token.Start + 1);
            dims.Add(ParseDimension(allowDynamic));
        }
        return dims.ToArray();
    }

    private TensorType ParseTensor()
    {
        var position = Position;
        Parse("<");
        if (Take(TokenKind.Star))
        {
            ParseDimensionSeparator();
            var unranked = new UnrankedTensorType(ParseType());
            Parse(">");
            return unranked;
        }
        var shape = ParseDimensions(allowDynamic: true);
        var element = ParseType();
        var encoding = Take(TokenKind.Comma) ? ParseAttribute() : null;
        Parse(">");
        if (encoding is ITensorEncoding checkable && checkable.ProblemWith(shape, element) is { } problem)
            throw SyntaxError(position, problem);
        return new RankedTensorType(shape, element, encoding);
    }

    private VectorType ParseVector()
    {
        Parse("<");
        var scalable = new List<bool>();
        var shape = ParseDimensions(allowDynamic: false, scalable);
        var element = ParseType();
        Parse(">");
        return new VectorType(shape, element, scalable.ToArray());
    }

    private ShapedType ParseMemRef()
    {
        Parse("<");
        if (Take(TokenKind.Star))
        {
            ParseDimensionSeparator();
            var element = ParseType();
            var space = Take(TokenKind.Comma) ? ParseAttribute() : null;
            Parse(">");
            return new UnrankedMemRefType(element, space);
        }
        var shape = ParseDimensions(allowDynamic: true);
        var elementType = ParseType();
        Attr? layout = null, memorySpace = null;
        while (Take(TokenKind.Comma))
        {
            var attribute = ParseAttribute();
            if (attribute is AffineMapAttr or StridedLayoutAttr)
                layout = attribute;
            else
                memorySpace = attribute;
        }
        Parse(">");
        return new MemRefType(shape, elementType, layout, memorySpace);
    }

    private IRType ParseExtendedType()
    {
        var name = TokenSpan[1..].ToString();
        var position = Position;
        if (TypeAliases.TryGetValue(name, out var alias))
        {
            Advance();
            return alias;
        }
        var dot = name.IndexOf('.');
        Advance();
        if (dot < 0)
            return ParsePrettyDialect(name, position, d => ParseDialectType(d, ParseKeyword(), position), (d, text) => new OpaqueType(d, text));
        var dialectName = name[..dot];
        if (Context.FindDialect(dialectName) is { } dialect)
        {
            return ParseDialectType(dialect, name[(dot + 1)..], position);
        }
        RequireUnregistered(dialectName, position);
        return new OpaqueType(dialectName, name[(dot + 1)..] + (Is(TokenKind.Less) ? ParseBalancedText() : ""));
    }

    private IRType ParseDialectType(Dialect dialect, string mnemonic, int position) => OutsideOp(
        () => dialect.ParseType(this, mnemonic) ?? throw SyntaxError(position, $"unknown type '{mnemonic}' in dialect '{dialect.Name}'"));

    /// <summary>Errors in what is read do not name the operation at hand.</summary>
    private T OutsideOp<T>(Func<T> read)
    {
        var op = CustomOp;
        CustomOp = null;
        var value = read();
        CustomOp = op;
        return value;
    }

    /// <summary><c>dialect&lt;mnemonic …&gt;</c>: the form with everything in brackets.</summary>
    private T ParsePrettyDialect<T>(string name, int position, Func<Dialect, T> registered, Func<string, string, T> opaque)
    {
        if (!Is(TokenKind.Less))
            throw SyntaxError(position, $"undefined alias or dialect '{name}'");
        if (Context.FindDialect(name) is { } dialect)
        {
            Advance();
            var value = registered(dialect);
            Parse(">");
            return value;
        }
        RequireUnregistered(name, position);
        return opaque(name, ParseBalancedText());
    }

    private void RequireUnregistered(string dialect, int position)
    {
        if (!Context.AllowUnregisteredDialects)
            throw SyntaxError(position, $"dialect '{dialect}' is not registered (--allow-unregistered-dialect accepts it)");
    }
}
