using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>A type of the LLVM dialect (https://mlir.llvm.org/docs/Dialects/LLVM/#types); inside one another they are written without <c>!llvm.</c>.</summary>
public abstract record LlvmType : DialectType
{
    public sealed override string Dialect => "llvm";
}

/// <summary><c>!llvm.ptr</c>, <c>!llvm.ptr&lt;3&gt;</c>: an address.</summary>
public sealed record LlvmPointerType(int AddressSpace = 0) : LlvmType
{
    public static LlvmPointerType Instance { get; } = new();
    public override void Print(AsmPrinter printer) => printer.Write(AddressSpace == 0 ? "ptr" : $"ptr<{AddressSpace}>");
}

/// <summary><c>!llvm.void</c>: the result of a function that has none.</summary>
public sealed record LlvmVoidType : LlvmType
{
    public static LlvmVoidType Instance { get; } = new();
    public override void Print(AsmPrinter printer) => printer.Write("void");
}

/// <summary><c>!llvm.array&lt;4 x f32&gt;</c>.</summary>
public sealed record LlvmArrayType(long Count, IRType ElementType) : LlvmType
{
    public override void Print(AsmPrinter printer)
    {
        printer.Write($"array<{Count} x ");
        LlvmTypeSyntax.PrintNested(printer, ElementType);
        printer.Write('>');
    }
}

/// <summary><c>!llvm.struct&lt;(i32, ptr)&gt;</c>, <c>!llvm.struct&lt;"name", packed (i8, i32)&gt;</c>, <c>!llvm.struct&lt;"name", opaque&gt;</c>.</summary>
public sealed record LlvmStructType(EquatableArray<IRType> Members, bool IsPacked = false, string? Name = null, bool IsOpaque = false) : LlvmType
{
    public override void Print(AsmPrinter printer)
    {
        printer.Write("struct<");
        if (Name is not null)
        {
            printer.PrintString(Name);
            printer.Write(", ");
        }
        if (IsOpaque)
        {
            printer.Write("opaque>");
            return;
        }
        printer.Write(IsPacked ? "packed (" : "(");
        printer.WriteList(Members, m => LlvmTypeSyntax.PrintNested(printer, m));
        printer.Write(")>");
    }
}

/// <summary><c>!llvm.func&lt;i32 (ptr, ...)&gt;</c>.</summary>
public sealed record LlvmFunctionType(IRType Result, EquatableArray<IRType> Parameters, bool IsVarArg = false) : LlvmType
{
    /// <summary>The result as a list that is empty for <c>void</c>.</summary>
    public EquatableArray<IRType> Results => Result is LlvmVoidType ? [] : [Result];

    public override void Print(AsmPrinter printer)
    {
        printer.Write("func<");
        LlvmTypeSyntax.PrintNested(printer, Result);
        printer.Write(" (");
        printer.WriteList(Parameters, p => LlvmTypeSyntax.PrintNested(printer, p));
        if (IsVarArg)
            printer.Write(Parameters.IsEmpty ? "..." : ", ...");
        printer.Write(")>");
    }
}

/// <summary>An address.</summary>
public sealed class LlvmPointer : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is LlvmPointerType;
    public static string Description => "LLVM pointer type";
}

/// <summary>An address or a vector of addresses.</summary>
public sealed class LlvmPointerLike : ITypeConstraint
{
    public static bool Accepts(IRType type) => type.ElementOrSelf() is LlvmPointerType;
    public static string Description => "LLVM pointer type or LLVM dialect-compatible vector of LLVM pointer type";
}

/// <summary>A vector of addresses.</summary>
public sealed class LlvmPointerVector : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is VectorType { ElementType: LlvmPointerType };
    public static string Description => "LLVM dialect-compatible vector of LLVM pointer type";
}

/// <summary>A signless integer or a vector of them.</summary>
public sealed class LlvmInteger : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is IntegerType or VectorType && type.ElementOrSelf() is IntegerType { IsSignless: true };
    public static string Description => "signless integer or LLVM dialect-compatible vector of signless integer";
}

/// <summary>An integer or an address, or a vector of them.</summary>
public sealed class LlvmIntegerOrPointer : ITypeConstraint
{
    public static bool Accepts(IRType type) => LlvmInteger.Accepts(type) || LlvmPointerLike.Accepts(type);
    public static string Description => "signless integer or LLVM dialect-compatible vector of signless integer or LLVM pointer type or LLVM dialect-compatible vector of LLVM pointer type";
}

/// <summary>A float or a vector of them.</summary>
public sealed class LlvmFloat : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is FloatType or VectorType && type.ElementOrSelf() is FloatType;
    public static string Description => "floating point LLVM type or LLVM dialect-compatible vector of floating point LLVM type";
}

/// <summary>A vector of rank 1.</summary>
public sealed class LlvmVector : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is VectorType { Rank: 1 };
    public static string Description => "LLVM dialect-compatible vector type";
}

/// <summary>A struct or array.</summary>
public sealed class LlvmAggregate : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is LlvmStructType or LlvmArrayType;
    public static string Description => "LLVM aggregate type";
}

/// <summary>Any type that values of LLVM can have.</summary>
public sealed class LlvmAny : ITypeConstraint
{
    public static bool Accepts(IRType type) => LlvmTypeSyntax.IsCompatible(type);
    public static string Description => "LLVM dialect-compatible type";
}
