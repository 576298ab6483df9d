using Nacre.Dialects.Func;
using Nacre.Dialects.Llvm;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>
/// A function marked <c>nacre.kernel_abi</c>: memrefs, then two indices, the tiles to compute. It becomes
/// <c>void name(const struct { void** buffers; int64_t* sizes; void* scratch; }* args, int64_t begin, int64_t end)</c>, which loads the pointers and runs the body:
/// an internal function that is always inlined, because only a parameter can say that nothing else points to its memory.
/// </summary>
public sealed class KernelToLlvm(TypeConverter types) : ConversionPattern<FuncOp>(types)
{
    /// <summary>Marks a kernel. On an argument <see cref="MayAliasAttribute"/> takes back the promise that no other argument shares its memory.</summary>
    public const string Attribute = "nacre.kernel_abi", MayAliasAttribute = "nacre.may_alias";

    /// <summary>The size in bytes of the kernel's scratch memory: its last memref, which is no buffer.</summary>
    public const string ScratchAttribute = "nacre.scratch_bytes";

    /// <summary>Alignment in bytes of every buffer that a kernel gets.</summary>
    public const int BufferAlignment = 64;

    public override int Benefit => 2;

    protected override bool MatchAndRewrite(FuncOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (!op.HasAttr(Attribute))
            return rewriter.NoMatch(op, "it is no kernel");
        if (WhyMalformed(op) is { } reason)
            return rewriter.NoMatch(op, reason);
        var body = LlvmFuncOp.Create(rewriter, op.SymbolName + ".body", FuncToLlvm.Type(op, Types!)!, linkage: Linkage.Internal, alwaysInline: UnitAttr.Instance,
            argAttrs: new ArrayAttr(Enumerable.Range(0, op.FunctionType.Inputs.Count).Select(i => ParameterAttributes(op, i)).ToEquatableArray()), passthrough: FuncToLlvm.Passthrough);
        FuncToLlvm.MoveBody(op, body, Types!, rewriter);
        CreateEntry(op, body, rewriter);
        rewriter.Erase(op);
        return true;
    }

    private string? WhyMalformed(FuncOp op)
    {
        var inputs = op.FunctionType.Inputs;
        if (op.IsExternal || !op.FunctionType.Results.IsEmpty)
            return "a kernel has a body and no results";
        if (inputs.Count < 2 || inputs[^1] is not IndexType || inputs[^2] is not IndexType)
            return "the last arguments of a kernel are two indices, the first tile and the one behind the last";
        return inputs.Take(inputs.Count - 2).FirstOrDefault(t => t is not MemRefType) is { } other ? $"argument type {other} of a kernel is no memref"
            : inputs.Select(MemRefToLlvm.WhyUnsupported).FirstOrDefault(w => w is not null);
    }

    private static Attr ParameterAttributes(FuncOp op, int index)
    {
        if (op.FunctionType.Inputs[index] is not MemRefType)
            return new DictionaryAttr(new NamedAttr("llvm.noundef", UnitAttr.Instance));
        var attributes = new List<NamedAttr>
        {
            new("llvm.align", IntegerAttr.I64(BufferAlignment)), new("llvm.nonnull", UnitAttr.Instance), new("llvm.noundef", UnitAttr.Instance),
        };
        if (op.ArgAttributes(index)[MayAliasAttribute] is null)
            attributes.Add(new("llvm.noalias", UnitAttr.Instance));
        return new DictionaryAttr(attributes);
    }

    private static void CreateEntry(FuncOp op, LlvmFuncOp body, ConversionRewriter rewriter)
    {
        var pointer = LlvmPointerType.Instance;
        var type = new LlvmFunctionType(LlvmVoidType.Instance, [pointer, IntegerType.I64, IntegerType.I64]);
        rewriter.SetBefore(op);
        var entry = LlvmFuncOp.Create(rewriter, op.SymbolName, type, passthrough: FuncToLlvm.Passthrough);
        var block = entry.Body.AddBlock(type.Parameters);
        rewriter.Within(block, () =>
        {
            // The structure's first member points to the buffers, its third to the scratch memory.
            var hasScratch = op.HasAttr(ScratchAttribute);
            var buffers = LlvmLoadOp.Create(rewriter, pointer, block.Arguments[0], invariant: UnitAttr.Instance).Res;
            var loaded = Enumerable.Range(0, body.Type.Parameters.Count - (hasScratch ? 3 : 2)).Select(i => Load(buffers, i)).ToList();
            if (hasScratch)
                loaded.Add(Load(block.Arguments[0], 2));
            LlvmCallOp.Create(rewriter, [.. loaded, block.Arguments[1], block.Arguments[2]], calleeName: new SymbolRefAttr(body.SymbolName));
            LlvmReturnOp.Create(rewriter);
        });
        Value Load(Value pointers, int index) => LlvmLoadOp.Create(rewriter, pointer, LlvmGetElementPtrOp.Offset(rewriter, pointers, index, pointer), invariant: UnitAttr.Instance).Res;
    }
}
