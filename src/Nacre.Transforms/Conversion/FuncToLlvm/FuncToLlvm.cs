using Nacre.Dialects.Func;
using Nacre.Dialects.Llvm;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Patterns from <c>func</c> to <c>llvm</c>. Functions have at most one result; nothing unwinds, and loops do not become calls of <c>memcpy</c>.</summary>
public static class FuncToLlvm
{
    /// <summary>Function attributes of all code: it throws nothing, and LLVM does not replace loops by calls of library functions.</summary>
    internal static ArrayAttr Passthrough { get; } = ArrayAttr.OfStrings("nounwind", "no-builtins");

    public static PatternSet Patterns(TypeConverter types) => new() { new KernelToLlvm(types), new FuncOpToLlvm(types), new ReturnToLlvm(types), new CallToLlvm(types), new CallIndirectToLlvm(types), new FunctionConstantToLlvm(types) };

    /// <summary>The function's type; null when it has several results or takes a memref that is no pointer.</summary>
    internal static LlvmFunctionType? Type(FuncOp op, TypeConverter types)
    {
        if (op.FunctionType.Results.Count > 1 || op.FunctionType.Inputs.Concat(op.FunctionType.Results).Any(t => !LlvmTypeSyntax.IsCompatible(types.Convert(t))))
            return null;
        var result = op.FunctionType.Results.IsEmpty ? LlvmVoidType.Instance : types.Convert(op.FunctionType.Results[0]);
        return new LlvmFunctionType(result, types.Convert(op.FunctionType.Inputs));
    }

    /// <summary>Moves the body, whose arguments take the converted types.</summary>
    internal static void MoveBody(FuncOp from, LlvmFuncOp to, TypeConverter types, ConversionRewriter rewriter)
    {
        to.Body.TakeBody(from.Body);
        rewriter.ConvertBlockArguments(to.Body, types);
    }
}

/// <summary>func → llvm.func; private ones with a body are internal.</summary>
internal sealed class FuncOpToLlvm(TypeConverter types) : ConversionPattern<FuncOp>(types)
{
    protected override bool MatchAndRewrite(FuncOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (op.HasAttr(KernelToLlvm.Attribute))
            return rewriter.NoMatch(op, "a kernel is no plain function");
        if (FuncToLlvm.Type(op, Types!) is not { } type)
            return rewriter.NoMatch(op, $"{op.FunctionType} has several results or a type that LLVM has not");
        var linkage = op is { IsPrivate: true, IsExternal: false } ? Linkage.Internal : Linkage.External;
        var func = LlvmFuncOp.Create(rewriter, op.SymbolName, type, linkage: linkage, argAttrs: op.ArgAttrs, resAttrs: op.ResAttrs, noInline: op.NoInline, passthrough: FuncToLlvm.Passthrough);
        FuncToLlvm.MoveBody(op, func, Types!, rewriter);
        rewriter.Erase(op);
        return true;
    }
}

/// <summary>return.</summary>
internal sealed class ReturnToLlvm(TypeConverter types) : ConversionPattern<ReturnOp>(types)
{
    protected override bool MatchAndRewrite(ReturnOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (operands.Count > 1)
            return rewriter.NoMatch(op, "functions of LLVM have at most one result");
        LlvmReturnOp.Create(rewriter, operands.Count == 0 ? null : operands[0]);
        rewriter.Erase(op);
        return true;
    }
}

/// <summary>call @f.</summary>
internal sealed class CallToLlvm(TypeConverter types) : ConversionPattern<CallOp>(types)
{
    protected override bool MatchAndRewrite(CallOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (op.ResultCount > 1)
            return rewriter.NoMatch(op, "functions of LLVM have at most one result");
        var call = LlvmCallOp.Create(rewriter, operands, calleeName: op.CalleeName, resType: op.ResultCount == 0 ? null : Convert(op.Result(0).Type));
        rewriter.Replace(op, [.. call.Results]);
        return true;
    }
}

/// <summary>call of a function value.</summary>
internal sealed class CallIndirectToLlvm(TypeConverter types) : ConversionPattern<CallIndirectOp>(types)
{
    protected override bool MatchAndRewrite(CallIndirectOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        if (op.ResultCount > 1)
            return rewriter.NoMatch(op, "functions of LLVM have at most one result");
        var call = LlvmCallOp.Create(rewriter, operands, resType: op.ResultCount == 0 ? null : Convert(op.Result(0).Type));
        rewriter.Replace(op, [.. call.Results]);
        return true;
    }
}

/// <summary>A function as a value → its address.</summary>
internal sealed class FunctionConstantToLlvm(TypeConverter types) : ConversionPattern<ConstantOp>(types)
{
    protected override bool MatchAndRewrite(ConstantOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        rewriter.Replace(op, LlvmAddressOfOp.Create(rewriter, LlvmPointerType.Instance, op.Value).Res);
        return true;
    }
}
