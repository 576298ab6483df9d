using System.Runtime.CompilerServices;

namespace Nacre.IR;

public sealed partial class BytecodeReader
{
    private const int MaxRegionDepth = 500;

    private int _depth;

    /// <summary>The values that the operations of an isolated region can name by number.</summary>
    private sealed class Scope
    {
        public List<Value?> Values { get; } = [];

        /// <summary>Placeholders of values that were used before they are defined.</summary>
        public Dictionary<int, Value> Awaited { get; } = [];
    }

    /// <summary>A region while it is read.</summary>
    private sealed class RegionState(ByteCursor cursor, Scope scope, IReadOnlyList<Block> blocks, int firstValue, int valueCount)
    {
        private readonly int _first = firstValue;
        private readonly int _end = firstValue + valueCount;
        private int _next = firstValue;

        public ByteCursor Cursor => cursor;
        public Scope Scope => scope;
        public IReadOnlyList<Block> Blocks => blocks;

        /// <summary>Whether a value of this region is used but not defined.</summary>
        public bool HasAwaited => scope.Awaited.Keys.Any(i => i >= _first);

        public void Define(IReadOnlyList<Value> values)
        {
            if (_end == _first)
                return;
            if (values.Count > _end - _next)
                throw cursor.Error("a region defines more values than announced");
            foreach (var value in values)
            {
                if (scope.Awaited.Remove(_next, out var placeholder))
                    placeholder.ReplaceAllUsesWith(value);
                scope.Values[_next++] = value;
            }
        }
    }

    private void ReadBlock(RegionState region, Block block)
    {
        var cursor = region.Cursor;
        var (count, hasArguments) = cursor.ReadFlagged();
        if (hasArguments)
            ReadArguments(cursor, block);
        region.Define(block.Arguments);
        for (var i = cursor.Count(count, "operations"); i > 0; i--)
            ReadOperation(region, block);
    }

    private void ReadArguments(ByteCursor cursor, Block block)
    {
        var count = cursor.ReadCount("block arguments");
        for (var i = 0; i < count; i++)
        {
            var (type, hasLocation) = _version < BytecodeFormat.ElidedUnknownLocations ? (cursor.ReadVarInt(), true) : cursor.ReadFlagged();
            block.AddArgument(_tables.Type(cursor, type), hasLocation ? ReadLocation(cursor) : null);
        }
        if (_version >= BytecodeFormat.UseListOrders && cursor.ReadByte() != 0)
            SkipUseListOrders(cursor, count);
    }

    private Location ReadLocation(ByteCursor cursor) => _tables.ReadAttribute(cursor) as Location ?? throw cursor.Error("expected a location");

    private void ReadOperation(RegionState region, Block block)
    {
        var cursor = region.Cursor;
        var (name, wasRegistered) = _tables.ReadOperationName(cursor);
        var definition = FindDefinition(cursor, name);
        var parts = (OperationParts)cursor.ReadByte();
        var state = new OpState(ReadLocation(cursor));
        if (parts.HasFlag(OperationParts.Attributes))
            AddAttributes(state, _tables.ReadAttribute(cursor), cursor);
        if (parts.HasFlag(OperationParts.Properties))
            ReadProperties(_tables.ReadPropertiesOf(cursor), name, definition, wasRegistered, state);
        ReadValuesAndSuccessors(region, parts, state);
        var isIsolated = false;
        if (parts.HasFlag(OperationParts.Regions))
        {
            (var count, isIsolated) = cursor.ReadFlagged();
            state.RegionCount = cursor.Count(count, "regions");
        }
        definition?.RemoveDefaults(state);
        var op = definition is null ? new UnregisteredOp(name, state) : definition.Construct(state);
        block.Append(op);
        region.Define(op.Results);
        if (op.Regions.Count > 0)
            ReadRegions(region, op, isIsolated);
    }

    private OpDefinition? FindDefinition(ByteCursor cursor, string name)
    {
        if (_context.FindOperation(name) is { } definition)
            return definition;
        var dialect = name[..Math.Max(0, name.IndexOf('.'))];
        if (_context.FindDialect(dialect) is not null)
            throw cursor.Error($"unregistered operation '{name}' found in dialect ('{dialect}')");
        if (!_context.AllowUnregisteredDialects)
            throw cursor.Error($"operation '{name}' of an unregistered dialect (--allow-unregistered-dialect accepts it)");
        return null;
    }

    private void ReadValuesAndSuccessors(RegionState region, OperationParts parts, OpState state)
    {
        var cursor = region.Cursor;
        if (parts.HasFlag(OperationParts.Results))
            ReadAll(cursor, "results", () => state.ResultTypes.Add(_tables.ReadType(cursor)));
        if (parts.HasFlag(OperationParts.Operands))
            ReadAll(cursor, "operands", () => state.Operands.Add(ReadOperand(cursor, region.Scope)));
        if (parts.HasFlag(OperationParts.Successors))
            ReadAll(cursor, "successors", () => state.Successors.Add(region.Blocks[cursor.ReadIndex(region.Blocks.Count, "block")]));
        if (parts.HasFlag(OperationParts.UseListOrders))
            SkipUseListOrders(cursor, state.ResultTypes.Count);
    }

    private static void ReadAll(ByteCursor cursor, string what, Action item)
    {
        for (var i = cursor.ReadCount(what); i > 0; i--)
            item();
    }

    private static Value ReadOperand(ByteCursor cursor, Scope scope)
    {
        var index = cursor.ReadIndex(scope.Values.Count, "value");
        if (scope.Values[index] is { } known)
            return known;
        if (!scope.Awaited.TryGetValue(index, out var placeholder))
            scope.Awaited[index] = placeholder = new Block().AddArgument(NoneType.Instance);
        return placeholder;
    }

    private static void SkipUseListOrders(ByteCursor cursor, int valueCount)
    {
        var orders = valueCount == 1 ? 1 : cursor.ReadCount("orders of uses");
        for (var i = 0; i < orders; i++)
        {
            if (valueCount != 1)
                cursor.ReadIndex(valueCount, "value");
            for (var n = cursor.Count(cursor.ReadFlagged().Value, "uses"); n > 0; n--)
                cursor.ReadVarInt();
        }
    }

    private void ReadRegions(RegionState parent, Operation op, bool isIsolated)
    {
        var cursor = parent.Cursor;
        if (isIsolated && _version >= BytecodeFormat.RegionSections)
        {
            (var id, cursor) = cursor.ReadSection();
            if (id != BytecodeSection.IR)
                throw cursor.Error("expected the section of an operation's regions");
        }
        if (++_depth > MaxRegionDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw cursor.Error("regions are nested too deeply");
        var scope = isIsolated ? new Scope() : parent.Scope;
        foreach (var region in op.Regions)
            ReadRegion(cursor, region, scope);
        _depth--;
    }

    private void ReadRegion(ByteCursor cursor, Region region, Scope scope)
    {
        var blockCount = cursor.ReadCount("blocks");
        if (blockCount == 0)
            return;
        var valueCount = cursor.ReadCount("values");
        for (var i = 0; i < blockCount; i++)
            region.AddBlock();
        var first = scope.Values.Count;
        for (var i = 0; i < valueCount; i++)
            scope.Values.Add(null);
        var state = new RegionState(cursor, scope, region.Blocks, first, valueCount);
        foreach (var block in region.Blocks)
            ReadBlock(state, block);
        CheckAllDefined(state);
        scope.Values.RemoveRange(first, valueCount);
    }

    private static void CheckAllDefined(RegionState region)
    {
        if (region.HasAwaited)
            throw region.Cursor.Error("an operand has no definition");
    }
}
