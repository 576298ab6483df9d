using Nacre.IR;
using Nacre.Transforms.Interpreter;

namespace Nacre.Transforms.Optimize;

/// <summary>
/// What every target profits from: constants folded, scales and batch norms folded into weights, images brought to channels-last layout, transposes sunk until they
/// cancel. All rules run together to a fixed point, because each makes room for the others.
/// </summary>
public sealed record OptimizeGraphPass : Pass, IPass<OptimizeGraphPass>
{
    public static string PassArgument => "optimize-graph";
    public static string Description => "Folds constants and batch norms, assigns layouts, sinks transposes";
    public override string Argument => PassArgument;
    public static OptimizeGraphPass FromOptions(PassOptions options) => new();

    public override void Run(Operation root, PassContext context)
    {
        GreedyRewriter.Apply(context.IR, root, Patterns());
    }

    public static PatternSet Patterns() => Patterns(new ConstantFolder(AllEvaluators.Create()));

    private static PatternSet Patterns(ConstantFolder folder) =>
    [
        new FoldConstants(folder),
        new ExpandBroadcastBesideConstant(folder),
        new FoldSplat(),
        new SmallPowerToProduct(),
        new SoftmaxDivisionToProduct(),
        new FoldScaleIntoConvolution(),
        new ConvolutionToChannelsLast(),
        new SplitTransposedConvolution(),
        // After the layout is known: the padding follows the dimensions.
        new PadConvolutionInput(keepsPadding: _ => true),
        new SwapRowVectorProduct(),
        new CanonicalizeDot(),
        new ComposeTransposes(),
        new TransposeOfUnitDimensions(),
        new SinkTransposeBelowElementwise(),
        new SinkTransposeBelowReduceWindow(),
        new SinkTransposeBelowPad(),
        new SinkTransposeBelowSlice(),
        new SinkTransposeBelowConcatenate(),
        new SinkTransposeBelowReduce(),
        new SinkTransposeBelowReshape(),
        new SplitLongReduction(),
    ];
}
