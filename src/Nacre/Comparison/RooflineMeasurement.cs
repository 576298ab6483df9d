using System.Diagnostics;
using Nacre.Compilation;
using Nacre.Dialects;
using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Targets.Llvm.Interop;
using Nacre.Targets.Llvm.Translation;

namespace Nacre.Comparison;

/// <summary>Runs <see cref="RooflineKernels"/> on a number of threads; the best of a few runs counts.</summary>
internal sealed unsafe class RooflineMeasurement
{
    /// <summary>Runs are short, so that some of them meet no other work on the machine: the best of at least so many, for at least so long.</summary>
    private const int LeastRuns = 3;
    private static readonly TimeSpan LeastTime = TimeSpan.FromMilliseconds(60);

    private const long PeakSteps = 50_000;

    /// <summary>Bytes that a run reads, or more where the level is larger.</summary>
    private const long BytesPerRun = 32 << 20;

    private readonly int _threads;
    private readonly CpuTarget _cpu;
    private readonly RooflineKernels _kernels;

    public RooflineMeasurement(int threads)
    {
        if (!LlvmLibrary.TryLoad(out var reason))
            throw new NacreException(ExitCode.DeviceOrLibraryMissing, reason);
        _threads = Math.Min(threads, CpuThreadPool.Shared.ThreadCount);
        _cpu = CpuTarget.Host();
        _kernels = new RooflineKernels(_cpu.Lanes(32));
    }

    public Roofline Run()
    {
        var levels = Levels().Select(Plan).ToArray();
        string[] sources = [_kernels.Peak("peak", PeakSteps, _threads), .. levels.SelectMany((l, i) => new[] { _kernels.Read($"read{i}", 3 * l.Third, l.Repeats, _threads), _kernels.Triad($"triad{i}", l.Third, l.Repeats, _threads) })];
        using var code = Compile(string.Join("\n", sources));
        return new Roofline(_threads, Peak(code), [.. levels.Select((l, i) => MeasureLevel(code, l, i))]);
    }

    /// <summary>Where a level's data lies for the measurement: more than the level before holds, and well within its own.</summary>
    /// <param name="Holds">Of all threads.</param>
    /// <param name="Working">Bytes that all threads together work on.</param>
    private sealed record Level(string Name, long Holds, long Working);

    /// <param name="Third">Elements of a third of a thread's part.</param>
    private sealed record LevelPlan(Level Level, long Third, long Repeats);

    private IEnumerable<Level> Levels()
    {
        // Beyond this size times get long; a shared last-level cache of hundreds of MiB is never one process's alone.
        const long most = 512 << 20, enoughOfL3 = 32 << 20;
        var (l2, l3) = (_cpu.Caches.L2 * _threads, _cpu.Caches.L3);
        yield return new Level("L2", l2, l2 / 2);
        if (l3 > 2 * l2)
            yield return new Level("L3", l3, Math.Clamp(l3 / 2, 2 * l2, Math.Max(2 * l2, enoughOfL3)));
        yield return new Level("DRAM", long.MaxValue, Math.Clamp(4 * Math.Max(l2, l3), most / 2, most));
    }

    private LevelPlan Plan(Level level)
    {
        var third = _kernels.RoundDown(level.Working / _threads / sizeof(float) / 3);
        return new LevelPlan(level, third, Math.Max(1, BytesPerRun / (3 * third * sizeof(float) * _threads)));
    }

    private CodeImage Compile(string source)
    {
        var module = AllDialects.ParseModule(AllDialects.NewContext(), source);
        var lowered = KernelCompiler.LowerGroup(module.Body.Operations.OfType<FuncOp>());
        return CodeImage.Load([LlvmCompiler.CompileToObject(LlvmIrTranslator.Translate(lowered), _cpu, CodeGenOptions.Default)]);
    }

    private double Peak(CodeImage code)
    {
        using var memory = new AlignedMemory(_kernels.PeakElements(_threads) * sizeof(float), "measuring arithmetic");
        // Chains that start apart and tend to 1: neither equal, nor infinite, nor denormal.
        var data = new Span<float>((void*)memory.Pointer, (int)_kernels.PeakElements(_threads));
        for (var i = 0; i < data.Length; i++)
            data[i] = 1 + i / 1024f;
        data[^((2 + _threads) * _kernels.Lanes)..].Fill(0.5f);
        var seconds = BestOf(code.Lookup("peak"), memory);
        return RooflineKernels.PeakFlops(PeakSteps, _kernels.Lanes) * _threads / seconds / 1e9;
    }

    private MemoryLevel MeasureLevel(CodeImage code, LevelPlan plan, int index)
    {
        var bytes = 3.0 * plan.Third * sizeof(float) * _threads;
        using var memory = new AlignedMemory((long)bytes, "measuring memory");
        memory.Clear();
        var (read, triad) = (BestOf(code.Lookup($"read{index}"), memory), BestOf(code.Lookup($"triad{index}"), memory));
        return new MemoryLevel(plan.Level.Name, plan.Level.Holds, bytes * plan.Repeats / read / 1e9, bytes * plan.Repeats / triad / 1e9);
    }

    /// <summary>Seconds of the fastest run, one tile per thread.</summary>
    private double BestOf(nint function, AlignedMemory memory)
    {
        var buffer = (void*)memory.Pointer;
        var args = new NacreArgs { Buffers = &buffer };
        var best = double.PositiveInfinity;
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < LeastRuns || clock.Elapsed < LeastTime; i++)
        {
            var start = Stopwatch.GetTimestamp();
            CpuThreadPool.Shared.Run((delegate* unmanaged<NacreArgs*, long, long, void>)function, &args, _threads, _threads);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }
}
