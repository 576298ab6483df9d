using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Nacre.IR;

/// <summary>
/// Reads tokens, types and attributes of MLIR's text. The first error ends the parse with a <see cref="DiagnosticException"/> that shows the source line.
/// Dialects use it to parse their own types and attributes; <see cref="OpAsmParser"/> adds operations.
/// </summary>
public partial class AsmParser
{
    private const int MaxDepth = 256;
    private readonly Lexer _lexer;
    private readonly string _file;
    private int _depth;
    private protected Token Token { get; private set; }

    public AsmParser(IRContext context, string source, string file = "-")
    {
        Context = context;
        _lexer = new Lexer(source);
        _file = file;
        Advance();
    }

    public IRContext Context { get; }
    internal string Source => _lexer.Source;
    public bool AtEnd => Token.Kind == TokenKind.End;

    private protected void Advance()
    {
        PreviousEnd = Token.Start + Token.Length;
        Token = _lexer.Next();
    }
    private protected ReadOnlySpan<char> TokenSpan => Source.AsSpan(Token.Start, Token.Length);
    private protected bool Is(TokenKind kind) => Token.Kind == kind;

    /// <summary>Goes back (or on) to a character position and reads the token there.</summary>
    private protected void MoveTo(int position)
    {
        _lexer.Position = position;
        Advance();
        PreviousEnd = position;
    }

    private protected bool Take(TokenKind kind)
    {
        if (Token.Kind != kind)
            return false;
        Advance();
        return true;
    }

    private protected void Expect(TokenKind kind, string what)
    {
        if (!Take(kind))
            throw WrongToken($"expected {what}");
    }

    /// <summary>Guards against text nested so deeply that it would exhaust the stack.</summary>
    private protected DepthScope Nest() => ++_depth > MaxDepth ? throw SyntaxError($"nested more than {MaxDepth} levels deep") : new DepthScope(this);

    private protected readonly struct DepthScope(AsmParser parser) : IDisposable
    {
        public void Dispose() => parser._depth--;
    }

    /// <summary>Where the parser stands, for messages about what was read before.</summary>
    public int Position => Token.Start;

    /// <summary>The operation whose own form is being read; errors in it name the operation.</summary>
    private protected string? CustomOp { get; set; }

    /// <summary>The end of what was read last.</summary>
    public int PreviousEnd { get; private set; }

    public DiagnosticException Error(string message) => Error(Token.Start, message);

    public DiagnosticException Error(int position, string message) => SyntaxError(position, CustomOp is null ? message : $"custom op '{CustomOp}' {message}");

    /// <summary>Something else was expected than the token at hand: the place is where it should have stood, behind what was read before.</summary>
    private protected DiagnosticException WrongToken(string message) => SyntaxError(Is(TokenKind.Error) ? Position : PreviousEnd, message);

    private protected DiagnosticException SyntaxError(string message) => SyntaxError(Token.Start, message);

    private protected DiagnosticException SyntaxError(int position, string message)
    {
        var location = LocationAt(position);
        var lineStart = position == 0 ? 0 : Source.LastIndexOf('\n', Math.Min(position, Source.Length) - 1) + 1;
        var lineEnd = Source.IndexOf('\n', lineStart) is var end && end < 0 ? Source.Length : end;
        var line = Source[lineStart..Math.Min(lineEnd, lineStart + 400)];
        var caret = new string(' ', Math.Clamp(position - lineStart, 0, 400)) + "^";
        return new DiagnosticException(new Diagnostic(Severity.Error, location, message) { Excerpt = $"{line}\n{caret}" });
    }

    private int _lineAt, _line = 1;

    internal FileLineColLoc LocationAt(int position)
    {
        if (position < _lineAt)
            (_lineAt, _line) = (0, 1);
        _line += Source.AsSpan(_lineAt, position - _lineAt).Count('\n');
        _lineAt = position;
        var column = position - (position == 0 ? 0 : Source.LastIndexOf('\n', position - 1) + 1) + 1;
        return new FileLineColLoc(_file, _line, column);
    }

    // Punctuation and words, under the names that MLIR's parser gives them.

