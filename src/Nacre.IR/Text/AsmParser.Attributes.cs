using System.Globalization;
using System.Numerics;

namespace Nacre.IR;

public partial class AsmParser
{
    /// <summary>Attribute aliases (<c>#name = attribute</c>) of the file.</summary>
    private protected Dictionary<string, Attr> AttributeAliases { get; } = new(StringComparer.Ordinal);

    /// <summary>Blobs of the file's <c>dialect_resources</c>, by key.</summary>
    private protected Dictionary<string, Blob> Resources { get; } = new(StringComparer.Ordinal);

    public T ParseAttribute<T>(string what, IRType? type = null) where T : Attr
    {
        var position = Position;
        return ParseAttribute(type) as T ?? throw SyntaxError(position, $"expected {what}");
    }

    /// <summary>Any attribute. Where <paramref name="type"/> is given, the value is of that type and the text does not repeat it.</summary>
    public Attr ParseAttribute(IRType? type = null)
    {
        using var nest = Nest();
        switch (Token.Kind)
        {
            case TokenKind.AtId: return ParseSymbolRef();
            case TokenKind.LSquare: return new ArrayAttr(ParseList("[", "]", () => ParseAttribute()).ToArray());
            case TokenKind.LBrace: return new DictionaryAttr(ParseAttributeEntries());
            case TokenKind.HashId: return ParseExtendedAttribute(type);
            case TokenKind.String: return new StringAttr(ParseString(), type ?? (Take(TokenKind.Colon) ? ParseType() : null));
            case TokenKind.Minus or TokenKind.Integer or TokenKind.Float: return ParseNumber(type);
            case TokenKind.BangId or TokenKind.LParen: return new TypeAttr(ParseType());
            case TokenKind.BareId: return ParseWordAttribute(type);
            default: throw WrongToken("expected attribute value");
        }
    }

    private Attr ParseWordAttribute(IRType? type)
    {
        if (ParseOptionalType() is { } typeValue)
            return new TypeAttr(typeValue);
        var position = Position;
        switch (ParseKeyword())
        {
            case "true": return IntegerAttr.Bool(true);
            case "false": return IntegerAttr.Bool(false);
            case "unit": return UnitAttr.Instance;
            case "dense": return ParseDense(type);
            case "dense_resource": return ParseDenseResource(type);
            case "array": return ParseDenseArray();
            case "affine_map": return InAngles(() => (Attr)new AffineMapAttr(ParseAffineMap()));
            case "affine_set": return InAngles(() => (Attr)new IntegerSetAttr(ParseIntegerSet()));
            case "strided": return ParseStrided();
            case "loc": return ParseLocationInParens();
            case "opaque" or "sparse" or "distinct": throw SyntaxError(position, "this builtin attribute is not supported");
            default: throw SyntaxError(position, "expected attribute value");
        }
    }

    private T InAngles<T>(Func<T> body)
    {
        Parse("<");
        var value = body();
        Parse(">");
        return value;
    }

