using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Replaces operations by others with the same operands and regions.</summary>
internal static class OperationSwap
{
    /// <summary>Replaces <paramref name="op"/>, whose regions and uses move to the new operation.</summary>
    public static Operation Replace(Operation op, OpDefinition definition, IEnumerable<IRType> resultTypes, IEnumerable<NamedAttr> attributes)
    {
        var state = new OpState(op.Location) { RegionCount = op.Regions.Count };
        state.Operands.AddRange(op.Operands);
        state.ResultTypes.AddRange(resultTypes);
        state.Attributes.AddRange(attributes);
        state.Successors.AddRange(op.Successors);
        var replacement = definition.Construct(state);
        for (var i = 0; i < op.Regions.Count; i++)
            replacement.Regions[i].TakeBody(op.Regions[i]);
        op.Block!.InsertBefore(op, replacement);
        for (var i = 0; i < op.ResultCount; i++)
            op.Result(i).ReplaceAllUsesWith(replacement.Result(i));
        op.Erase();
        return replacement;
    }

    /// <summary>Changes the types of all block arguments inside an operation.</summary>
    public static void RetypeArguments(Operation root, Func<IRType, IRType> change)
    {
        foreach (var argument in root.Walk().SelectMany(op => op.Regions).SelectMany(r => r.Blocks).SelectMany(b => b.Arguments))
            argument.Type = change(argument.Type);
    }
}
