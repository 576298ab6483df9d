using System.Text;
using Nacre.Dialects.Llvm;
using Nacre.IR;

namespace Nacre.Targets.Llvm.Translation;

/// <summary>Writes one function: block arguments become phis, constants stand where they are used.</summary>
internal sealed partial class FunctionTranslator(LlvmFuncOp func, TranslationContext context, StringBuilder output)
{
    private readonly Dictionary<Value, string> _names = [];
    private readonly Dictionary<Block, string> _labels = [];
    private LlvmIrTypes Types => context.Types;

    public void Translate()
    {
        var type = func.Type;
        output.Append(func.IsExternal ? "declare" : "define");
        foreach (var word in Words())
            output.Append(' ').Append(word);
        var resultAttributes = LlvmIrText.ParameterAttributes(func, func.ResultAttributes(0), Types);
        output.Append($"{resultAttributes} {Types.Of(type.Result)} {LlvmIrText.Symbol(func.SymbolName)}(");
        output.Append(string.Join(", ", Enumerable.Range(0, type.Parameters.Count).Select(Parameter).Concat(type.IsVarArg ? ["..."] : [])));
        output.Append(')');
        output.Append(string.Concat(LlvmIrText.AddressWords(func.UnnamedAddress).Select(w => " " + w)));
        output.Append(LlvmIrText.FunctionAttributes(func));
        if (func.Section is { } section)
            output.Append(" section ").Append(LlvmIrText.Quote(section));
        if (func.Alignment is { } alignment)
            output.Append(" align ").Append(alignment);
        if (!func.IsExternal)
            TranslateBody();
        output.Append('\n');
    }

    private IEnumerable<string> Words()
    {
        if (func.Linkage != Linkage.External)
            yield return EnumKeywords.Of(func.Linkage);
        foreach (var word in LlvmIrText.SymbolWords(func.DsoLocal is not null, func.Visibility))
            yield return word;
        if (func.CallingConvention != CallingConvention.Ccc)
            yield return LlvmIrText.Convention(func.CallingConvention);
    }

    private string Parameter(int index) =>
        $"{Types.Of(func.Type.Parameters[index])}{LlvmIrText.ParameterAttributes(func, func.ArgAttributes(index), Types)}{(func.IsExternal ? "" : $" %a{index}")}";

    private void TranslateBody()
    {
        NameValues();
        output.Append(" {\n");
        foreach (var block in func.Body.Blocks)
        {
            output.Append(_labels[block]).Append(":\n");
            if (!ReferenceEquals(block, func.Body.Entry))
                WritePhis(block);
            foreach (var op in block.Operations)
                WriteOperation(op);
            WriteSplitEdges(block);
        }
        output.Append("}\n");
    }

    private void NameValues()
    {
        foreach (var argument in func.Body.Entry.Arguments)
            _names[argument] = $"%a{argument.Index}";
        var next = 0;
        foreach (var block in func.Body.Blocks)
        {
            _labels[block] = $"b{_labels.Count}";
            foreach (var argument in block.Arguments.Where(a => !_names.ContainsKey(a)))
                _names[argument] = $"%v{next++}";
            foreach (var op in block.Operations)
                NameResults(op, ref next);
        }
    }

    private void NameResults(Operation op, ref int next)
    {
        if (op.ResultCount > 1)
            throw LlvmIrTranslator.Unsupported(op, "has several results");
        if (op.ResultCount == 1)
            _names[op.Result(0)] = context.ConstantOf(op) ?? $"%v{next++}";
    }

    // Edges: the target of a successor, through a block of its own where one terminator passes different values to the same block.

    private static bool IsSplit(Operation terminator, int successor) =>
        terminator.Successors[successor].Arguments.Count > 0 && terminator.Successors.Take(successor).Contains(terminator.Successors[successor]);

    private string EdgeSource(Operation terminator, int successor) => IsSplit(terminator, successor) ? $"{_labels[terminator.Block!]}.{successor}" : _labels[terminator.Block!];

    private string Label(Operation terminator, int successor) =>
        $"label %{(IsSplit(terminator, successor) ? EdgeSource(terminator, successor) : _labels[terminator.Successors[successor]])}";

    private void WriteSplitEdges(Block block)
    {
        var terminator = block.Last!;
        for (var i = 0; i < terminator.Successors.Count; i++)
        {
            if (IsSplit(terminator, i))
                output.Append($"{EdgeSource(terminator, i)}:\n  br label %{_labels[terminator.Successors[i]]}\n");
        }
    }

    private void WritePhis(Block block)
    {
        var edges = func.Body.Blocks.Select(b => b.Last!).SelectMany(t => Enumerable.Range(0, t.Successors.Count).Where(i => ReferenceEquals(t.Successors[i], block)).Select(i => (Terminator: t, Successor: i))).ToArray();
        foreach (var argument in block.Arguments)
        {
            var incoming = edges.Select(e => $"[ {Name(((IBranch)e.Terminator).SuccessorOperands(e.Successor)[argument.Index])}, %{EdgeSource(e.Terminator, e.Successor)} ]");
            output.Append($"  {Name(argument)} = phi {Types.Of(argument.Type)} {string.Join(", ", incoming)}\n");
        }
    }

    // Values

    private string Name(Value value) => _names[value];

    /// <summary><c>type name</c>.</summary>
    private string Typed(Value value) => $"{Types.Of(value.Type)} {Name(value)}";

    private string TypedList(IEnumerable<Value> values) => string.Join(", ", values.Select(Typed));

    private void WriteOperation(Operation op)
    {
        if (context.ConstantOf(op) is not null)
            return;
        output.Append("  ");
        if (op.ResultCount == 1)
            output.Append(Name(op.Result(0))).Append(" = ");
        output.Append(Instruction(op)).Append('\n');
    }
}
