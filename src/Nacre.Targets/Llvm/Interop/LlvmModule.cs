using System.Runtime.InteropServices;
using System.Text;

namespace Nacre.Targets.Llvm.Interop;

/// <summary>One module in a context of its own with the machine it is compiled for.</summary>
internal sealed unsafe class LlvmModule : IDisposable
{
    private const int ReturnStatus = 2, SeverityError = 0;

    private readonly List<string> _errors = [];
    private readonly GCHandle _self;
    private readonly nint _context;
    private nint _machine;
    private nint _module;

    private LlvmModule()
    {
        _self = GCHandle.Alloc(this);
        _context = LlvmNative.LLVMContextCreate();
        // Without a handler, an error diagnostic of the code generator ends the process.
        LlvmNative.LLVMContextSetDiagnosticHandler(_context, &OnDiagnostic, GCHandle.ToIntPtr(_self));
    }

    /// <exception cref="LlvmException">The text is not a valid module, or there is no such target.</exception>
    internal static LlvmModule Parse(string llvmIr, LlvmTarget target, CodeGenLevel level)
    {
        var module = new LlvmModule();
        try
        {
            module.Read(llvmIr);
            module.SetTarget(target, level);
            return module;
        }
        catch
        {
            module.Dispose();
            throw;
        }
    }

    /// <exception cref="LlvmException">The pipeline does not parse, or a pass reported an error.</exception>
    internal void Optimize(CodeGenOptions options)
    {
        if (options.Pipeline.Length == 0)
            return;
        var passes = LlvmNative.LLVMCreatePassBuilderOptions();
        LlvmNative.LLVMPassBuilderOptionsSetVerifyEach(passes, options.VerifyEach ? 1 : 0);
        var auto = options.AutoVectorize ? 1 : 0;
        LlvmNative.LLVMPassBuilderOptionsSetLoopVectorization(passes, auto);
        LlvmNative.LLVMPassBuilderOptionsSetSLPVectorization(passes, auto);
        LlvmNative.LLVMPassBuilderOptionsSetLoopInterleaving(passes, auto);
        LlvmNative.LLVMPassBuilderOptionsSetLoopUnrolling(passes, auto);
        var error = LlvmNative.LLVMRunPasses(_module, options.Pipeline, _machine, passes);
        LlvmNative.LLVMDisposePassBuilderOptions(passes);
        LlvmNative.Check(error);
        ThrowIfDiagnosed();
    }

    /// <exception cref="LlvmException">The target cannot do an operation of the module.</exception>
    internal byte[] Emit(int fileType)
    {
        var failed = LlvmNative.LLVMTargetMachineEmitToMemoryBuffer(_machine, _module, fileType, out var message, out var buffer) != 0;
        if (failed)
            throw new LlvmException(LlvmNative.TakeMessage(message));
        var bytes = new ReadOnlySpan<byte>(LlvmNative.LLVMGetBufferStart(buffer), (int)LlvmNative.LLVMGetBufferSize(buffer)).ToArray();
        LlvmNative.LLVMDisposeMemoryBuffer(buffer);
        ThrowIfDiagnosed();
        return bytes;
    }

    public void Dispose()
    {
        if (_module != 0)
            LlvmNative.LLVMDisposeModule(_module);
        if (_machine != 0)
            LlvmNative.LLVMDisposeTargetMachine(_machine);
        LlvmNative.LLVMContextDispose(_context);
        _self.Free();
    }

    private void Read(string llvmIr)
    {
        var buffer = LlvmNative.CopyToBuffer(Encoding.UTF8.GetBytes(llvmIr));
        var failed = LlvmNative.LLVMParseIRInContext2(_context, buffer, out _module, out var message) != 0;
        LlvmNative.LLVMDisposeMemoryBuffer(buffer);
        if (failed)
        {
            _module = 0;
            throw new LlvmException(LlvmNative.TakeMessage(message));
        }

        var invalid = LlvmNative.LLVMVerifyModule(_module, ReturnStatus, out message) != 0;
        var text = LlvmNative.TakeMessage(message);
        if (invalid)
            throw new LlvmException(text);
    }

    private void SetTarget(LlvmTarget target, CodeGenLevel level)
    {
        _machine = LlvmTargets.CreateMachine(target, level);
        var layout = LlvmNative.LLVMCreateTargetDataLayout(_machine);
        LlvmNative.LLVMSetModuleDataLayout(_module, layout);
        LlvmNative.LLVMDisposeTargetData(layout);
        LlvmNative.LLVMSetTarget(_module, target.Triple);
    }

    private void ThrowIfDiagnosed()
    {
        if (_errors.Count > 0)
            throw new LlvmException(string.Join("\n", _errors));
    }

    [UnmanagedCallersOnly]
    private static void OnDiagnostic(nint info, nint state)
    {
        if (LlvmNative.LLVMGetDiagInfoSeverity(info) != SeverityError)
            return;
        var module = (LlvmModule)GCHandle.FromIntPtr(state).Target!;
        module._errors.Add(LlvmNative.TakeMessage(LlvmNative.LLVMGetDiagInfoDescription(info)));
    }
}
