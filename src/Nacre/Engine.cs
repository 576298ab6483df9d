using Nacre.Caching;
using Nacre.Compilation;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;
using Nacre.Tuning;

namespace Nacre;

/// <summary>How one kernel runs.</summary>
/// <param name="Tactic">The code generator's choice, <c>custom_call</c> for a function outside the program, or <c>reference</c> for the interpreter.</param>
/// <param name="Source">Names of the user's nodes.</param>
/// <param name="CanRun">False for operations that neither the code generator nor the interpreter knows: a run that reaches them fails.</param>
public sealed record KernelReport(string Name, string Tactic, IReadOnlyList<string> Source, bool CanRun = true)
{
    /// <summary>The tactic of a kernel that calls functions outside the program (<see cref="CompileOptions.CustomCalls"/>, LAPACK).</summary>
    public const string CallTactic = "custom_call";

    public bool IsCompiled => Tactic != Dialects.Kernels.KernelOp.ReferenceTactic;
}

/// <summary>A compiled model. Thread-safe; sessions made from it share code and weights.</summary>
/// <remarks>
/// There is a program for each combination of input sizes. <see cref="CompileOptions.MaxPrograms"/> of them are kept, and no more than take a quarter of the process's memory; the one
/// that was not used for longest goes first, and is compiled again when its sizes come back.
/// </remarks>
public sealed class Engine : IDisposable
{
    /// <summary>A program that has to go may still run in a session; the garbage collector ends it after that.</summary>
    private readonly RecentlyUsed<string, CompiledProgram> _programs;

    private readonly Lock _lock = new();
    private readonly ModelSource? _source;
    private readonly CompileCache? _cache;
    private readonly CompiledProgram? _only;

    private Engine(ModelSource source, CompileOptions options, CompileCache? cache)
    {
        OptionCheck.Check(source.Inputs, options);
        (_source, _cache, Options, _programs) = (source, cache, options, new(options.MaxPrograms, MaxBytes, p => p.ByteSize, _ => { }));
        (Inputs, Outputs) = (source.Inputs, source.Outputs);
    }

    private Engine(CompiledProgram only, CompileOptions options)
    {
        (_only, Options, _programs) = (only, options, new(1, 0, p => p.ByteSize, _ => { }));
        (Inputs, Outputs) = ([.. only.Plan!.Inputs.Select(Port)], [.. only.Plan.Outputs.Select(Port)]);
        OptionCheck.Check(Inputs, options);
    }

    public CompileOptions Options { get; }

    /// <summary>What the programs that are kept, and what their sessions, may take.</summary>
    internal static long MaxBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4;

    public IReadOnlyList<ModelPort> Inputs { get; }
    public IReadOnlyList<ModelPort> Outputs { get; }

    /// <summary>Programs that this engine has taken from the cache.</summary>
    public int ProgramsFromCache { get; private set; }

    /// <summary>Programs that are there now.</summary>
    internal int ProgramsKept => _programs.Count;

    /// <summary>Programs that this engine has compiled.</summary>
    public int ProgramsCompiled { get; private set; }

    /// <summary>Whether there is a model behind this engine; one from an engine file has none.</summary>
    public bool HasModel => _source is not null;

    /// <summary>The model, imported now if its programs came from the cache so far.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.Unsupported"/>: the engine was read from an engine file, which has no model.</exception>
    public Model Model => _source?.Model ?? throw new NacreException(ExitCode.Unsupported, "an engine file holds compiled code only; this needs the model that it was made from");

    /// <summary>Whether the model has been imported; a run from the cache needs none.</summary>
    internal bool IsModelImported => _source is { IsImported: true };

    internal static Engine Of(Model model, CompileOptions options)
    {
        var cache = CompileCache.For(options);
        return new Engine(ModelSource.Of(model, cache), options, cache);
    }

    /// <summary>An engine from a model or from an engine file, whichever the file is. With <see cref="CompileOptions.UseCache"/> a known model is not even imported.</summary>
    /// <exception cref="NacreException">The file cannot be read, or an option means nothing for it.</exception>
    public static Engine Open(string path, CompileOptions? options = null)
    {
        options ??= new CompileOptions();
        using var opening = options.Trace.Measure("open", "load");
        if (EngineFile.IsEngine(path) || System.IO.Path.GetExtension(path) == EngineFile.Extension)
            return Load(path, options);
        var cache = CompileCache.For(options);
        return cache is null ? Of(Model.Load(path), options) : new Engine(ModelSource.Open(path, cache), options, cache);
    }

    /// <summary>Reads an engine that <see cref="Save"/> wrote.</summary>
    /// <param name="options">Only those for running count; those for compiling must not be given.</param>
    /// <exception cref="NacreException">The file is no engine, damaged, or for another processor.</exception>
    public static Engine Load(string path, CompileOptions? options = null)
    {
        options ??= new CompileOptions();
        if (options.Target != "host" || options.Precision != Precision.Model || options.Tune is not null || options.TuningFile is not null)
            throw new NacreException(ExitCode.Usage, $"'{path}' is compiled already; its target, precision and tuning cannot be changed");
        if (!File.Exists(path))
            throw new NacreException(ExitCode.ModelUnreadable, $"'{path}' does not exist");
        return new Engine(CompiledProgram.Of(EngineFile.Open(path, new ReferenceKernels(RegisteredCalls.Of(options)).Load)), options);
    }

