using System.Runtime.InteropServices;
using Nacre.Runtime;
using Xunit;

namespace Nacre.Tests.Runtime;

public sealed class CpuThreadPoolTests
{
    [Theory]
    [InlineData(1, 5, 8)]
    [InlineData(2, 2, 8)]
    [InlineData(3, 100, 8)]
    [InlineData(4, 3, 8)]
    [InlineData(4, 101, 2)]
    [InlineData(4, 1, 1)]
    public void Every_tile_is_computed_once(int threads, int tiles, int maxThreads)
    {
        using var pool = new CpuThreadPool(threads);
        Assert.Equal(threads, pool.ThreadCount);
        Assert.All(CountTiles(pool, tiles, maxThreads, launches: 200), count => Assert.Equal(200, count));
    }

    [Fact]
    public void A_range_that_caller_and_worker_want_at_once_is_computed_once()
    {
        const int launches = 100_000;
        using var pool = new CpuThreadPool(2);
        Assert.All(CountTiles(pool, tiles: 2, maxThreads: 2, launches), count => Assert.Equal(launches, count));
    }

    [Fact]
    public void No_tiles_call_nothing()
    {
        using var pool = new CpuThreadPool(2);
        unsafe
        {
            pool.Run(TestKernels.Count, null, tiles: 0, maxThreads: 2);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Ranges_run_at_the_same_time(int threads)
    {
        using var pool = new CpuThreadPool(threads);
        Assert.Equal(threads, Meet(pool, threads));
    }

    [Fact]
    public void Workers_come_back_after_they_slept()
    {
        using var pool = new CpuThreadPool(2);
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(2, Meet(pool, 2));
            Thread.Sleep(1);
        }
    }

    [Fact]
    public void Concurrent_callers_all_finish_with_all_their_tiles()
    {
        using var pool = new CpuThreadPool(3);
        long[][] counts = new long[6][];
        Thread[] callers = [.. Enumerable.Range(0, counts.Length).Select(c => new Thread(() => counts[c] = CountTiles(pool, tiles: 7 + c, maxThreads: 3, launches: 3000)))];
        foreach (Thread caller in callers)
            caller.Start();
        foreach (Thread caller in callers)
            caller.Join();

        for (int c = 0; c < counts.Length; c++)
            Assert.Equal(Enumerable.Repeat(3000L, 7 + c), counts[c]);
    }

    [Fact]
    public void A_disposed_pool_computes_on_the_caller()
    {
        var pool = new CpuThreadPool(3);
        pool.Dispose();
        pool.Dispose();
        Assert.All(CountTiles(pool, tiles: 9, maxThreads: 3, launches: 1), count => Assert.Equal(1, count));
    }

    [Fact]
    public void Disposing_lets_running_launches_finish()
    {
        var pool = new CpuThreadPool(3);
        long[]? counts = null;
        var caller = new Thread(() => counts = CountTiles(pool, tiles: 50, maxThreads: 3, launches: 5000));
        caller.Start();
        pool.Dispose();
        caller.Join();
        Assert.All(counts!, count => Assert.Equal(5000, count));
    }

    [Fact]
    public void A_launch_allocates_nothing()
    {
        using var pool = new CpuThreadPool(2);
        CountTiles(pool, tiles: 8, maxThreads: 2, launches: 100);
        Assert.Equal(0, AllocatedBy(pool, launches: 2000));
    }

    private static unsafe long AllocatedBy(CpuThreadPool pool, int launches)
    {
        long* counts = stackalloc long[8];
        void* buffer = counts;
        var args = new NacreArgs { Buffers = &buffer };
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < launches; i++)
            pool.Run(TestKernels.Count, &args, tiles: 8, maxThreads: 2);

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static unsafe long[] CountTiles(CpuThreadPool pool, int tiles, int maxThreads, int launches)
    {
        long[] counts = GC.AllocateArray<long>(tiles, pinned: true);
        void* buffer = Marshal.UnsafeAddrOfPinnedArrayElement(counts, 0).ToPointer();
        var args = new NacreArgs { Buffers = &buffer };
        for (int i = 0; i < launches; i++)
            pool.Run(TestKernels.Count, &args, tiles, maxThreads);

        return counts;
    }

    private static unsafe long Meet(CpuThreadPool pool, long calls)
    {
        long arrived = 0;
        void* buffer = &arrived;
        var args = new NacreArgs { Buffers = &buffer, Sizes = &calls };
        pool.Run(TestKernels.Meet, &args, tiles: calls, maxThreads: (int)calls);
        return arrived;
    }
}
