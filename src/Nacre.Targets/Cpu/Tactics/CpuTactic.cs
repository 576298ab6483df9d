using Nacre.Dialects.Func;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Transforms.Conversion;
using Nacre.Transforms.Kernels;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>A kernel as loops: the function, and how many tiles its caller may split it into.</summary>
/// <param name="Function">Takes a 1-D memref for each operand and result of the kernel, then the range of tiles.</param>
public sealed record ScheduledKernel(FuncOp Function, long Tiles);

/// <summary>One way to compute kernels on a CPU: says when it applies and writes the loops as IR.</summary>
public abstract class CpuTactic
{
    /// <summary>The name in the IR and in reports.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it can compute the kernel that <paramref name="launch"/> calls.</summary>
    public abstract bool Applies(LaunchOp launch, KernelOp kernel, CpuMachine machine);

    /// <summary>Whether, by estimate, no tactic that comes after this one is faster; asked where the tactic applies.</summary>
    public virtual bool Pays(KernelOp kernel, CpuMachine machine) => true;

    /// <summary>The schedules worth trying where the tactic applies, about a dozen at most; the estimate's choice first.</summary>
    public virtual IReadOnlyList<Schedule> Candidates(KernelOp kernel, CpuMachine machine) => [new Schedule(Name)];

    /// <summary>Brings constant operands into the order that the tactic reads.</summary>
    public virtual void Pack(LaunchOp launch, KernelOp kernel, CpuMachine machine, WeightPacker packer)
    {
    }

    /// <summary>Emits the function at the builder's insertion point (inside a module), as the kernel's schedule says.</summary>
    public abstract ScheduledKernel Schedule(KernelOp kernel, CpuMachine machine, OpBuilder builder);
}

/// <summary>What tactics need to know of the machine.</summary>
/// <param name="VectorBytes">Bytes of the widest vector that is worth using.</param>
/// <param name="VectorRegisters">How many there are.</param>
/// <param name="L2Bytes">Second-level cache per core.</param>
/// <param name="HasBf16Dot">Whether it has <c>x86vector.avx512.dot</c> on its widest vectors.</param>
/// <param name="IsBf16DotFast">Whether that multiplies more per cycle than the multiply-add of f32.</param>
public sealed record CpuMachine(int VectorBytes, int VectorRegisters, long L2Bytes, bool HasBf16Dot = false, bool IsBf16DotFast = false)
{
    /// <summary>What was measured on it.</summary>
    public MeasuredSchedules Measured { get; init; } = MeasuredSchedules.None;

    /// <summary>Lanes for the widest element that a kernel computes with.</summary>
    public int Lanes(KernelOp kernel)
    {
        var widest = kernel.BodyOps.SelectMany(o => o.Results.Types.Concat(o.Operands.Types)).Concat(kernel.FunctionType.Inputs)
            .Select(t => ElementEmitter.ComputeType(t.ElementOrSelf())).Where(t => t.IsScalar).Select(t => t.StorageBytes()).DefaultIfEmpty(4).Max();
        return Math.Max(1, VectorBytes / Math.Max(4, widest));
    }
}

/// <summary>The function of a scheduled kernel: its signature and what lies where.</summary>
public sealed class KernelFunction
{
    private readonly KernelOp _kernel;

    /// <param name="builder">Where the function goes.</param>
    /// <param name="kernel">What it computes.</param>
    /// <param name="tactic">How, for reports.</param>
    /// <param name="scratch">Memory that each call has for itself; null for none.</param>
    public KernelFunction(OpBuilder builder, KernelOp kernel, string tactic, MemRefType? scratch = null)
    {
        _kernel = kernel;
        var memory = kernel.FunctionType.Inputs.Concat(kernel.FunctionType.Results).Select(MemRefOf).Concat(scratch is null ? [] : [scratch]);
        var types = memory.Append(IndexType.Instance).Append(IndexType.Instance);
        builder.Location = kernel.Location;
        Function = FuncOp.Create(builder, kernel.SymbolName, new FunctionType(types.ToEquatableArray(), default));
        Function.SetAttr(KernelToLlvm.Attribute, UnitAttr.Instance);
        if (scratch is not null)
            Function.SetAttr(KernelToLlvm.ScratchAttribute, IntegerAttr.I64(scratch.Shape.ElementCount * scratch.ElementType.StorageBytes()));
        Function.SetAttr("nacre.tactic", new StringAttr(tactic));
        Builder = OpBuilder.AtEnd(Function.Body.Entry);
        Builder.Location = kernel.Location;
    }

    public FuncOp Function { get; }
    public OpBuilder Builder { get; }
    public Value Begin => Function.Body.Entry.Arguments[^2];
    public Value End => Function.Body.Entry.Arguments[^1];

    /// <summary>The scratch memory, where the function was made with one.</summary>
    public Value Scratch => Function.Body.Entry.Arguments[^3];

    public Value Input(int index) => Function.Body.Entry.Arguments[index];
    public Value Output(int index) => Function.Body.Entry.Arguments[_kernel.FunctionType.Inputs.Count + index];

    /// <summary>Tells an emitter where the kernel's operands lie.</summary>
    public void Bind(ElementEmitter emitter)
    {
        foreach (var argument in _kernel.Body.Entry.Arguments)
            emitter.SetBuffer(argument, Input(argument.Index));
    }

    public ScheduledKernel Finish(long tiles)
    {
        ReturnOp.Create(Builder, []);
        Function.SetAttr("nacre.tiles", IntegerAttr.I64(tiles));
        return new ScheduledKernel(Function, tiles);
    }

    private static IRType MemRefOf(IRType type)
    {
        if (ComplexParts.Of(type) is { } parts)
            return MemRefType.Get(parts.ElementType, 2 * parts.Shape.ElementCount);
        var tensor = (RankedTensorType)type;
        return MemRefType.Get(ElementEmitter.StorageType(tensor.ElementType), tensor.Shape.ElementCount);
    }
}
