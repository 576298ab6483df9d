using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Expands functions that no processor has an instruction for.</summary>
public sealed record MathExpandPass : Pass, IPass<MathExpandPass>
{
    public static string PassArgument => "math-expand";
    public static string Description => "Expand math functions into polynomials of arith";
    public override string Argument => PassArgument;
    public static MathExpandPass FromOptions(PassOptions options) => new();
    public override void Run(Operation root, PassContext context) { }
}
