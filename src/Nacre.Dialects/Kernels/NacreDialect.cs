using Nacre.Dialects.Func;
using Nacre.IR;

namespace Nacre.Dialects.Kernels;

/// <summary>Kernels and the host program that launches them.</summary>
public sealed class NacreDialect() : Dialect("nacre")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } = [KernelOp.Definition, YieldOp.Definition, LaunchOp.Definition];
}

/// <summary>
/// What is computed together: a pure function on statically shaped tensors whose body is StableHLO, so that the interpreter can run it as it is. The attribute
/// <c>source</c> names the user's nodes, <c>tactic</c> how the target computes it (<c>reference</c>: on the interpreter), <c>schedule</c> the numbers
/// that the tactic has chosen.
/// </summary>
/// <example><code>nacre.kernel @conv_12(%x: tensor&lt;1x56x56x64xf32&gt;, %w: …) -> tensor&lt;1x56x56x64xf32&gt; attributes {source = ["Conv_12"]} { … nacre.yield %y : … }</code></example>
[Op("nacre.kernel")]
public sealed partial class KernelOp : Operation, IFunctionLike, IIsolatedFromAbove, ICustomAssembly
{
    /// <summary>The tactic of a kernel that runs on the interpreter.</summary>
    public const string ReferenceTactic = "reference";

    [Attr("sym_name")] public partial string SymbolName { get; set; }
    [Attr("function_type")] public partial FunctionType FunctionType { get; set; }
    [Attr("arg_attrs")] public partial ArrayAttr? ArgAttrs { get; set; }
    [Attr("res_attrs")] public partial ArrayAttr? ResAttrs { get; set; }
    [Attr("source")] public partial ArrayAttr? Source { get; set; }
    [Attr("tactic")] public partial string? Tactic { get; set; }
    [Attr("schedule")] public partial DictionaryAttr? Schedule { get; set; }
    [Region] public partial Region Body { get; }

    public YieldOp Yield => (YieldOp)Body.Entry.Last!;

    /// <summary>The operations of the body without the yield.</summary>
    public IEnumerable<Operation> BodyOps => Body.Entry.Operations.Where(o => o is not YieldOp);

    /// <summary>A kernel with an empty entry block.</summary>
    public static KernelOp Create(OpBuilder builder, string name, FunctionType type, IEnumerable<string> source)
    {
        var kernel = Create(builder, name, type, source: ArrayAttr.OfStrings(source), tactic: null);
        kernel.Body.AddBlock(type.Inputs);
        return kernel;
    }

    public static void Parse(OpAsmParser parser, OpState state) => FunctionSyntax.Parse(parser, state, Definition);

    public void Print(OpAsmPrinter printer) =>
        FunctionSyntax.Print(printer, this, i => ArgAttrs?.Items[i] as DictionaryAttr ?? DictionaryAttr.Empty, i => ResAttrs?.Items[i] as DictionaryAttr ?? DictionaryAttr.Empty);
}

/// <summary>Ends a kernel: its results.</summary>
[Op("nacre.yield", Format = "attr-dict ($inputs^ `:` type($inputs))?")]
public sealed partial class YieldOp : Operation, IPure, ITerminator, IVerifiable
{
    [Operand] public partial OperandRange Inputs { get; }

    public void Verify(Verifier verifier)
    {
        if (ParentOp is KernelOp kernel && !Operands.Types.SequenceEqual(kernel.FunctionType.Results))
            verifier.Error(this, $"the types of the operands are not the results of kernel @{kernel.SymbolName}");
    }
}

/// <summary>Runs a kernel, or the function that it was scheduled as. <c>arena</c> holds the byte offset of each result in the session's arena, -1 for a result that lies elsewhere.</summary>
[Op("nacre.launch", Format = "$kernel `(` $inputs `)` attr-dict `:` functional-type($inputs, $outputs)")]
public sealed partial class LaunchOp : Operation, IPure, ICall, IVerifiable
{
    [Operand] public partial OperandRange Inputs { get; }
    [Attr] public partial SymbolRefAttr Kernel { get; set; }
    [Attr] public partial EquatableArray<long>? Arena { get; set; }
    [Result] public partial ResultRange Outputs { get; }

    public SymbolRefAttr Callee => Kernel;

    public void Verify(Verifier verifier)
    {
        var callee = SymbolTable.LookupNearest(this, Kernel);
        if (callee is not (KernelOp or FuncOp))
            verifier.Error(this, $"'{Kernel}' does not reference a kernel");
        else if (callee is KernelOp kernel && (!kernel.FunctionType.Inputs.SequenceEqual(Operands.Types) || !kernel.FunctionType.Results.SequenceEqual(Results.Types)))
            verifier.Error(this, $"operand or result types differ from kernel @{kernel.SymbolName}");
    }
}
