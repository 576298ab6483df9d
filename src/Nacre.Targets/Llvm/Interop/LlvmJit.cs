using System.Collections.Concurrent;
using System.Runtime.InteropServices;

namespace Nacre.Targets.Llvm.Interop;

/// <summary>Links object files of the host into this process (ORC LLJIT). Code stays valid until disposal; members may be called from any thread.</summary>
public sealed unsafe class LlvmJit : IDisposable
{
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly GCHandle _self;
    private readonly nint _dylib;
    private nint _jit;

    /// <summary>An empty JIT for the host; C functions of the process (memcpy, …) can be called from its code.</summary>
    /// <exception cref="LlvmException">LLVM is missing or has no JIT for this machine.</exception>
    public LlvmJit() : this(CpuTarget.Host()) { }

    /// <inheritdoc cref="LlvmJit()"/>
    public LlvmJit(LlvmTarget target)
    {
        var machine = LlvmTargets.CreateMachine(target, CodeGenLevel.Default);
        var builder = LlvmNative.LLVMOrcCreateLLJITBuilder();
        LlvmNative.LLVMOrcLLJITBuilderSetJITTargetMachineBuilder(builder, LlvmNative.LLVMOrcJITTargetMachineBuilderCreateFromTargetMachine(machine));
        LlvmNative.Check(LlvmNative.LLVMOrcCreateLLJIT(out _jit, builder));
        _self = GCHandle.Alloc(this);
        // The default reporter writes to stderr.
        LlvmNative.LLVMOrcExecutionSessionSetErrorReporter(LlvmNative.LLVMOrcLLJITGetExecutionSession(_jit), &OnError, GCHandle.ToIntPtr(_self));
        _dylib = LlvmNative.LLVMOrcLLJITGetMainJITDylib(_jit);
        LlvmNative.Check(LlvmNative.LLVMOrcCreateDynamicLibrarySearchGeneratorForProcess(out var process, LlvmNative.LLVMOrcLLJITGetGlobalPrefix(_jit), 0, 0));
        LlvmNative.LLVMOrcJITDylibAddGenerator(_dylib, process);
    }

    /// <summary>Adds a relocatable object file; it is linked at the first <see cref="Lookup"/> that needs it.</summary>
    /// <exception cref="LlvmException">Not an object file of this machine, or a symbol is already defined.</exception>
    public void AddObject(ReadOnlySpan<byte> objectFile)
    {
        ObjectDisposedException.ThrowIf(_jit == 0, this);
        Check(LlvmNative.LLVMOrcLLJITAddObjectFile(_jit, _dylib, LlvmNative.CopyToBuffer(objectFile)));
    }

    /// <summary>Defines functions that the added objects call, by name and address.</summary>
    /// <exception cref="LlvmException">A name is already defined.</exception>
    public void AddSymbols(IReadOnlyDictionary<string, nint> symbols)
    {
        ObjectDisposedException.ThrowIf(_jit == 0, this);
        if (symbols.Count == 0)
            return;
        var pairs = symbols.Select(symbol => new LlvmNative.OrcSymbolPair
        {
            Name = LlvmNative.LLVMOrcLLJITMangleAndIntern(_jit, symbol.Key),
            Address = (ulong)symbol.Value,
            GenericFlags = LlvmNative.OrcSymbolPair.Exported | LlvmNative.OrcSymbolPair.Callable,
        }).ToArray();
        nint unit;
        fixed (LlvmNative.OrcSymbolPair* first = pairs)
            unit = LlvmNative.LLVMOrcAbsoluteSymbols(first, (nuint)pairs.Length);
        var error = LlvmNative.LLVMOrcJITDylibDefine(_dylib, unit);
        if (error != 0)
            LlvmNative.LLVMOrcDisposeMaterializationUnit(unit);
        Check(error);
    }

    /// <summary>The address of a function or global, linking what it needs.</summary>
    /// <exception cref="LlvmException">The name, or one that its object refers to, is not defined.</exception>
    public nint Lookup(string name)
    {
        ObjectDisposedException.ThrowIf(_jit == 0, this);
        Check(LlvmNative.LLVMOrcLLJITLookup(_jit, out var address, name));
        return (nint)address;
    }

    public void Dispose()
    {
        if (_jit == 0)
            return;
        var error = LlvmNative.LLVMOrcDisposeLLJIT(_jit);
        _jit = 0;
        _self.Free();
        LlvmNative.Check(error);
    }

    private void Check(nint error)
    {
        if (error == 0)
            return;
        var lines = new List<string> { LlvmNative.TakeError(error) };
        while (_errors.TryDequeue(out var line))
            lines.Add(line);
        throw new LlvmException(string.Join("\n", lines.Distinct()));
    }

    [UnmanagedCallersOnly]
    private static void OnError(nint state, nint error)
    {
        var jit = (LlvmJit)GCHandle.FromIntPtr(state).Target!;
        jit._errors.Enqueue(LlvmNative.TakeError(error));
    }
}
