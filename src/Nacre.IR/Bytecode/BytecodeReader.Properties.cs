namespace Nacre.IR;

public sealed partial class BytecodeReader
{
    private static void AddAttributes(OpState state, Attr dictionary, ByteCursor cursor)
    {
        if (dictionary is not DictionaryAttr { Entries: var entries })
            throw cursor.Error("expected the attributes of an operation");
        foreach (var entry in entries)
            state.SetAttr(entry.Name, entry.Value);
    }

    /// <summary>The declared attributes of an operation, in the order of their names, and the sizes of its groups of operands and results.</summary>
    private void ReadProperties(ByteCursor properties, string name, OpDefinition? definition, bool wasRegistered, OpState state)
    {
        if (!wasRegistered)
        {
            AddAttributes(state, _tables.ReadAttribute(properties), properties);
            return;
        }
        if (definition is null)
            throw properties.Error($"the properties of '{name}' are stored in a way that only its dialect knows");
        try
        {
            ReadDeclared(properties, definition, state);
        }
        catch (BytecodeException e)
        {
            throw new BytecodeException($"the properties of '{name}' are not laid out as they are known here: {e.Message}", e.Offset);
        }
    }

    private void ReadDeclared(ByteCursor properties, OpDefinition definition, OpState state)
    {
        var reader = new DialectBytecodeReader(properties, _tables);
        var sizes = SegmentSizesOf(definition).ToArray();
        var isSparse = _version >= BytecodeFormat.SparseSegmentSizes;
        var attributes = definition.Attributes.Select(a => (a.Name, a.MayBeAbsent)).Concat(isSparse ? [] : sizes.Select(s => (s.Name, MayBeAbsent: false)));
        foreach (var (name, mayBeAbsent) in attributes.OrderBy(a => a.Name, StringComparer.Ordinal))
            state.SetAttr(name, mayBeAbsent ? reader.ReadOptionalAttribute() : reader.ReadAttribute());
        foreach (var (name, count) in isSparse ? sizes : [])
            state.SetAttr(name, DenseArrayAttr.I32(ReadSparse(properties, count)));
        if (!properties.AtEnd)
            throw properties.Error($"there are {properties.Remaining} bytes more than expected");
    }

    private static IEnumerable<(string Name, int Count)> SegmentSizesOf(OpDefinition definition)
    {
        if (Segments.CountVariable(definition.Operands) > 1)
            yield return (Segments.OperandSizes, definition.Operands.Count);
        if (Segments.CountVariable(definition.Results) > 1)
            yield return (Segments.ResultSizes, definition.Results.Count);
    }

    /// <summary>Integers of which few are not zero: the leading ones, or pairs of index and value.</summary>
    private static int[] ReadSparse(ByteCursor cursor, int length)
    {
        var values = new int[length];
        var (count, isSparse) = cursor.ReadFlagged();
        if (count == 0)
            return values;
        var indexBits = isSparse ? (int)Math.Min(cursor.ReadVarInt(), 8) : 0;
        var stored = cursor.Index(count, length + 1, "size");
        for (var i = 0; i < stored; i++)
        {
            var word = cursor.ReadVarInt();
            var index = isSparse ? cursor.Index(word & ((1UL << indexBits) - 1), length, "size") : i;
            var value = word >> indexBits;
            values[index] = value <= int.MaxValue ? (int)value : throw cursor.Error($"{value} operands or results");
        }
        return values;
    }
}
