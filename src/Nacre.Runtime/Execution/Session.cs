using System.Diagnostics;

namespace Nacre.Runtime;

/// <summary>
/// The memory in which a plan runs: arena, argument blocks, places of the values. One run at a time; make one session per thread,
/// which share the plan's code and constants. A run whose steps are all launches allocates no managed memory.
/// </summary>
public sealed unsafe class Session : IDisposable
{
    /// <summary>What a step counts beside the bytes of its operands.</summary>
    private const long StepCost = 256;

    private readonly long _maxLoopWork;

    private readonly CpuThreadPool _pool;
    private readonly int _maxThreads;
    private readonly IRunObserver? _observer;
    private readonly AlignedMemory _arena;
    private readonly AlignedMemory _scratch;
    private readonly LaunchTable _launches;
    private readonly PortValidator _validator;

    // By buffer id. Constants and, where a host step or an output needs it, arena buffers stay; the others are there during a run.
    private readonly HostTensor?[] _tensors;
    private readonly bool[] _givenAway;
    private readonly int[] _perRun;
    private readonly HostTensor?[] _operands;
    private readonly long[] _costs;
    private int _running;

    /// <param name="plan">What to run.</param>
    /// <param name="pool">Threads to run on; <see cref="CpuThreadPool.Shared"/> by default.</param>
    /// <param name="maxThreads">Most threads that a launch may use.</param>
    /// <param name="observer">Watches the steps; null costs nothing.</param>
    /// <param name="maxLoopWork">The work of a run after which its loops end with an error, in units of about a nanosecond: minutes by default.</param>
    /// <exception cref="NacreException"><see cref="ExitCode.OutOfMemoryOrLimit"/>: the arena is too large.</exception>
    public Session(ExecutionPlan plan, CpuThreadPool? pool = null, int maxThreads = int.MaxValue, IRunObserver? observer = null, long maxLoopWork = 1L << 38)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxThreads, 1);
        Plan = plan;
        _pool = pool ?? CpuThreadPool.Shared;
        _maxThreads = maxThreads;
        _observer = observer;
        _maxLoopWork = maxLoopWork;
        _arena = new AlignedMemory(plan.ArenaByteSize, "the session's intermediate values");
        long scratchBytes = AlignedMemory.RoundUp(plan.Steps.OfType<LaunchStep>().Select(s => s.ScratchBytes).DefaultIfEmpty().Max());
        _scratch = new AlignedMemory(checked(scratchBytes * Math.Min(_maxThreads, _pool.ThreadCount)), "the kernels' scratch memory");
        _launches = new LaunchTable(plan, _arena.Pointer, _scratch.Pointer, scratchBytes);
        _validator = new PortValidator(plan);
        _tensors = new HostTensor?[plan.Buffers.Count];
        _givenAway = new bool[plan.Buffers.Count];
        _perRun = [.. plan.Buffers.Where(b => b.Kind is not (BufferKind.Constant or BufferKind.Arena)).Select(b => b.Id)];
        _operands = new HostTensor?[plan.Steps.OfType<HostStep>().Select(s => s.Inputs.Count + s.Outputs.Count).DefaultIfEmpty().Max()];
        _costs = [.. plan.Steps.Select(s => StepCost + (s is LaunchStep launch ? launch.Buffers.Sum(b => plan.Buffers[b].ByteSize) : 0))];
        ShowPlacedBuffers();
    }

    public ExecutionPlan Plan { get; }

    /// <summary>Computes all outputs.</summary>
    /// <param name="inputs">In the order of <see cref="ExecutionPlan.Inputs"/>; only read.</param>
    /// <param name="outputs">
    /// In the order of <see cref="ExecutionPlan.Outputs"/>. A tensor is written in place; for a null, as for an output whose shape is not
    /// known before the run, a new tensor of the caller's is put there.
    /// </param>
    /// <exception cref="NacreException"><see cref="ExitCode.Usage"/>: a tensor does not fit. Any code: a host step failed.</exception>
    /// <exception cref="InvalidOperationException">A run is in progress on another thread.</exception>
#nullable disable annotations // Without an annotation both HostTensor[] and HostTensor?[] fit.
    public void Run(ReadOnlySpan<HostTensor> inputs, Span<HostTensor> outputs)
