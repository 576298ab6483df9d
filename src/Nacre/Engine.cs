using Nacre.Compilation;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;

namespace Nacre;

/// <summary>How one kernel runs.</summary>
/// <param name="Tactic">The code generator's choice, or <c>reference</c> for the interpreter.</param>
/// <param name="Source">Names of the user's nodes.</param>
public sealed record KernelReport(string Name, string Tactic, IReadOnlyList<string> Source)
{
    public bool IsCompiled => Tactic != Dialects.Kernels.KernelOp.ReferenceTactic;
}

/// <summary>A compiled model. Thread-safe; sessions made from it share code and weights.</summary>
public sealed class Engine : IDisposable
{
    private readonly Dictionary<string, CompiledProgram> _programs = [];
    private readonly Lock _lock = new();

    internal Engine(Model model, CompileOptions options)
    {
        OptionCheck.Check(model, options);
        (Model, Options) = (model, options);
    }

    public Model Model { get; }
    public CompileOptions Options { get; }

    /// <summary>A session for one thread of use.</summary>
    public InferenceSession CreateSession(IRunObserver? observer = null) => new(this, observer);

    /// <summary>The program for inputs of these types, compiled when it is new.</summary>
    internal CompiledProgram ProgramFor(EquatableArray<IRType?> types)
    {
        var key = string.Join(";", types.Select(t => t?.ToString() ?? "?"));
        lock (_lock)
        {
            if (!_programs.TryGetValue(key, out var program))
                _programs[key] = program = CompiledProgram.Compile(Model, Options, types);
            return program;
        }
    }

    /// <summary>Compiles for the sizes that the model or the options give; dimensions that stay open count as 1.</summary>
    public IReadOnlyList<KernelReport> Compile() => ProgramFor(DefaultTypes()).Kernels;

    internal EquatableArray<IRType?> DefaultTypes() => Model.Main.FunctionType.Inputs.Select((type, i) => Concrete(type, Model.Inputs[i])).ToEquatableArray();

    private IRType? Concrete(IRType type, ModelPort port)
    {
        if (type is not RankedTensorType tensor)
            return null;
        if (Options.Shapes.TryGetValue(port.Name, out var given))
            return tensor.WithShape(given);
        return tensor.WithShape(tensor.Shape.Dims.Map(d => d == Shape.Dynamic ? 1 : d).ToArray());
    }

    public void Dispose()
    {
        foreach (var program in _programs.Values)
            program.Dispose();
        _programs.Clear();
    }
}

/// <summary>Runs an engine: one thread at a time.</summary>
public sealed class InferenceSession : IDisposable
{
    private readonly Engine _engine;
    private readonly IRunObserver? _observer;
    private readonly Dictionary<CompiledProgram, Session> _sessions = [];
    private BoundSession? _last;

    internal InferenceSession(Engine engine, IRunObserver? observer) => (_engine, _observer) = (engine, observer);

    /// <summary>The kernels of the last run; empty when the whole model ran on the interpreter.</summary>
    public IReadOnlyList<KernelReport> LastKernels { get; private set; } = [];

    /// <summary>Whether the last run used no compiled code at all, because the model works on values that are no tensors.</summary>
    public bool LastRunWasInterpreted { get; private set; }

    /// <summary>Runs the model on named inputs and gives its named outputs, which the caller owns.</summary>
    /// <exception cref="NacreException">An input is missing, unknown, or of the wrong type or shape; the model cannot run.</exception>
    public IReadOnlyDictionary<string, HostTensor> Run(IReadOnlyDictionary<string, HostTensor> inputs)
    {
        var ports = _engine.Model.Inputs;
        if (inputs.Keys.FirstOrDefault(k => ports.All(p => p.Name != k)) is { } unknown)
            throw _engine.Model.NoSuchInput(unknown);
        var ordered = ports.Select(p => inputs.TryGetValue(p.Name, out var tensor) ? tensor : throw new NacreException(ExitCode.Usage, $"input '{p.Name}' ({p.TypeText}) is missing")).ToArray();
        var outputs = Run(ordered);
        var names = _engine.Model.Outputs;
        return Enumerable.Range(0, outputs.Length).ToDictionary(i => names[i].Name, i => outputs[i]);
    }

    /// <summary>Runs the model on inputs in its order; the outputs belong to the caller.</summary>
    public HostTensor[] Run(params ReadOnlySpan<HostTensor> inputs)
    {
        var outputs = new HostTensor[_engine.Model.Outputs.Count];
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
        var types = new IRType?[inputs.Length];
        for (var i = 0; i < types.Length; i++)
            types[i] = inputs[i].ElementType == ElementType.String ? null : new RankedTensorType(inputs[i].Shape.ToArray(), ElementTypeMap.ToIR(inputs[i].ElementType));
        var program = _engine.ProgramFor(types);
        LastKernels = program.Kernels;
        LastRunWasInterpreted = program.Plan is null;
        if (program.Plan is null && _engine.Options.Strict)
            throw new NacreException(ExitCode.Unsupported, "the model works on values that are no tensors, so all of it would run on the interpreter, and --strict is given");
        if (program.Plan is null)
            return null;
        if (!_sessions.TryGetValue(program, out var session))
            _sessions[program] = session = new Session(program.Plan, maxThreads: _engine.Options.Threads > 0 ? _engine.Options.Threads : int.MaxValue, observer: _observer);
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
            return ReferenceInterpreter.Create().Run(_engine.Model.Main, inputs);
        }
        catch (DiagnosticException e)
        {
            throw new NacreException(ExitCode.Unsupported, e.Message, e);
        }
    }

    private void CheckInputs(ReadOnlySpan<HostTensor> inputs)
    {
        var ports = _engine.Model.Inputs;
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
        foreach (var session in _sessions.Values)
            session.Dispose();
        _sessions.Clear();
    }
}
