using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>What may be assumed of a float operation (https://llvm.org/docs/LangRef.html#fast-math-flags).</summary>
[Flags]
[StoredAs(typeof(FastmathFlagsAttr))]
public enum FastmathFlags
{
    None = 0,
    Nnan = 1,
    Ninf = 2,
    Nsz = 4,
    Arcp = 8,
    Contract = 16,
    Afn = 32,
    Reassoc = 64,
    Fast = 127,
}

/// <summary>What an integer operation promises not to do: wrap as signed, as unsigned.</summary>
[Flags]
public enum IntegerOverflowFlags
{
    None = 0,
    Nsw = 1,
    Nuw = 2,
}

/// <summary>What an address computation promises; <see cref="Inbounds"/> implies <see cref="Nusw"/>.</summary>
[Flags]
public enum GepNoWrapFlags
{
    None = 0,
    [Keyword("inbounds_flag")] InboundsFlag = 1,
    Nusw = 2,
    Inbounds = InboundsFlag | Nusw,
    Nuw = 4,
}

/// <summary>Integer comparisons, numbered as in MLIR.</summary>
public enum ICmpPredicate : long { Eq, Ne, Slt, Sle, Sgt, Sge, Ult, Ule, Ugt, Uge }

/// <summary>Float comparisons, numbered as in MLIR: ordered ones are false, unordered ones true when an operand is NaN.</summary>
public enum FCmpPredicate : long
{
    [Keyword("_false")] False, Oeq, Ogt, Oge, Olt, Ole, One, Ord, Ueq, Ugt, Uge, Ult, Ule, Une, Uno, [Keyword("_true")] True,
}

/// <summary>How a symbol is seen by the linker.</summary>
[StoredAs(typeof(LinkageAttr))]
public enum Linkage
{
    Private, Internal, AvailableExternally, Linkonce, Weak, Common, Appending, ExternWeak,
    [Keyword("linkonce_odr")] LinkonceOdr, [Keyword("weak_odr")] WeakOdr, External,
}

/// <summary>How arguments are passed.</summary>
[StoredAs(typeof(CallingConventionAttr))]
public enum CallingConvention { Ccc, Fastcc, Coldcc, [Keyword("preserve_mostcc")] PreserveMost, [Keyword("ptx_kernelcc")] PtxKernel, [Keyword("spir_kernelcc")] SpirKernel, [Keyword("amdgpu_kernelcc")] AmdGpuKernel }

/// <summary>Whether a call reuses the caller's frame.</summary>
[StoredAs(typeof(TailCallKindAttr))]
public enum TailCallKind { None, Tail, Musttail, Notail }

/// <summary>How strongly memory operations are ordered, numbered as in MLIR.</summary>
public enum AtomicOrdering : long
{
    [Keyword("not_atomic")] NotAtomic = 0, Unordered = 1, Monotonic = 2, Acquire = 4, Release = 5, [Keyword("acq_rel")] AcquireRelease = 6, [Keyword("seq_cst")] SequentiallyConsistent = 7,
}

/// <summary>The syntax of inline assembly.</summary>
public enum AsmDialect : long { Att, Intel }

/// <summary>Whether a global's address matters.</summary>
public enum UnnamedAddress : long { None, Local, Global }

/// <summary>Where a symbol is visible, numbered as in MLIR.</summary>
public enum SymbolVisibility : long { Default, Hidden, Protected }

public sealed record FastmathFlagsAttr(FastmathFlags Value) : EnumAttr<FastmathFlags>(Value)
{
    public override string Dialect => "llvm";
    public override string Mnemonic => "fastmath";
    protected override string Separator => ", ";
}

public sealed record LinkageAttr(Linkage Value) : EnumAttr<Linkage>(Value)
{
    public override string Dialect => "llvm";
    public override string Mnemonic => "linkage";
}

public sealed record CallingConventionAttr(CallingConvention Value) : EnumAttr<CallingConvention>(Value)
{
    public override string Dialect => "llvm";
    public override string Mnemonic => "cconv";
}

public sealed record TailCallKindAttr(TailCallKind Value) : EnumAttr<TailCallKind>(Value)
{
    public override string Dialect => "llvm";
    public override string Mnemonic => "tailcallkind";
}

/// <summary>Hints of one loop transformation: <c>#llvm.loop_unroll&lt;disable = true&gt;</c>; the keys are MLIR's.</summary>
public sealed record LoopHintAttr(string Mnemonic, EquatableArray<NamedAttr> Entries) : DialectAttr
{
    public override string Dialect => "llvm";

    public override void Print(AsmPrinter printer)
    {
        printer.Write(Mnemonic);
        PrintBody(printer);
    }

    internal void PrintBody(AsmPrinter printer) => LoopAnnotationAttr.PrintEntries(printer, Entries);
    internal static LoopHintAttr ParseBody(AsmParser parser, string mnemonic) => new(mnemonic, LoopAnnotationAttr.ParseEntries(parser));
}

/// <summary>What LLVM is told about the loop whose latch branch carries this: <c>#llvm.loop_annotation&lt;unroll = &lt;disable = true&gt;, mustProgress = true&gt;</c>.</summary>
public sealed record LoopAnnotationAttr(EquatableArray<NamedAttr> Entries) : DialectAttr
{
    public override string Dialect => "llvm";

    /// <summary>The loop is neither unrolled nor vectorised: its shape was chosen.</summary>
    public static LoopAnnotationAttr KeepAsIs { get; } = new(
    [
        new("vectorize", new LoopHintAttr("loop_vectorize", [new("disable", IntegerAttr.Bool(true))])),
        new("unroll", new LoopHintAttr("loop_unroll", [new("disable", IntegerAttr.Bool(true))])),
    ]);

    public override void Print(AsmPrinter printer)
    {
        printer.Write("loop_annotation");
        PrintEntries(printer, Entries);
    }

    internal static void PrintEntries(AsmPrinter printer, EquatableArray<NamedAttr> entries)
    {
        printer.Write('<');
        printer.WriteList(entries, e =>
        {
            printer.Write(e.Name + " = ");
            if (e.Value is LoopHintAttr hint)
                hint.PrintBody(printer);
            else
                printer.Print(e.Value);
        });
        printer.Write('>');
    }

    internal static EquatableArray<NamedAttr> ParseEntries(AsmParser parser) => parser.ParseList("<", ">", () =>
    {
        var name = parser.ParseKeyword("a loop property");
        parser.Parse("=");
        return new NamedAttr(name, parser.IsNext("<") ? LoopHintAttr.ParseBody(parser, MnemonicOf(name)) : parser.ParseAttribute());
    }).ToEquatableArray();

    private static string MnemonicOf(string property) => property switch
    {
        "licm" => "loop_licm",
        "distribute" => "loop_distribute",
        "pipeline" => "loop_pipeline",
        "peeled" => "loop_peeled",
        "interleave" => "loop_interleave",
        "unrollAndJam" => "loop_unroll_and_jam",
        "unswitch" => "loop_unswitch",
        var same => "loop_" + same,
    };
}

/// <summary>An attribute of the dialect that has no meaning here and is kept as written: <c>#llvm.framePointerKind&lt;all&gt;</c>, <c>#llvm.memory_effects&lt;other = none, …&gt;</c>.</summary>
/// <param name="Entries">Names with the word that each is set to; a bare word is a name that is set to nothing.</param>
public sealed record LlvmWordsAttr(string Mnemonic, EquatableArray<(string Name, string? Word)> Entries) : DialectAttr
{
    public override string Dialect => "llvm";

    public override void Print(AsmPrinter printer)
    {
        printer.Write(Mnemonic + "<");
        printer.WriteList(Entries, e => printer.Write(e.Word is null ? e.Name : $"{e.Name} = {e.Word}"));
        printer.Write('>');
    }

    public static LlvmWordsAttr Parse(AsmParser parser, string mnemonic) =>
        new(mnemonic, parser.ParseList("<", ">", () => (parser.ParseKeyword(), parser.ParseOptional("=") ? parser.ParseKeyword() : null)).ToEquatableArray());
}
