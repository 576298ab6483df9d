using Nacre.Runtime;

namespace Nacre.Tests.Frontends.Onnx;

/// <summary>What becomes of a model that a stranger made.</summary>
/// <param name="Fault">What must not happen: another exception than the documented one, too much time or memory; null where all is well.</param>
/// <param name="IsCompiled">Whether it was accepted to the end.</param>
internal readonly record struct HostileOutcome(string? Fault, bool IsCompiled);

/// <summary>Imports, compiles and, where that is small, runs models that may be malformed.</summary>
internal static class HostileModel
{
    /// <summary>No model of a few kilobytes should keep the compiler longer; it ends what would hang, and is no measure of speed.</summary>
    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    private const long MemoryLimit = 1L << 30;
    private const long LargestArena = 64 << 20;
    private const long LargestInput = 4096;

    public static HostileOutcome Try(Func<Model> load, int seed)
    {
        HostileOutcome outcome = default;
        var worker = new Thread(() => outcome = Work(load, seed)) { IsBackground = true };
        worker.Start();
        return worker.Join(TimeLimit) ? outcome : new HostileOutcome($"it takes longer than {TimeLimit.TotalSeconds} s", false);
    }

    private static HostileOutcome Work(Func<Model> load, int seed)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var isCompiled = false;
        try
        {
            using var engine = load().Compile();
            engine.Compile();
            isCompiled = true;
            RunWhereSmall(engine, new Random(seed));
        }
        catch (NacreException)
        {
            // The documented error.
        }
        catch (Exception e)
        {
            return new HostileOutcome(e.ToString(), isCompiled);
        }
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return new HostileOutcome(allocated <= MemoryLimit ? null : $"it allocates {allocated} bytes", isCompiled);
    }

    private static void RunWhereSmall(Engine engine, Random random)
    {
        var types = engine.DefaultTypes();
        var isSmall = types.All(t => t.Shape is { } shape && t.Element != ElementType.Undefined && TensorSize.ElementCount(shape.AsSpan()) <= LargestInput)
            && engine.ProgramFor(types).Plan is { ArenaByteSize: <= LargestArena };
        if (!isSmall)
            return;
        using var session = engine.CreateSession();
        var inputs = types.Select(t => Tensor(t.Element, t.Shape!.Value.AsSpan(), random)).ToArray();
        foreach (var output in session.Run(inputs))
            output.Dispose();
    }

    /// <summary>Small numbers: of integers, which may be sizes, wild ones would only ask for memory that there is not.</summary>
    private static HostTensor Tensor(ElementType type, ReadOnlySpan<long> shape, Random random)
    {
        var tensor = HostTensor.Create(type, shape);
        if (type == ElementType.String)
            return tensor;
        if (type.IsFloat() || type.IsComplex())
            random.NextBytes(tensor.AsBytes());
        else
            FillSmall(tensor, random, most: type == ElementType.Bool ? 2 : 8);
        return tensor;
    }

    private static void FillSmall(HostTensor tensor, Random random, int most)
    {
        var width = tensor.ElementType.ByteSize();
        var bytes = tensor.AsBytes();
        for (var i = 0; i < bytes.Length; i += width)
            bytes[i] = (byte)random.Next(most);
    }
}
