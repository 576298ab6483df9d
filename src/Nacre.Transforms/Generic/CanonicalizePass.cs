using Nacre.IR;

namespace Nacre.Transforms.Generic;

/// <summary>Brings IR into its simplest form: folds, the canonicalisation patterns of all dialects, dead operations and unreachable blocks, until nothing changes.</summary>
public sealed record CanonicalizePass : Pass, IPass<CanonicalizePass>
{
    public static string PassArgument => "canonicalize";
    public static string Description => "Folds, simplifies and removes what is dead, with the patterns of all dialects.";
    public static CanonicalizePass FromOptions(PassOptions options) => new();
    public override string Argument => PassArgument;

    public override void Run(Operation root, PassContext context)
    {
        var patterns = AllPatterns(context.IR);
        do
            GreedyRewriter.Apply(context.IR, root, patterns);
        while (RegionSimplification.Apply(root));
    }

    /// <summary>The canonicalisation patterns of the registered dialects and of their operations.</summary>
    public static PatternSet AllPatterns(IRContext context)
    {
        var patterns = new PatternSet();
        foreach (var dialect in context.Dialects)
        {
            dialect.CanonicalizationPatterns(patterns);
            foreach (var definition in dialect.Operations)
                definition.CanonicalizationPatterns?.Invoke(patterns);
        }
        return patterns;
    }
}
