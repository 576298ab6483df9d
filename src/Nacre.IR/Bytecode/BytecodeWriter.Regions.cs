namespace Nacre.IR;

public sealed partial class BytecodeWriter
{
    /// <summary>The number that the next region's values start at: they follow those of the regions around it that it can see.</summary>
    private int _nextValue;

    private void WriteRegions(ByteSink sink, Operation op)
    {
        var isIsolated = op is IIsolatedFromAbove;
        var outer = _nextValue;
        _nextValue = isIsolated ? 0 : outer;
        sink.WriteFlagged(op.Regions.Count, isIsolated);
        var content = isIsolated && _options.Version >= BytecodeFormat.RegionSections ? new ByteSink() : sink;
        foreach (var region in op.Regions)
            WriteRegion(content, region);
        if (!ReferenceEquals(content, sink))
            sink.WriteSection(BytecodeSection.IR, content);
        _nextValue = outer;
    }

    private void WriteRegion(ByteSink sink, Region region)
    {
        sink.WriteVarInt(region.Blocks.Count);
        if (region.IsEmpty)
            return;
        var first = _nextValue;
        NumberValues(region);
        sink.WriteVarInt(_nextValue - first);
        foreach (var block in region.Blocks)
            WriteBlock(sink, block);
        _nextValue = first;
    }

    private void NumberValues(Region region)
    {
        for (var i = 0; i < region.Blocks.Count; i++)
        {
            _blocks[region.Blocks[i]] = i;
            foreach (var argument in region.Blocks[i].Arguments)
                _values[argument] = _nextValue++;
            foreach (var result in region.Blocks[i].Operations.SelectMany(op => op.Results))
                _values[result] = _nextValue++;
        }
    }

    private void WriteBlock(ByteSink sink, Block block)
    {
        sink.WriteFlagged(block.Operations.Count(), block.Arguments.Count > 0);
        if (block.Arguments.Count > 0)
            WriteArguments(sink, block.Arguments);
        foreach (var op in block.Operations)
            WriteOperation(sink, op);
    }

    private void WriteArguments(ByteSink sink, IReadOnlyList<BlockArgument> arguments)
    {
        sink.WriteVarInt(arguments.Count);
        foreach (var argument in arguments)
        {
            var type = _numbering.Type(argument.Type);
            var elides = _options.Version >= BytecodeFormat.ElidedUnknownLocations;
            var hasLocation = !elides || argument.Location is not UnknownLoc;
            if (elides)
                sink.WriteFlagged(type, hasLocation);
            else
                sink.WriteVarInt(type);
            if (hasLocation)
                sink.WriteVarInt(_numbering.Attribute(argument.Location));
        }
        if (_options.Version >= BytecodeFormat.UseListOrders)
            sink.WriteByte(0);
    }
}
