using Nacre.Caching;
using Nacre.Compilation;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Targets.Cpu;
using Nacre.Targets.Cpu.Tactics;
using Nacre.Targets.Llvm.Interop;
using Nacre.Transforms.Kernels;

namespace Nacre.Tuning;

/// <summary>Measures the kernels of a model and notes in the tuning database what is faster than the estimate's choices.</summary>
internal static class ModelTuning
{
    /// <param name="types">Of the model's inputs.</param>
    /// <exception cref="NacreException">The model cannot be compiled, LLVM is missing, or the database cannot be read or written.</exception>
    public static void Run(Model model, CompileOptions options, EquatableArray<IRType?> types)
    {
        if (options.Tune is not { } tune || !model.Main.FunctionType.Inputs.All(t => t is TensorType))
            return;
        var path = TuningFile.PathOf(options)!;
        var machine = CacheKey.OfTiming(options.Target);
        void Save(IReadOnlyList<TuningEntry> entries) => TuningFile.Add(path, entries);
        new Tuner(machine, TuningFile.Read(path), tune, TimeProvider.System, Save).Run(KernelsOf(model, options, types));
    }

    /// <summary>The distinct kernels that have a choice, the longest time by estimate first.</summary>
    internal static IReadOnlyList<TunableKernel> KernelsOf(Model model, CompileOptions options, EquatableArray<IRType?> types)
    {
        var cpu = CompiledProgram.CpuOf(options);
        var machine = CompiledProgram.MachineOf(cpu, options with { TuningFile = null, UseCache = false, Tune = null });
        var module = CompiledProgram.Lower(model, options with { StopAfter = CpuPipeline.Optimized, AfterPhase = null, Trace = null }, types, machine);
        TunableKernel.RunPhases(module, new Phase(CpuPipeline.Kernels, [new FormKernelsPass()]));
        var weightBytes = WeightBytes(module);
        return [.. module.Walk<LaunchOp>().Select(l => (Launch: l, Kernel: (KernelOp)SymbolTable.LookupNearest(l, l.Kernel)!))
            .Where(p => TunableKernel.HasChoice(p.Launch, p.Kernel))
            .GroupBy(p => TunableKernel.KeyOf(p.Launch, p.Kernel))
            .OrderByDescending(g => g.Sum(p => EstimatedSeconds(p.Kernel))).ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select(g => new TunableKernel(g.First().Launch, g.First().Kernel, machine, cpu, weightBytes)).Where(k => k.Candidates().Count > 0)];
    }

    private static long WeightBytes(ModuleOp module) =>
        module.Walk<Dialects.StableHlo.ConstantOp>().Where(c => c.Block?.ParentOp is not KernelOp).Sum(c => ((RankedTensorType)c.Output.Type).Shape.ElementCount * c.Output.Type.ElementOrSelf().StorageBytes());

    /// <summary>Rough: only the order counts.</summary>
    private static double EstimatedSeconds(KernelOp kernel)
    {
        const double flopsPerSecond = 100e9, bytesPerSecond = 10e9;
        var work = KernelWork.Of(kernel);
        return Math.Max(work.Flops / flopsPerSecond, work.Bytes / bytesPerSecond);
    }
}
