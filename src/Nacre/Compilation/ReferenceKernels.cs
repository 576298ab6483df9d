using System.Text;
using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Generic;
using Nacre.Transforms.Interpreter;

namespace Nacre.Compilation;

/// <summary>Kernels for the interpreter as text in an engine file.</summary>
/// <param name="calls">What custom calls in them mean.</param>
internal sealed class ReferenceKernels(CustomCalls calls)
{
    private SymbolTable? _kernels;

    /// <summary>Removes all but the kernels that have no code, and what they call.</summary>
    public static void KeepOnly(ModuleOp module)
    {
        foreach (var op in module.Body.Operations.Where(o => o is not (KernelOp or FuncOp { IsPrivate: true })).ToArray())
            op.Erase();
        new SymbolDcePass().Run(module, new PassContext(new IRContext()));
    }

    /// <summary>The text of a module of such kernels; empty where there are none.</summary>
    public static byte[] Write(ModuleOp module) =>
        module.Body.Operations.Any() ? Encoding.UTF8.GetBytes(OpAsmPrinter.Print(module, new PrintOptions(DebugInfo: true, ResourceLimit: long.MaxValue))) : [];

    /// <summary>The kernel of that name; the text must be the same at each call.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.ModelUnreadable"/>: the text does not hold such a kernel.</exception>
    public IHostKernel Load(string name, ReadOnlyMemory<byte> text)
    {
        try
        {
            _kernels ??= new SymbolTable(AllDialects.ParseModule(AllDialects.NewContext(), Encoding.UTF8.GetString(text.Span), "engine"));
            return new ReferenceKernel(_kernels.Lookup<KernelOp>(name) ?? throw new NacreException(ExitCode.ModelUnreadable, $"the engine has no kernel '{name}'"), calls);
        }
        catch (DiagnosticException e)
        {
            throw new NacreException(ExitCode.ModelUnreadable, $"the engine's kernels cannot be read: {e.Message}", e);
        }
    }
}
