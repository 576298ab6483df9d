using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Targets.Cpu.Tactics;
using Nacre.Transforms.Kernels;

namespace Nacre.Targets.Cpu;

/// <summary>
/// Emits the loops of each kernel into the nested module <c>@cpu</c> and points its launches there. Equal kernels are emitted once. Kernels of the
/// reference tactic stay as they are.
/// </summary>
public sealed record ScheduleKernelsPass(CpuMachine Machine) : Pass
{
    /// <summary>The nested module of the kernels' functions.</summary>
    public const string ModuleName = "cpu";

    /// <summary>Attributes of a function: the <see cref="KernelWork"/> of its kernel.</summary>
    public const string FlopsAttribute = "nacre.flops", BytesAttribute = "nacre.bytes";

    public override string Argument => "schedule-cpu-kernels";

    public override void Run(Operation root, PassContext context)
    {
        var module = (ModuleOp)root;
        var code = ModuleOp.New();
        code.SymName = ModuleName;
        module.Body.Append(code);
        var builder = OpBuilder.AtEnd(code.Body);
        var known = new Dictionary<string, string>(StringComparer.Ordinal);
        var names = new Dictionary<KernelOp, string>();
        foreach (var kernel in module.Body.Operations.OfType<KernelOp>().Where(k => k.Tactic != KernelOp.ReferenceTactic).ToArray())
        {
            var text = TextWithoutName(kernel);
            if (!known.TryGetValue(text, out var name))
                known[text] = name = Schedule(kernel, builder).SymbolName;
            names[kernel] = name;
        }
        foreach (var launch in module.Walk<LaunchOp>().ToArray())
        {
            var kernel = (KernelOp)SymbolTable.LookupNearest(launch, launch.Kernel)!;
            if (names.TryGetValue(kernel, out var name))
                launch.Kernel = new SymbolRefAttr(ModuleName, (string[])[name]);
        }
        foreach (var kernel in names.Keys)
            kernel.Erase();
    }

    private FuncOp Schedule(KernelOp kernel, OpBuilder builder)
    {
        var function = AssignTacticsPass.Tactics.First(t => t.Name == kernel.Tactic).Schedule(kernel, Machine, builder).Function;
        var work = KernelWork.Of(kernel);
        function.SetAttr(FlopsAttribute, new FloatAttr(work.Flops, FloatType.F64));
        function.SetAttr(BytesAttribute, new FloatAttr(work.Bytes, FloatType.F64));
        return function;
    }

    /// <summary>What the kernel computes, without what its users call it.</summary>
    private static string TextWithoutName(KernelOp kernel)
    {
        var copy = (KernelOp)new OpBuilder().Clone(kernel, new IRMapping());
        copy.SymbolName = "kernel";
        copy.Source = null;
        return copy.ToString();
    }
}
