using Nacre.IR;
using Nacre.Testing;
using Nacre.Transforms.Interpreter;
using Xunit;

namespace Nacre.Tests.Testing;

/// <summary>What passes as the rounding of a network, and what does not.</summary>
public sealed class AccumulatedRoundingTests
{
    private static readonly float[] Expected = [100, -50, 1e-3f, 2];

    [Fact]
    public void A_small_element_beside_a_large_one_may_be_off_by_rounding() => Assert.Null(Difference([100.02f, -50, 1.5e-3f, 2], isNetwork: true));

    [Fact]
    public void The_same_difference_fails_in_a_single_operation() => Assert.NotNull(Difference([100.02f, -50, 1.5e-3f, 2], isNetwork: false));

    [Fact]
    public void A_percent_of_the_largest_element_fails() => Assert.NotNull(Difference([101, -50, 1e-3f, 2], isNetwork: true));

    [Fact]
    public void Many_differences_fail_by_the_norm_though_each_is_small() => Assert.NotNull(Difference([100.3f, -50.3f, 0.3f, 2.3f], isNetwork: true));

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void What_is_not_finite_fails(float value) => Assert.NotNull(Difference([100, -50, value, 2], isNetwork: true));

    [Fact]
    public void Integers_are_compared_exactly() =>
        Assert.NotNull(ValueComparer.Difference(Value(IntegerType.I32, [1_000_000]), Value(IntegerType.I32, [1_000_001]), new Tolerance(Rtol: 0, Atol: 0)));

    private static string? Difference(float[] actual, bool isNetwork) =>
        ValueComparer.Difference(Value(FloatType.F32, actual), Value(FloatType.F32, Expected), new Tolerance(IsNetwork: isNetwork));

    private static TensorValue Value<T>(IRType element, T[] values) where T : unmanaged =>
        new(RankedTensorType.Get(element, values.Length), System.Runtime.InteropServices.MemoryMarshal.AsBytes<T>(values).ToArray());
}
