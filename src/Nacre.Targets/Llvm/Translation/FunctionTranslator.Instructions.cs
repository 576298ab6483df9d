using Nacre.Dialects.Llvm;
using Nacre.IR;

namespace Nacre.Targets.Llvm.Translation;

internal sealed partial class FunctionTranslator
{
    private const string Prefix = "llvm.", IntrinsicPrefix = "llvm.intr.";

    private string Instruction(Operation op) => op switch
    {
        ILlvmArithmetic => $"{op.Name[Prefix.Length..]}{Flags(op)} {Types.Of(op.Operand(0).Type)} {string.Join(", ", op.Operands.Select(Name))}",
        ILlvmCast => $"{op.Name[Prefix.Length..]}{Flags(op)} {Typed(op.Operand(0))} to {Types.Of(op.Result(0).Type)}",
        ILlvmIntrinsic intrinsic => $"call{Flags(op)} {ResultType(op)} @llvm.{op.Name[IntrinsicPrefix.Length..]}({IntrinsicArguments(op, intrinsic)})",
        LlvmICmpOp c => $"icmp {EnumKeywords.Of(c.Predicate)} {Typed(c.Lhs)}, {Name(c.Rhs)}",
        LlvmFCmpOp c => $"fcmp{Flags(c)} {EnumKeywords.Of(c.Predicate).TrimStart('_')} {Typed(c.Lhs)}, {Name(c.Rhs)}",
        LlvmSelectOp => $"select{Flags(op)} {TypedList(op.Operands)}",
        LlvmExtractValueOp e => $"extractvalue {Typed(e.Container)}, {string.Join(", ", e.Position)}",
        LlvmInsertValueOp i => $"insertvalue {Typed(i.Container)}, {Typed(i.Value)}, {string.Join(", ", i.Position)}",
        LlvmExtractElementOp => $"extractelement {TypedList(op.Operands)}",
        LlvmInsertElementOp => $"insertelement {TypedList(op.Operands)}",
        LlvmShuffleVectorOp s => $"shufflevector {TypedList(op.Operands)}, {ShuffleMask(s.Mask)}",
        LlvmLoadOp or LlvmStoreOp or LlvmAllocaOp or LlvmGetElementPtrOp or LlvmFenceOp => MemoryInstruction(op),
        LlvmCallOp call => Call(call),
        LlvmCallIntrinsicOp call => $"call{Flags(op)} {ResultType(op)} @{call.Intrin}({TypedList(call.Args)})",
        LlvmInlineAsmOp assembly => InlineAssembly(assembly),
        _ => Terminator(op),
    };

    /// <summary>The flags between an instruction's name and its type, each preceded by a space.</summary>
    private static string Flags(Operation op)
    {
        var words = new List<string>();
        if (op.GetAttr<FastmathFlagsAttr>("fastmathFlags") is { Value: not FastmathFlags.None } fast)
            words.Add(EnumKeywords.Of(fast.Value, " "));
        if (op.GetAttr<IntegerAttr>("overflowFlags") is { Value: not 0 } overflow)
            words.Add(EnumKeywords.Of((IntegerOverflowFlags)overflow.Value, " "));
        if (op.HasAttr("isExact"))
            words.Add("exact");
        if (op.HasAttr("isDisjoint"))
            words.Add("disjoint");
        if (op.HasAttr("nonNeg"))
            words.Add("nneg");
        return string.Concat(words.Select(w => " " + w));
    }

    private string ResultType(Operation op) => op.ResultCount == 0 ? "void" : Types.Of(op.Result(0).Type);

    private string IntrinsicArguments(Operation op, ILlvmIntrinsic intrinsic)
    {
        var operands = op.Operands.Select((value, i) => i == intrinsic.PointerOperand ? $"{Types.Of(value.Type)} align {intrinsic.Alignment} {Name(value)}" : Typed(value));
        var immediates = intrinsic.Immediates.Select(i => $"{Types.Of(i.Type)} {context.Constants.Of(i, i.Type)}");
        return string.Join(", ", operands.Concat(immediates));
    }

    private static string ShuffleMask(EquatableArray<int> mask) => $"<{mask.Count} x i32> <{string.Join(", ", mask.Select(m => m < 0 ? "i32 poison" : $"i32 {m}"))}>";

