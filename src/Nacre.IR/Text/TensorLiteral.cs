namespace Nacre.IR;

public partial class AsmParser
{
    /// <summary>The nested lists of a <c>dense&lt;…&gt;</c> literal, read before its type is known.</summary>
    private sealed class TensorLiteral(AsmParser parser)
    {
        private readonly List<(string Text, bool Negative, TokenKind Kind, int Position)> _items = [];
        private List<long>? _shape;
        private bool _isComplex;
        private string? _hex;

        public void Parse()
        {
            if (parser.Is(TokenKind.String) && parser.TokenSpan.StartsWith("\"0x"))
                _hex = parser.ParseString();
            else if (parser.Is(TokenKind.LSquare))
                _shape = ParseLevel();
            else
                ParseItem();
        }

        private List<long> ParseLevel()
        {
            using var nest = parser.Nest();
            var position = parser.Position;
            List<long>? inner = null;
            var first = true;
            var count = 0L;
            parser.ParseList("[", "]", () =>
            {
                var shape = parser.Is(TokenKind.LSquare) ? ParseLevel() : ParseScalarLevel();
                if (!first && !shape.SequenceEqual(inner!))
                    throw parser.SyntaxError(position, "tensor literal is invalid; ranks are not consistent between elements");
                (inner, first) = (shape, false);
                return count++;
            });
            return [count, .. inner ?? []];
        }

        private List<long> ParseScalarLevel()
        {
            ParseItem();
            return [];
        }

        private void ParseItem()
        {
            if (parser.Take(TokenKind.LParen))
            {
                _isComplex = true;
                ParseNumberToken();
                parser.Parse(",");
                ParseNumberToken();
                parser.Parse(")");
                return;
            }
            ParseNumberToken();
        }

        private void ParseNumberToken()
        {
            var position = parser.Position;
            var negative = parser.Take(TokenKind.Minus);
            if (!(parser.Is(TokenKind.Integer) || parser.Is(TokenKind.Float) || parser.Is(TokenKind.BareId) || parser.Is(TokenKind.String)))
                throw parser.SyntaxError("expected an element");
            var kind = parser.Token.Kind;
            var text = kind == TokenKind.String ? parser.Unescape(parser.TokenSpan[1..^1]) : parser.TokenSpan.ToString();
            _items.Add((text, negative, kind, position));
            parser.Advance();
        }

        public ElementsAttr Build(ShapedType type, int position)
        {
            if (_hex is not null && !(type.ElementType is DialectType or OpaqueType))
                return FromHex(type, position);
            if (_shape is not null && !_shape.SequenceEqual(type.Shape.Dims) && !(_items.Count == 0 && type.Shape.ElementCount == 0))
                throw parser.SyntaxError(position, $"inferred shape of elements literal ([{string.Join(", ", _shape)}]) does not match type ([{string.Join(", ", type.Shape.Dims)}])");
            if (_items.Count == 0 && type.Shape.ElementCount != 0)
                throw parser.SyntaxError(position, "parsed zero elements, but the type has some");
            if (_items.Count > 0 && _items[0].Kind == TokenKind.String)
                return new DenseStringElementsAttr(type, _items.Select(i => i.Text).ToArray());
            var scalar = type.ElementType is ComplexType complex ? complex.ElementType : type.ElementType;
            if (_isComplex != type.ElementType is ComplexType && _items.Count > 0)
                throw parser.SyntaxError(position, $"expected elements of type '{type.ElementType}'");
            var stride = scalar.StorageBytes();
            var bytes = new byte[_items.Count * stride];
            for (var i = 0; i < _items.Count; i++)
                Store(_items[i], scalar, bytes.AsSpan(i * stride, stride));
            return new DenseElementsAttr(type, Blob.Of(bytes));
        }

        private void Store((string Text, bool Negative, TokenKind Kind, int Position) item, IRType scalar, Span<byte> target)
        {
            if (item.Kind == TokenKind.BareId)
            {
                if (scalar is not IntegerType { Width: 1 } || item.Text is not ("true" or "false"))
                    throw parser.SyntaxError(item.Position, $"expected an element of type '{scalar}'");
                target[0] = item.Text == "true" ? (byte)1 : (byte)0;
                return;
            }
            var attribute = parser.MakeNumber(item.Text, item.Negative, item.Kind == TokenKind.Float, scalar, item.Position);
            if (attribute is IntegerAttr { Wide: { } wide })
            {
                target.Fill(wide.Sign < 0 ? (byte)0xFF : (byte)0);
                wide.TryWriteBytes(target, out _, isUnsigned: false);
                return;
            }
            var bits = attribute is FloatAttr f ? f.Bits : ((IntegerAttr)attribute).Value;
            for (var i = 0; i < target.Length; i++)
                target[i] = (byte)(bits >> Math.Min(8 * i, 63));
        }

        private DenseElementsAttr FromHex(ShapedType type, int position)
        {
            byte[] raw;
            try
            {
                raw = Convert.FromHexString(_hex.AsSpan(2));
            }
            catch (FormatException)
            {
                throw parser.SyntaxError(position, "invalid hex digits in elements literal");
            }
            var count = type.Shape.ElementCount;
            var one = type.ElementType.StorageBytes();
            if (type.ElementType is IntegerType { Width: 1 } && raw.Length != count && (raw.Length == (count + 7) / 8 || raw is [0xFF] or [0]))
                raw = raw is [0xFF] or [0] && count != 1 ? [(byte)(raw[0] & 1)] : UnpackBits(raw, count);
            if (raw.Length != one && raw.Length != count * one)
                throw parser.SyntaxError(position, $"elements hex data size is invalid for provided type: '{type}'");
            return new DenseElementsAttr(type, Blob.Of(raw));
        }

        private static byte[] UnpackBits(byte[] packed, long count)
        {
            var bytes = new byte[count];
            for (var i = 0; i < count; i++)
                bytes[i] = (byte)(packed[i / 8] >> (i % 8) & 1);
            return bytes;
        }
    }
}
