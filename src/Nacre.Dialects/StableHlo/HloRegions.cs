using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Builds a region's body from its arguments; what it gives is returned by the region.</summary>
public delegate IReadOnlyList<Value> RegionBody(OpBuilder builder, IReadOnlyList<Value> arguments);

/// <summary>Builds the regions of StableHLO's operations.</summary>
public static class HloRegions
{
    /// <summary>Adds a block with arguments of the given types to an empty region and fills it.</summary>
    public static void Fill(OpBuilder builder, Region region, IReadOnlyList<IRType> argumentTypes, RegionBody body)
    {
        var block = region.AddBlock(argumentTypes);
        builder.Within(block, () =>
        {
            var results = body(builder, block.Arguments);
            ReturnOp.Create(builder, results);
        });
    }

    /// <summary>A body that is one operation on two arguments.</summary>
    public static RegionBody Binary(OpDefinition combiner) => (builder, arguments) => [builder.Create(combiner, arguments, [arguments[0].Type]).Result(0)];

    /// <summary>The argument types of a reduction's body: scalars of the initial values, then of the inputs.</summary>
    internal static IReadOnlyList<IRType> ScalarPairs(IReadOnlyList<Value> inputs, IReadOnlyList<Value> initValues) =>
        [.. initValues.Select(v => v.Type.ScalarOf()), .. inputs.Select(v => v.Type.ScalarOf())];
}
