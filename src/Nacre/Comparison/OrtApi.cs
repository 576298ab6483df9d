using System.Runtime.InteropServices;
using Nacre.Runtime;

namespace Nacre.Comparison;

/// <summary>The part of ONNX Runtime's C API that comparisons call. The API is a table of function pointers that only grows, so a
/// function keeps its slot; the slots are the order of declarations in <c>onnxruntime_c_api.h</c>. All pointers to ORT objects are opaque.</summary>
internal sealed unsafe class OrtApi
{
    /// <summary>The API version asked for: any release from 1.17 on has all of it.</summary>
    private const uint ApiVersion = 17;

    private readonly nint* _slots;

    public string Version { get; }

    /// <exception cref="NacreException"><see cref="ExitCode.DeviceOrLibraryMissing"/>: there is no library, or too old a one; the message says how to get one.</exception>
    public OrtApi(string libraryPath)
    {
        if (!File.Exists(libraryPath))
            throw new NacreException(ExitCode.DeviceOrLibraryMissing, $"ONNX Runtime is not at {libraryPath}; eng/get-onnxruntime.sh puts it there, or NACRE_ONNXRUNTIME names it");

        var library = NativeLibrary.Load(libraryPath);
        var getBase = (delegate* unmanaged<nint*>)NativeLibrary.GetExport(library, "OrtGetApiBase");
        var apiBase = getBase();
        var getApi = (delegate* unmanaged<uint, nint*>)apiBase[0];
        var getVersion = (delegate* unmanaged<nint>)apiBase[1];
        Version = Marshal.PtrToStringUTF8(getVersion())!;
        _slots = getApi(ApiVersion);
        if (_slots == null)
            throw new NacreException(ExitCode.DeviceOrLibraryMissing, $"ONNX Runtime {Version} is too old: C API version {ApiVersion} is needed");
    }

    public delegate* unmanaged<int, byte*, nint*, nint> CreateEnv => (delegate* unmanaged<int, byte*, nint*, nint>)_slots[3];
    public delegate* unmanaged<nint, byte*, nint, nint*, nint> CreateSession => (delegate* unmanaged<nint, byte*, nint, nint*, nint>)_slots[7];
    public delegate* unmanaged<nint, void*, nuint, nint, nint*, nint> CreateSessionFromArray => (delegate* unmanaged<nint, void*, nuint, nint, nint*, nint>)_slots[8];
    public delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint> Run
        => (delegate* unmanaged<nint, nint, nint*, nint*, nuint, nint*, nuint, nint*, nint>)_slots[9];
    public delegate* unmanaged<nint*, nint> CreateSessionOptions => (delegate* unmanaged<nint*, nint>)_slots[10];
    public delegate* unmanaged<nint, int, nint> SetGraphOptimizationLevel => (delegate* unmanaged<nint, int, nint>)_slots[23];
    public delegate* unmanaged<nint, int, nint> SetIntraOpNumThreads => (delegate* unmanaged<nint, int, nint>)_slots[24];
    public delegate* unmanaged<nint, nuint*, nint> SessionGetInputCount => (delegate* unmanaged<nint, nuint*, nint>)_slots[30];
    public delegate* unmanaged<nint, nuint*, nint> SessionGetOutputCount => (delegate* unmanaged<nint, nuint*, nint>)_slots[31];
    public delegate* unmanaged<nint, nuint, nint, nint*, nint> SessionGetInputName => (delegate* unmanaged<nint, nuint, nint, nint*, nint>)_slots[36];
    public delegate* unmanaged<nint, nuint, nint, nint*, nint> SessionGetOutputName => (delegate* unmanaged<nint, nuint, nint, nint*, nint>)_slots[37];
    public delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint> CreateTensorWithData
        => (delegate* unmanaged<nint, void*, nuint, long*, nuint, int, nint*, nint>)_slots[49];
    public delegate* unmanaged<nint, int*, nint> IsTensor => (delegate* unmanaged<nint, int*, nint>)_slots[50];
    public delegate* unmanaged<nint, void**, nint> GetTensorMutableData => (delegate* unmanaged<nint, void**, nint>)_slots[51];
    public delegate* unmanaged<nint, int*, nint> GetTensorElementType => (delegate* unmanaged<nint, int*, nint>)_slots[60];
    public delegate* unmanaged<nint, nuint*, nint> GetDimensionsCount => (delegate* unmanaged<nint, nuint*, nint>)_slots[61];
    public delegate* unmanaged<nint, long*, nuint, nint> GetDimensions => (delegate* unmanaged<nint, long*, nuint, nint>)_slots[62];
    public delegate* unmanaged<nint, nint*, nint> GetTensorTypeAndShape => (delegate* unmanaged<nint, nint*, nint>)_slots[65];
    public delegate* unmanaged<int, int, nint*, nint> CreateCpuMemoryInfo => (delegate* unmanaged<int, int, nint*, nint>)_slots[69];
    public delegate* unmanaged<nint, nint, nint> AllocatorFree => (delegate* unmanaged<nint, nint, nint>)_slots[76];
    public delegate* unmanaged<nint*, nint> GetDefaultAllocator => (delegate* unmanaged<nint*, nint>)_slots[78];
    public delegate* unmanaged<nint, void> ReleaseEnv => (delegate* unmanaged<nint, void>)_slots[92];
    public delegate* unmanaged<nint, void> ReleaseMemoryInfo => (delegate* unmanaged<nint, void>)_slots[94];
    public delegate* unmanaged<nint, void> ReleaseSession => (delegate* unmanaged<nint, void>)_slots[95];
    public delegate* unmanaged<nint, void> ReleaseValue => (delegate* unmanaged<nint, void>)_slots[96];
    public delegate* unmanaged<nint, void> ReleaseTensorInfo => (delegate* unmanaged<nint, void>)_slots[99];
    public delegate* unmanaged<nint, void> ReleaseSessionOptions => (delegate* unmanaged<nint, void>)_slots[100];

    /// <summary>Throws ONNX Runtime's message where a call returned a status, which it frees.</summary>
    public void Check(nint status)
    {
        if (status == 0)
            return;
        var getMessage = (delegate* unmanaged<nint, nint>)_slots[2];
        var release = (delegate* unmanaged<nint, void>)_slots[93];
        var message = Marshal.PtrToStringUTF8(getMessage(status));
        release(status);
        throw new InvalidOperationException($"ONNX Runtime: {message}");
    }
}
