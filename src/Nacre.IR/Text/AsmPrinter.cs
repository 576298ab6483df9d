using System.Globalization;
using System.Text;

namespace Nacre.IR;

/// <summary>Writes types and attributes as MLIR does; <see cref="OpAsmPrinter"/> adds operations.</summary>
public class AsmPrinter(StringBuilder output)
{
    private protected StringBuilder Output { get; set; } = output;

    public static string ToText(IRType type) => Text(p => p.Print(type));
    public static string ToText(Attr attribute) => Text(p => p.Print(attribute));
    public static string ToText(AffineExpr expr) => Text(p => p.PrintAffine(expr));
    public static string ToText(AffineMap map) => Text(p => p.PrintMap(map));
    public static string ToText(Operation op) => OpAsmPrinter.Print(op, new PrintOptions());

    private static string Text(Action<AsmPrinter> print)
    {
        var text = new StringBuilder();
        print(new AsmPrinter(text));
        return text.ToString();
    }

    public void Write(string text) => Output.Append(text);
    public void Write(char c) => Output.Append(c);

    public void WriteList<T>(IEnumerable<T> items, Action<T> print, string separator = ", ")
    {
        var first = true;
        foreach (var item in items)
        {
            if (!first)
                Write(separator);
            first = false;
            print(item);
        }
    }

    // Types

    public void Print(IRType type)
    {
        switch (type)
        {
            case IntegerType i: Write($"{(i.Signedness switch { Signedness.Signed => "si", Signedness.Unsigned => "ui", _ => "i" })}{i.Width}"); break;
            case FloatType { Kind: FloatKind.TF32 }: Write("tf32"); break;
            case FloatType f: Write(f.Keyword); break;
            case IndexType: Write("index"); break;
            case NoneType: Write("none"); break;
            case ComplexType c: Angles("complex", () => Print(c.ElementType)); break;
            case TupleType t: Angles("tuple", () => WriteList(t.Types, Print)); break;
            case FunctionType f: PrintFunctionType(f.Inputs, f.Results); break;
            case RankedTensorType t: Angles("tensor", () => PrintTensorBody(t)); break;
            case UnrankedTensorType t: Angles("tensor", () => PrintUnranked(t.ElementType, null)); break;
            case VectorType v: Angles("vector", () => PrintVectorBody(v)); break;
            case MemRefType m: Angles("memref", () => PrintMemRefBody(m)); break;
            case UnrankedMemRefType m: Angles("memref", () => PrintUnranked(m.ElementType, m.MemorySpace)); break;
            case OpaqueType o: Write($"!{o.Dialect}{(o.Text.StartsWith('<') ? "" : ".")}{o.Text}"); break;
            case DialectType d:
                Write($"!{d.Dialect}.");
                d.Print(this);
                break;
            default: throw new InvalidOperationException($"cannot print {type.GetType().Name}");
        }
    }

    private void Angles(string keyword, Action body)
    {
        Write(keyword);
        Write('<');
        body();
        Write('>');
    }

    private void PrintTensorBody(RankedTensorType type)
    {
        PrintDimensions(type.Shape);
        Print(type.ElementType);
        if (type.Encoding is null)
            return;
        Write(", ");
        Print(type.Encoding);
    }

    private void PrintUnranked(IRType element, Attr? space)
    {
        Write("*x");
        Print(element);
        if (space is not null)
            PrintMemRefPart(space);
    }

    private void PrintVectorBody(VectorType type)
    {
        for (var i = 0; i < type.Rank; i++)
            Write(!type.Scalable.IsEmpty && type.Scalable[i] ? $"[{type.Shape[i]}]x" : $"{type.Shape[i]}x");
        Print(type.ElementType);
    }

    private void PrintMemRefBody(MemRefType type)
    {
        PrintDimensions(type.Shape);
        Print(type.ElementType);
        foreach (var extra in new[] { type.Layout, type.MemorySpace })
        {
            if (extra is not null)
                PrintMemRefPart(extra);
        }
    }

    private void PrintMemRefPart(Attr part)
    {
        Write(", ");
        Print(part, elideType: part is IntegerAttr { Type: IntegerType { Width: 64, IsSignless: true } });
    }

    private void PrintDimensions(Shape shape)
    {
        foreach (var dim in shape.Dims)
            Write(dim == Shape.Dynamic ? "?x" : $"{dim}x");
    }

    public void PrintFunctionType(IEnumerable<IRType> inputs, IReadOnlyCollection<IRType> results)
    {
        Write('(');
        WriteList(inputs, Print);
        Write(") -> ");
        PrintResultTypes(results);
    }

    /// <summary>One type, or several in parentheses.</summary>
    public void PrintResultTypes(IReadOnlyCollection<IRType> results)
    {
        var bare = results.Count == 1 && results.First() is not FunctionType;
        if (!bare)
            Write('(');
        WriteList(results, Print);
        if (!bare)
            Write(')');
    }

