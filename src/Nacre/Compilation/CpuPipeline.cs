using Nacre.IR;
using Nacre.Targets.Cpu;
using Nacre.Targets.Cpu.Tactics;
using Nacre.Transforms.Conversion;
using Nacre.Transforms.Conversion.ExpandComplex;
using Nacre.Transforms.Conversion.ExpandQuantized;
using Nacre.Transforms.Conversion.ExpandStableHlo;
using Nacre.Transforms.Conversion.OnnxToStableHlo;
using Nacre.Transforms.Generic;
using Nacre.Transforms.Kernels;
using Nacre.Transforms.Optimize;

namespace Nacre.Compilation;

/// <summary>The phases from a model to loops for the CPU. Phase names are the values of <c>--emit</c>.</summary>
public static class CpuPipeline
{
    public const string Import = "import", Graph = "graph", Optimized = "optimized", Kernels = "kernels", Scheduled = "scheduled", Target = "target";

    /// <summary>All phases in order.</summary>
    public static IReadOnlyList<string> Phases { get; } = [Import, Graph, Optimized, Kernels, Scheduled, Target];

    public static PassPipeline Build(EquatableArray<IRType?> inputTypes, Precision precision, CpuMachine machine) => new(
        new Phase(Import, [new SpecializePass(inputTypes)]),
        new Phase(Graph, [new ConvertToStableHloPass(), .. Inlined, new ConvertOnnxToStableHloPass(), /* shape arithmetic leaves dead and equal code */ new CsePass()]),
        new Phase(Optimized, [.. Widened(precision), /* the rules below are for fewer operations, on integers and real numbers */ new ExpandStableHloPass(), new ExpandQuantizedPass(), new ExpandComplexPass(), new OptimizeGraphPass(), /* the layouts are settled and the weights constant */ .. Narrowed(precision, machine), new CsePass()]),
        KernelsPhase(machine),
        ScheduledPhase(machine));

    /// <summary>Kernels are formed within one function.</summary>
    private static PipelineItem[] Inlined => [/* first what loops call in their conditions */ new InlinePass(), new LiftControlFlowPass(), /* then what had several blocks */ new InlinePass(), new SymbolDcePass()];

    /// <summary>From the optimised graph to kernels with tactics, for a machine and what was measured on it.</summary>
    internal static Phase KernelsPhase(CpuMachine machine) =>
        new(Kernels, [new PadConvolutionsPass(machine), new FormKernelsPass(), /* after forming: only kernels have tactics */ new AssignTacticsPass(machine), new PlanArenaPass()]);

    internal static Phase ScheduledPhase(CpuMachine machine) => new(Scheduled, [new ScheduleKernelsPass(machine)]);

    private static PipelineItem[] Narrowed(Precision precision, CpuMachine machine) => precision == Precision.Bf16 ? [new NarrowProductsPass(WeightsOnly: !machine.IsBf16DotFast)] : [];
    private static PipelineItem[] Widened(Precision precision) => precision == Precision.F64 ? [new WidenFloatsPass()] : [];
}
