using Nacre.IR;

namespace Nacre.Dialects.MemRef;

/// <summary>Allocates memory on the heap.</summary>
/// <example><code>%m = memref.alloc(%n) {alignment = 64 : i64} : memref&lt;?x4xf32></code></example>
[Op("memref.alloc", Format = "`(` $dynamicSizes `)` (`` `[` $symbolOperands^ `]`)? attr-dict `:` type($memref)")]
public sealed partial class AllocOp : Operation, IVerifiable, INamesResults
{
    [Operand<IR.Index>] public partial OperandRange DynamicSizes { get; }
    [Operand<IR.Index>] public partial OperandRange SymbolOperands { get; }

    /// <summary>Alignment of the start in bytes.</summary>
    [Attr] public partial long? Alignment { get; set; }
    [Result<AnyMemRef>] public partial OpResult Memref { get; }

    public IReadOnlyList<string> ResultNames => ["alloc"];

    public void Verify(Verifier verifier) => AllocationRules.Verify(this, (MemRefType)Memref.Type, DynamicSizes, verifier);
}

/// <summary>Allocates memory on the stack, until the enclosing function or <c>alloca_scope</c> ends.</summary>
[Op("memref.alloca", Format = "`(` $dynamicSizes `)` (`` `[` $symbolOperands^ `]`)? attr-dict `:` type($memref)")]
public sealed partial class AllocaOp : Operation, IVerifiable, INamesResults
{
    [Operand<IR.Index>] public partial OperandRange DynamicSizes { get; }
    [Operand<IR.Index>] public partial OperandRange SymbolOperands { get; }

    /// <summary>Alignment of the start in bytes.</summary>
    [Attr] public partial long? Alignment { get; set; }
    [Result<AnyMemRef>] public partial OpResult Memref { get; }

    public IReadOnlyList<string> ResultNames => ["alloca"];

    public void Verify(Verifier verifier) => AllocationRules.Verify(this, (MemRefType)Memref.Type, DynamicSizes, verifier);
}

internal static class AllocationRules
{
    public static void Verify(Operation op, MemRefType type, OperandRange dynamicSizes, Verifier verifier)
    {
        if (type.Shape.DynamicCount != dynamicSizes.Count)
            verifier.Error(op, $"incorrect number of dynamic sizes, has {dynamicSizes.Count}, expected {type.Shape.DynamicCount}");
    }
}

/// <summary>Changes the size of a one-dimensional allocation; the old memory is gone.</summary>
[Op("memref.realloc", Format = "$source (`(` $dynamicResultSize^ `)`)? attr-dict `:` type($source) `to` type($memref)")]
public sealed partial class ReallocOp : Operation
{
    [Operand<AnyMemRef>] public partial Value Source { get; }
    [Operand<IR.Index>] public partial Value? DynamicResultSize { get; }
    [Attr] public partial long? Alignment { get; set; }
    [Result<AnyMemRef>] public partial OpResult Memref { get; }
}

/// <summary>Frees memory from <c>memref.alloc</c>.</summary>
[Op("memref.dealloc", Format = "$memref attr-dict `:` type($memref)")]
public sealed partial class DeallocOp : Operation
{
    [Operand<AnyRankedOrUnrankedMemRef>] public partial Value Memref { get; }
}

/// <summary>Frees what its body allocated on the stack.</summary>
[Op("memref.alloca_scope")]
public sealed partial class AllocaScopeOp : Operation, IImplicitTerminator<AllocaScopeReturnOp>, ICustomAssembly
{
    [Result] public partial ResultRange Outputs { get; }
    [Region] public partial Region Body { get; }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        if (parser.ParseOptional("->"))
            state.ResultTypes.AddRange(parser.ParseFunctionResultTypes());
        parser.ParseRegion(state, null, Definition);
        parser.ParseOptionalAttributeDict(state);
    }

    public void Print(OpAsmPrinter printer)
    {
        if (ResultCount > 0)
        {
            printer.Write(" -> (");
            printer.WriteList(Results.Types, printer.Print);
            printer.Write(')');
        }
        printer.Write(' ');
        printer.PrintRegion(Body, printEntryArguments: false, printTerminator: ResultCount > 0);
        printer.PrintOptionalAttrDict(this);
    }
}

/// <summary>Ends an <c>alloca_scope</c>.</summary>
[Op("memref.alloca_scope.return", Format = "attr-dict ($values^ `:` type($values))?")]
public sealed partial class AllocaScopeReturnOp : Operation, IPure, ITerminator
{
    [Operand] public partial OperandRange Values { get; }
}
