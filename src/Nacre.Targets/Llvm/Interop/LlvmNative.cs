using System.Runtime.InteropServices;

namespace Nacre.Targets.Llvm.Interop;

/// <summary>The part of LLVM's C API in use (<c>llvm-c/*.h</c>, LLVM 22). Handles are plain pointers; a non-zero LLVMBool means failure.</summary>
internal static unsafe partial class LlvmNative
{
    private const string Lib = LlvmLibrary.ImportName;

    static LlvmNative() => LlvmLibrary.InstallResolver();

    // Core.h, ErrorHandling.h, Error.h
    [LibraryImport(Lib)] internal static partial nint LLVMContextCreate();
    [LibraryImport(Lib)] internal static partial void LLVMContextDispose(nint context);
    [LibraryImport(Lib)] internal static partial void LLVMContextSetDiagnosticHandler(nint context, delegate* unmanaged<nint, nint, void> handler, nint state);
    [LibraryImport(Lib)] internal static partial nint LLVMGetDiagInfoDescription(nint info);
    [LibraryImport(Lib)] internal static partial int LLVMGetDiagInfoSeverity(nint info);
    [LibraryImport(Lib)] internal static partial void LLVMDisposeMessage(nint message);
    [LibraryImport(Lib)] internal static partial void LLVMInstallFatalErrorHandler(delegate* unmanaged<nint, void> handler);
    [LibraryImport(Lib)] internal static partial nint LLVMGetErrorMessage(nint error);
    [LibraryImport(Lib)] internal static partial void LLVMDisposeErrorMessage(nint message);
    [LibraryImport(Lib)] internal static partial nint LLVMCreateMemoryBufferWithMemoryRangeCopy(byte* data, nuint length, byte* name);
    [LibraryImport(Lib)] internal static partial byte* LLVMGetBufferStart(nint buffer);
    [LibraryImport(Lib)] internal static partial nuint LLVMGetBufferSize(nint buffer);
    [LibraryImport(Lib)] internal static partial void LLVMDisposeMemoryBuffer(nint buffer);
    [LibraryImport(Lib)] internal static partial void LLVMDisposeModule(nint module);
    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)] internal static partial void LLVMSetTarget(nint module, string triple);

    // IRReader.h, Analysis.h
    [LibraryImport(Lib)] internal static partial int LLVMParseIRInContext2(nint context, nint buffer, out nint module, out nint message);
    [LibraryImport(Lib)] internal static partial int LLVMVerifyModule(nint module, int action, out nint message);

    // Target.h, TargetMachine.h
    [LibraryImport(Lib)] internal static partial nint LLVMGetDefaultTargetTriple();
    [LibraryImport(Lib)] internal static partial nint LLVMGetHostCPUName();
    [LibraryImport(Lib)] internal static partial nint LLVMGetHostCPUFeatures();
    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int LLVMGetTargetFromTriple(string triple, out nint target, out nint message);
    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint LLVMCreateTargetMachine(nint target, string triple, string cpu, string features, int level, int relocation, int codeModel);
    [LibraryImport(Lib)] internal static partial void LLVMDisposeTargetMachine(nint machine);
    [LibraryImport(Lib)] internal static partial nint LLVMCreateTargetDataLayout(nint machine);
    [LibraryImport(Lib)] internal static partial void LLVMDisposeTargetData(nint layout);
    [LibraryImport(Lib)] internal static partial void LLVMSetModuleDataLayout(nint module, nint layout);
    [LibraryImport(Lib)] internal static partial int LLVMTargetMachineEmitToMemoryBuffer(nint machine, nint module, int fileType, out nint message, out nint buffer);

    // Transforms/PassBuilder.h
    [LibraryImport(Lib)] internal static partial nint LLVMCreatePassBuilderOptions();
    [LibraryImport(Lib)] internal static partial void LLVMDisposePassBuilderOptions(nint options);
    [LibraryImport(Lib)] internal static partial void LLVMPassBuilderOptionsSetVerifyEach(nint options, int value);
    [LibraryImport(Lib)] internal static partial void LLVMPassBuilderOptionsSetLoopVectorization(nint options, int value);
    [LibraryImport(Lib)] internal static partial void LLVMPassBuilderOptionsSetSLPVectorization(nint options, int value);
    [LibraryImport(Lib)] internal static partial void LLVMPassBuilderOptionsSetLoopInterleaving(nint options, int value);
    [LibraryImport(Lib)] internal static partial void LLVMPassBuilderOptionsSetLoopUnrolling(nint options, int value);
    [LibraryImport(Lib, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint LLVMRunPasses(nint module, string passes, nint machine, nint options);

    /// <summary>Copies and frees a message of LLVM's; empty for null.</summary>
    internal static string TakeMessage(nint message)
    {
        if (message == 0)
            return "";
        var text = Marshal.PtrToStringUTF8(message)!;
        LLVMDisposeMessage(message);
        return text;
    }

    /// <summary>Copies and frees an LLVMErrorRef's text.</summary>
    internal static string TakeError(nint error)
    {
        var message = LLVMGetErrorMessage(error);
        var text = Marshal.PtrToStringUTF8(message)!;
        LLVMDisposeErrorMessage(message);
        return text;
    }

    /// <exception cref="LlvmException"><paramref name="error"/> is not success.</exception>
    internal static void Check(nint error)
    {
        if (error != 0)
            throw new LlvmException(TakeError(error));
    }

    internal static nint CopyToBuffer(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* data = bytes)
        fixed (byte* name = "nacre"u8)
            return LLVMCreateMemoryBufferWithMemoryRangeCopy(data, (nuint)bytes.Length, name);
    }
}
