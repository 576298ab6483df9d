namespace Nacre.IR;

/// <summary>What an operation is built from.</summary>
public sealed class OpState(Location location)
{
    public Location Location { get; set; } = location;
    public List<Value> Operands { get; } = [];
    public List<IRType> ResultTypes { get; } = [];
    public List<NamedAttr> Attributes { get; } = [];
    public List<Block> Successors { get; } = [];

    /// <summary>The blocks of each region that already has a body.</summary>
    public List<IReadOnlyList<Block>> RegionBodies { get; } = [];

    private int _regionCount;

    /// <summary>How many regions the operation gets; at least as many as there are bodies.</summary>
    public int RegionCount
    {
        get => Math.Max(_regionCount, RegionBodies.Count);
        set => _regionCount = value;
    }

    public Attr? GetAttr(string name) => Attributes.FirstOrDefault(a => a.Name == name).Value;

    /// <summary>Adds or replaces an attribute; null is ignored.</summary>
    public void SetAttr(string name, Attr? value)
    {
        if (value is null)
            return;
        Attributes.RemoveAll(a => a.Name == name);
        Attributes.Add(new NamedAttr(name, value));
    }
}

/// <summary>Where the values of a declared operand or result lie when some are variadic or optional.</summary>
internal static class Segments
{
    public const string OperandSizes = "operandSegmentSizes";
    public const string ResultSizes = "resultSegmentSizes";

    public static (int Start, int Count) Locate(IReadOnlyList<ValueDef> defs, int index, int total, Operation op, string sizesName)
    {
        var variable = CountVariable(defs);
        if (variable == 0)
            return (index, 1);
        if (variable > 1)
            return FromSizes(op.GetAttr<DenseArrayAttr>(sizesName), index, op);
        var extra = total - (defs.Count - 1);
        for (var i = 0; i < index; i++)
        {
            if (defs[i].IsVariable)
                return (index - 1 + extra, 1);
        }
        return (index, defs[index].IsVariable ? extra : 1);
    }

    /// <summary>How many of the declared values are variadic or optional.</summary>
    public static int CountVariable(IReadOnlyList<ValueDef> defs)
    {
        var count = 0;
        for (var i = 0; i < defs.Count; i++)
            count += defs[i].IsVariable ? 1 : 0;
        return count;
    }

    private static (int, int) FromSizes(DenseArrayAttr? sizes, int index, Operation op)
    {
        if (sizes is null || sizes.Count <= index)
            throw new InvalidOperationException($"'{op.Name}' lacks its segment sizes");
        var start = 0L;
        for (var i = 0; i < index; i++)
            start += sizes[i];
        return ((int)start, (int)sizes[index]);
    }
}
