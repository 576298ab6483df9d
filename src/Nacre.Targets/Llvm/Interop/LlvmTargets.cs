using System.Runtime.InteropServices;

namespace Nacre.Targets.Llvm.Interop;

/// <summary>Registers LLVM's back ends and makes target machines.</summary>
internal static unsafe class LlvmTargets
{
    private const int RelocationPic = 2, CodeModelDefault = 0;

    private static readonly string[] Parts = ["TargetInfo", "Target", "TargetMC", "AsmPrinter", "AsmParser"];

    private static readonly Lazy<bool> Registered = new(RegisterAll);

    /// <summary>A target machine; the caller disposes it.</summary>
    /// <exception cref="LlvmException">The triple is unknown or its back end is not in this library.</exception>
    internal static nint CreateMachine(LlvmTarget target, CodeGenLevel level)
    {
        _ = Registered.Value;
        if (LlvmNative.LLVMGetTargetFromTriple(target.Triple, out var backEnd, out var message) != 0)
            throw new LlvmException(LlvmNative.TakeMessage(message));
        var machine = LlvmNative.LLVMCreateTargetMachine(backEnd, target.Triple, target.Cpu, target.Features, (int)level, RelocationPic, CodeModelDefault);
        return machine != 0 ? machine : throw new LlvmException($"no target machine for {target}");
    }

    /// <summary>LLVM's header initialises all targets in inline functions, so the exported parts are called by name; not every back end has every part.</summary>
    private static bool RegisterAll()
    {
        string[] backEnds = ["X86", "AArch64", "RISCV", "NVPTX", "AMDGPU", "SPIRV", "WebAssembly"];
        var library = LlvmLibrary.Load().Handle;
        foreach (var name in backEnds.SelectMany(backEnd => Parts.Select(part => $"LLVMInitialize{backEnd}{part}")))
            if (NativeLibrary.TryGetExport(library, name, out var function))
                ((delegate* unmanaged<void>)function)();
        return true;
    }
}