#nullable restore annotations
    {
        ObjectDisposedException.ThrowIf(_arena.Pointer == 0, this);
        if (Interlocked.Exchange(ref _running, 1) != 0)
            throw new InvalidOperationException("This session is running; make one session per thread, they share the plan.");

        try
        {
            _validator.ValidateInputs(inputs);
            _validator.ValidateOutputs(inputs, outputs);
            BindInputs(inputs);
            BindOutputs(outputs);
            RunSteps();
            DeliverOutputs(outputs);
        }
        finally
        {
            ReleaseTensors();
            Volatile.Write(ref _running, 0);
        }
    }

    /// <summary>Computes all outputs, by name; the caller owns the returned tensors.</summary>
    /// <inheritdoc cref="Run(ReadOnlySpan{HostTensor}, Span{HostTensor})"/>
    public IReadOnlyDictionary<string, HostTensor> Run(IReadOnlyDictionary<string, HostTensor> inputs)
    {
        var outputs = new HostTensor?[Plan.Outputs.Count];
        Run(InOrder(inputs), outputs);

        var named = new Dictionary<string, HostTensor>(outputs.Length);
        for (int i = 0; i < outputs.Length; i++)
            if (!named.TryAdd(Plan.Outputs[i].Name, outputs[i]!))
                outputs[i]!.Dispose();

        return named;
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _running, 1) != 0)
            throw new InvalidOperationException("A session cannot be disposed while it is running.");

        _arena.Dispose();
        _scratch.Dispose();
        _launches.Dispose();
        _running = 0;
    }

    private HostTensor[] InOrder(IReadOnlyDictionary<string, HostTensor> inputs)
    {
        foreach (string name in inputs.Keys)
            if (!Plan.Inputs.Any(p => p.Name == name))
                throw new NacreException(ExitCode.Usage, $"The model has no input '{name}'; its inputs are: {string.Join(", ", Plan.Inputs.Select(p => p.Name))}.");

        var ordered = new HostTensor[Plan.Inputs.Count];
        for (int i = 0; i < ordered.Length; i++)
        {
            PlanPort port = Plan.Inputs[i];
            ordered[i] = inputs.TryGetValue(port.Name, out HostTensor? tensor) ? tensor
                : throw new NacreException(ExitCode.Usage, $"Input '{port.Name}' ({port.Describe()}) is missing.");
        }

        return ordered;
    }

    /// <summary>Makes tensors over the constants and arena buffers that managed code reads or writes.</summary>
    private void ShowPlacedBuffers()
    {
        foreach (PlanPort port in Plan.Outputs)
            ShowPlacedBuffer(port.Buffer);

        foreach (PlanStep step in Plan.Steps)
            foreach (int id in ManagedBuffers(step))
                ShowPlacedBuffer(id);
    }

    /// <summary>The buffers that a step reads or writes in managed code.</summary>
    private static IEnumerable<int> ManagedBuffers(PlanStep step) => step switch
    {
        HostStep host => [.. host.Inputs, .. host.Outputs],
        BranchStep branch => [branch.Condition],
        CopyStep copy => [copy.From, copy.To],
        WriteStep write => [write.Update, write.To, .. write.Starts],
        _ => [],
    };

    private void ShowPlacedBuffer(int id)
    {
        if (id < 0 || _tensors[id] is not null)
            return;

        PlanBuffer buffer = Plan.Buffers[id];
        _tensors[id] = buffer.Kind switch
        {
            BufferKind.Constant => Plan.Constants[(int)buffer.Offset].ToTensor(buffer),
            BufferKind.Arena => HostTensor.Borrow(buffer.Type, buffer.Shape!.Value.AsSpan(), _arena.Pointer + (nint)buffer.Offset, _arena),
            _ => null,
        };
    }

    private void BindInputs(ReadOnlySpan<HostTensor> inputs)
    {
        for (int i = 0; i < inputs.Length; i++)
            Bind(Plan.Inputs[i].Buffer, inputs[i]);
    }

    // Of several outputs that name one buffer the first is computed in place, the others are copied from it.
    private void BindOutputs(Span<HostTensor?> outputs)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            PlanBuffer buffer = Plan.Buffers[Plan.Outputs[i].Buffer];
            if (buffer.Kind != BufferKind.Output || _tensors[buffer.Id] is not null)
                continue;

            outputs[i] ??= HostTensor.CreateUninitialized(buffer.Type, buffer.Shape!.Value.AsSpan());
            Bind(buffer.Id, outputs[i]!);
        }
    }

    private void Bind(int buffer, HostTensor tensor)
    {
        _tensors[buffer] = tensor;
        if (tensor.ElementType != ElementType.String)
            _launches.Bind(buffer, tensor.Pointer);
    }

    private void RunSteps()
    {
        long work = 0;
        _observer?.RunStarted(Plan, Stopwatch.GetTimestamp());
        for (int i = 0; i < Plan.Steps.Count;)
        {
            PlanStep step = Plan.Steps[i];
            _observer?.StepStarted(i, step, Stopwatch.GetTimestamp());
            int next = RunStep(i, step);
            _observer?.StepEnded(i, step, Stopwatch.GetTimestamp());
            work += _costs[i];
            if (next <= i && work > _maxLoopWork)
                throw new NacreException(ExitCode.OutOfMemoryOrLimit, $"Step {Describe(step)} has looped for longer than a run may take.");
            i = next;
        }

        _observer?.RunEnded(Plan, Stopwatch.GetTimestamp());
    }

    /// <summary>Runs a step and says which one is next.</summary>
    private int RunStep(int index, PlanStep step)
    {
        switch (step)
        {
            case LaunchStep launch: Launch(launch, _launches.ArgsOf(index)); break;
            case HostStep host: RunHostStep(host); break;
            case JumpStep jump: return jump.Target;
            case BranchStep branch: return _tensors[branch.Condition]!.AsBytes()[0] != 0 ? index + 1 : branch.Target;
            case CopyStep copy: _tensors[copy.From]!.AsBytes().CopyTo(_tensors[copy.To]!.AsBytes()); break;
            case WriteStep write: PartWriter.Write(write, _tensors); break;
        }
        return index + 1;
    }

    private void Launch(LaunchStep launch, NacreArgs* args) =>
        _pool.Run((delegate* unmanaged<NacreArgs*, long, long, void>)launch.Function, args, launch.Tiles, launch.Parallel ? _maxThreads : 1);

    private void RunHostStep(HostStep step)
    {
        Span<HostTensor?> inputs = _operands.AsSpan(0, step.Inputs.Count);
        Span<HostTensor?> outputs = _operands.AsSpan(step.Inputs.Count, step.Outputs.Count);
        Gather(step.Inputs, inputs);
        Gather(step.Outputs, outputs);
        try
        {
            step.Kernel.Run(inputs, outputs);
        }
        catch (NacreException e)
        {
            throw new NacreException(e.Code, $"Step {Describe(step)} failed: {e.Message}", e);
        }

        for (int i = 0; i < outputs.Length; i++)
            if (step.Outputs[i] is >= 0 and var id)
                Accept(step, Plan.Buffers[id], outputs[i]);
    }

    private void Gather(PlanArray<int> ids, Span<HostTensor?> tensors)
    {
        for (int i = 0; i < tensors.Length; i++)
            tensors[i] = ids[i] < 0 ? null : _tensors[ids[i]];
    }

    private void Accept(HostStep step, PlanBuffer buffer, HostTensor? made)
    {
        if (buffer.Kind != BufferKind.Dynamic)
        {
            if (!ReferenceEquals(made, _tensors[buffer.Id]))
                throw new InvalidOperationException($"Step {Describe(step)} replaced the tensor of '{buffer.Name}' instead of writing it.");
            return;
        }

        if (made is null || _operands.AsSpan(0, step.Inputs.Count + step.Outputs.Count).Count(made) > 1)
            throw new InvalidOperationException($"Step {Describe(step)} made no new tensor for '{buffer.Name}'.");
        if ((made.ElementType != buffer.Type && buffer.Type != ElementType.Undefined) || (buffer.Shape is { } shape && !TensorSize.Matches(shape.AsSpan(), made.Shape)))
            throw new InvalidOperationException($"Step {Describe(step)} made {made.Describe()} for '{buffer.Name}', which is not what the plan says.");

        // In a loop the step has made one before.
        _tensors[buffer.Id]?.Dispose();
        Bind(buffer.Id, made);
    }

    private void DeliverOutputs(Span<HostTensor?> outputs)
    {
        for (int i = 0; i < outputs.Length; i++)
        {
            PlanBuffer buffer = Plan.Buffers[Plan.Outputs[i].Buffer];
            HostTensor value = _tensors[buffer.Id]!;
            if (ReferenceEquals(outputs[i], value))
                continue;

            if (outputs[i] is { } given)
                CopyOutput(Plan.Outputs[i], value, given);
            else
                outputs[i] = Take(buffer, value);
        }
    }

    private static void CopyOutput(PlanPort port, HostTensor value, HostTensor destination)
    {
        if (!value.Shape.SequenceEqual(destination.Shape))
            throw new NacreException(ExitCode.Usage, $"Output '{port.Name}' came out as {value.Describe()}, but {destination.Describe()} is given for it.");

        value.CopyTo(destination);
    }

    /// <summary>The tensor itself where the session owns it and has not given it away before, a copy otherwise.</summary>
    private HostTensor Take(PlanBuffer buffer, HostTensor value)
    {
        if (buffer.Kind != BufferKind.Dynamic || _givenAway[buffer.Id])
            return value.Clone();

        _givenAway[buffer.Id] = true;
        return value;
    }

    private void ReleaseTensors()
    {
        _operands.AsSpan().Clear();
        foreach (int id in _perRun)
        {
            if (Plan.Buffers[id].Kind == BufferKind.Dynamic && !_givenAway[id])
                _tensors[id]?.Dispose();

            _tensors[id] = null;
            _givenAway[id] = false;
        }
    }

    private static string Describe(PlanStep step)
    {
        const int shown = 5;
        if (step.Source.Count == 0)
            return $"'{step.Name}'";
        string more = step.Source.Count > shown ? $" and {step.Source.Count - shown} more" : "";
        return $"'{step.Name}' (from {string.Join(", ", step.Source.Take(shown))}{more})";
    }
}