    /// <summary><c>{name = value, flag}</c>.</summary>
    public List<NamedAttr> ParseAttributeEntries()
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return ParseList("{", "}", () =>
        {
            var position = Position;
            var name = ParseOptionalString(out var quoted) ? quoted : string.Intern(ParseKeyword("an attribute name"));
            if (name.Length == 0)
                throw SyntaxError(position, "attribute names are not empty");
            if (!names.Add(name))
                throw SyntaxError(position, $"duplicate key '{name}' in dictionary attribute");
            return new NamedAttr(name, Take(TokenKind.Equal) ? ParseAttribute() : UnitAttr.Instance);
        });
    }

    private SymbolRefAttr ParseSymbolRef()
    {
        var root = ParseSymbolName();
        var nested = new List<string>();
        while (Take(TokenKind.ColonColon))
            nested.Add(ParseSymbolName());
        return new SymbolRefAttr(root, nested.ToArray());
    }

    private Attr ParseNumber(IRType? expected)
    {
        var position = Position;
        var negative = Take(TokenKind.Minus);
        var isFloat = Is(TokenKind.Float);
        if (!isFloat && !Is(TokenKind.Integer))
            throw SyntaxError("expected a number");
        var text = TokenSpan.ToString();
        Advance();
        var type = expected ?? (Take(TokenKind.Colon) ? ParseType() : isFloat ? FloatType.F64 : IntegerType.I64);
        return MakeNumber(text, negative, isFloat, type, position);
    }

    private Attr MakeNumber(string text, bool negative, bool isFloat, IRType type, int position)
    {
        switch (type)
        {
            case FloatType floatType when isFloat:
                var value = double.Parse(text, CultureInfo.InvariantCulture);
                return new FloatAttr(negative ? -value : value, floatType);
            case FloatType floatType when text.StartsWith("0x", StringComparison.Ordinal):
                return FloatAttr.FromBits((long)(ulong)ParseBigInteger(text), floatType);
            case FloatType floatType:
                return new FloatAttr((negative ? -1 : 1) * double.Parse(text, CultureInfo.InvariantCulture), floatType);
            case IntegerType or IndexType when !isFloat:
                var integer = ParseBigInteger(text);
                integer = negative ? -integer : integer;
                CheckRange(integer, type, position);
                return new IntegerAttr(integer, type);
            default:
                throw SyntaxError(position, isFloat ? $"floating point value not valid for type '{type}'" : $"integer literal not valid for type '{type}'");
        }
    }

    private void CheckRange(BigInteger value, IRType type, int position)
    {
        var width = type.BitWidth();
        var tooSmall = value < (type.IsUnsigned() ? 0 : -BigInteger.Pow(2, width - 1));
        if (tooSmall || value >= BigInteger.Pow(2, type is IntegerType { Signedness: Signedness.Signed } ? width - 1 : width))
            throw SyntaxError(position, "integer constant out of range for attribute");
    }

    private Attr ParseExtendedAttribute(IRType? type)
    {
        var name = TokenSpan[1..].ToString();
        var position = Position;
        Advance();
        if (AttributeAliases.TryGetValue(name, out var alias))
            return alias;
        var dot = name.IndexOf('.');
        if (dot < 0)
            return ParsePrettyDialect(name, position, d => ParseDialectAttribute(d, ParseKeyword(), position), (d, text) => (Attr)new OpaqueAttr(d, text));
        var (dialectName, mnemonic) = (name[..dot], name[(dot + 1)..]);
        if (Context.FindDialect(dialectName) is { } dialect)
            return ParseDialectAttribute(dialect, mnemonic, position);
        RequireUnregistered(dialectName, position);
        return new OpaqueAttr(dialectName, mnemonic + (Is(TokenKind.Less) ? ParseBalancedText() : ""));
    }

    private Attr ParseDialectAttribute(Dialect dialect, string mnemonic, int position) => OutsideOp(
        () => dialect.ParseAttribute(this, mnemonic) ?? throw SyntaxError(position, $"unknown attribute '{mnemonic}' in dialect '{dialect.Name}'"));

    private StridedLayoutAttr ParseStrided()
    {
        Parse("<");
        var strides = ParseList("[", "]", ParseStride);
        var offset = 0L;
        if (Take(TokenKind.Comma))
        {
            Parse("offset");
            Parse(":");
            offset = ParseStride();
        }
        Parse(">");
        return new StridedLayoutAttr(offset, strides.ToArray());
    }

    private long ParseStride() => Take(TokenKind.Question) ? Shape.Dynamic : ParseInteger();

    // Dense arrays

    private DenseArrayAttr ParseDenseArray()
    {
        Parse("<");
        var element = ParseType();
        var values = Take(TokenKind.Colon) ? ParseCommaList(() => ParseArrayElement(element)) : [];
        Parse(">");
        return new DenseArrayAttr(element, values.ToArray());
    }

    private long ParseArrayElement(IRType element)
    {
        if (element is IntegerType { Width: 1 } && ParseOptionalBoolean(out var flag))
            return flag ? 1 : 0;
        if (element is IntegerType && !Is(TokenKind.Minus) && !Is(TokenKind.Integer))
            throw Error("expected integer value");
        return ParseNumber(element) switch
        {
            IntegerAttr i => i.Value,
            FloatAttr f => f.Bits,
            _ => throw SyntaxError("expected a number"),
        };
    }

    private bool ParseOptionalBoolean(out bool value)
    {
        value = ParseOptionalKeyword("true");
        return value || ParseOptionalKeyword("false");
    }

    /// <summary>The short form <c>[1, 2]</c> (or <c>1, 2</c>) of a dense array whose element type is known.</summary>
    public DenseArrayAttr ParseDenseArray(IRType element) =>
        new(element, (Is(TokenKind.LSquare) ? ParsePart(() => ParseList("[", "]", () => ParseArrayElement(element)), "expected ']'") : ParseCommaList(() => ParseArrayElement(element))).ToArray());

    // Dense elements

    private ElementsAttr ParseDense(IRType? type)
    {
        Parse("<");
        var position = Position;
        var literal = new TensorLiteral(this);
        if (!Is(TokenKind.Greater))
            literal.Parse();
        Parse(">");
        return literal.Build(ParseElementsType(type), position);
    }

    private ShapedType ParseElementsType(IRType? type)
    {
        if (type is null)
        {
            Parse(":");
            type = ParseType();
        }
        if (type is not ShapedType shaped)
            throw SyntaxError("elements literal must be a shaped type");
        return shaped.HasStaticShape ? shaped : throw SyntaxError(PreviousEnd, "elements literal type must have static shape");
    }

    private DenseResourceElementsAttr ParseDenseResource(IRType? type)
    {
        Parse("<");
        var name = ParseKeywordOrString();
        Parse(">");
        var shaped = ParseElementsType(type);
        return new DenseResourceElementsAttr(shaped, name, Resources.GetValueOrDefault(name));
    }

    // Affine maps and sets

    public AffineMap ParseAffineMap()
    {
        var dims = ParseAffineNames("(", ")");
        var symbols = Is(TokenKind.LSquare) ? ParseAffineNames("[", "]") : [];
        Parse("->");
        var results = ParseList("(", ")", () => ParseAffineSum(dims, symbols));
        return new AffineMap(dims.Count, symbols.Count, results.ToArray());
    }

    private List<string> ParseAffineNames(string open, string close) => ParseList(open, close, () => ParseKeyword("an identifier"));

    private IntegerSet ParseIntegerSet()
    {
        var dims = ParseAffineNames("(", ")");
        var symbols = Is(TokenKind.LSquare) ? ParseAffineNames("[", "]") : [];
        Parse(":");
        var equality = new List<bool>();
        var constraints = ParseList("(", ")", () =>
        {
            var lhs = ParseAffineSum(dims, symbols);
            if (Take(TokenKind.Greater))
                equality.Add(false);
            else
            {
                Parse("=");
                equality.Add(true);
            }
            Parse("=");
            return lhs - ParseAffineSum(dims, symbols);
        });
        return new IntegerSet(dims.Count, symbols.Count, constraints.ToArray(), equality.ToArray());
    }

    /// <summary>An affine expression of dimensions with the given names.</summary>
    public AffineExpr ParseAffineExpr(IReadOnlyList<string> dimensions) => ParseAffineSum([.. dimensions], []);

    private AffineExpr ParseAffineSum(List<string> dims, List<string> symbols)
    {
        using var nest = Nest();
        var sum = ParseAffineProduct(dims, symbols);
        while (true)
        {
            if (Take(TokenKind.Plus))
                sum += ParseAffineProduct(dims, symbols);
            else if (Take(TokenKind.Minus))
                sum -= ParseAffineProduct(dims, symbols);
            else
                return sum;
        }
    }

    private AffineExpr ParseAffineProduct(List<string> dims, List<string> symbols)
    {
        var product = ParseAffineFactor(dims, symbols);
        while (true)
        {
            AffineOp? op = Take(TokenKind.Star) ? AffineOp.Mul : ParseOptionalKeyword("floordiv") ? AffineOp.FloorDiv
                : ParseOptionalKeyword("ceildiv") ? AffineOp.CeilDiv : ParseOptionalKeyword("mod") ? AffineOp.Mod : null;
            if (op is null)
                return product;
            var position = Position;
            var right = ParseAffineFactor(dims, symbols);
            if (op != AffineOp.Mul && right is AffineConstantExpr { Value: <= 0 })
                throw SyntaxError(position, "the divisor of an affine expression must be positive");
            product = AffineExpr.Binary(op.Value, product, right);
        }
    }

    private AffineExpr ParseAffineFactor(List<string> dims, List<string> symbols)
    {
        using var nest = Nest();
        if (Take(TokenKind.Minus))
            return ParseAffineFactor(dims, symbols) * -1;
        if (Take(TokenKind.LParen))
        {
            var inner = ParseAffineSum(dims, symbols);
            Parse(")");
            return inner;
        }
        if (Is(TokenKind.Integer))
            return AffineExpr.Constant(ParseInteger());
        var position = Position;
        var name = ParseKeyword("an affine expression");
        if (dims.IndexOf(name) is >= 0 and var d)
            return AffineExpr.Dim(d);
        return symbols.IndexOf(name) is >= 0 and var s ? AffineExpr.Symbol(s) : throw SyntaxError(position, $"use of undeclared identifier '{name}'");
    }

    // Locations

    public Location ParseLocationInParens()
    {
        Parse("(");
        var location = ParseLocationBody();
        Parse(")");
        return location;
    }

    private Location ParseLocationBody()
    {
        using var nest = Nest();
        if (Is(TokenKind.HashId))
            return ParseAttribute() as Location ?? throw SyntaxError("expected a location");
        if (ParseOptionalString(out var text))
            return ParseFileOrName(text);
        var position = Position;
        switch (ParseKeyword("a location"))
        {
            case "unknown":
                return Location.Unknown;
            case "callsite":
                Parse("(");
                var callee = ParseLocationBody();
                Parse("at");
                var caller = ParseLocationBody();
                Parse(")");
                return new CallSiteLoc(callee, caller);
            case "fused":
                var metadata = Is(TokenKind.Less) ? InAngles(() => ParseAttribute()) : null;
                return new FusedLoc(ParseList("[", "]", ParseLocationBody).ToArray(), metadata);
            default:
                throw SyntaxError(position, "expected a location");
        }
    }

    private Location ParseFileOrName(string text)
    {
        if (Take(TokenKind.Colon))
        {
            var line = (int)ParseInteger();
            Parse(":");
            var column = (int)ParseInteger();
            if (ParseOptionalKeyword("to"))
                SkipRangeEnd();
            return new FileLineColLoc(text, line, column);
        }
        if (!Take(TokenKind.LParen))
            return new NameLoc(text);
        var child = ParseLocationBody();
        Parse(")");
        return new NameLoc(text, child);
    }

    private void SkipRangeEnd()
    {
        Parse(":");
        ParseInteger();
        if (Take(TokenKind.Colon))
            ParseInteger();
    }
}
