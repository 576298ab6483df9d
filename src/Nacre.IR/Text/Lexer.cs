namespace Nacre.IR;

internal enum TokenKind
{
    End, Error, BareId, PercentId, CaretId, AtId, HashId, BangId, String, Integer, Float, Arrow, Colon, ColonColon, Comma, Equal, LParen, RParen, LBrace, RBrace,
    LSquare, RSquare, Less, Greater, Minus, Plus, Question, Star, Ellipsis, VerticalBar, Slash, FileMetadataBegin, FileMetadataEnd, ExclamationMark, HashMark,
}

/// <summary>A piece of the source: <c>[Start, End)</c>.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End)
{
    public int Length => End - Start;
}

/// <summary>Splits MLIR's text into tokens (https://mlir.llvm.org/docs/LangRef/, "Notation").</summary>
internal sealed class Lexer(string source)
{
    public string Source { get; } = source;

    /// <summary>Where the next token is looked for.</summary>
    public int Position { get; set; }

    private char Peek(int ahead = 0) => Position + ahead < Source.Length ? Source[Position + ahead] : '\0';

    public Token Next()
    {
        SkipBlank();
        var start = Position;
        if (Position >= Source.Length)
            return new Token(TokenKind.End, start, start);
        var kind = Scan(Source[Position++]);
        return new Token(kind, start, Position);
    }

    private void SkipBlank()
    {
        while (Position < Source.Length)
        {
            var c = Source[Position];
            if (c is ' ' or '\t' or '\n' or '\r')
                Position++;
            else if (c == '/' && Peek(1) == '/')
                Position = Source.IndexOf('\n', Position) is var end && end < 0 ? Source.Length : end;
            else
                return;
        }
    }

    private TokenKind Scan(char c)
    {
        switch (c)
        {
            case ':': return Take(':') ? TokenKind.ColonColon : TokenKind.Colon;
            case ',': return TokenKind.Comma;
            case '=': return TokenKind.Equal;
            case '(': return TokenKind.LParen;
            case ')': return TokenKind.RParen;
            case '{': return TakeText("-#") ? TokenKind.FileMetadataBegin : TokenKind.LBrace;
            case '}': return TokenKind.RBrace;
            case '[': return TokenKind.LSquare;
            case ']': return TokenKind.RSquare;
            case '<': return TokenKind.Less;
            case '>': return TokenKind.Greater;
            case '-': return Take('>') ? TokenKind.Arrow : TokenKind.Minus;
            case '+': return TokenKind.Plus;
            case '?': return TokenKind.Question;
            case '*': return TokenKind.Star;
            case '|': return TokenKind.VerticalBar;
            case '/': return TokenKind.Slash;
            case '.': return TakeText("..") ? TokenKind.Ellipsis : TokenKind.Error;
            case '"': return ScanString();
            case '%': return ScanSuffixId(TokenKind.PercentId);
            case '^': return ScanSuffixId(TokenKind.CaretId);
            case '#': return TakeText("-}") ? TokenKind.FileMetadataEnd : ScanPrefixed(TokenKind.HashId, TokenKind.HashMark);
            case '!': return ScanPrefixed(TokenKind.BangId, TokenKind.ExclamationMark);
            case '@': return ScanSymbol();
        }
        if (char.IsAsciiDigit(c))
            return ScanNumber(c);
        return IsIdStart(c) ? ScanBareId() : TokenKind.Error;
    }

    private bool Take(char c)
    {
        if (Peek() != c)
            return false;
        Position++;
        return true;
    }

    private bool TakeText(string text)
    {
        if (string.CompareOrdinal(Source, Position, text, 0, text.Length) != 0)
            return false;
        Position += text.Length;
        return true;
    }

    private static bool IsIdStart(char c) => char.IsAsciiLetter(c) || c == '_';
    private static bool IsIdChar(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '.';

    private TokenKind ScanBareId()
    {
        while (IsIdChar(Peek()))
            Position++;
        return TokenKind.BareId;
    }

    private TokenKind ScanSuffixId(TokenKind kind)
    {
        if (char.IsAsciiDigit(Peek()))
        {
            while (char.IsAsciiDigit(Peek()))
                Position++;
            return kind;
        }
        var start = Position;
        while (IsIdChar(Peek()) || Peek() == '-')
            Position++;
        return Position > start ? kind : TokenKind.Error;
    }

    private TokenKind ScanPrefixed(TokenKind named, TokenKind bare)
    {
        if (!IsIdChar(Peek()))
            return bare;
        return ScanSuffixId(named);
    }

    private TokenKind ScanSymbol()
    {
        if (Take('"'))
            return ScanString() == TokenKind.String ? TokenKind.AtId : TokenKind.Error;
        return IsIdStart(Peek()) ? (ScanBareId(), TokenKind.AtId).Item2 : TokenKind.Error;
    }

    private TokenKind ScanString()
    {
        while (Position < Source.Length)
        {
            var c = Source[Position++];
            if (c == '"')
                return TokenKind.String;
            if (c == '\n')
                return TokenKind.Error;
            if (c == '\\' && Position < Source.Length)
                Position++;
        }
        return TokenKind.Error;
    }

    private TokenKind ScanNumber(char first)
    {
        if (first == '0' && Peek() == 'x' && char.IsAsciiHexDigit(Peek(1)))
        {
            Position++;
            while (char.IsAsciiHexDigit(Peek()))
                Position++;
            return TokenKind.Integer;
        }
        while (char.IsAsciiDigit(Peek()))
            Position++;
        if (Peek() != '.')
            return TokenKind.Integer;
        Position++;
        while (char.IsAsciiDigit(Peek()))
            Position++;
        if (Peek() is 'e' or 'E' && (char.IsAsciiDigit(Peek(1)) || (Peek(1) is '+' or '-' && char.IsAsciiDigit(Peek(2)))))
        {
            Position += 2;
            while (char.IsAsciiDigit(Peek()))
                Position++;
        }
        return TokenKind.Float;
    }
}
