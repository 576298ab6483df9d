using Nacre.Frontends.Onnx.Proto;
using Nacre.Runtime;
using Nacre.Tests.Frontends.Onnx;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Tests.Engines;

/// <summary>Small models for tests of engine files and of the cache.</summary>
internal static class EngineModels
{
    public static string Digits { get; } = Path.Combine(TestData.Repository, "samples", "digits", "digits.onnx");

    /// <summary>y = relu(x + w) with w = 10, 20, …; x has as many rows as the caller likes.</summary>
    public static byte[] Add(float scale = 10)
    {
        var builder = new ModelBuilder().Input("x", 1, 4).Initializer("w", Vector([.. Enumerable.Range(1, 4).Select(i => i * scale)]))
            .Node("s = Add(x, w)").Node("y = Relu(s)").Output("y");
        builder.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = "rows" };
        return builder.ToBytes();
    }

    /// <summary>The same with w in the file <c>w.bin</c>.</summary>
    public static byte[] AddExternal()
    {
        var tensor = new TensorProto
        {
            DataType = DataType.Float,
            Dims = { 4 },
            DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData = { new StringStringEntryProto { Key = "location", Value = "w.bin" } },
        };
        return new ModelBuilder().Input("x", 1, 4).Initializer("w", tensor).Node("y = Add(x, w)").Output("y").ToBytes();
    }

    /// <summary>Adds a million times the number 3.</summary>
    public static byte[] AddSplat()
    {
        var ones = Vector([.. Enumerable.Repeat(3f, 1 << 20)]);
        return new ModelBuilder().Input("x", 1 << 20).Initializer("w", ones).Node("y = Add(x, w)").Output("y").ToBytes();
    }

    /// <summary>Its first output has as many columns as the input has elements that are not zero: the interpreter computes it.</summary>
    public static byte[] NonZero()
    {
        var builder = new ModelBuilder().Input("x", 1, 4).Node("n = NonZero(x)").Node("y = Relu(x)");
        builder.Graph.Output.Add(ModelBuilder.Value("n", DataType.Int64, 2, 1));
        builder.Graph.Output[0].Type.TensorType.Shape.Dim[1] = new TensorShapeProto.Types.Dimension { DimParam = "found" };
        return builder.Output("y").ToBytes();
    }

    public static float[] Run(Engine engine, params float[] x) => Run(engine, 1, x);

    public static float[] Run(Engine engine, int rows, float[] x)
    {
        using var session = engine.CreateSession();
        using var y = session.Run(HostTensor.FromArray(x, rows, x.Length / rows))[^1];
        return y.AsSpan<float>().ToArray();
    }

    private static TensorProto Vector(float[] values) => new() { DataType = DataType.Float, Dims = { values.Length }, FloatData = { values } };
}
