using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Targets.Cpu.Tactics;

namespace Nacre.Targets.Cpu;

/// <summary>
/// Emits the loops of each kernel into the nested module <c>@cpu</c> and points its launches there. Kernels that come out equal are emitted once. Kernels of the
/// reference tactic stay as they are.
/// </summary>
public sealed record ScheduleKernelsPass(CpuMachine Machine) : Pass
{
    /// <summary>The nested module of the kernels' functions.</summary>
    public const string ModuleName = "cpu";

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
            var function = AssignTacticsPass.Tactics.First(t => t.Name == kernel.Tactic).Schedule(kernel, Machine, builder).Function;
            names[kernel] = Share(function, known);
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

    /// <summary>The name of an equal function that is there already, or the function's own.</summary>
    private static string Share(FuncOp function, Dictionary<string, string> known)
    {
        var name = function.SymbolName;
        function.SymbolName = "kernel";
        var text = function.ToString();
        function.SymbolName = name;
        if (known.TryGetValue(text, out var shared))
        {
            function.Erase();
            return shared;
        }
        known[text] = name;
        return name;
    }
}
