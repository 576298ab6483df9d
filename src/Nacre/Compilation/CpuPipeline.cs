using Nacre.IR;
using Nacre.Targets.Cpu;
using Nacre.Targets.Cpu.Tactics;
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
        new Phase(Graph, [new ConvertOnnxToStableHloPass(), /* shape arithmetic leaves dead and equal code */ new CsePass()]),
        new Phase(Optimized, [.. Applied(precision), new OptimizeGraphPass(), new CsePass()]),
        new Phase(Kernels, [new PadConvolutionsPass(machine), new FormKernelsPass(), /* after forming: only kernels have tactics */ new AssignTacticsPass(machine), new PlanArenaPass()]),
        new Phase(Scheduled, [new ScheduleKernelsPass(machine)]));

    private static PipelineItem[] Applied(Precision precision) => precision == Precision.F64 ? [new WidenFloatsPass()] : [];
}
