using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Runtime;
using Nacre.Tests.Frontends.Onnx;
using Xunit;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Tests.Conformance;

/// <summary>Cases that bench/Nacre.Fuzz found to differ from ONNX Runtime, with what ONNX's specification says.</summary>
public sealed class FuzzedOperatorTests
{
    /// <summary>Clip: the bounds "default to numeric_limits::lowest() and numeric_limits::max()".</summary>
    [Fact]
    public void Clip_without_a_bound_gives_finite_numbers()
    {
        var model = new ModelBuilder().Input("x", 3).Initializer("low", Make.Scalar(-1, DataType.Float)).Node("y = Clip(x, low)").Node("z = Clip(x, _, low)").Output("y", "z");
        var outputs = Run(model, HostTensor.FromArray([float.PositiveInfinity, float.NegativeInfinity, 2], 3));
        Assert.Equal([float.MaxValue, -1, 2], outputs[0].AsSpan<float>().ToArray());
        Assert.Equal([-1, float.MinValue, -1], outputs[1].AsSpan<float>().ToArray());
    }

    /// <summary>LayerNormalization: mean and deviation have the type that stash_type names, f32, also for f64.</summary>
    [Fact]
    public void Layer_normalization_of_f64_gives_its_statistics_in_f32()
    {
        var model = new ModelBuilder().Input("x", DataType.Double, 1, 2).Input("s", DataType.Double, 2).Node("y, m, d = LayerNormalization(x, s)").Output("y", "m", "d");
        var outputs = Run(model, HostTensor.FromArray([1.0, 3.0], 1, 2), HostTensor.FromArray([1.0, 1.0], 2));
        Assert.Equal([ElementType.F64, ElementType.F32, ElementType.F32], outputs.Select(o => o.ElementType));
        Assert.Equal(2, outputs[1].AsSpan<float>()[0]);
    }

    /// <summary>ln(2 + 18) = 2.99… and ln(e² + e¹⁸) = 18.0…</summary>
    [Theory]
    [InlineData("ReduceLogSum", 2)]
    [InlineData("ReduceLogSumExp", 18)]
    public void Logarithms_of_integers_are_rounded_toward_zero(string op, int expected)
    {
        var outputs = Run(new ModelBuilder().Input("x", DataType.Int32, 2).Node($"y = {op}(x)", Make.Int("keepdims", 0)).Output("y"), HostTensor.FromArray([2, 18], 2));
        Assert.Equal([expected], outputs[0].AsSpan<int>().ToArray());
    }

    [Fact]
    public void Empty_sequences_are_reversed()
    {
        var model = new ModelBuilder().Input("x", DataType.Float, 0, 2, 5).Input("n", DataType.Int64, 0).Node("y = ReverseSequence(x, n)", Make.Int("time_axis", 1), Make.Int("batch_axis", 0)).Output("y");
        Assert.Equal(new long[] { 0, 2, 5 }, Run(model, HostTensor.Create(ElementType.F32, 0, 2, 5), HostTensor.Create(ElementType.I64, 0))[0].Shape.ToArray());
    }

    /// <summary>For a negative step ONNX clamps the start to [0, size − 1] and the end to [−1, size − 1]; NumPy would give nothing here. Of an empty dimension there is nothing to give.</summary>
    [Theory]
    [InlineData(5, new float[] { 0 })]
    [InlineData(0, new float[0])]
    public void A_slice_backwards_from_before_the_beginning_has_the_first_element(int size, float[] expected)
    {
        var model = new ModelBuilder().Input("x", size).Initializer("low", Make.Vector(-10)).Initializer("axis", Make.Vector(0)).Initializer("step", Make.Vector(-1)).Node("y = Slice(x, low, low, axis, step)").Output("y");
        Assert.Equal(expected, Run(model, HostTensor.FromArray([.. Enumerable.Range(0, size).Select(i => (float)i)], size))[0].AsSpan<float>().ToArray());
    }

    private static HostTensor[] Run(ModelBuilder model, params HostTensor[] inputs)
    {
        using var engine = Model.FromOnnx(model.ToBytes()).Compile();
        using var session = engine.CreateSession();
        return session.Run(inputs);
    }
}