    private string MemoryInstruction(Operation op)
    {
        switch (op)
        {
            case LlvmLoadOp load:
                RequirePlain(op, load.Ordering);
                return $"load{(load.Volatile is null ? "" : " volatile")} {Types.Of(load.Res.Type)}, {Typed(load.Addr)}{Align(load.Alignment)}{Nontemporal(load.Nontemporal)}"
                    + (load.Invariant is null ? "" : context.Metadata.Mark("invariant.load"));
            case LlvmStoreOp store:
                RequirePlain(op, store.Ordering);
                return $"store{(store.Volatile is null ? "" : " volatile")} {Typed(store.Value)}, {Typed(store.Addr)}{Align(store.Alignment)}{Nontemporal(store.Nontemporal)}";
            case LlvmAllocaOp alloca:
                return $"alloca{(alloca.Inalloca is null ? "" : " inalloca")} {Types.Of(alloca.ElemType)}, {Typed(alloca.ArraySize)}{Align(alloca.Alignment)}";
            case LlvmGetElementPtrOp gep:
                return $"getelementptr{string.Concat(LlvmGetElementPtrOp.Words(gep.NoWrapFlags).Select(w => " " + w))} {Types.Of(gep.ElemType)}, {Typed(gep.Base)}{Indices(gep)}";
            default:
                var fence = (LlvmFenceOp)op;
                return $"fence{(fence.Syncscope is { } scope ? $" syncscope({LlvmIrText.Quote(scope)})" : "")} {EnumKeywords.Of(fence.Ordering)}";
        }
    }

    private static void RequirePlain(Operation op, AtomicOrdering ordering)
    {
        if (ordering != AtomicOrdering.NotAtomic)
            throw LlvmIrTranslator.Unsupported(op, "is atomic");
    }

    private static string Align(long? alignment) => alignment is { } bytes ? $", align {bytes}" : "";
    private string Nontemporal(UnitAttr? mark) => mark is null ? "" : context.Metadata.Mark("nontemporal", "i32 1");

    private string Indices(LlvmGetElementPtrOp gep)
    {
        var dynamic = 0;
        return string.Concat(gep.RawConstantIndices.Select(i => ", " + (i == LlvmGetElementPtrOp.DynamicIndex ? Typed(gep.DynamicIndices[dynamic++]) : $"i32 {i}")));
    }

    private string Call(LlvmCallOp call)
    {
        var tail = call.TailCallKind == TailCallKind.None ? "" : EnumKeywords.Of(call.TailCallKind) + " ";
        var convention = call.CallingConvention == CallingConvention.Ccc ? "" : " " + LlvmIrText.Convention(call.CallingConvention);
        var type = call.VarCalleeType is { } varArg ? Types.Of(varArg) : ResultType(call);
        var callee = call.CalleeName is { } symbol ? LlvmIrText.Symbol(symbol.Root) : Name(call.Operand(0));
        var attributes = call.HasAttr("no_unwind") ? " nounwind" : "";
        return $"{tail}call{Flags(call)}{convention} {type} {callee}({TypedList(call.Arguments)}){attributes}";
    }

    private string InlineAssembly(LlvmInlineAsmOp op)
    {
        var words = (op.HasSideEffects is null ? "" : " sideeffect") + (op.IsAlignStack is null ? "" : " alignstack") + (op.AsmDialect == AsmDialect.Intel ? " inteldialect" : "");
        return $"call {ResultType(op)} asm{words} {LlvmIrText.Quote(op.AsmString)}, {LlvmIrText.Quote(op.Constraints)}({TypedList(op.Inputs)})";
    }

    private string Terminator(Operation op) => op switch
    {
        LlvmReturnOp { Arg: { } value } => $"ret {Typed(value)}",
        LlvmReturnOp => "ret void",
        LlvmUnreachableOp => "unreachable",
        LlvmBrOp br => $"br {Label(op, 0)}{context.Metadata.Loop(br.LoopAnnotation)}",
        LlvmCondBrOp br => $"br {Typed(br.Condition)}, {Label(op, 0)}, {Label(op, 1)}{context.Metadata.BranchWeights(br.BranchWeights)}{context.Metadata.Loop(br.LoopAnnotation)}",
        LlvmSwitchOp s => $"switch {Typed(s.Value)}, {Label(op, 0)} [{string.Concat(Enumerable.Range(0, s.CaseDestinations.Count).Select(i => Case(s, i)))} ]{context.Metadata.BranchWeights(s.BranchWeights)}",
        _ => throw LlvmIrTranslator.Unsupported(op, "has no instruction"),
    };

    private string Case(LlvmSwitchOp op, int index) => $" {Types.Of(op.Value.Type)} {op.CaseValues!.IntegerAt(index)}, {Label(op, index + 1)}";
}
