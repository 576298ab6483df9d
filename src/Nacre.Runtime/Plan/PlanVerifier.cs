namespace Nacre.Runtime;

/// <summary>Checks that no part of a plan refers outside another, so that a session needs no checks while it runs.</summary>
internal sealed class PlanVerifier(ExecutionPlan plan)
{
    /// <summary>More than any machine has, so that sums of sizes do not overflow.</summary>
    private const long MaxScratchBytes = 1L << 40;

    /// <summary>Dynamic buffers that a step before the one at hand has made.</summary>
    private readonly HashSet<int> _made = [];

    public void Verify()
    {
        for (int id = 0; id < plan.Buffers.Count; id++)
            VerifyBuffer(plan.Buffers[id], id);
        foreach (PlanStep step in plan.Steps)
            VerifyStep(step);

        VerifyPorts(plan.Inputs, "input");
        VerifyInputNames();
        VerifyPorts(plan.Outputs, "output");
        VerifyBindings();
    }

    private void VerifyBuffer(PlanBuffer buffer, int id)
    {
        Require(buffer.Id == id, buffer, $"has id {buffer.Id} at index {id}");
        Require(buffer.Type != ElementType.Undefined || buffer.Kind == BufferKind.Dynamic, buffer, "has no element type");
        bool mayBeDynamic = buffer.Kind is BufferKind.Input or BufferKind.Dynamic;
        Require(mayBeDynamic || buffer.IsStatic, buffer, $"is of kind {buffer.Kind} without a static shape");
        if (buffer.IsStatic)
            VerifySize(buffer);
    }

    private void VerifySize(PlanBuffer buffer)
    {
        long size = TensorSize.ByteSize(buffer.Type, buffer.Shape!.Value.AsSpan());
        bool isPlaced = buffer.Kind is BufferKind.Arena or BufferKind.Constant;
        Require(!isPlaced || buffer.ByteSize >= size, buffer, $"needs {size} bytes, but has {buffer.ByteSize}");
        if (buffer.Kind == BufferKind.Arena)
            VerifyArena(buffer);
        if (buffer.Kind == BufferKind.Constant)
            VerifyConstant(buffer);
    }

    private void VerifyArena(PlanBuffer buffer)
    {
        Require(buffer.Type != ElementType.String, buffer, "holds strings, which cannot be in the arena");
        Require(buffer.Offset >= 0 && buffer.Offset % AlignedMemory.Alignment == 0, buffer, $"is at offset {buffer.Offset}, not a multiple of {AlignedMemory.Alignment}");
        Require(buffer.Offset <= plan.ArenaByteSize - buffer.ByteSize, buffer, $"ends behind the arena of {plan.ArenaByteSize} bytes");
    }

    private void VerifyConstant(PlanBuffer buffer)
    {
        Require(buffer.Offset >= 0 && buffer.Offset < plan.Constants.Count, buffer, $"is constant {buffer.Offset} of {plan.Constants.Count}");
        ConstantData data = plan.Constants[(int)buffer.Offset];
        bool isString = buffer.Type == ElementType.String;
        Require(data.IsStrings == isString && data.ByteSize >= buffer.ByteSize, buffer, $"needs {buffer.ByteSize} bytes, but its constant has {data.ByteSize}");
        Require(!isString || data.Strings.Length == TensorSize.ElementCount(buffer.Shape!.Value.AsSpan()), buffer, $"has {data.Strings.Length} strings");
    }

    private void VerifyStep(PlanStep step)
    {
        switch (step)
        {
            case LaunchStep launch: VerifyLaunch(launch); break;
            case HostStep host: VerifyHost(host); break;
            case JumpStep jump: VerifyTarget(jump, jump.Target); break;
            case BranchStep branch: VerifyBranch(branch); break;
            case CopyStep copy: VerifyCopy(copy); break;
            case WriteStep write: VerifyWrite(write); break;
            default: throw Error($"step '{step.Name}' is of the unknown kind {step.GetType().Name}");
        }
    }

    private void VerifyTarget(PlanStep step, int target) => Require(target >= 0 && target <= plan.Steps.Count, step, $"goes on at step {target} of {plan.Steps.Count}");

    private void VerifyBranch(BranchStep branch)
    {
        VerifyTarget(branch, branch.Target);
        Require(IsScalar(branch.Condition) && plan.Buffers[branch.Condition].Type == ElementType.Bool, branch, "asks a buffer that is no truth value");
    }

    private void VerifyCopy(CopyStep copy)
    {
        Require(IsNumbers(copy.From) && IsPlaced(copy.To), copy, "copies between buffers that are not there by then or not in place");
        Require(ByteSizeOf(copy.From) == ByteSizeOf(copy.To), copy, "copies between buffers of different sizes");
    }

    private void VerifyWrite(WriteStep write)
    {
        Require(IsNumbers(write.Update) && IsPlaced(write.To), write, "writes between buffers that are not there by then or not in place");
        int rank = write.Whole.Count;
        Require(plan.Buffers[write.Update].Type == plan.Buffers[write.To].Type && write.Part.Count == rank && write.Starts.Count == rank, write, "writes a part of another type or rank");
        Require(CountOf(write.Part) == CountOf(write.Update) && CountOf(write.Whole) == CountOf(write.To), write, "sees its buffers in other sizes");
        for (int i = 0; i < rank; i++)
            Require(write.Part[i] <= write.Whole[i] && IsScalar(write.Starts[i]) && plan.Buffers[write.Starts[i]].Type is >= ElementType.I8 and <= ElementType.U64, write, "writes a part that is too large, or without a start");
    }

