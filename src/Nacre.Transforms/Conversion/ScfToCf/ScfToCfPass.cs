using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Lowers structured control flow to branches between blocks. Loops are tested at the bottom, behind one test before the first iteration.</summary>
public sealed record ScfToCfPass : Pass, IPass<ScfToCfPass>
{
    public static string PassArgument => "convert-scf-to-cf";
    public static string Description => "Lower scf to branches; scf.parallel runs in order";
    public override string Argument => PassArgument;
    public static ScfToCfPass FromOptions(PassOptions options) => new();

    public override void Run(Operation root, PassContext context) =>
        DialectConversion.Apply(context.IR, root, new ConversionTarget().Illegal("scf"), ScfToCf.Patterns());
}
