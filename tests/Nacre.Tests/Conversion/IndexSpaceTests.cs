using Nacre.IR;
using Nacre.Transforms.Kernels;

namespace Nacre.Tests.Conversion;

public sealed class IndexSpaceTests
{
    /// <summary>A place in a tensor taken apart into its index and put together again is the place: loops over flat tensors then load whole vectors.</summary>
    [Theory]
    [InlineData(new long[] { 28, 28, 128 })]
    [InlineData(new long[] { 28, 28, 136 })]
    [InlineData(new long[] { 2, 14, 14, 272 })]
    [InlineData(new long[] { 3, 5, 7, 11, 13 })]
    public void Quotients_and_remainders_of_a_place_recombine(long[] sizes)
    {
        var space = new IndexSpace();
        var place = space.Add(0, sizes.Aggregate(1L, (a, b) => a * b) - 1);
        AffineExpr sum = AffineExpr.Constant(0);
        var stride = 1L;
        for (var d = sizes.Length - 1; d >= 0; d--)
        {
            var quotient = place.FloorDiv(stride);
            sum = space.Simplify(d == 0 ? quotient : quotient.Mod(sizes[d])) * stride + sum;
            stride *= sizes[d];
        }
        Assert.Equal(place, space.Simplify(sum));
    }

    /// <summary>116·r + (58 + c) with c below 58 is in row r of rows of 116: the quotient by whole images and the place in one need r alone.</summary>
    [Fact]
    public void Sums_divide_by_a_common_factor()
    {
        var space = new IndexSpace();
        var (r, c) = (space.Add(0, 783), space.Add(0, 57));
        var place = r * 116 + (c + 58);
        Assert.Equal(space.Simplify(r.FloorDiv(28)), space.Simplify(place.FloorDiv(28 * 116)));
        Assert.Equal(space.Simplify(r.Mod(28) * 116 + c + 58), space.Simplify(place.Mod(28 * 116)));
    }

    /// <summary>What may leave its row is not taken for a part of it.</summary>
    [Fact]
    public void Sums_that_reach_the_next_row_keep_their_quotient()
    {
        var space = new IndexSpace();
        var (r, c) = (space.Add(0, 783), space.Add(0, 58));
        Assert.NotEqual(space.Simplify(r.FloorDiv(28)), space.Simplify((r * 116 + (c + 58)).FloorDiv(28 * 116)));
    }
}