    private static long CountOf(PlanArray<long> sizes) => TensorSize.IsStatic(sizes.AsSpan()) ? TensorSize.ElementCount(sizes.AsSpan()) : -1;

    private long CountOf(int buffer) => CountOf(plan.Buffers[buffer].Shape!.Value);

    /// <summary>Whether the buffer holds numbers of static shape that lie somewhere by then.</summary>
    private bool IsNumbers(int id) => IsReadable(id) && plan.Buffers[id] is { IsStatic: true, Type: not (ElementType.String or ElementType.Undefined) };

    private bool IsScalar(int id) => IsNumbers(id) && TensorSize.ElementCount(plan.Buffers[id].Shape!.Value.AsSpan()) == 1;

    private bool IsPlaced(int id) => IsNumbers(id) && (plan.Buffers[id].Kind is BufferKind.Arena or BufferKind.Output);

    private long ByteSizeOf(int id) => TensorSize.ByteSize(plan.Buffers[id].Type, plan.Buffers[id].Shape!.Value.AsSpan());

    private void VerifyLaunch(LaunchStep launch)
    {
        Require(launch.Function != 0 && launch.Tiles >= 0 && launch.ScratchBytes is >= 0 and <= MaxScratchBytes, launch, "has no code, or a negative number of tiles or bytes");
        foreach (int id in launch.Buffers)
            Require(IsReadable(id) && plan.Buffers[id].Type is not (ElementType.String or ElementType.Undefined), launch, $"uses buffer {id}, which is not one of numbers that are there by then");
    }

    private void VerifyHost(HostStep host)
    {
        foreach (int id in host.Inputs)
            Require(id == -1 || IsReadable(id), host, $"reads buffer {id}, which is not there by then");
        foreach (int id in host.Outputs)
            Require(id == -1 || IsWritable(id), host, $"writes buffer {id}, which does not exist, is an input or a constant, or was made before");
    }

    private void VerifyPorts(PlanArray<PlanPort> ports, string kind)
    {
        foreach (PlanPort port in ports)
        {
            if (!IsReadable(port.Buffer) || plan.Buffers[port.Buffer].Type != port.Type)
                throw Error($"{kind} '{port.Name}' is buffer {port.Buffer}, which does not exist or is not of {port.Type.MlirName()}");
            if (port.DimensionNames.Count > 0 && port.DimensionNames.Count != port.Shape?.Count)
                throw Error($"{kind} '{port.Name}' names {port.DimensionNames.Count} dimensions of {port.Describe()}");
            if (plan.Buffers[port.Buffer] is { IsStatic: true, Shape: { } shape } && port.Shape != shape)
                throw Error($"{kind} '{port.Name}' is {port.Describe()}, but its buffer is {TensorSize.Format(port.Type, shape.AsSpan())}");
        }
    }

    /// <summary>Each input buffer is one input, each output buffer at least one output, so that no pointer stays unset.</summary>
    private void VerifyBindings()
    {
        foreach (PlanBuffer buffer in plan.Buffers)
        {
            int inputs = CountPorts(plan.Inputs, buffer.Id);
            Require(inputs == (buffer.Kind == BufferKind.Input ? 1 : 0), buffer, $"is of kind {buffer.Kind}, but {inputs} inputs name it");
            Require(buffer.Kind != BufferKind.Output || CountPorts(plan.Outputs, buffer.Id) > 0, buffer, "is of kind Output, but no output names it");
        }
    }

    private static int CountPorts(PlanArray<PlanPort> ports, int buffer)
    {
        int count = 0;
        foreach (PlanPort port in ports)
            count += port.Buffer == buffer ? 1 : 0;

        return count;
    }

    private void VerifyInputNames()
    {
        var names = new HashSet<string>();
        foreach (PlanPort port in plan.Inputs)
            if (!names.Add(port.Name))
                throw Error($"input '{port.Name}' is listed twice");
    }

    private bool IsBuffer(int id) => id >= 0 && id < plan.Buffers.Count;

    private bool IsReadable(int id) => IsBuffer(id) && (plan.Buffers[id].Kind != BufferKind.Dynamic || _made.Contains(id));

    private bool IsWritable(int id) => IsBuffer(id) && plan.Buffers[id].Kind switch
    {
        BufferKind.Input or BufferKind.Constant => false,
        BufferKind.Dynamic => _made.Add(id),
        _ => true,
    };

    private static void Require(bool holds, PlanBuffer buffer, string otherwise)
    {
        if (!holds)
            throw Error($"buffer '{buffer.Name}' {otherwise}");
    }

    private static void Require(bool holds, PlanStep step, string otherwise)
    {
        if (!holds)
            throw Error($"step '{step.Name}' {otherwise}");
    }

    private static NacreException Error(string what) =>
        new(ExitCode.ModelUnreadable, $"The execution plan contradicts itself: {what}. The engine is damaged or from another version; compile the model again.");
}
