using System.Runtime.InteropServices;
using Nacre.Runtime;

namespace Nacre.Comparison;

/// <summary>A session of ONNX Runtime on the CPU, through its C API: the other side of benchmarks and comparisons. Tensors of numbers only.</summary>
public sealed unsafe class OnnxRuntimeSession : IDisposable
{
    private const int LogFatal = 4, DeviceAllocator = 0, DefaultMemory = 0, NoOptimizations = 0, AllOptimizations = 99;

    private readonly OrtApi _api;
    private readonly nint _env, _session, _memory, _allocator;
    private readonly nint[] _inputNames, _outputNames;
    private readonly nint[] _inputValues, _outputValues;
    private IReadOnlyList<HostTensor> _bound = [];

    /// <summary>The runtime and its version, as shown in tables.</summary>
    public string Name => $"onnxruntime {_api.Version}";
    public IReadOnlyList<string> InputNames { get; }
    public IReadOnlyList<string> OutputNames { get; }

    /// <param name="modelPath">An ONNX file.</param>
    /// <param name="threads">Threads inside one operator; nodes run one after the other.</param>
    /// <exception cref="NacreException"><see cref="ExitCode.DeviceOrLibraryMissing"/>: there is no library.</exception>
    /// <exception cref="InvalidOperationException">ONNX Runtime refuses the model; its message.</exception>
    public OnnxRuntimeSession(string modelPath, int threads, string? libraryPath = null) : this(libraryPath, (api, env) => OpenFile(api, env, modelPath, threads)) { }

    /// <param name="model">The bytes of an ONNX file without external data.</param>
    /// <param name="threads">Threads inside one operator; nodes run one after the other.</param>
    /// <param name="optimize">Whether the graph is rewritten before it runs.</param>
    /// <inheritdoc cref="OnnxRuntimeSession(string, int, string)" path="/exception"/>
    public OnnxRuntimeSession(byte[] model, int threads, bool optimize = true) : this(null, (api, env) => OpenBytes(api, env, model, threads, optimize)) { }

    private OnnxRuntimeSession(string? libraryPath, Func<OrtApi, nint, nint> open)
    {
        _api = new OrtApi(libraryPath ?? FindLibrary());
        _env = Create(_api, result => { fixed (byte* id = "nacre"u8) return _api.CreateEnv(LogFatal, id, (nint*)result); });
        try
        {
            _session = open(_api, _env);
        }
        catch (InvalidOperationException)
        {
            _api.ReleaseEnv(_env);
            throw;
        }
        _memory = Create(result => _api.CreateCpuMemoryInfo(DeviceAllocator, DefaultMemory, (nint*)result));
        _allocator = Create(result => _api.GetDefaultAllocator((nint*)result));
        nuint inputs, outputs;
        _api.Check(_api.SessionGetInputCount(_session, &inputs));
        _api.Check(_api.SessionGetOutputCount(_session, &outputs));
        (_inputNames, _inputValues) = (new nint[inputs], new nint[inputs]);
        (_outputNames, _outputValues) = (new nint[outputs], new nint[outputs]);
        for (var i = 0; i < _inputNames.Length; i++)
            _inputNames[i] = Create(result => _api.SessionGetInputName(_session, (nuint)i, _allocator, (nint*)result));
        for (var i = 0; i < _outputNames.Length; i++)
            _outputNames[i] = Create(result => _api.SessionGetOutputName(_session, (nuint)i, _allocator, (nint*)result));
        InputNames = [.. _inputNames.Select(Text)];
        OutputNames = [.. _outputNames.Select(Text)];
    }

    /// <summary>Sets the inputs of the following runs by name; their memory is read in place.</summary>
    public void Bind(IReadOnlyDictionary<string, HostTensor> inputs)
    {
        Release(_inputValues);
        _bound = [.. InputNames.Select(name => inputs.TryGetValue(name, out var tensor) ? tensor : throw new ArgumentException($"no tensor is given for input '{name}'", nameof(inputs)))];
        for (var i = 0; i < _inputValues.Length; i++)
            _inputValues[i] = ToValue(_bound[i]);
    }

    /// <summary>One inference on the bound inputs.</summary>
    public void Run()
    {
        Release(_outputValues);
        fixed (nint* inputNames = _inputNames, inputs = _inputValues, outputNames = _outputNames, outputs = _outputValues)
            _api.Check(_api.Run(_session, 0, inputNames, inputs, (nuint)_inputValues.Length, outputNames, (nuint)_outputValues.Length, outputs));
        GC.KeepAlive(_bound);
    }

    /// <summary>Copies of the last run's outputs, by name.</summary>
    public IReadOnlyDictionary<string, HostTensor> Outputs() => Enumerable.Range(0, _outputValues.Length).ToDictionary(i => OutputNames[i], i => ToTensor(OutputNames[i], _outputValues[i]));

    public void Dispose()
    {
        Release(_inputValues);
        Release(_outputValues);
        foreach (var name in _inputNames.Concat(_outputNames))
            _api.Check(_api.AllocatorFree(_allocator, name));
        _api.ReleaseMemoryInfo(_memory);
        _api.ReleaseSession(_session);
        _api.ReleaseEnv(_env);
    }

