using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>Convolutions with a small square window and constant weights by Winograd's method, where that takes less time by estimate (<see cref="WinogradConvolution"/>).</summary>
public sealed class WinogradTactic : CpuTactic
{
    public override string Name => "winograd";

    public override bool Applies(LaunchOp launch, KernelOp kernel, CpuMachine machine) =>
        Root(kernel) is { } op && WinogradConvolution.Of(op, machine) is not null && op.Lhs is BlockArgument && WeightPacker.ConstantOf(launch, op.Rhs) is not null
        && kernel.Yield.OperandCount == 1 && ((RankedTensorType)kernel.Yield.Operand(0).Type).Shape == ((RankedTensorType)op.Result.Type).Shape
        && kernel.BodyOps.All(o => ReferenceEquals(o, op) || Epilogue.Allows(o));

    private static Hlo.ConvolutionOp? Root(KernelOp kernel) => kernel.BodyOps.OfType<Hlo.ConvolutionOp>().ToArray() is [var only] ? only : null;

    public override void Pack(LaunchOp launch, KernelOp kernel, CpuMachine machine, WeightPacker packer)
    {
        var convolution = WinogradConvolution.Of(Root(kernel)!, machine)!;
        packer.Pack(launch, (BlockArgument)convolution.Op.Rhs, $"winograd {convolution.Transforms.Outputs} {convolution.Tile.Columns}",
            (builder, constant) => WinogradWeights.EmitPack(builder, constant, convolution),
            (builder, packed) => WinogradWeights.EmitUnpack(builder, packed, convolution));
    }

    public override ScheduledKernel Schedule(KernelOp kernel, CpuMachine machine, OpBuilder builder)
    {
        var convolution = WinogradConvolution.Of(Root(kernel)!, machine)!;
        var function = new KernelFunction(builder, kernel, Name, MemRefType.Get(FloatType.F32, WinogradEmitter.ScratchElements(convolution)));
        return new WinogradEmitter(function, kernel, convolution).Emit();
    }
}
