using Nacre.IR;
using Nacre.Targets.Cpu.Tactics;
using Nacre.Transforms.Generic;
using Nacre.Transforms.Optimize;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Targets.Cpu;

/// <summary>Pads the inputs of the convolutions whose tactic reads only what lies in memory; the others see to their borders themselves.</summary>
public sealed record PadConvolutionsPass(CpuMachine Machine) : Pass
{
    public override string Argument => "pad-cpu-convolutions";

    public override void Run(Operation root, PassContext context) =>
        GreedyRewriter.Apply(context.IR, root, new PatternSet { new PadConvolutionInput(keepsPadding: op => IsDepthwise(op) || IsWinograd(op)) });

    /// <summary>Groups of so few outputs that they make no matrix product.</summary>
    private static bool IsDepthwise(Hlo.ConvolutionOp op) =>
        op.FeatureGroupCount > 1 && ((RankedTensorType)op.Rhs.Type).Shape[(int)op.DimensionNumbers.KernelOutputFeatureDimension] < 4 * op.FeatureGroupCount;

    private bool IsWinograd(Hlo.ConvolutionOp op) => op.Rhs.DefiningOp is Hlo.ConstantOp && WinogradConvolution.Of(op, Machine) is not null;
}
