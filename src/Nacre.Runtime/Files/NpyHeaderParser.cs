using System.Globalization;

namespace Nacre.Runtime;

/// <summary>Reads the Python literal of a .npy header: <c>{'descr': '&lt;f4', 'fortran_order': False, 'shape': (2, 3), }</c>.</summary>
internal sealed class NpyHeaderParser(string text)
{
    private int _position;

    /// <exception cref="FormatException">The text is not such a literal with exactly these keys.</exception>
    public NpyHeader Parse()
    {
        string? descr = null;
        bool? fortranOrder = null;
        PlanArray<long>? shape = null;

        Expect('{');
        while (!TryTake('}'))
        {
            string key = ParseString();
            Expect(':');
            if (key == "descr" && descr is null)
                descr = ParseDescr();
            else if (key == "fortran_order" && fortranOrder is null)
                fortranOrder = ParseBool();
            else if (key == "shape" && shape is null)
                shape = ParseTuple();
            else
                throw Error($"the key '{key}' is unknown or there twice");

            if (!TryTake(','))
            {
                Expect('}');
                break;
            }
        }

        SkipSpace();
        if (_position != text.Length)
            throw Error("text follows the literal");
        if (descr is null || fortranOrder is null || shape is null)
            throw Error("one of the keys 'descr', 'fortran_order', 'shape' is missing");

        return new NpyHeader(descr, fortranOrder.Value, shape.Value);
    }

    private string ParseDescr()
    {
        SkipSpace();
        return Peek() == '[' ? throw Error("structured arrays are not tensors") : ParseString();
    }

    private string ParseString()
    {
        SkipSpace();
        char quote = Peek();
        if (quote is not ('\'' or '"'))
            throw Error("a quoted string is expected");

        int end = text.IndexOf(quote, _position + 1);
        if (end < 0)
            throw Error("a quoted string does not end");

        string value = text[(_position + 1)..end];
        _position = end + 1;
        return value;
    }

    private bool ParseBool()
    {
        SkipSpace();
        if (TryTakeWord("True"))
            return true;

        return TryTakeWord("False") ? false : throw Error("True or False is expected");
    }

    private PlanArray<long> ParseTuple()
    {
        var sizes = new List<long>();
        Expect('(');
        while (!TryTake(')'))
        {
            sizes.Add(ParseSize());
            if (!TryTake(','))
            {
                Expect(')');
                break;
            }
        }

        return sizes.ToArray();
    }

    private long ParseSize()
    {
        SkipSpace();
        int start = _position;
        while (char.IsAsciiDigit(Peek()))
            _position++;

        if (!long.TryParse(text.AsSpan(start, _position - start), NumberStyles.None, CultureInfo.InvariantCulture, out long size))
            throw Error("a size of at most 63 bits is expected");

        // Python 2 wrote long integers so.
        TryTakeWord("L");
        return size;
    }

    private bool TryTakeWord(string word)
    {
        if (!text.AsSpan(_position).StartsWith(word, StringComparison.Ordinal))
            return false;

        _position += word.Length;
        return true;
    }

    private bool TryTake(char c)
    {
        SkipSpace();
        if (Peek() != c)
            return false;

        _position++;
        return true;
    }

    private void Expect(char c)
    {
        if (!TryTake(c))
            throw Error($"'{c}' is expected");
    }

    private void SkipSpace()
    {
        while (char.IsWhiteSpace(Peek()))
            _position++;
    }

    private char Peek() => _position < text.Length ? text[_position] : '\0';

    private FormatException Error(string why) => new($"header, character {_position}: {why}");
}
