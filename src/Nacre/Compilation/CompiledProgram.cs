using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Targets.Cpu.Tactics;
using Nacre.Targets.Llvm.Interop;
using Nacre.Transforms.Interpreter;
using Nacre.Tuning;

namespace Nacre.Compilation;

/// <summary>A model compiled for inputs of certain types: its plan and code, or no plan where only the interpreter can run it.</summary>
internal sealed class CompiledProgram : IDisposable
{
    private readonly EngineContent? _content;
    private readonly ModuleOp? _module;

    /// <param name="module">The kernels for the interpreter. Null where the content has their text.</param>
    private CompiledProgram(EngineContent? content, ModuleOp? module)
    {
        (_content, _module) = (content, module);
        Kernels = content is null ? [] : [.. content.Plan.Steps.Where(s => s is LaunchStep or HostStep).Select(Report)];
    }

    /// <summary>Null when the model works on values that are no tensors.</summary>
    public ExecutionPlan? Plan => _content?.Plan;
    public IReadOnlyList<KernelReport> Kernels { get; }

    /// <summary>Bytes of its constants and code.</summary>
    public long ByteSize => _content is null ? 0 : _content.Plan.Constants.Sum(c => c.ByteSize) + _content.Objects.Sum(o => (long)o.Length);

    public static CompiledProgram Of(EngineContent content) => new(content, null);

    public static CompiledProgram Compile(Model model, CompileOptions options, EquatableArray<IRType?> types)
    {
        if (options.Target == CompileOptions.Interpreter || !model.Main.FunctionType.Inputs.Concat(model.Main.FunctionType.Results).All(t => t is TensorType or Dialects.Onnx.UnknownType))
            return new CompiledProgram(null, null);
        var cpu = CpuOf(options);
        var module = Lower(model, options, types, MachineOf(cpu, options));
        if (!IsTensorProgram(module))
            return new CompiledProgram(null, null);
        var calls = RegisteredCalls.Of(options);
        RefuseFallback(options, module, calls);
        ReleaseGarbage();
        var objects = KernelCompiler.Compile(module, cpu, options.Trace).Select(o => new ReadOnlyMemory<byte>(o)).ToArray();
        using var linking = options.Trace.Measure("link", CompileTrace.Category);
        var code = CodeImage.Load(objects);
        var plan = new PlanBuilder(module, code.Lookup, calls).Build(code);
        // The plan has its own constants and the code its own kernels, so the rest of the IR would only hold memory.
        ReferenceKernels.KeepOnly(module);
        return new CompiledProgram(new EngineContent(plan, objects, EngineTargets.Of(cpu)), module);
    }

