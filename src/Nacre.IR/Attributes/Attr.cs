using System.Diagnostics.CodeAnalysis;

namespace Nacre.IR;

/// <summary>Compile-time data on an operation: an immutable record with value equality.</summary>
public abstract record Attr
{
    /// <summary>The attribute as MLIR writes it.</summary>
    public sealed override string ToString() => AsmPrinter.ToText(this);
}

/// <summary>An attribute owned by a dialect, written <c>#dialect.mnemonic&lt;…&gt;</c>.</summary>
public abstract record DialectAttr : Attr
{
    public abstract string Dialect { get; }

    /// <summary>Whether it is written <c>#dialect&lt;mnemonic …&gt;</c>, as MLIR does where the parameters do not stand in angle brackets.</summary>
    public virtual bool InDialectBrackets => false;

    /// <summary>What the attribute is called where files give it a name, e.g. <c>sparse</c> for <c>#sparse1 = …</c>; null writes it where it is used.</summary>
    public virtual string? AliasHint => null;

    /// <summary>Prints what follows <c>#dialect.</c>: the mnemonic and its parameters.</summary>
    public abstract void Print(AsmPrinter printer);
}

/// <summary>An attribute that says more of a tensor type, and knows the types that it fits.</summary>
public interface ITensorEncoding
{
    /// <summary>Why it does not fit a tensor; null where it does.</summary>
    string? ProblemWith(Shape shape, IRType element);
}

/// <summary>An attribute of a dialect that is not registered, kept as its text: <c>#dialect.text</c>.</summary>
public sealed record OpaqueAttr(string Dialect, string Text) : Attr;

/// <summary>A name with its attribute.</summary>
public readonly record struct NamedAttr(string Name, Attr Value);

/// <summary>The attribute whose presence says all.</summary>
public sealed record UnitAttr : Attr
{
    public static UnitAttr Instance { get; } = new();
}

/// <summary>Text, optionally with a type.</summary>
public sealed record StringAttr(string Value, IRType? Type = null) : Attr;

/// <summary>A type as data.</summary>
public sealed record TypeAttr(IRType Value) : Attr;

/// <summary>A list of attributes.</summary>
public sealed record ArrayAttr(EquatableArray<Attr> Items) : Attr
{
    public int Count => Items.Count;
    public static ArrayAttr OfStrings(params IEnumerable<string> items) => new(items.Select(Attr (s) => new StringAttr(s)).ToEquatableArray());
    public static ArrayAttr OfI64(params IEnumerable<long> items) => new(items.Select(Attr (v) => IntegerAttr.I64(v)).ToEquatableArray());
    public IEnumerable<string> Strings => Items.OfType<StringAttr>().Select(s => s.Value);
    public IEnumerable<long> Integers => Items.OfType<IntegerAttr>().Select(i => i.Value);
}

/// <summary>Named attributes, sorted by name.</summary>
public sealed record DictionaryAttr : Attr
{
    public DictionaryAttr(params IEnumerable<NamedAttr> entries) => Entries = entries.OrderBy(e => e.Name, StringComparer.Ordinal).ToEquatableArray();
    public static DictionaryAttr Empty { get; } = new([]);
    public EquatableArray<NamedAttr> Entries { get; }
    public Attr? this[string name] => Entries.FirstOrDefault(e => e.Name == name).Value;
}

/// <summary>A reference to a symbol: <c>@root::@nested</c>.</summary>
public sealed record SymbolRefAttr(string Root, EquatableArray<string> Nested = default) : Attr
{
    /// <summary>The last component.</summary>
    public string Leaf => Nested.IsEmpty ? Root : Nested[^1];
}

/// <summary><c>array&lt;i64: 1, 2&gt;</c>: integers or floats without a shape. Floats are held as their bits.</summary>
public sealed record DenseArrayAttr(IRType ElementType, EquatableArray<long> Bits) : Attr
{
    public static DenseArrayAttr I64(params ReadOnlySpan<long> values) => new(IntegerType.I64, values.ToArray());
    public static DenseArrayAttr I32(params ReadOnlySpan<int> values) => new(IntegerType.I32, values.ToArray().Select(v => (long)v).ToEquatableArray());
    public static DenseArrayAttr Bool(params ReadOnlySpan<bool> values) => new(IntegerType.I1, values.ToArray().Select(v => v ? 1L : 0L).ToEquatableArray());
    public static DenseArrayAttr F32(params ReadOnlySpan<float> values) => new(FloatType.F32, values.ToArray().Select(v => FloatBits.FromDouble(v, FloatKind.F32)).ToEquatableArray());

    public int Count => Bits.Count;
    public long this[int index] => Bits[index];
    public double AsDouble(int index) => FloatBits.ToDouble(Bits[index], ((FloatType)ElementType).Kind);
    public EquatableArray<float> Floats => Bits.Map(b => (float)FloatBits.ToDouble(b, ((FloatType)ElementType).Kind));
}

/// <summary>An affine map as data.</summary>
public sealed record AffineMapAttr(AffineMap Map) : Attr;

/// <summary>An integer set as data.</summary>
public sealed record IntegerSetAttr(IntegerSet Set) : Attr;

/// <summary><c>strided&lt;[8, 1], offset: ?&gt;</c>: the layout of a memref; <see cref="Shape.Dynamic"/> marks what is known only at run time.</summary>
public sealed record StridedLayoutAttr(long Offset, EquatableArray<long> Strides) : Attr;

/// <summary>The base of attributes that are one keyword of an enumeration. <typeparamref name="T"/>'s members map to keywords through <see cref="EnumKeywords"/>.</summary>
public abstract record EnumAttr<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(T Value) : DialectAttr where T : struct, Enum
{
    /// <summary>The word between the dialect and the value, e.g. <c>fastmath</c> in <c>#arith.fastmath&lt;fast&gt;</c>.</summary>
    public abstract string Mnemonic { get; }

    /// <summary>What stands between the set members of a flag enumeration.</summary>
    protected virtual string Separator => ",";

    public override void Print(AsmPrinter printer)
    {
        printer.Write(Mnemonic);
        PrintShort(printer);
    }

    /// <summary>The value in angle brackets, as custom assembly has it.</summary>
    public void PrintShort(AsmPrinter printer) => printer.Write($"<{EnumKeywords.Of(Value, Separator)}>");
}