    /// <summary>Writes the program for the sizes that the model or the options give to an engine file; the same model and options give the same bytes.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.Unsupported"/>: the model works on values that are no tensors.</exception>
    public void Save(string path) => EngineFile.Write(path, ProgramFor(DefaultTypes()).ToContent());

    /// <summary>A session for one thread of use.</summary>
    public InferenceSession CreateSession(IRunObserver? observer = null) => new(this, observer);

    /// <summary>The program for inputs of these types, compiled when it is new.</summary>
    internal CompiledProgram ProgramFor(IReadOnlyList<InputType> types)
    {
        if (_only is not null)
            return _only;
        var key = string.Join(';', types.Select(t => t.ToString()));
        lock (_lock)
        {
            if (!_programs.TryGet(key, out var program))
                _programs.Add(key, program = FindOrCompile(types));
            return program;
        }
    }

    private CompiledProgram FindOrCompile(IReadOnlyList<InputType> types)
    {
        if (Options.Tune is not null)
            ModelTuning.Run(_source!.Model, Options, types.Select(t => t.ToIR()).ToEquatableArray());
        var key = _source!.FilesKey is { } files ? CacheKey.OfProgram(files, Options, types) : null;
        if (key is not null && Find(key) is { } known)
        {
            ProgramsFromCache++;
            return known;
        }
        var program = Compile(types);
        ProgramsCompiled++;
        if (key is not null && program.Plan is not null && _source.IsUnchanged)
            _cache!.StoreProgram(key, program);
        return program;
    }

    private CompiledProgram? Find(string key)
    {
        using var span = Options.Trace.Measure("look into the cache", "load");
        return _cache!.FindProgram(key, Options);
    }

    private CompiledProgram Compile(IReadOnlyList<InputType> types)
    {
        using var span = Options.Trace.Measure("compile", CompileTrace.Category);
        return CompiledProgram.Compile(_source!.Model, Options, types.Select(t => t.ToIR()).ToEquatableArray());
    }

    /// <summary>Compiles for the sizes that the model or the options give; dimensions that stay open count as 1.</summary>
    public IReadOnlyList<KernelReport> Compile() => ProgramFor(DefaultTypes()).Kernels;

    internal IReadOnlyList<InputType> DefaultTypes() => [.. Inputs.Select(Concrete)];

    private InputType Concrete(ModelPort port)
    {
        if (port.Shape is null)
            return new InputType(port.Type, null);
        var shape = Options.Shapes.TryGetValue(port.Name, out var given) ? given : [.. port.Shape.Select(d => d < 0 ? 1 : d)];
        return new InputType(port.Type, new PlanArray<long>(shape));
    }

    private static ModelPort Port(PlanPort port) => new(port.Name, port.Type, port.Shape is { } shape ? [.. shape] : null, [.. port.DimensionNames], port.Describe());

    /// <summary>The error for a name that is none of the inputs.</summary>
    public NacreException NoSuchInput(string name) => OptionCheck.NoSuchInput(Inputs, name);

    public void Dispose()
    {
        foreach (var program in _programs.Values)
            program.Dispose();
        _programs.Clear();
        _only?.Dispose();
    }
}

/// <summary>Runs an engine: one thread at a time.</summary>
public sealed class InferenceSession : IDisposable
{
    private readonly Engine _engine;
    private readonly IRunObserver? _observer;
    private readonly RecentlyUsed<CompiledProgram, Session> _sessions;
    private BoundSession? _last;

    internal InferenceSession(Engine engine, IRunObserver? observer)
    {
        (_engine, _observer) = (engine, observer);
        _sessions = new(engine.Options.MaxPrograms, Engine.MaxBytes, session => session.Plan.ArenaByteSize, session => session.Dispose());
    }

    /// <summary>The kernels of the last run; empty when the whole model ran on the interpreter.</summary>
    public IReadOnlyList<KernelReport> LastKernels { get; private set; } = [];

    /// <summary>Whether the last run used no compiled code at all, because the model works on values that are no tensors.</summary>
    public bool LastRunWasInterpreted { get; private set; }

    /// <summary>Runs the model on named inputs and gives its named outputs, which the caller owns.</summary>
    /// <exception cref="NacreException">An input is missing, unknown, or of the wrong type or shape; the model cannot run.</exception>
    public IReadOnlyDictionary<string, HostTensor> Run(IReadOnlyDictionary<string, HostTensor> inputs)
    {
        var ports = _engine.Inputs;
        if (inputs.Keys.FirstOrDefault(k => ports.All(p => p.Name != k)) is { } unknown)
            throw _engine.NoSuchInput(unknown);
        var ordered = ports.Select(p => inputs.TryGetValue(p.Name, out var tensor) ? tensor : throw new NacreException(ExitCode.Usage, $"input '{p.Name}' ({p.TypeText}) is missing")).ToArray();
        var outputs = Run(ordered);
        var names = _engine.Outputs;
        return Enumerable.Range(0, outputs.Length).ToDictionary(i => names[i].Name, i => outputs[i]);
    }

