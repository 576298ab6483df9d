using System.Text;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Llvm;
using Nacre.IR;

namespace Nacre.Targets.Llvm.Translation;

/// <summary>
/// Writes a module of the <c>llvm</c> dialect as textual LLVM IR (https://llvm.org/docs/LangRef.html) that LLVM 22 parses. Intrinsics are neither declared nor
/// mangled: LLVM derives both from the calls.
/// </summary>
public static class LlvmIrTranslator
{
    /// <exception cref="DiagnosticException">An operation outside of functions is no global or function, or something has no text in LLVM IR.</exception>
    public static string Translate(ModuleOp module)
    {
        var context = new TranslationContext();
        var body = new StringBuilder();
        foreach (var op in module.Body.Operations)
        {
            switch (op)
            {
                case LlvmGlobalOp global: body.Append(GlobalText(global, context)).Append('\n'); break;
                case LlvmFuncOp func: new FunctionTranslator(func, context, body).Translate(); break;
                default: throw Unsupported(op, "is neither a function nor a global of the llvm dialect");
            }
        }
        return context.Types.Definitions + body.ToString() + context.Metadata.Text;
    }

    internal static DiagnosticException Unsupported(Operation op, string why) => new(new Diagnostic(Severity.Error, op.Location, $"cannot be written as LLVM IR: '{op.Name}' {why}"));

    private static string GlobalText(LlvmGlobalOp global, TranslationContext context)
    {
        var isDeclaration = global.Value is null && global.Initializer.IsEmpty;
        var words = new List<string> { LlvmIrText.Symbol(global.SymbolName), "=" };
        if (global.Linkage != Linkage.External || isDeclaration)
            words.Add(EnumKeywords.Of(global.Linkage));
        words.AddRange(LlvmIrText.SymbolWords(global.DsoLocal is not null, global.Visibility));
        if (global.ThreadLocal is not null)
            words.Add("thread_local");
        words.AddRange(LlvmIrText.AddressWords(global.UnnamedAddress));
        if (global.AddressSpace != 0)
            words.Add($"addrspace({global.AddressSpace})");
        words.Add(global.Constant is null ? "global" : "constant");
        words.Add(context.Types.Of(global.GlobalType));
        if (!isDeclaration)
            words.Add(InitialValue(global, context));
        var text = string.Join(" ", words);
        if (global.Section is { } section)
            text += $", section {LlvmIrText.Quote(section)}";
        return global.Alignment is { } alignment ? $"{text}, align {alignment}" : text;
    }

    private static string InitialValue(LlvmGlobalOp global, TranslationContext context)
    {
        if (global.Value is { } value)
            return context.Constants.Of(value, global.GlobalType);
        var result = global.Initializer.Entry.Last is LlvmReturnOp { Arg.DefiningOp: { } op } ? op : global;
        return context.ConstantOf(result) ?? throw Unsupported(result, "is no constant, which the initial value of a global must be");
    }
}

/// <summary>What the functions of one module share.</summary>
internal sealed class TranslationContext
{
    public TranslationContext() => Constants = new LlvmIrConstants(Types);

    public LlvmIrTypes Types { get; } = new();
    public LlvmIrConstants Constants { get; }
    public LlvmIrMetadata Metadata { get; } = new();

    /// <summary>The text of an operation that LLVM writes in place of its uses; null for an instruction.</summary>
    public string? ConstantOf(Operation op) => op switch
    {
        LlvmConstantOp constant => Constants.Of(constant.Value, constant.Res.Type),
        LlvmUndefOp => "undef",
        LlvmPoisonOp => "poison",
        LlvmZeroOp => "zeroinitializer",
        LlvmAddressOfOp address => LlvmIrText.Symbol(address.GlobalName.Root),
        _ => null,
    };
}