    private static readonly Dictionary<string, TokenKind> Punctuation = new()
    {
        ["->"] = TokenKind.Arrow,
        [":"] = TokenKind.Colon,
        ["::"] = TokenKind.ColonColon,
        [","] = TokenKind.Comma,
        ["="] = TokenKind.Equal,
        ["("] = TokenKind.LParen,
        [")"] = TokenKind.RParen,
        ["{"] = TokenKind.LBrace,
        ["}"] = TokenKind.RBrace,
        ["["] = TokenKind.LSquare,
        ["]"] = TokenKind.RSquare,
        ["<"] = TokenKind.Less,
        [">"] = TokenKind.Greater,
        ["-"] = TokenKind.Minus,
        ["+"] = TokenKind.Plus,
        ["?"] = TokenKind.Question,
        ["*"] = TokenKind.Star,
        ["|"] = TokenKind.VerticalBar,
        ["..."] = TokenKind.Ellipsis,
        ["/"] = TokenKind.Slash,
    };

    /// <summary>Takes punctuation or a keyword if it is next.</summary>
    public bool ParseOptional(string literal) => Punctuation.TryGetValue(literal, out var kind) ? Take(kind) : ParseOptionalKeyword(literal);

    /// <summary>Takes punctuation or a keyword; an error if it is not next.</summary>
    public void Parse(string literal)
    {
        if (!ParseOptional(literal))
            throw Punctuation.ContainsKey(literal) ? WrongToken($"expected '{literal}'") : Error($"expected '{literal}'");
    }

    /// <summary>Whether punctuation or a keyword is next, without taking it.</summary>
    public bool IsNext(string literal) => Punctuation.TryGetValue(literal, out var kind) ? Is(kind) : Is(TokenKind.BareId) && TokenSpan.SequenceEqual(literal);

    public bool ParseOptionalKeyword(string keyword)
    {
        if (!Is(TokenKind.BareId) || !TokenSpan.SequenceEqual(keyword))
            return false;
        Advance();
        return true;
    }

    public bool ParseOptionalKeyword([NotNullWhen(true)] out string? keyword)
    {
        keyword = Is(TokenKind.BareId) ? TokenSpan.ToString() : null;
        if (keyword is not null)
            Advance();
        return keyword is not null;
    }

    public string ParseKeyword(string what = "valid keyword") => ParseOptionalKeyword(out var keyword) ? keyword : throw Error($"expected {what}");

    /// <summary>A keyword or a quoted string.</summary>
    public string ParseKeywordOrString() => Is(TokenKind.String) ? ParseString() : ParseKeyword("valid keyword or string");

    /// <summary>A member of an enumeration by its keyword.</summary>
    public T ParseEnum<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>() where T : struct, Enum
    {
        var position = Position;
        var word = ParseKeywordOrString();
        return EnumKeywords.TryParse<T>(word, out var value) ? value : throw Error(position, $"expected one of {string.Join(", ", EnumKeywords.All<T>())}, got '{word}'");
    }

    /// <summary>Whether a member of an enumeration is next.</summary>
    public bool IsNextEnum<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>() where T : struct, Enum =>
        Is(TokenKind.BareId) && EnumKeywords.TryParse<T>(TokenSpan.ToString(), out _);

    /// <summary><c>&lt;word&gt;</c>, or the set members of a flag enumeration: <c>&lt;word, word&gt;</c>.</summary>
    public T ParseEnumInAngles<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>() where T : struct, Enum
    {
        Parse("<");
        var value = ParseEnum<T>();
        while (Take(TokenKind.Comma))
            value = (T)Enum.ToObject(typeof(T), Convert.ToInt64(value) | Convert.ToInt64(ParseEnum<T>()));
        Parse(">");
        return value;
    }

    public bool ParseOptionalString([NotNullWhen(true)] out string? value)
    {
        value = Is(TokenKind.String) ? Unescape(TokenSpan[1..^1]) : null;
        if (value is not null)
            Advance();
        return value is not null;
    }

    public string ParseString() => ParseOptionalString(out var value) ? value : throw SyntaxError("expected a string");

    private protected string Unescape(ReadOnlySpan<char> text)
    {
        if (!text.Contains('\\'))
            return text.ToString();
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\')
            {
                var run = text[i..].IndexOf('\\') is var n && n < 0 ? text.Length - i : n;
                bytes.AddRange(ByteText.Encode(text.Slice(i, run)));
                i += run - 1;
                continue;
            }
            if (++i >= text.Length)
                throw SyntaxError("unfinished escape in string");
            if (text[i] is 'n' or 't' or '"' or '\\')
                bytes.Add((byte)(text[i] switch { 'n' => '\n', 't' => '\t', var c => c }));
            else if (i + 1 < text.Length && byte.TryParse(text.Slice(i++, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value))
                bytes.Add(value);
            else
                throw SyntaxError("unknown escape in string");
        }
        return ByteText.Decode([.. bytes]);
    }

