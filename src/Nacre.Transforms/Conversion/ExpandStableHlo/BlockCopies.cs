using Nacre.IR;

namespace Nacre.Transforms.Conversion.ExpandStableHlo;

/// <summary>Copies of what regions compute.</summary>
internal static class BlockCopies
{
    /// <summary>Copies the operations of a block with values in the place of its arguments, and gives what its terminator returns.</summary>
    /// <param name="block">Ends with a terminator.</param>
    /// <param name="arguments">As many as the block has.</param>
    /// <param name="builder">Where the copies go.</param>
    /// <param name="adapt">What is done to each copy.</param>
    public static Value[] Inline(Block block, IEnumerable<Value> arguments, OpBuilder builder, Action<Operation>? adapt = null)
    {
        var mapping = new IRMapping();
        mapping.Map(block.Arguments, arguments);
        foreach (var inner in block.Operations.Where(o => o is not ITerminator))
        {
            var copy = builder.Clone(inner, mapping);
            adapt?.Invoke(copy);
        }
        return [.. block.Last!.Operands.Select(mapping.Lookup)];
    }
}
