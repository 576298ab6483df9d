namespace Nacre.Runtime;

/// <summary>Writes what <see cref="ManifestReader"/> reads: everything of an engine but its code and weights.</summary>
internal sealed class ManifestWriter
{
    private readonly BinaryWriter _writer;

    private ManifestWriter(BinaryWriter writer) => _writer = writer;

    /// <param name="content">What to write.</param>
    /// <param name="constants">Where its constants lie.</param>
    public static byte[] Write(EngineContent content, IReadOnlyList<StoredConstant> constants)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        var manifest = new ManifestWriter(writer);
        manifest.Write(content.Target);
        writer.WriteArray(content.Objects, code => writer.Write(code.Length));
        writer.WriteArray(constants, manifest.Write);
        manifest.Write(content.Plan);
        return bytes.ToArray();
    }

    private void Write(EngineTarget target)
    {
        _writer.WriteText(target.Architecture);
        _writer.WriteText(target.Cpu);
        _writer.WriteArray(target.Features, _writer.WriteText);
    }

    private void Write(StoredConstant constant)
    {
        _writer.Write((byte)constant.Kind);
        _writer.Write(constant.Offset);
        _writer.Write(constant.ByteSize);
        _writer.WriteBlock(constant.Splat);
        _writer.WriteArray(constant.Strings, _writer.WriteText);
    }

    private void Write(ExecutionPlan plan)
    {
        _writer.Write(plan.ArenaByteSize);
        _writer.WriteArray(plan.Buffers, Write);
        _writer.WriteArray(plan.Steps, Write);
        _writer.WriteArray(plan.Inputs, Write);
        _writer.WriteArray(plan.Outputs, Write);
    }

    private void Write(PlanBuffer buffer)
    {
        _writer.WriteText(buffer.Name);
        _writer.Write((byte)buffer.Type);
        Write(buffer.Shape);
        _writer.Write((byte)buffer.Kind);
        _writer.Write(buffer.Offset);
        _writer.Write(buffer.ByteSize);
    }

    private void Write(PlanArray<long>? shape)
    {
        _writer.Write(shape is not null);
        if (shape is { } sizes)
            _writer.WriteArray(sizes, _writer.Write);
    }

    private void Write(PlanStep step)
    {
        _writer.Write((byte)StepKinds.Of(step));
        _writer.WriteText(step.Name);
        _writer.WriteArray(step.Source, _writer.WriteText);
        switch (step)
        {
            case LaunchStep launch: Write(launch); break;
            case HostStep host: Write(host); break;
            case JumpStep jump: _writer.Write(jump.Target); break;
            case BranchStep branch: Write(branch.Condition, branch.Target); break;
            case CopyStep copy: Write(copy.From, copy.To); break;
            case WriteStep write: Write(write); break;
        }
    }

    private void Write(int first, int second)
    {
        _writer.Write(first);
        _writer.Write(second);
    }

    private void Write(WriteStep step)
    {
        Write(step.Update, step.To);
        _writer.WriteArray(step.Part, _writer.Write);
        _writer.WriteArray(step.Whole, _writer.Write);
        _writer.WriteArray(step.Starts, _writer.Write);
    }

    private void Write(LaunchStep launch)
    {
        _writer.WriteText(launch.Tactic);
        _writer.WriteArray(launch.Buffers, _writer.Write);
        _writer.WriteArray(launch.Sizes, _writer.Write);
        _writer.Write(launch.Tiles);
        _writer.Write(launch.Parallel);
        _writer.Write(launch.Flops);
        _writer.Write(launch.Bytes);
        _writer.Write(launch.ScratchBytes);
    }

    private void Write(HostStep step)
    {
        _writer.WriteArray(step.Inputs, _writer.Write);
        _writer.WriteArray(step.Outputs, _writer.Write);
    }

    private void Write(PlanPort port)
    {
        _writer.WriteText(port.Name);
        _writer.Write((byte)port.Type);
        Write(port.Shape);
        _writer.Write(port.Buffer);
        _writer.WriteArray(port.DimensionNames, _writer.WriteOptionalText);
    }
}