    /// <summary><c>@name</c>.</summary>
    public string ParseSymbolName() => ParseOptionalSymbolName(out var name) ? name : throw Error("expected valid '@'-identifier for symbol name");

    public bool ParseOptionalSymbolName([NotNullWhen(true)] out string? name)
    {
        name = !Is(TokenKind.AtId) ? null : TokenSpan[1] == '"' ? Unescape(TokenSpan[2..^1]) : TokenSpan[1..].ToString();
        if (name is not null)
            Advance();
        return name is not null;
    }

    /// <summary>A decimal or hexadecimal integer with an optional minus sign.</summary>
    public long ParseInteger()
    {
        if (!ParseOptionalInteger(out var value))
            throw Error("expected integer value");
        return value;
    }

    public bool ParseOptionalInteger(out long value)
    {
        value = 0;
        var minus = Is(TokenKind.Minus);
        if (!minus && !Is(TokenKind.Integer))
            return false;
        if (minus)
            Advance();
        if (!Is(TokenKind.Integer))
            throw Error("expected integer value");
        var digits = ParseBigInteger(TokenSpan);
        digits = minus ? -digits : digits;
        if (digits < long.MinValue || digits > ulong.MaxValue)
            throw SyntaxError("integer constant out of range");
        value = digits > long.MaxValue ? unchecked((long)(ulong)digits) : (long)digits;
        Advance();
        return true;
    }

    private static System.Numerics.BigInteger ParseBigInteger(ReadOnlySpan<char> text) =>
        text.StartsWith("0x") ? System.Numerics.BigInteger.Parse("0" + text[2..].ToString(), NumberStyles.HexNumber) : System.Numerics.BigInteger.Parse(text);

    /// <summary>Items separated by commas between brackets such as <c>"("</c> and <c>")"</c>; empty brackets give no items.</summary>
    public List<T> ParseList<T>(string open, string close, Func<T> item)
    {
        Parse(open);
        var items = new List<T>();
        if (ParseOptional(close))
            return items;
        do
            items.Add(item());
        while (Take(TokenKind.Comma));
        Parse(close);
        return items;
    }

    /// <summary>Reads a part; where that fails, it is also said what it was a part of.</summary>
    public T ParsePart<T>(Func<T> part, string failure)
    {
        try
        {
            return part();
        }
        catch (DiagnosticException e)
        {
            throw e.And(Error(failure).Diagnostic);
        }
    }

    /// <summary>One or more items separated by commas.</summary>
    public List<T> ParseCommaList<T>(Func<T> item)
    {
        var items = new List<T>();
        do
            items.Add(item());
        while (Take(TokenKind.Comma));
        return items;
    }

    /// <summary>The text up to the bracket that closes what is open at this point; used for types and attributes of unknown dialects.</summary>
    public string ParseBalancedText()
    {
        var start = Token.Start;
        var closers = new Stack<char>();
        var position = start;
        while (position < Source.Length)
        {
            var c = Source[position];
            if (c == '"')
                position = SkipString(position) - 1;
            else if (c is '<' or '(' or '[' or '{')
                closers.Push(c switch { '<' => '>', '(' => ')', '[' => ']', _ => '}' });
            else if (c == '-' && position + 1 < Source.Length && Source[position + 1] == '>')
                position++;
            else if (c is '>' or ')' or ']' or '}')
            {
                if (closers.Count == 0 || closers.Pop() != c)
                    throw SyntaxError(position, $"unbalanced '{c}'");
                if (closers.Count == 0)
                    break;
            }
            position++;
        }
        if (position >= Source.Length)
            throw SyntaxError("expected closing bracket");
        MoveTo(position + 1);
        return Source[start..(position + 1)];
    }

    private int SkipString(int position)
    {
        for (position++; position < Source.Length && Source[position] != '"'; position++)
        {
            if (Source[position] == '\\')
                position++;
        }
        return position + 1;
    }
}
