using Nacre.Dialects.Func;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Lowers everything that has instructions in LLVM at once, so that no casts between the dialects' types remain.</summary>
public sealed record ConvertToLlvmPass : Pass, IPass<ConvertToLlvmPass>
{
    public static string PassArgument => "convert-to-llvm";
    public static string Description => "Lower arith, math, vector, memref, cf and func to llvm";
    public override string Argument => PassArgument;
    public static ConvertToLlvmPass FromOptions(PassOptions options) => new();

    public override void Run(Operation root, PassContext context)
    {
        if (!CheckTypes(root, context))
            return;
        var types = LlvmTypes.Converter();
        var target = new ConversionTarget().Illegal("arith", "math", "vector", "x86vector", "memref", "cf", "func").Legal("llvm");
        DialectConversion.Apply(context.IR, root, target, Patterns(types));
    }

    /// <summary>All patterns to <c>llvm</c>.</summary>
    public static PatternSet Patterns(TypeConverter types) => new PatternSet()
        .AddRange(ArithToLlvm.Patterns(types))
        .AddRange(MathToLlvm.Patterns(types))
        .AddRange(VectorToLlvm.Patterns(types))
        .AddRange(X86VectorToLlvm.Patterns(types))
        .AddRange(MemRefToLlvm.Patterns(types))
        .AddRange(CfToLlvm.Patterns(types))
        .AddRange(FuncToLlvm.Patterns(types));

    /// <summary>Reports memrefs that cannot be pointers by the operation that makes them, instead of one error per use.</summary>
    private static bool CheckTypes(Operation root, PassContext context)
    {
        var errors = 0;
        foreach (var op in root.Walk())
        {
            var made = op is FuncOp func ? func.FunctionType.Inputs : op.Results.Types;
            foreach (var reason in made.Select(MemRefToLlvm.WhyUnsupported).OfType<string>())
            {
                context.Diagnostics.Error(op, $"cannot be lowered to LLVM: {reason}");
                errors++;
            }
        }
        return errors == 0;
    }
}
