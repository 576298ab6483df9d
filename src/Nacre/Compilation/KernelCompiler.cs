using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Targets.Cpu;
using Nacre.Targets.Llvm.Interop;
using Nacre.Targets.Llvm.Translation;
using Nacre.Transforms.Conversion;

namespace Nacre.Compilation;

/// <summary>Compiles the scheduled kernels of a module to machine code, several groups at once.</summary>
internal static class KernelCompiler
{
    /// <summary>Object files that define the kernels; none when no kernel has code.</summary>
    public static IReadOnlyList<byte[]> Compile(ModuleOp module, CpuTarget cpu, TraceLog? trace = null)
    {
        var kernels = new SymbolTable(module).Lookup<ModuleOp>(ScheduleKernelsPass.ModuleName)?.Body.Operations.OfType<FuncOp>().ToArray() ?? [];
        if (kernels.Length == 0)
            return [];
        using var all = trace.Measure("code", CompileTrace.Category);
        var groups = Groups(kernels);
        var objects = new byte[groups.Count][];
        try
        {
            Parallel.For(0, groups.Count, i => objects[i] = CompileGroup(groups[i], cpu, trace));
        }
        catch (AggregateException e) when (e.InnerExceptions.OfType<NacreException>().FirstOrDefault() is { } first)
        {
            throw new NacreException(first.Code, first.Message, first);
        }
        return objects;
    }

    /// <summary>Kernels that go into one LLVM module: few enough that all cores have work.</summary>
    private static List<FuncOp[]> Groups(FuncOp[] kernels) => [.. kernels.Chunk(Math.Clamp(kernels.Length / (4 * Environment.ProcessorCount), 1, 16))];

    private static byte[] CompileGroup(FuncOp[] kernels, CpuTarget cpu, TraceLog? trace)
    {
        using var group = trace.Measure(string.Join(", ", kernels.Select(k => k.SymbolName)), CompileTrace.Category);
        try
        {
            return LlvmCompiler.CompileToObject(LlvmIrTranslator.Translate(LowerGroup(kernels)), cpu, CodeGenOptions.Default);
        }
        catch (LlvmException e)
        {
            throw new NacreException(ExitCode.Unsupported, $"LLVM could not compile kernels {string.Join(", ", kernels.Select(k => k.SymbolName))}: {e.Message}", e);
        }
    }

    /// <summary>Copies of the kernels, lowered to the llvm dialect.</summary>
    public static ModuleOp LowerGroup(IEnumerable<FuncOp> kernels)
    {
        var context = Dialects.AllDialects.NewContext();
        var module = ModuleOp.New();
        foreach (var kernel in kernels)
            module.Body.Append(new OpBuilder().Clone(kernel, new IRMapping()));
        if (!new PassManager(context, new PassPipeline(new Phase(CpuPipeline.Target, LowerToLlvm.Passes.Select(PipelineItem (p) => p).ToArray(), LowerToLlvm.Retires.ToArray())), new PassManagerOptions { VerifyEach = false }).Run(module))
            throw new NacreException(ExitCode.Unsupported, $"kernels {string.Join(", ", module.Body.Operations.OfType<FuncOp>().Select(k => k.SymbolName))} cannot be brought to machine code: {context.Diagnostics.Errors.First()}");
        return module;
    }
}
