namespace Nacre.Runtime;

/// <summary>The argument blocks of all launches of a plan in native memory, written once; a run changes only the pointers that differ from run to run.</summary>
internal sealed unsafe class LaunchTable : IDisposable
{
    private readonly AlignedMemory _memory;
    private readonly nint[] _blocks;

    // Per buffer the addresses of the pointers to it.
    private readonly List<nint>?[] _slots;

    /// <param name="plan">Its steps define the blocks.</param>
    /// <param name="arena">Where the arena starts.</param>
    /// <param name="scratch">Where the scratch memory of the first thread starts.</param>
    /// <param name="scratchStride">Bytes from there to that of the next thread.</param>
    public LaunchTable(ExecutionPlan plan, nint arena, nint scratch, long scratchStride)
    {
        _memory = new AlignedMemory(TotalSize(plan), "kernel arguments");
        _blocks = new nint[plan.Steps.Count];
        _slots = new List<nint>?[plan.Buffers.Count];

        nint next = _memory.Pointer;
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            if (plan.Steps[i] is not LaunchStep launch)
                continue;

            _blocks[i] = next;
            var args = (NacreArgs*)next;
            Write(launch, args);
            args->Scratch = (byte*)scratch;
            args->ScratchStride = scratchStride;
            next += (nint)BlockSize(launch);
        }

        foreach (PlanBuffer buffer in plan.Buffers)
        {
            if (buffer.Kind == BufferKind.Arena)
                Bind(buffer.Id, arena + (nint)buffer.Offset);
            else if (buffer.Kind == BufferKind.Constant)
                Bind(buffer.Id, plan.Constants[(int)buffer.Offset].Pointer);
        }
    }

    public NacreArgs* ArgsOf(int step) => (NacreArgs*)_blocks[step];

    /// <summary>Makes all launches see the buffer at <paramref name="pointer"/>.</summary>
    public void Bind(int buffer, nint pointer)
    {
        if (_slots[buffer] is not { } slots)
            return;

        foreach (nint slot in slots)
            *(nint*)slot = pointer;
    }

    public void Dispose() => _memory.Dispose();

    private void Write(LaunchStep launch, NacreArgs* args)
    {
        args->Buffers = (void**)(args + 1);
        args->Sizes = (long*)(args->Buffers + launch.Buffers.Count);
        launch.Sizes.AsSpan().CopyTo(new Span<long>(args->Sizes, launch.Sizes.Count));
        for (int i = 0; i < launch.Buffers.Count; i++)
            (_slots[launch.Buffers[i]] ??= []).Add((nint)(args->Buffers + i));
    }

    private static long BlockSize(LaunchStep launch) => sizeof(NacreArgs) + (8L * (launch.Buffers.Count + launch.Sizes.Count));

    private static long TotalSize(ExecutionPlan plan)
    {
        long size = 0;
        foreach (PlanStep step in plan.Steps)
            size += step is LaunchStep launch ? BlockSize(launch) : 0;

        return size;
    }
}
