using Nacre.Compilation;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Targets.Cpu;
using Nacre.Targets.Cpu.Tactics;
using Nacre.Targets.Llvm.Interop;
using Nacre.Transforms.Interpreter;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Tuning;

/// <summary>
/// A kernel of a model as a model of its own, with the same weights, that goes the way of every model from the optimised graph to code: a candidate is nothing but what a
/// tuning database could say.
/// </summary>
/// <param name="launch">Tells which operands are constants.</param>
/// <param name="kernel">Before anything is padded or packed.</param>
/// <param name="weightBytes">Weights of the whole model: so much passes between two runs of the kernel.</param>
internal sealed class TunableKernel(LaunchOp launch, KernelOp kernel, CpuMachine machine, CpuTarget cpu, long weightBytes) : ITunableKernel
{
    private const int MostCandidates = 12;

    private readonly ModuleOp _program = ProgramOf(launch, kernel);

    public string Key { get; } = KeyOf(launch, kernel);
    public string Description { get; } = DescriptionOf(ContractionTactic.Root(kernel)!);

    public static bool HasChoice(LaunchOp launch, KernelOp kernel) =>
        ContractionTactic.Root(kernel) is { } root && launch.Inputs.All(i => i.Type is RankedTensorType { HasStaticShape: true })
        && kernel.BodyOps.SelectMany(o => o.Results).All(r => r.Type is RankedTensorType { HasStaticShape: true }) && root.OperandCount == 2;

    public static string KeyOf(LaunchOp launch, KernelOp kernel) =>
        ContractionTactic.Root(kernel)! is var root ? MeasuredSchedules.KeyOf(root, AssignTacticsPass.HasConstantWeights(launch, root)) : "";

    private static string DescriptionOf(Operation root) => $"{root.Name} ({string.Join(", ", root.Operands.Types)}) -> {root.Results[0].Type}";

    public IReadOnlyList<IReadOnlyDictionary<string, Schedule>> Candidates()
    {
        var estimate = RootKernel(Formed(MeasuredSchedules.None)) is var (call, form) ? AssignTacticsPass.Estimated(call, form, machine) : null;
        var all = AssignTacticsPass.Tactics.Where(t => t is WinogradTactic or ContractionTactic).OrderByDescending(t => t.Name == estimate?.Tactic).SelectMany(CandidatesOf);
        return [.. all.Where(c => c.Values.Last() != estimate).Take(MostCandidates)];
    }

    /// <summary>Kernels without tactics: the way to them depends only on what was measured.</summary>
    private ModuleOp Formed(MeasuredSchedules measured)
    {
        var module = Copy();
        RunPhases(module, new Phase(CpuPipeline.Kernels, [new PadConvolutionsPass(machine with { Measured = measured }), new FormKernelsPass()]));
        return module;
    }

    /// <summary>The tactic decides before kernels are formed whether the convolution's input is padded, so its own choices are those of the kernel that comes out.</summary>
    private IEnumerable<IReadOnlyDictionary<string, Schedule>> CandidatesOf(CpuTactic tactic)
    {
        var decision = new Dictionary<string, Schedule> { [Key] = new(tactic.Name) };
        if (RootKernel(Formed(new MeasuredSchedules(decision))) is not var (call, form) || !tactic.Applies(call, form, machine))
            return [];
        var key = KeyOf(call, form);
        return tactic.Candidates(form, machine).Select(c => new Dictionary<string, Schedule>(decision) { [key] = c });
    }

    public IPreparedKernel? Prepare(IReadOnlyDictionary<string, Schedule> decisions)
    {
        var decided = machine with { Measured = new MeasuredSchedules(decisions) };
        var module = Copy();
        RunPhases(module, CpuPipeline.KernelsPhase(decided), CpuPipeline.ScheduledPhase(decided));
        var code = CodeImage.Load(KernelCompiler.Compile(module, cpu).Select(o => new ReadOnlyMemory<byte>(o)));
        var plan = new PlanBuilder(module, code.Lookup, new CustomCalls()).Build(code);
        if (plan.Steps.All(s => s is LaunchStep) && plan.Steps.Count > 0)
            return new PreparedKernel(plan, weightBytes);
        code.Dispose();
        return null;
    }

    private static (LaunchOp Launch, KernelOp Kernel)? RootKernel(ModuleOp module) => module.Walk<LaunchOp>()
        .Select(l => (Launch: l, Kernel: (KernelOp)SymbolTable.LookupNearest(l, l.Kernel)!)).Where(p => ContractionTactic.Root(p.Kernel) is not null)
        .Select(p => ((LaunchOp, KernelOp)?)p).FirstOrDefault();

    private ModuleOp Copy() => (ModuleOp)new OpBuilder().Clone(_program, new IRMapping());

    public static void RunPhases(ModuleOp module, params Phase[] phases)
    {
        var context = Dialects.AllDialects.NewContext();
        if (!new PassManager(context, new PassPipeline(phases), new PassManagerOptions { VerifyEach = false }).Run(module))
            throw new NacreException(ExitCode.Unsupported, context.Diagnostics.Errors.First().ToString());
    }

    /// <summary>A module whose <c>@main</c> is the kernel's body; the launch's constants stand in it.</summary>
    private static ModuleOp ProgramOf(LaunchOp launch, KernelOp kernel)
    {
        var arguments = kernel.Body.Entry.Arguments;
        var open = arguments.Where(a => WeightPacker.ConstantOf(launch, a) is null).ToArray();
        var module = ModuleOp.New();
        var main = FuncOp.Create(OpBuilder.AtEnd(module.Body), "main", new FunctionType(open.Select(a => a.Type).ToEquatableArray(), kernel.FunctionType.Results));
        var builder = OpBuilder.AtEnd(main.Body.Entry);
        var mapping = new IRMapping();
        foreach (var (argument, i) in open.Select((a, i) => (a, i)))
            mapping.Map(argument, main.Body.Entry.Arguments[i]);
        foreach (var argument in arguments.Except(open))
            mapping.Map(argument, Hlo.ConstantOp.Create(builder, WeightPacker.ConstantOf(launch, argument)!.Value).Output);
        foreach (var op in kernel.BodyOps)
            builder.Clone(op, mapping);
        ReturnOp.Create(builder, [.. kernel.Yield.Operands.Select(mapping.Lookup)]);
        return module;
    }
}
