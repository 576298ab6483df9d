namespace Nacre.Runtime;

/// <summary>Reads the manifest of an engine. That its parts fit together is checked by <see cref="ExecutionPlan"/>.</summary>
internal sealed class ManifestReader
{
    private readonly CheckedReader _reader;

    public ManifestReader(CheckedReader reader)
    {
        _reader = reader;
        Target = new EngineTarget(reader.ReadString(), reader.ReadString(), reader.ReadArray(reader.ReadString));
        ObjectByteSizes = reader.ReadArray(reader.ReadInt32);
        Constants = reader.ReadArray(ReadConstant);
    }

    public EngineTarget Target { get; }

    public IReadOnlyList<int> ObjectByteSizes { get; }

    public IReadOnlyList<StoredConstant> Constants { get; }

    /// <summary>The plan that follows; called once.</summary>
    /// <param name="constants">The contents of <see cref="Constants"/>.</param>
    /// <param name="code">Has the kernels.</param>
    /// <param name="hostKernel">Makes the kernel of a host step from its name.</param>
    public ExecutionPlan ReadPlan(ConstantData[] constants, CodeImage code, Func<string, IHostKernel> hostKernel)
    {
        long arena = _reader.ReadInt64();
        PlanBuffer[] buffers = _reader.ReadArray(ReadBuffer);
        for (int i = 0; i < buffers.Length; i++)
            buffers[i] = buffers[i] with { Id = i };

        PlanStep[] steps = _reader.ReadArray(() => ReadStep(code, hostKernel));
        PlanPort[] inputs = _reader.ReadArray(ReadPort), outputs = _reader.ReadArray(ReadPort);
        if (_reader.Remaining > 0 || arena < 0)
            throw _reader.Damaged(arena < 0 ? "the arena has a negative size" : "there is more than a plan");

        return new ExecutionPlan(buffers, constants, steps, inputs, outputs, arena, code);
    }

    private StoredConstant ReadConstant() =>
        new((StoredConstantKind)_reader.ReadEnum((byte)StoredConstantKind.Strings), _reader.ReadInt64(), _reader.ReadInt64(), _reader.ReadBytes(), _reader.ReadArray(_reader.ReadString));

    private PlanBuffer ReadBuffer() =>
        new(0, _reader.ReadString(), ReadElementType(), ReadShape(), (BufferKind)_reader.ReadEnum((byte)BufferKind.Dynamic), _reader.ReadInt64(), _reader.ReadInt64());

    private ElementType ReadElementType() => (ElementType)_reader.ReadEnum((byte)ElementType.String);

    private PlanArray<long>? ReadShape() => _reader.ReadBoolean() ? new PlanArray<long>(_reader.ReadArray(_reader.ReadInt64)) : default(PlanArray<long>?);

    private PlanStep ReadStep(CodeImage code, Func<string, IHostKernel> hostKernel)
    {
        var kind = (StepKind)_reader.ReadEnum((byte)StepKind.Write);
        string name = _reader.ReadString();
        string[] source = _reader.ReadArray(_reader.ReadString);
        return kind switch
        {
            StepKind.Host => new HostStep(name, hostKernel(name), _reader.ReadArray(_reader.ReadInt32), _reader.ReadArray(_reader.ReadInt32), source),
            StepKind.Launch => ReadLaunch(name, source, code),
            StepKind.Jump => new JumpStep(name, _reader.ReadInt32(), source),
            StepKind.Branch => new BranchStep(name, _reader.ReadInt32(), _reader.ReadInt32(), source),
            StepKind.Copy => new CopyStep(name, _reader.ReadInt32(), _reader.ReadInt32(), source),
            _ => new WriteStep(
                name, _reader.ReadInt32(), _reader.ReadInt32(), _reader.ReadArray(_reader.ReadInt64), _reader.ReadArray(_reader.ReadInt64), _reader.ReadArray(_reader.ReadInt32), source),
        };
    }

    private LaunchStep ReadLaunch(string name, string[] source, CodeImage code)
    {
        string tactic = _reader.ReadString();
        return new LaunchStep(
            name, code.Lookup(name), _reader.ReadArray(_reader.ReadInt32), _reader.ReadArray(_reader.ReadInt64), _reader.ReadInt64(), _reader.ReadBoolean(),
            tactic, source, _reader.ReadDouble(), _reader.ReadDouble(), _reader.ReadInt64());
    }

    private PlanPort ReadPort() => new(_reader.ReadString(), ReadElementType(), ReadShape(), _reader.ReadInt32(), _reader.ReadArray(_reader.ReadOptionalString));
}
