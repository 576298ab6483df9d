using Nacre.Dialects;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Targets.Llvm.Interop;
using Nacre.Targets.Llvm.Translation;
using Nacre.Transforms.Conversion;

namespace Nacre.Tests.Conversion;

/// <summary>A kernel written as MLIR text, lowered, compiled for this machine and called through its ABI.</summary>
internal sealed unsafe class CompiledKernel : IDisposable
{
    private readonly CodeImage _code;
    private readonly delegate* unmanaged<Arguments*, long, long, void> _entry;

    private struct Arguments
    {
        public void** Buffers;
        public long* Sizes;
    }

    public CompiledKernel(string mlir, string name)
    {
        _code = CodeImage.Load([LlvmCompiler.CompileToObject(LlvmIr(mlir), CpuTarget.Host(), CodeGenOptions.Default)]);
        _entry = (delegate* unmanaged<Arguments*, long, long, void>)_code.Lookup(name);
    }

    /// <summary>The text that LLVM gets.</summary>
    /// <exception cref="InvalidOperationException">A pass or the verifier reported an error.</exception>
    public static string LlvmIr(string mlir)
    {
        var context = AllDialects.NewContext();
        var module = AllDialects.ParseModule(context, mlir);
        foreach (var pass in LowerToLlvm.Passes)
        {
            pass.Run(module, new PassContext(context));
            if (!Verifier.Verify(module, context.Diagnostics) || context.Diagnostics.HasErrors)
                throw new InvalidOperationException($"{pass.Text}: {string.Join('\n', context.Diagnostics.Errors)}");
        }
        return LlvmIrTranslator.Translate(module);
    }

    /// <summary>Runs tiles <paramref name="begin"/> to <paramref name="end"/> on 64-byte aligned buffers.</summary>
    public void Run(long begin, long end, params ReadOnlySpan<nint> buffers)
    {
        fixed (nint* pointers = buffers)
        {
            var arguments = new Arguments { Buffers = (void**)pointers };
            _entry(&arguments, begin, end);
        }
    }

    public void Dispose() => _code.Dispose();
}

/// <summary>Aligned memory of a number of elements, as every kernel asks for.</summary>
internal sealed unsafe class AlignedBuffer<T> : IDisposable where T : unmanaged
{
    private const int Alignment = 64;
    private readonly int _count;

    public AlignedBuffer(int count)
    {
        _count = count;
        Address = (nint)System.Runtime.InteropServices.NativeMemory.AlignedAlloc((nuint)(count * sizeof(T)), Alignment);
        Span.Clear();
    }

    public AlignedBuffer(ReadOnlySpan<T> values) : this(values.Length) => values.CopyTo(Span);

    public nint Address { get; }
    public Span<T> Span => new((void*)Address, _count);
    public void Dispose() => System.Runtime.InteropServices.NativeMemory.AlignedFree((void*)Address);
}
