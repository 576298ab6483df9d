using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>Convolutions with a small square window and constant weights by Winograd's method, where that takes less time by estimate (<see cref="WinogradConvolution"/>).</summary>
public sealed class WinogradTactic : CpuTactic
{
    public const string Tactic = "winograd";

    public override string Name => Tactic;

    public override bool Applies(LaunchOp launch, KernelOp kernel, CpuMachine machine) =>
        Root(kernel) is { } op && WinogradConvolution.Applies(op) && op.Lhs is BlockArgument && WeightPacker.ConstantOf(launch, op.Rhs) is not null
        && kernel.Yield.OperandCount == 1 && ((RankedTensorType)kernel.Yield.Operand(0).Type).Shape == ((RankedTensorType)op.Result.Type).Shape
        && kernel.BodyOps.All(o => ReferenceEquals(o, op) || Epilogue.Allows(o));

    public override bool Pays(KernelOp kernel, CpuMachine machine) => WinogradConvolution.Pays(Root(kernel)!, machine);

    public override IReadOnlyList<Schedule> Candidates(KernelOp kernel, CpuMachine machine) => [.. WinogradConvolution.Candidates(Root(kernel)!, machine).Select(c => c.ToSchedule())];

    private static Hlo.ConvolutionOp? Root(KernelOp kernel) => kernel.BodyOps.OfType<Hlo.ConvolutionOp>().ToArray() is [var only] ? only : null;

    public override void Pack(LaunchOp launch, KernelOp kernel, CpuMachine machine, WeightPacker packer)
    {
        var convolution = WinogradConvolution.Of(kernel, Root(kernel)!, machine);
        packer.Pack(launch, (BlockArgument)convolution.Op.Rhs, convolution.WeightOrder,
            (builder, constant) => WinogradWeights.EmitPack(builder, constant, convolution),
            (builder, packed) => WinogradWeights.EmitUnpack(builder, packed, convolution));
    }

    public override ScheduledKernel Schedule(KernelOp kernel, CpuMachine machine, OpBuilder builder)
    {
        var convolution = WinogradConvolution.Of(kernel, Root(kernel)!, machine);
        var function = new KernelFunction(builder, kernel, Name, MemRefType.Get(FloatType.F32, WinogradEmitter.ScratchElements(convolution)));
        return new WinogradEmitter(function, kernel, convolution).Emit();
    }
}
