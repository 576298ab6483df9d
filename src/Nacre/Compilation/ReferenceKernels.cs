using System.Text;
using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Runtime;

namespace Nacre.Compilation;

/// <summary>Kernels for the interpreter as text in an engine file.</summary>
internal sealed class ReferenceKernels
{
    private SymbolTable? _kernels;

    /// <summary>The text of all kernels of a module that have no code; empty where there are none.</summary>
    public static byte[] Write(ModuleOp module)
    {
        var copy = ModuleOp.New();
        foreach (var kernel in module.Body.Operations.OfType<KernelOp>())
            copy.Body.Append(new OpBuilder().Clone(kernel, new IRMapping()));
        return copy.Body.Operations.Any() ? Encoding.UTF8.GetBytes(OpAsmPrinter.Print(copy, new PrintOptions(DebugInfo: true, ResourceLimit: long.MaxValue))) : [];
    }

    /// <summary>The kernel of that name; the text must be the same at each call.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.ModelUnreadable"/>: the text does not hold such a kernel.</exception>
    public IHostKernel Load(string name, ReadOnlyMemory<byte> text)
    {
        try
        {
            _kernels ??= new SymbolTable(AllDialects.ParseModule(AllDialects.NewContext(), Encoding.UTF8.GetString(text.Span), "engine"));
            return new ReferenceKernel(_kernels.Lookup<KernelOp>(name) ?? throw new NacreException(ExitCode.ModelUnreadable, $"the engine has no kernel '{name}'"));
        }
        catch (DiagnosticException e)
        {
            throw new NacreException(ExitCode.ModelUnreadable, $"the engine's kernels cannot be read: {e.Message}", e);
        }
    }
}
