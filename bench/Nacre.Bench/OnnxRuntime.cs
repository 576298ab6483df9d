using System.Runtime.InteropServices;

namespace Nacre.Bench;

/// <summary>A session of ONNX Runtime on the CPU, through its C API. Tensors only: a model with sequence or map inputs is refused.</summary>
public sealed unsafe class OnnxRuntime : IEngine
{
    private const int LogFatal = 4, DeviceAllocator = 0, DefaultMemory = 0;

    private readonly OrtApi _api;
    private readonly nint _env, _session, _memory, _allocator;
    private readonly nint[] _inputNames, _outputNames;
    private readonly nint[] _outputValues;
    private readonly nint[] _inputValues;
    private IReadOnlyList<NamedTensor> _bound = [];

    public string Name => $"onnxruntime {_api.Version}";
    public IReadOnlyList<TensorInfo> Inputs { get; }
    public IReadOnlyList<string> OutputNames { get; }

    /// <param name="threads">Threads inside one operator; nodes run one after the other.</param>
    /// <exception cref="InvalidOperationException">ONNX Runtime refuses the model; its message.</exception>
    public OnnxRuntime(string modelPath, int threads, string? libraryPath = null)
    {
        _api = new OrtApi(libraryPath ?? FindLibrary());
        _env = Create(result => { fixed (byte* id = "nacre"u8) return _api.CreateEnv(LogFatal, id, (nint*)result); });
        _session = OpenSession(modelPath, threads);
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
        Inputs = [.. _inputNames.Select((name, i) => InputInfo(Text(name), i))];
        OutputNames = [.. _outputNames.Select(Text)];
    }

    /// <inheritdoc/>
    public void Bind(IReadOnlyList<NamedTensor> inputs)
    {
        Release(_inputValues);
        _bound = [.. Inputs.Select(info => inputs.FirstOrDefault(tensor => tensor.Name == info.Name)
            ?? throw new ArgumentException($"no tensor is given for input '{info.Name}'", nameof(inputs)))];
        for (var i = 0; i < _inputValues.Length; i++)
            _inputValues[i] = ToValue(_bound[i]);
    }

    /// <inheritdoc/>
    public void Run()
    {
        Release(_outputValues);
        fixed (nint* inputNames = _inputNames, inputs = _inputValues, outputNames = _outputNames, outputs = _outputValues)
            _api.Check(_api.Run(_session, 0, inputNames, inputs, (nuint)_inputValues.Length, outputNames, (nuint)_outputValues.Length, outputs));
    }

    /// <inheritdoc/>
    public IReadOnlyList<NamedTensor> Outputs() => [.. _outputValues.Select((value, i) => ToTensor(OutputNames[i], value))];

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

    /// <summary><c>NACRE_ONNXRUNTIME</c>, or <c>.tools/onnxruntime</c> in the current folder or one above it.</summary>
    private static string FindLibrary()
    {
        const string inCheckout = ".tools/onnxruntime/libonnxruntime.so.1";
        if (Environment.GetEnvironmentVariable("NACRE_ONNXRUNTIME") is { Length: > 0 } path)
            return path;
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            var candidate = Path.Combine(folder.FullName, inCheckout);
            if (File.Exists(candidate))
                return candidate;
        }
        return Path.GetFullPath(inCheckout);
    }

    private nint OpenSession(string modelPath, int threads)
    {
        var options = Create(result => _api.CreateSessionOptions((nint*)result));
        var path = Marshal.StringToCoTaskMemUTF8(modelPath);
        try
        {
            _api.Check(_api.SetIntraOpNumThreads(options, threads));
            return Create(result => _api.CreateSession(_env, (byte*)path, options, (nint*)result));
        }
        finally
        {
            Marshal.FreeCoTaskMem(path);
            _api.ReleaseSessionOptions(options);
        }
    }

    private TensorInfo InputInfo(string name, int index)
    {
        var type = Create(result => _api.SessionGetInputTypeInfo(_session, (nuint)index, (nint*)result));
        try
        {
            var tensor = Create(result => _api.CastTypeInfoToTensorInfo(type, (nint*)result));
            return tensor == 0 ? throw new NotSupportedException($"input '{name}' is not a tensor") : ReadInfo(name, tensor);
        }
        finally
        {
            _api.ReleaseTypeInfo(type);
        }
    }

    private TensorInfo ReadInfo(string name, nint info)
    {
        int type;
        nuint rank;
        _api.Check(_api.GetTensorElementType(info, &type));
        _api.Check(_api.GetDimensionsCount(info, &rank));
        var (shape, symbols) = (new long[rank], new nint[rank]);
        fixed (long* sizes = shape)
            _api.Check(_api.GetDimensions(info, sizes, rank));
        fixed (nint* names = symbols)
            _api.Check(_api.GetSymbolicDimensions(info, names, rank));
        return new TensorInfo(name, (ElementType)type, shape, [.. symbols.Select(Text)]);
    }

    private nint ToValue(NamedTensor tensor)
    {
        long[] shape = [.. tensor.Shape];
        return Create(result =>
        {
            fixed (byte* data = tensor.Data)
            fixed (long* sizes = shape)
                return _api.CreateTensorWithData(_memory, data, (nuint)tensor.Data.Length, sizes, (nuint)shape.Length, (int)tensor.Type, (nint*)result);
        });
    }

    private NamedTensor ToTensor(string name, nint value)
    {
        int isTensor;
        _api.Check(_api.IsTensor(value, &isTensor));
        if (isTensor == 0)
            throw new NotSupportedException($"output '{name}' is not a tensor");

        var info = Create(result => _api.GetTensorTypeAndShape(value, (nint*)result));
        var (_, type, shape, _) = ReadInfo(name, info);
        _api.ReleaseTensorInfo(info);
        var tensor = new NamedTensor(name, type, shape);
        void* data;
        _api.Check(_api.GetTensorMutableData(value, &data));
        new ReadOnlySpan<byte>(data, tensor.Data.Length).CopyTo(tensor.Data);
        return tensor;
    }

    /// <summary>Calls a function of the API whose result comes through a pointer; the argument is that pointer's address.</summary>
    private nint Create(Func<nint, nint> call)
    {
        nint result = 0;
        _api.Check(call((nint)(&result)));
        return result;
    }

    private void Release(nint[] values)
    {
        foreach (var value in values.Where(value => value != 0))
            _api.ReleaseValue(value);
        Array.Clear(values);
    }

    private static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "";
}
