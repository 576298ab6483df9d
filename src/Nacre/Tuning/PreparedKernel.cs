using System.Diagnostics;
using Nacre.Runtime;

namespace Nacre.Tuning;

/// <summary>
/// Runs the launches of a plan on this thread. Operands lie where they lay, so that they are as near as a model's activations, but each run has another copy of the constants:
/// in a model the weights of all other kernels pass before those of this one come again.
/// </summary>
internal sealed unsafe class PreparedKernel : IPreparedKernel
{
    /// <summary>More copies would take long to write; it is beyond second-level caches.</summary>
    private const long MostConstantBytes = 48 << 20;

    /// <summary>Shorter runs are repeated: a clock's step and the calls around a run must not count.</summary>
    private const double LeastSeconds = 100e-6;

    private readonly ExecutionPlan _plan;
    private readonly AlignedMemory _data, _constants, _scratch, _arguments;
    private readonly long[] _constantOffsets, _dataOffsets;
    private readonly long _copyBytes;
    private readonly int _copies;
    private int _copy, _repeats = 1;

    /// <param name="weightBytes">What passes between two runs in the model.</param>
    public PreparedKernel(ExecutionPlan plan, long weightBytes)
    {
        _plan = plan;
        _constantOffsets = Offsets(plan.Constants.Select(c => c.ByteSize), out _copyBytes);
        _copies = (int)Math.Clamp(Math.Min(weightBytes, MostConstantBytes) / Math.Max(_copyBytes, 1), 1, 64);
        _dataOffsets = Offsets(plan.Buffers.Select(b => b.Kind is BufferKind.Input or BufferKind.Output ? b.ByteSize : 0).Append(plan.ArenaByteSize), out var dataBytes);
        _data = new AlignedMemory(dataBytes, "tuning: a kernel's operands");
        _constants = new AlignedMemory(_copies * _copyBytes, "tuning: a kernel's weights");
        _scratch = new AlignedMemory(plan.Steps.Cast<LaunchStep>().Max(s => s.ScratchBytes) + AlignedMemory.Alignment, "tuning: a kernel's scratch memory");
        _arguments = new AlignedMemory(plan.Steps.Cast<LaunchStep>().Max(s => s.Buffers.Count) * sizeof(void*), "tuning: a kernel's arguments");
        Fill();
    }

    /// <summary>Places behind each other, each at a multiple of a cache line.</summary>
    private static long[] Offsets(IEnumerable<long> sizes, out long total)
    {
        var offsets = new List<long>();
        total = 0;
        foreach (var size in sizes)
        {
            offsets.Add(total);
            total += AlignedMemory.RoundUp(size);
        }
        return [.. offsets];
    }

    /// <summary>Numbers around one, neither denormal nor equal, in whatever type: bytes of 0x3F are near one as f32, f16, bf16 and f64.</summary>
    private void Fill()
    {
        var random = new Random(1);
        var bytes = (byte*)_data.Pointer;
        for (var i = 0L; i < _data.ByteSize; i++)
            bytes[i] = (i & 1) == 1 ? (byte)0x3F : (byte)random.Next(256);
        _scratch.Clear();
        for (var copy = 0; copy < _copies; copy++)
        {
            for (var i = 0; i < _plan.Constants.Count; i++)
                Buffer.MemoryCopy((void*)_plan.Constants[i].Pointer, (void*)(_constants.Pointer + (nint)(copy * _copyBytes + _constantOffsets[i])), _plan.Constants[i].ByteSize, _plan.Constants[i].ByteSize);
        }
    }

    public double Run()
    {
        while (true)
        {
            var start = Stopwatch.GetTimestamp();
            for (var i = 0; i < _repeats; i++)
                RunOnce();
            var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
            if (seconds >= LeastSeconds || _repeats > 1 << 16)
                return seconds / _repeats;
            _repeats *= 2;
        }
    }

    private void RunOnce()
    {
        _copy = (_copy + 1) % _copies;
        var args = new NacreArgs { Buffers = (void**)_arguments.Pointer, Scratch = (byte*)_scratch.Pointer, ScratchStride = _scratch.ByteSize };
        foreach (var step in _plan.Steps)
        {
            var launch = (LaunchStep)step;
            for (var i = 0; i < launch.Buffers.Count; i++)
                args.Buffers[i] = PlaceOf(_plan.Buffers[launch.Buffers[i]]);
            CpuThreadPool.Shared.Run((delegate* unmanaged<NacreArgs*, long, long, void>)launch.Function, &args, launch.Tiles, 1);
        }
    }

    private void* PlaceOf(PlanBuffer buffer) => (void*)(buffer.Kind switch
    {
        BufferKind.Constant => _constants.Pointer + (nint)(_copy * _copyBytes + _constantOffsets[(int)buffer.Offset]),
        BufferKind.Arena => _data.Pointer + (nint)(_dataOffsets[^1] + buffer.Offset),
        _ => _data.Pointer + (nint)_dataOffsets[buffer.Id],
    });

    public void Dispose()
    {
        _data.Dispose();
        _constants.Dispose();
        _scratch.Dispose();
        _arguments.Dispose();
        (_plan.Code as IDisposable)?.Dispose();
    }
}