    /// <summary>Runs the model on inputs in its order; the outputs belong to the caller.</summary>
    public HostTensor[] Run(params ReadOnlySpan<HostTensor> inputs)
    {
        var outputs = new HostTensor[_engine.Outputs.Count];
        Run(inputs, outputs);
        return outputs;
    }

    /// <summary>Runs the model on inputs in its order, into tensors of the caller's; a null is replaced by a new tensor, which the caller owns.</summary>
    public void Run(ReadOnlySpan<HostTensor> inputs, Span<HostTensor> outputs)
    {
        var session = SessionFor(inputs);
        if (session is not null)
            session.Run(inputs, outputs);
        else
            RunInterpreted(inputs.ToArray()).Select(ElementTypeMap.ToTensor).ToArray().CopyTo(outputs);
    }

    /// <summary>The session for inputs of these types; null when the model works on values that are no tensors.</summary>
    private Session? SessionFor(ReadOnlySpan<HostTensor> inputs)
    {
        if (_last is { } last && last.Fits(inputs))
            return last.Session;
        CheckInputs(inputs);
        var types = new InputType[inputs.Length];
        for (var i = 0; i < types.Length; i++)
            types[i] = InputType.Of(inputs[i]);
        var program = _engine.ProgramFor(types);
        LastKernels = program.Kernels;
        LastRunWasInterpreted = program.Plan is null;
        if (program.Plan is null && _engine.Options is { Strict: true, Target: not CompileOptions.Interpreter })
            throw new NacreException(ExitCode.Unsupported, "the model works on values that are no tensors, so all of it would run on the interpreter, and --strict is given");
        if (program.Plan is null)
            return null;
        if (!_sessions.TryGet(program, out var session))
            _sessions.Add(program, session = new Session(program.Plan, maxThreads: _engine.Options.Threads > 0 ? _engine.Options.Threads : int.MaxValue, observer: _observer));
        _last = new BoundSession(session, [.. inputs.ToArray().Select(i => (i.ElementType, i.Shape.ToArray()))]);
        return session;
    }

    /// <summary>The session of the last run and the types that it is for.</summary>
    private sealed record BoundSession(Session Session, (ElementType Type, long[] Shape)[] Inputs)
    {
        public bool Fits(ReadOnlySpan<HostTensor> inputs)
        {
            if (inputs.Length != Inputs.Length)
                return false;
            for (var i = 0; i < inputs.Length; i++)
            {
                if (inputs[i].ElementType != Inputs[i].Type || !inputs[i].Shape.SequenceEqual(Inputs[i].Shape))
                    return false;
            }
            return true;
        }
    }

    private IReadOnlyList<InterpreterValue> RunInterpreted(HostTensor[] inputs) => RunValues([.. inputs.Select(ElementTypeMap.ToValue)]);

    /// <summary>Runs the model on the interpreter: for values that are no tensors, such as sequences.</summary>
    public IReadOnlyList<InterpreterValue> RunValues(IReadOnlyList<InterpreterValue> inputs)
    {
        (LastKernels, LastRunWasInterpreted) = ([], true);
        try
        {
            return new ReferenceInterpreter(AllEvaluators.Create(), RegisteredCalls.Of(_engine.Options)).Run(_engine.Model.Main, inputs);
        }
        catch (LibraryMissingException e)
        {
            throw new NacreException(ExitCode.DeviceOrLibraryMissing, e.Message, e);
        }
        catch (DiagnosticException e)
        {
            throw new NacreException(ExitCode.Unsupported, e.Message, e);
        }
    }

    private void CheckInputs(ReadOnlySpan<HostTensor> inputs)
    {
        var ports = _engine.Inputs;
        if (inputs.Length != ports.Count)
            throw new NacreException(ExitCode.Usage, $"the model takes {ports.Count} inputs ({string.Join(", ", ports.Select(p => p.Name))}), got {inputs.Length}");
        for (var i = 0; i < inputs.Length; i++)
            CheckInput(ports[i], inputs[i]);
    }

    private static void CheckInput(ModelPort port, HostTensor tensor)
    {
        if (tensor.ElementType != port.Type)
            throw new NacreException(ExitCode.Usage, $"input '{port.Name}' must be {port.TypeText}, got elements of type {tensor.ElementType.MlirName()}; convert it first");
        if (!port.Fits(tensor.Shape))
            throw new NacreException(ExitCode.Usage, $"input '{port.Name}' must be {port.TypeText}, got shape [{string.Join(", ", tensor.Shape.ToArray())}]");
    }

    public void Dispose()
    {
        _last = null;
        _sessions.Clear();
    }
}
