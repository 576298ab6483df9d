using System.Diagnostics;

namespace Nacre.Runtime;

/// <summary>
/// Threads that wait for kernels. A launch splits its tiles into one contiguous range per thread, always the same ranges on the same threads,
/// so that consecutive kernels find their tiles in the same caches; a thread that is done with its range helps with what is left of the others'.
/// </summary>
/// <remarks>
/// Many threads may launch at once: one has the workers, the others compute all their tiles themselves, so no launch waits for another.
/// A launch allocates nothing. Waiting threads spin for some microseconds before they sleep.
/// </remarks>
public sealed unsafe class CpuThreadPool : IDisposable
{
    private static readonly Lazy<CpuThreadPool> LazyShared = new(() => new CpuThreadPool(Environment.ProcessorCount));

    // Long enough for the gap between two kernels of a run, short enough that idle sessions cost nothing: 200 µs.
    private static readonly long SpinTicks = Environment.ProcessorCount > 1 ? Stopwatch.Frequency / 5_000 : 0;

    // Worker i computes range i + 1; its word is 1 while it has no range, 0 from when the range is posted until someone takes it.
    private readonly WaitWord[] _posted;
    private readonly Thread[] _threads;
    private readonly WaitWord _pending = new(0);
    private readonly TileRanges _tiles;
    private Launch _launch;
    private int _busy;
    private volatile bool _stopping;

    /// <param name="threads">Threads that compute, the caller included; 1 makes no workers.</param>
    public CpuThreadPool(int threads)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threads, 1);
        _posted = new WaitWord[threads - 1];
        _threads = new Thread[threads - 1];
        _tiles = new TileRanges(threads);
        for (int i = 0; i < _threads.Length; i++)
        {
            int worker = i;
            _posted[i] = new WaitWord(1);
            _threads[i] = new Thread(() => Work(worker)) { IsBackground = true, Name = $"nacre-worker-{i + 1}" };
            _threads[i].Start();
        }
    }

    /// <summary>The pool that sessions use by default, one thread per processor that this process may use; made at first use, never disposed.</summary>
    public static CpuThreadPool Shared => LazyShared.Value;

    /// <summary>Threads that compute, the caller included.</summary>
    public int ThreadCount => _threads.Length + 1;

    /// <summary>Computes the tiles [0, <paramref name="tiles"/>) and returns when all are done.</summary>
    /// <param name="kernel">Called for parts of the tiles, from several threads at once.</param>
    /// <param name="args">Must stay valid until the return. Its scratch memory is that of the caller; those of the other threads follow.</param>
    /// <param name="tiles">Number of tiles; 0 calls nothing.</param>
    /// <param name="maxThreads">Most threads to use, the caller included.</param>
    public void Run(delegate* unmanaged<NacreArgs*, long, long, void> kernel, NacreArgs* args, long tiles, int maxThreads)
    {
        int ranges = (int)Math.Min(tiles, Math.Min(maxThreads, ThreadCount));
        if (ranges > 1 && tiles <= TileRanges.MaxTiles && Interlocked.CompareExchange(ref _busy, 1, 0) == 0)
        {
            _tiles.Reset(tiles, ranges);
            RunShared(new Launch(kernel, args, _tiles), ranges);
            Volatile.Write(ref _busy, 0);
        }
        else if (tiles > 0)
        {
            args->BeginLaunch();
            kernel(args, 0, tiles);
        }
    }

    /// <summary>Ends the workers after the launch that is running; later launches run on their caller alone.</summary>
    public void Dispose()
    {
        var wait = new SpinWait();
        while (Interlocked.CompareExchange(ref _busy, 1, 0) != 0)
        {
            if (_stopping)
                return;

            wait.SpinOnce();
        }

        _stopping = true;
        foreach (WaitWord word in _posted)
            word.SetZero();
        foreach (Thread thread in _threads)
            thread.Join();
    }

    private void RunShared(in Launch launch, int ranges)
    {
        _launch = launch;
        _pending.Set(ranges - 1);
        for (int i = 0; i < ranges - 1; i++)
            _posted[i].SetZero();

        launch.RunFrom(0);
        for (int i = 0; i < ranges - 1; i++)
            RunIfPosted(i);

        _pending.WaitForZero(SpinTicks);
    }

    private void Work(int worker)
    {
        while (true)
        {
            _posted[worker].WaitForZero(SpinTicks);
            if (_stopping)
                return;

            RunIfPosted(worker);
        }
    }

    // The launch is read after its range is taken: from then until the decrement it cannot be replaced by the next one.
    private void RunIfPosted(int worker)
    {
        if (!_posted[worker].TryTakeZero())
            return;

        _launch.RunFrom(worker + 1);
        _pending.Decrement();
    }

    private readonly struct Launch(delegate* unmanaged<NacreArgs*, long, long, void> kernel, NacreArgs* args, TileRanges tiles)
    {
        private readonly delegate* unmanaged<NacreArgs*, long, long, void> _kernel = kernel;
        private readonly NacreArgs* _args = args;
        private readonly TileRanges _tiles = tiles;

        /// <summary>Computes tiles until none are left, those of the given range first.</summary>
        public void RunFrom(int range)
        {
            NacreArgs args = *_args;
            args.Scratch += range * args.ScratchStride;
            args.BeginLaunch();
            while (_tiles.Take(range, out long begin, out long end))
                _kernel(&args, begin, end);
        }
    }
}