    /// <summary>Lowering leaves copies of the weights behind; the code generator's memory should not come on top of them.</summary>
    private static void ReleaseGarbage()
    {
        const long worthIt = 128 << 20;
        if (GC.GetTotalMemory(forceFullCollection: false) > worthIt)
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    /// <summary>What an engine file of this program holds.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.Unsupported"/>: there is no plan.</exception>
    public EngineContent ToContent()
    {
        if (_content is null)
            throw new NacreException(ExitCode.Unsupported, "the model works on values that are no tensors, so all of it runs on the interpreter; it cannot be saved as an engine");
        return _module is null ? _content : _content with { HostKernels = ReferenceKernels.Write(_module) };
    }

    /// <summary>The processor that the options name.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.DeviceOrLibraryMissing"/>: LLVM is missing; <see cref="ExitCode.Usage"/>: there is no code for the target.</exception>
    public static CpuTarget CpuOf(CompileOptions options)
    {
        if (options.Target == CompileOptions.Interpreter)
            throw new NacreException(ExitCode.Usage, "the interpreter runs a model as it is: there is no code for this target");
        if (!LlvmLibrary.TryLoad(out var reason))
            throw new NacreException(ExitCode.DeviceOrLibraryMissing, reason);
        return options.Target == "host" ? CpuTarget.Host() : CpuTarget.FromLevel(options.Target);
    }

    /// <summary>What tactics need to know of a target, with what the options' tuning database says of it.</summary>
    public static CpuMachine MachineOf(CpuTarget cpu, CompileOptions options) =>
        new(cpu.VectorBits / 8, cpu.VectorRegisters, cpu.Caches.L2, cpu.HasBf16Dot, cpu.IsBf16DotFast) { Measured = TuningFile.SchedulesFor(options) };

    /// <summary>Runs the phases up to <c>scheduled</c>, or to the one at which the options stop.</summary>
    public static ModuleOp Lower(Model model, CompileOptions options, EquatableArray<IRType?> types, CpuMachine machine)
    {
        var context = Dialects.AllDialects.NewContext();
        var module = (ModuleOp)new OpBuilder().Clone(model.Module, new IRMapping());
        var trace = options.Trace is null ? null : new CompileTrace(options.Trace);
        var managerOptions = new PassManagerOptions
        {
            VerifyEach = false,
            StopAfter = options.StopAfter,
            AfterPhase = (phase, op) =>
            {
                trace?.PhaseEnded(phase);
                options.AfterPhase?.Invoke(phase, (ModuleOp)op);
            },
        };
        var manager = new PassManager(context, CpuPipeline.Build(types, options.Precision, machine), managerOptions);
        var isLowered = manager.Run(module);
        trace?.AddPasses(manager.Timings);
        if (!isLowered)
            throw new NacreException(ExitCode.Unsupported, FirstOf([.. context.Diagnostics.Errors]));
        return module;
    }

    /// <summary>One defect may show at every node of a model; a screen of messages says no more than the first few.</summary>
    private static string FirstOf(IReadOnlyList<Diagnostic> errors)
    {
        const int shown = 5;
        var lines = errors.Take(shown).Select(e => e.ToString());
        return string.Join("\n", errors.Count <= shown ? lines : lines.Append($"… and {errors.Count - shown} more"));
    }

    /// <summary>Whether every value between the steps is a tensor, as far as one can tell.</summary>
    private static bool IsTensorProgram(ModuleOp module) =>
        new SymbolTable(module).Lookup<FuncOp>("main")!.Body.Entry.Operations.SelectMany(o => o.Results.Types).All(t => t is TensorType or NoneType || (t is Dialects.Onnx.UnknownType && !HasCollections(module)));

    /// <summary>Whether a value of unknown type may be a sequence, an optional or a map.</summary>
    private static bool HasCollections(ModuleOp module) => module.Walk().Any(o => o.Results.Any(r => r.Type is Dialects.Onnx.OnnxType and not Dialects.Onnx.UnknownType) || IsOfCollections(o.Name));

    private static bool IsOfCollections(string name) => name.Contains("Sequence", StringComparison.Ordinal) || name.Contains("Optional", StringComparison.Ordinal) || name.Contains("Map", StringComparison.Ordinal);

    private static KernelReport Report(PlanStep step) => new(
        step.Name, step is LaunchStep launch ? launch.Tactic : step is HostStep { Kernel: ReferenceKernel { IsCall: true } } ? KernelReport.CallTactic : KernelOp.ReferenceTactic, [.. step.Source], step is not HostStep { Kernel: ReferenceKernel { CanRun: false } });

    private static void RefuseFallback(CompileOptions options, ModuleOp module, CustomCalls calls)
    {
        if (!options.Strict)
            return;
        var gaps = module.Body.Operations.OfType<KernelOp>().Where(k => !ReferenceKernel.IsCallOf(k, calls)).Select(k => $"  {(k.BodyOps.First() is Dialects.Onnx.CustomOp custom ? custom.Operator : k.BodyOps.First().Name)} (node {string.Join(", ", k.Location.Names)})").ToArray();
        if (gaps.Length > 0)
            throw new NacreException(ExitCode.Unsupported, $"{gaps.Length} kernels have no generated code and --strict is given:\n{string.Join("\n", gaps)}");
    }

    public void Dispose() => _content?.Dispose();
}