    /// <summary>Why there is no ONNX Runtime to compare with; null where there is.</summary>
    public static string? WhyMissing => File.Exists(FindLibrary()) ? null : $"ONNX Runtime's library {FindLibrary()} does not exist (eng/get-onnxruntime.sh)";

    /// <summary><c>NACRE_ONNXRUNTIME</c>, or <c>.tools/onnxruntime</c> in the current folder, one above it, or one above the program.</summary>
    private static string FindLibrary()
    {
        const string inCheckout = ".tools/onnxruntime/libonnxruntime.so.1";
        if (Environment.GetEnvironmentVariable("NACRE_ONNXRUNTIME") is { Length: > 0 } path)
            return path;
        var folders = Above(Environment.CurrentDirectory).Concat(Above(AppContext.BaseDirectory));
        return folders.Select(folder => Path.Combine(folder, inCheckout)).FirstOrDefault(File.Exists) ?? Path.GetFullPath(inCheckout);
    }

    private static IEnumerable<string> Above(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
            yield return folder.FullName;
    }

    private static nint OpenFile(OrtApi api, nint env, string modelPath, int threads) => WithOptions(api, threads, AllOptimizations, options =>
    {
        var path = Marshal.StringToCoTaskMemUTF8(modelPath);
        try
        {
            return Create(api, result => api.CreateSession(env, (byte*)path, options, (nint*)result));
        }
        finally
        {
            Marshal.FreeCoTaskMem(path);
        }
    });

    private static nint OpenBytes(OrtApi api, nint env, byte[] model, int threads, bool optimize) => WithOptions(api, threads, optimize ? AllOptimizations : NoOptimizations, options => Create(api, result =>
    {
        fixed (byte* bytes = model)
            return api.CreateSessionFromArray(env, bytes, (nuint)model.Length, options, (nint*)result);
    }));

    private static nint WithOptions(OrtApi api, int threads, int optimizations, Func<nint, nint> open)
    {
        var options = Create(api, result => api.CreateSessionOptions((nint*)result));
        try
        {
            api.Check(api.SetIntraOpNumThreads(options, threads));
            api.Check(api.SetGraphOptimizationLevel(options, optimizations));
            return open(options);
        }
        finally
        {
            api.ReleaseSessionOptions(options);
        }
    }

    private nint ToValue(HostTensor tensor)
    {
        var shape = tensor.Shape.ToArray();
        return Create(result =>
        {
            fixed (long* sizes = shape)
                return _api.CreateTensorWithData(_memory, (void*)tensor.Pointer, (nuint)tensor.ByteSize, sizes, (nuint)shape.Length, (int)ToOrt(tensor.ElementType), (nint*)result);
        });
    }

    private HostTensor ToTensor(string name, nint value)
    {
        int isTensor;
        _api.Check(_api.IsTensor(value, &isTensor));
        if (isTensor == 0)
            throw new NacreException(ExitCode.Unsupported, $"ONNX Runtime's output '{name}' is not a tensor; only tensors are compared");
        var (type, shape) = ReadInfo(value);
        var tensor = HostTensor.CreateUninitialized(FromOrt(name, type), shape);
        void* data;
        _api.Check(_api.GetTensorMutableData(value, &data));
        new ReadOnlySpan<byte>(data, checked((int)tensor.ByteSize)).CopyTo(tensor.AsBytes());
        return tensor;
    }

    private (OrtElementType Type, long[] Shape) ReadInfo(nint value)
    {
        var info = Create(result => _api.GetTensorTypeAndShape(value, (nint*)result));
        int type;
        nuint rank;
        _api.Check(_api.GetTensorElementType(info, &type));
        _api.Check(_api.GetDimensionsCount(info, &rank));
        var shape = new long[rank];
        fixed (long* sizes = shape)
            _api.Check(_api.GetDimensions(info, sizes, rank));
        _api.ReleaseTensorInfo(info);
        return ((OrtElementType)type, shape);
    }

    /// <summary><c>ONNXTensorElementDataType</c> of the C API.</summary>
    private enum OrtElementType
    {
        F32 = 1, U8 = 2, I8 = 3, U16 = 4, I16 = 5, I32 = 6, I64 = 7, Bool = 9, F16 = 10, F64 = 11, U32 = 12, U64 = 13, BF16 = 16,
    }

    private static OrtElementType ToOrt(ElementType type) => Enum.TryParse<OrtElementType>(type.ToString(), out var same)
        ? same
        : throw new NacreException(ExitCode.Unsupported, $"tensors of {type.MlirName()} are not passed to ONNX Runtime");

    private static ElementType FromOrt(string name, OrtElementType type) => Enum.TryParse<ElementType>(type.ToString(), out var same)
        ? same
        : throw new NacreException(ExitCode.Unsupported, $"ONNX Runtime's output '{name}' has element type number {(int)type}, which is not compared");

    /// <summary>Calls a function of the API whose result comes through a pointer; the argument is that pointer's address.</summary>
    private static nint Create(OrtApi api, Func<nint, nint> call)
    {
        nint result = 0;
        api.Check(call((nint)(&result)));
        return result;
    }

    private nint Create(Func<nint, nint> call) => Create(_api, call);

    private void Release(nint[] values)
    {
        foreach (var value in values)
        {
            if (value != 0)
                _api.ReleaseValue(value);
        }
        Array.Clear(values);
    }

    private static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";
}