    // Attributes

    /// <summary>Prints an attribute with its type where the text needs it.</summary>
    public void Print(Attr attribute) => Print(attribute, elideType: false);

    public void PrintWithoutType(Attr attribute) => Print(attribute, elideType: true);

    private void Print(Attr attribute, bool elideType)
    {
        if (!PrintAlias(attribute))
            PrintInline(attribute, elideType);
    }

    /// <summary>Writes the attribute's name, where it has one.</summary>
    private protected virtual bool PrintAlias(Attr attribute) => false;

    private protected void PrintInline(Attr attribute, bool elideType = false)
    {
        switch (attribute)
        {
            case UnitAttr: Write("unit"); break;
            case StringAttr s:
                PrintString(s.Value);
                if (s.Type is not null && !elideType)
                    PrintSuffix(s.Type);
                break;
            case TypeAttr t: Print(t.Value); break;
            case ArrayAttr a: PrintBracketed('[', a.Items, item => Print(item, elideType: HasDefaultType(item)), ']'); break;
            case DictionaryAttr d: PrintEntries(d.Entries); break;
            case SymbolRefAttr s: PrintSymbolRef(s); break;
            case IntegerAttr i: PrintInteger(i, elideType); break;
            case FloatAttr f:
                Write(FloatText(f.Bits, f.Type));
                if (!elideType)
                    PrintSuffix(f.Type);
                break;
            case DenseArrayAttr d: PrintDenseArray(d); break;
            case AffineMapAttr m: Angles("affine_map", () => PrintMap(m.Map)); break;
            case IntegerSetAttr s: Angles("affine_set", () => PrintSet(s.Set)); break;
            case StridedLayoutAttr s: PrintStrided(s); break;
            case ElementsAttr e: PrintElements(e, elideType); break;
            case Location l: PrintLocation(l); break;
            case OpaqueAttr o: Write($"#{o.Dialect}{(o.Text.StartsWith('<') ? "" : ".")}{o.Text}"); break;
            case DialectAttr { InDialectBrackets: true } d: Angles($"#{d.Dialect}", () => d.Print(this)); break;
            case DialectAttr d:
                Write($"#{d.Dialect}.");
                d.Print(this);
                break;
            default: throw new InvalidOperationException($"cannot print {attribute.GetType().Name}");
        }
    }

    /// <summary>Whether the text without a type reads back as this number: an i64, or an f64 that is not written in hexadecimal.</summary>
    private static bool HasDefaultType(Attr item) =>
        item is IntegerAttr { Type: IntegerType { Width: 64, IsSignless: true } } or FloatAttr { Type.Kind: FloatKind.F64, Value: not (double.NaN or double.PositiveInfinity or double.NegativeInfinity) };

    private void PrintSuffix(IRType type)
    {
        Write(" : ");
        Print(type);
    }

    private void PrintBracketed<T>(char open, IEnumerable<T> items, Action<T> print, char close)
    {
        Write(open);
        WriteList(items, print);
        Write(close);
    }

    private void PrintInteger(IntegerAttr attribute, bool elideType)
    {
        if (attribute.Type is IntegerType { Width: 1, Signedness: Signedness.Signless })
        {
            Write(attribute.Value != 0 ? "true" : "false");
            return;
        }
        Write(attribute.BigValue.ToString(CultureInfo.InvariantCulture));
        if (!elideType)
            PrintSuffix(attribute.Type);
    }


