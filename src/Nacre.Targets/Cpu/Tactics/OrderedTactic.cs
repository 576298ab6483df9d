using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Transforms.Kernels;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>An operation whose loops run in a certain order (<see cref="OrderedRules"/>), as one tile.</summary>
public sealed class OrderedTactic : CpuTactic
{
    public override string Name => "ordered";

    public override bool Applies(LaunchOp launch, KernelOp kernel, CpuMachine machine) => Root(kernel) is not null;

    private static Operation? Root(KernelOp kernel) =>
        kernel.BodyOps.Take(2).ToArray() is [var op] && OrderedRules.Has(op) && kernel.Yield.Operands.SequenceEqual(op.Results) ? op : null;

    public override ScheduledKernel Schedule(KernelOp kernel, CpuMachine machine, OpBuilder builder)
    {
        var op = Root(kernel)!;
        var scratch = OrderedRules.ScratchElements(op);
        var function = new KernelFunction(builder, kernel, Name, scratch > 0 ? MemRefType.Get(IntegerType.I64, scratch) : null);
        var emitter = new ElementEmitter(function.Builder, 1);
        function.Bind(emitter);
        foreach (var result in op.Results)
            emitter.SetBuffer(result, function.Output(result.Index));
        OrderedRules.Emit(emitter, op, scratch > 0 ? function.Scratch : null);
        return function.Finish(1);
    }
}
