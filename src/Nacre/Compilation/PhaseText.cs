using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Targets.Cpu;
using Nacre.Targets.Cpu.Tactics;
using Nacre.Targets.Llvm.Interop;
using Nacre.Tuning;

namespace Nacre.Compilation;

/// <summary>The IR of a phase as text, or the code (<c>code</c>: LLVM's assembly) that comes out.</summary>
public static class PhaseText
{
    private const string Code = "code";

    /// <summary>What can be emitted, in order.</summary>
    public static IReadOnlyList<string> Phases { get; } = [.. CpuPipeline.Phases, Code];

    /// <param name="print">How to print; without it the bytes of weights are left out.</param>
    /// <exception cref="NacreException">The phase is unknown, or the model cannot be compiled.</exception>
    public static string Emit(Model model, CompileOptions options, string phase, PrintOptions? print = null)
    {
        if (!Phases.Contains(phase))
            throw new NacreException(ExitCode.Usage, $"unknown phase '{phase}'; the phases are {string.Join(", ", Phases)}");
        using var engine = Engine.Of(model, options);
        var types = engine.DefaultTypes().Select(t => t.ToIR()).ToEquatableArray();
        // The first phases are the same for every machine, but for what is done in bf16, so they need no LLVM to describe it.
        if (phase is CpuPipeline.Import or CpuPipeline.Graph || (phase == CpuPipeline.Optimized && options.Precision != Precision.Bf16))
            return Text(CompiledProgram.Lower(model, options with { StopAfter = phase }, types, new CpuMachine(16, 16, 1 << 20)), print);
        if (options.Tune is not null)
            ModelTuning.Run(model, options, types);
        var cpu = CompiledProgram.CpuOf(options);
        var stop = phase is CpuPipeline.Target or Code ? CpuPipeline.Scheduled : phase;
        var module = CompiledProgram.Lower(model, options with { StopAfter = stop }, types, CompiledProgram.MachineOf(cpu, options));
        return phase switch
        {
            CpuPipeline.Target => Text(Lowered(module), print),
            Code => LlvmCompiler.CompileToAssembly(Targets.Llvm.Translation.LlvmIrTranslator.Translate(Lowered(module)), cpu, CodeGenOptions.Default),
            _ => Text(module, print),
        };
    }

    private static ModuleOp Lowered(ModuleOp module) =>
        KernelCompiler.LowerGroup(new SymbolTable(module).Lookup<ModuleOp>(ScheduleKernelsPass.ModuleName)?.Body.Operations.OfType<FuncOp>() ?? []);

    private static string Text(ModuleOp module, PrintOptions? print) => OpAsmPrinter.Print(module, print ?? new PrintOptions());
}