    public void PrintSymbolName(string name)
    {
        Write('@');
        if (name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '.'))
            Write(name);
        else
            PrintString(name);
    }

    private void PrintSymbolRef(SymbolRefAttr reference)
    {
        PrintSymbolName(reference.Root);
        foreach (var nested in reference.Nested)
        {
            Write("::");
            PrintSymbolName(nested);
        }
    }

    public void PrintString(string text)
    {
        Write('"');
        foreach (var b in ByteText.Encode(text))
        {
            if (b is (byte)'\\' or (byte)'"')
                Write(b == '\\' ? "\\\\" : "\\22");
            else if (b is >= 0x20 and < 0x7F)
                Write((char)b);
            else
                Write($"\\{b:X2}");
        }
        Write('"');
    }

    /// <summary><c>{a = 1, flag}</c>.</summary>
    /// <summary>A dictionary in braces, by name: its order has no meaning.</summary>
    public void PrintEntries(IEnumerable<NamedAttr> entries) => PrintBracketed('{', entries.OrderBy(e => e.Name, StringComparer.Ordinal), PrintEntry, '}');

    private void PrintEntry(NamedAttr entry)
    {
        if (entry.Name.Length > 0 && (char.IsAsciiLetter(entry.Name[0]) || entry.Name[0] == '_') && entry.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '.'))
            Write(entry.Name);
        else
            PrintString(entry.Name);
        if (entry.Value is UnitAttr)
            return;
        Write(" = ");
        Print(entry.Value);
    }

    /// <summary>The shortest of MLIR's spellings that reads back to the same bits.</summary>
    public static string FloatText(long bits, FloatType type)
    {
        var value = FloatBits.ToDouble(bits, type.Kind);
        if (!double.IsFinite(value))
            return $"0x{bits.ToString($"X{(type.Width + 3) / 4}")}";
        var text = value.ToString("0.000000e+00", CultureInfo.InvariantCulture);
        if (FloatBits.FromDouble(double.Parse(text, CultureInfo.InvariantCulture), type.Kind) == bits)
            return text;
        text = type.Kind == FloatKind.F32 ? ((float)value).ToString("R", CultureInfo.InvariantCulture) : value.ToString("R", CultureInfo.InvariantCulture);
        if (text.Contains('E') && !text.Contains('.'))
            text = text.Replace("E", ".0E");
        return text.Contains('.') ? text : text + ".0";
    }

    private void PrintDenseArray(DenseArrayAttr array)
    {
        Write("array<");
        Print(array.ElementType);
        if (array.Count > 0)
            Write(": ");
        PrintDenseArrayItems(array);
        Write('>');
    }

    /// <summary>The short form of a dense array whose element type is known: <c>[1, 2]</c>.</summary>
    public void PrintDenseArrayShort(Attr attribute)
    {
        Write('[');
        PrintDenseArrayItems(attribute);
        Write(']');
    }

    /// <summary>The elements of a dense array without its type: <c>1, 2</c>.</summary>
    private void PrintDenseArrayItems(Attr attribute)
    {
        var array = (DenseArrayAttr)attribute;
        WriteList(array.Bits, b => Write(ScalarText(b, array.ElementType)));
    }

    private static string ScalarText(long bits, IRType type) => type switch
    {
        FloatType f => FloatText(bits, f),
        IntegerType { Width: 1 } => bits != 0 ? "true" : "false",
        IntegerType { IsUnsigned: true } => ((ulong)bits).ToString(CultureInfo.InvariantCulture),
        _ => bits.ToString(CultureInfo.InvariantCulture),
    };

    private void PrintStrided(StridedLayoutAttr layout)
    {
        Write("strided<[");
        WriteList(layout.Strides, s => Write(s == Shape.Dynamic ? "?" : s.ToString(CultureInfo.InvariantCulture)));
        Write(']');
        if (layout.Offset != 0)
            Write($", offset: {(layout.Offset == Shape.Dynamic ? "?" : layout.Offset.ToString(CultureInfo.InvariantCulture))}");
        Write('>');
    }

    // Elements

    /// <summary>Resources met while printing, to be written at the end of the file.</summary>
    private protected Dictionary<string, DenseResourceElementsAttr> Resources { get; } = [];

    private void PrintElements(ElementsAttr elements, bool elideType)
    {
        if (elements is DenseResourceElementsAttr resource)
        {
            Resources[resource.Name] = resource;
            Write("dense_resource<");
            PrintResourceKey(resource.Name);
            Write('>');
        }
        else
        {
            Angles("dense", () => PrintDenseBody(elements));
        }
        if (!elideType)
            PrintSuffix(elements.Type);
    }

    private protected void PrintResourceKey(string key)
    {
        if (key.Length > 0 && char.IsAsciiLetter(key[0]) && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '$'))
            Write(key);
        else
            PrintString(key);
    }

    private void PrintDenseBody(ElementsAttr elements)
    {
        if (elements.Type.Shape.ElementCount == 0)
            return;
        if (elements.IsSplat)
        {
            PrintElement(elements, 0);
            return;
        }
        var index = 0L;
        PrintNested(elements, 0, ref index);
    }

    private void PrintNested(ElementsAttr elements, int level, ref long index)
    {
        if (level == elements.Type.Rank)
        {
            PrintElement(elements, index++);
            return;
        }
        Write('[');
        for (var i = 0L; i < elements.Type.Shape[level]; i++)
        {
            if (i > 0)
                Write(", ");
            PrintNested(elements, level + 1, ref index);
        }
        Write(']');
    }

    private void PrintElement(ElementsAttr elements, long index)
    {
        if (elements is DenseStringElementsAttr strings)
            PrintString(strings.Strings[(int)(strings.IsSplat ? 0 : index)]);
        else if (elements.ElementType is ComplexType complex)
            PrintComplex(elements, complex, index);
        else if (elements.ElementType.StorageBytes() > 8)
            PrintWide(elements, index);
        else
            Write(ScalarText(elements.IntegerAt(index), elements.ElementType));
    }

    private void PrintComplex(ElementsAttr elements, ComplexType complex, long index)
    {
        var size = complex.ElementType.StorageBytes();
        var parts = elements.Data!.Slice((elements.IsSplat ? 0 : index) * 2 * size, 2 * size);
        Write($"({Part(parts[..size])},{Part(parts[size..])})");

        string Part(ReadOnlySpan<byte> bytes) => ScalarText(ElementsAttr.Read(bytes, complex.ElementType), complex.ElementType);
    }

    private void PrintWide(ElementsAttr elements, long index)
    {
        var stride = elements.ElementType.StorageBytes();
        var bytes = elements.Data!.Slice((elements.IsSplat ? 0 : index) * stride, stride);
        Write(new System.Numerics.BigInteger(bytes, elements.ElementType.IsUnsigned()).ToString(CultureInfo.InvariantCulture));
    }

    // Affine

    public void PrintMap(AffineMap map)
    {
        PrintAffineHeader(map.DimCount, map.SymbolCount);
        Write(" -> ");
        PrintBracketed('(', map.Results, e => PrintAffine(e), ')');
    }

    private void PrintAffineHeader(int dims, int symbols)
    {
        PrintBracketed('(', Enumerable.Range(0, dims), d => Write($"d{d}"), ')');
        if (symbols > 0)
            PrintBracketed('[', Enumerable.Range(0, symbols), s => Write($"s{s}"), ']');
    }

    private void PrintSet(IntegerSet set)
    {
        PrintAffineHeader(set.DimCount, set.SymbolCount);
        Write(" : ");
        PrintBracketed('(', Enumerable.Range(0, set.Constraints.Count), i =>
        {
            PrintAffine(set.Constraints[i]);
            Write(set.IsEquality[i] ? " == 0" : " >= 0");
        }, ')');
    }

    public void PrintAffine(AffineExpr expr, bool isOperand = false)
    {
        switch (expr)
        {
            case AffineDimExpr d: Write($"d{d.Index}"); break;
            case AffineSymbolExpr s: Write($"s{s.Index}"); break;
            case AffineConstantExpr c: Write(c.Value.ToString(CultureInfo.InvariantCulture)); break;
            case AffineBinaryExpr b: PrintBinary(b, isOperand); break;
        }
    }

    private void PrintBinary(AffineBinaryExpr binary, bool isOperand)
    {
        var isSum = binary.Op == AffineOp.Add;
        if (isOperand)
            Write('(');
        if (binary is { Op: AffineOp.Mul, Rhs: AffineConstantExpr { Value: -1 } })
        {
            Write('-');
            PrintAffine(binary.Lhs, binary.Lhs is AffineBinaryExpr);
            if (isOperand)
                Write(')');
            return;
        }
        PrintAffine(binary.Lhs, !isSum && binary.Lhs is AffineBinaryExpr);
        if (isSum && binary.Rhs is AffineConstantExpr { Value: < 0 } negative)
        {
            Write($" - {-negative.Value}");
        }
        else if (isSum && binary.Rhs is AffineBinaryExpr { Op: AffineOp.Mul, Rhs: AffineConstantExpr { Value: -1 } } subtracted)
        {
            Write(" - ");
            PrintAffine(subtracted.Lhs, subtracted.Lhs is AffineBinaryExpr);
        }
        else
        {
            Write(binary.Op switch { AffineOp.Add => " + ", AffineOp.Mul => " * ", AffineOp.FloorDiv => " floordiv ", AffineOp.CeilDiv => " ceildiv ", _ => " mod " });
            PrintAffine(binary.Rhs, !isSum && binary.Rhs is AffineBinaryExpr);
        }
        if (isOperand)
            Write(')');
    }

    // Locations

    public void PrintLocation(Location location)
    {
        Write("loc(");
        PrintLocationBody(location);
        Write(')');
    }

    private void PrintLocationBody(Location location)
    {
        switch (location)
        {
            case FileLineColLoc f:
                PrintString(f.File);
                Write($":{f.Line}:{f.Column}");
                break;
            case NameLoc n:
                PrintString(n.Name);
                if (n.Child is not null and not UnknownLoc)
                {
                    Write('(');
                    PrintLocationBody(n.Child);
                    Write(')');
                }
                break;
            case CallSiteLoc c:
                Write("callsite(");
                PrintLocationBody(c.Callee);
                Write(" at ");
                PrintLocationBody(c.Caller);
                Write(')');
                break;
            case FusedLoc f:
                Write("fused");
                if (f.Metadata is not null)
                    PrintBracketed('<', [f.Metadata], Print, '>');
                PrintBracketed('[', f.Locations, PrintLocationBody, ']');
                break;
            default:
                Write("unknown");
                break;
        }
    }
}
