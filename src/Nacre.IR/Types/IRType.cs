namespace Nacre.IR;

/// <summary>The type of an SSA value: an immutable record with value equality.</summary>
public abstract record IRType
{
    /// <summary>The type as MLIR writes it.</summary>
    public sealed override string ToString() => AsmPrinter.ToText(this);

    /// <summary>Whether this is a scalar number: integer, index or float.</summary>
    public bool IsScalar => this is IntegerType or IndexType or FloatType;
}

/// <summary>How the bits of an integer are read; arithmetic dialects use signless integers and decide in the operation.</summary>
public enum Signedness { Signless, Signed, Unsigned }

/// <summary><c>i32</c>, <c>si8</c>, <c>ui64</c>: an integer of any width in bits.</summary>
public sealed record IntegerType(int Width, Signedness Signedness = Signedness.Signless) : IRType
{
    /// <summary>MLIR's limit on the width.</summary>
    public const int MaxWidth = (1 << 24) - 1;

    public static IntegerType I1 { get; } = new(1);
    public static IntegerType I8 { get; } = new(8);
    public static IntegerType I16 { get; } = new(16);
    public static IntegerType I32 { get; } = new(32);
    public static IntegerType I64 { get; } = new(64);
    public static IntegerType UI8 { get; } = new(8, Signedness.Unsigned);
    public static IntegerType UI32 { get; } = new(32, Signedness.Unsigned);
    public static IntegerType UI64 { get; } = new(64, Signedness.Unsigned);

    public bool IsUnsigned => Signedness == Signedness.Unsigned;
    public bool IsSignless => Signedness == Signedness.Signless;
}

/// <summary>The platform's size type.</summary>
public sealed record IndexType : IRType
{
    public static IndexType Instance { get; } = new();
}

/// <summary>The kinds of floating point that MLIR 22 knows.</summary>
public enum FloatKind
{
    F16, BF16, F32, F64, TF32, F80, F128,
    F8E5M2, F8E4M3, F8E4M3FN, F8E5M2FNUZ, F8E4M3FNUZ, F8E4M3B11FNUZ, F8E3M4, F8E8M0FNU, F6E2M3FN, F6E3M2FN, F4E2M1FN,
}

/// <summary>A floating-point type.</summary>
public sealed record FloatType(FloatKind Kind) : IRType
{
    public static FloatType F16 { get; } = new(FloatKind.F16);
    public static FloatType BF16 { get; } = new(FloatKind.BF16);
    public static FloatType F32 { get; } = new(FloatKind.F32);
    public static FloatType F64 { get; } = new(FloatKind.F64);

    /// <summary>Width in bits.</summary>
    public int Width => Kind switch
    {
        FloatKind.F16 or FloatKind.BF16 => 16,
        FloatKind.F32 => 32,
        FloatKind.TF32 => 19,
        FloatKind.F64 => 64,
        FloatKind.F80 => 80,
        FloatKind.F128 => 128,
        FloatKind.F6E2M3FN or FloatKind.F6E3M2FN => 6,
        FloatKind.F4E2M1FN => 4,
        _ => 8,
    };

    /// <summary>The keyword in MLIR's text, e.g. <c>f8E4M3FN</c>.</summary>
    public string Keyword => Kind == FloatKind.BF16 ? "bf16" : "f" + Kind.ToString()[1..];
}

/// <summary>A pair of numbers (real, imaginary).</summary>
public sealed record ComplexType(IRType ElementType) : IRType;

/// <summary>The unit type.</summary>
public sealed record NoneType : IRType
{
    public static NoneType Instance { get; } = new();
}

/// <summary>A fixed sequence of types.</summary>
public sealed record TupleType(EquatableArray<IRType> Types) : IRType;

/// <summary><c>(inputs) -> results</c>.</summary>
public sealed record FunctionType(EquatableArray<IRType> Inputs, EquatableArray<IRType> Results) : IRType;

/// <summary>A type of a dialect that is not registered, kept as its text: <c>!dialect.text</c>.</summary>
public sealed record OpaqueType(string Dialect, string Text) : IRType;

/// <summary>A type owned by a dialect, written <c>!dialect.mnemonic&lt;…&gt;</c>.</summary>
public abstract record DialectType : IRType
{
    /// <summary>The dialect's namespace, e.g. <c>llvm</c>.</summary>
    public abstract string Dialect { get; }

    /// <summary>Prints what follows <c>!dialect.</c>: the mnemonic and its parameters.</summary>
    public abstract void Print(AsmPrinter printer);
}
