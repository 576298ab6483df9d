using Nacre.Compilation;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Runtime;
using Nacre.Tests.Frontends.Onnx;
using Xunit;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Tests.Engines;

/// <summary>Tests that measure the whole process, and so run while no other test does.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}

/// <summary>What many runs with ever new sizes keep.</summary>
[Collection(Alone.Name)]
public sealed class LongRunTests
{
    private const int Seed = 5;
    private const int Inner = 8;
    private const int MaxPrograms = 16;
    private const long MemoryGrowth = 64 << 20;
    private static readonly bool Full = Environment.GetEnvironmentVariable("NACRE_FULL") == "1";

    /// <summary>y = tanh(x · w) for x of any two sizes; all elements of w are 1/8.</summary>
    private static byte[] OpenModel()
    {
        var weights = Make.FloatVector(Enumerable.Repeat(1f / Inner, Inner * 16));
        weights.Dims.Clear();
        weights.Dims.Add([Inner, 16]);
        var builder = new ModelBuilder().Input("x", DataType.Float, 1, 1, Inner).Initializer("w", weights).Node("p = MatMul(x, w)").Node("y = Tanh(p)").Output("y");
        var dims = builder.Graph.Input[0].Type.TensorType.Shape.Dim;
        (dims[0], dims[1]) = (new TensorShapeProto.Types.Dimension { DimParam = "batch" }, new TensorShapeProto.Types.Dimension { DimParam = "length" });
        return builder.ToBytes();
    }

    [Fact]
    public void Memory_does_not_grow_with_random_sizes()
    {
        var runs = Full ? 10_000 : 1_000;
        // Every new size compiles: in CI one run in ten has one.
        var changes = Full ? 1.0 : 0.1;
        var random = new Random(Seed);
        using var engine = Model.FromOnnx(OpenModel()).Compile(new CompileOptions { MaxPrograms = MaxPrograms });
        using var session = engine.CreateSession();
        var (batch, length, settled) = (1, 1, 0L);
        for (var i = 0; i < runs; i++)
        {
            if (random.NextDouble() < changes)
                (batch, length) = (random.Next(1, 9), random.Next(1, 65));
            Run(session, batch, length);
            Assert.InRange(engine.ProgramsKept, 1, MaxPrograms);
            if (i == runs / 2)
                settled = Memory();
        }
        Assert.True(engine.ProgramsCompiled > 2 * MaxPrograms);
        Assert.InRange(Memory() - settled, long.MinValue, MemoryGrowth);
    }

    private static void Run(InferenceSession session, int batch, int length)
    {
        const float value = 0.5f;
        using var x = HostTensor.FromArray(Enumerable.Repeat(value, batch * length * Inner).ToArray(), batch, length, Inner);
        using var y = session.Run(x)[0];
        Assert.Equal(new long[] { batch, length, 16 }, y.Shape.ToArray());
        Assert.Equal(Math.Tanh(value), y.AsSpan<float>()[^1], 1e-6);
    }

    /// <summary>Resident bytes of the process once the garbage is gone.</summary>
    private static long Memory()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Environment.WorkingSet;
    }

    [Fact]
    public void A_program_that_was_dropped_is_compiled_again()
    {
        using var engine = Model.FromOnnx(OpenModel()).Compile(new CompileOptions { MaxPrograms = 1 });
        using var session = engine.CreateSession();
        Run(session, 1, 2);
        Run(session, 2, 2);
        Run(session, 1, 2);
        Assert.Equal((1, 3), (engine.ProgramsKept, engine.ProgramsCompiled));
    }

    [Fact]
    public void Other_sessions_go_on_with_a_program_that_was_dropped()
    {
        using var engine = Model.FromOnnx(OpenModel()).Compile(new CompileOptions { MaxPrograms = 1 });
        using var first = engine.CreateSession();
        using var second = engine.CreateSession();
        Run(first, 1, 2);
        Run(second, 2, 3);
        Memory();
        Run(first, 1, 2);
        Assert.Equal(2, engine.ProgramsCompiled);
    }

    [Fact]
    public void The_least_recently_used_goes_first()
    {
        var dropped = new List<int>();
        var kept = new RecentlyUsed<string, int>(maxCount: 3, maxBytes: 100, size => size, dropped.Add);
        kept.Add("a", 10);
        kept.Add("b", 20);
        kept.Add("c", 30);
        Assert.True(kept.TryGet("a", out _));
        kept.Add("d", 40);
        Assert.Equal([20], dropped);
        kept.Add("e", 200);
        Assert.Equal([20, 30, 10, 40], dropped);
        Assert.Equal([200], kept.Values);
        Assert.False(kept.TryGet("a", out _));
    }
}
