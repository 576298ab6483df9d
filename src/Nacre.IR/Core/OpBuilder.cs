namespace Nacre.IR;

/// <summary>Creates operations at an insertion point. A rewriter is a builder that also tells its driver what changed.</summary>
public class OpBuilder
{
    /// <summary>Where new operations go: before <see cref="InsertionPoint"/> in <see cref="InsertionBlock"/>, at its end when that is null.</summary>
    public Block? InsertionBlock { get; private set; }
    public Operation? InsertionPoint { get; private set; }

    /// <summary>The location that new operations get.</summary>
    public Location Location { get; set; } = Location.Unknown;

    public OpBuilder() { }
    public static OpBuilder AtEnd(Block block) => new() { InsertionBlock = block };

    public static OpBuilder Before(Operation op)
    {
        var builder = new OpBuilder();
        builder.SetBefore(op);
        return builder;
    }

    public void SetAtEnd(Block block) => (InsertionBlock, InsertionPoint) = (block, null);
    public void SetAtStart(Block block) => (InsertionBlock, InsertionPoint) = (block, block.First);
    public void SetBefore(Operation op) => (InsertionBlock, InsertionPoint, Location) = (op.Block, op, op.Location);
    public void SetAfter(Operation op) => (InsertionBlock, InsertionPoint, Location) = (op.Block, op.Next, op.Location);

    /// <summary>Runs <paramref name="body"/> with the insertion point at the end of <paramref name="block"/>, then goes back.</summary>
    public T Within<T>(Block block, Func<T> body)
    {
        var (savedBlock, savedPoint, savedLocation) = (InsertionBlock, InsertionPoint, Location);
        SetAtEnd(block);
        try
        {
            return body();
        }
        finally
        {
            (InsertionBlock, InsertionPoint, Location) = (savedBlock, savedPoint, savedLocation);
        }
    }

    /// <summary>Runs <paramref name="body"/> with the insertion point at the end of <paramref name="block"/>, then goes back.</summary>
    public void Within(Block block, Action body) => Within(block, () =>
    {
        body();
        return true;
    });

    /// <summary>Puts a finished operation at the insertion point (nowhere, if there is none).</summary>
    public T Insert<T>(T op) where T : Operation
    {
        InsertionBlock?.InsertBefore(InsertionPoint, op);
        Inserted(op);
        return op;
    }

    /// <summary>Builds an operation from a state.</summary>
    public Operation Create(OpDefinition definition, OpState state) => Insert(definition.Construct(state));

    /// <summary>Builds an operation of a kind chosen at run time: operands in, one type per result, attributes.</summary>
    public Operation Create(OpDefinition definition, IEnumerable<Value> operands, IEnumerable<IRType> resultTypes, IEnumerable<NamedAttr>? attributes = null)
    {
        var state = new OpState(Location) { RegionCount = definition.Regions.Count };
        state.Operands.AddRange(operands);
        state.ResultTypes.AddRange(resultTypes);
        state.Attributes.AddRange(attributes ?? []);
        return Create(definition, state);
    }

    /// <summary>A copy of <paramref name="op"/> with its regions; operands are looked up in <paramref name="mapping"/>, which learns the results.</summary>
    public Operation Clone(Operation op, IRMapping mapping)
    {
        var clone = Cloner.Clone(op, mapping);
        return Insert(clone);
    }

    /// <summary>Called for each operation that was inserted.</summary>
    protected virtual void Inserted(Operation op) { }
}

/// <summary>What stands for what while IR is copied.</summary>
public sealed class IRMapping
{
    private readonly Dictionary<Value, Value> _values = [];
    private readonly Dictionary<Block, Block> _blocks = [];

    public void Map(Value from, Value to) => _values[from] = to;

    public void Map(IEnumerable<Value> from, IEnumerable<Value> to)
    {
        foreach (var (a, b) in from.Zip(to))
            Map(a, b);
    }

    public void Map(Block from, Block to) => _blocks[from] = to;
    public Value Lookup(Value value) => _values.GetValueOrDefault(value, value);
    public Block Lookup(Block block) => _blocks.GetValueOrDefault(block, block);
    public bool Contains(Value value) => _values.ContainsKey(value);
}

internal static class Cloner
{
    public static Operation Clone(Operation op, IRMapping mapping)
    {
        var state = new OpState(op.Location) { RegionCount = op.Regions.Count };
        state.Operands.AddRange(op.Operands.Select(mapping.Lookup));
        state.ResultTypes.AddRange(op.Results.Types);
        state.Attributes.AddRange(op.Attributes);
        state.Successors.AddRange(op.Successors.Select(mapping.Lookup));
        var clone = op is UnregisteredOp ? new UnregisteredOp(op.Name, state) : op.Info.Construct(state);
        mapping.Map(op.Results, clone.Results);
        for (var i = 0; i < op.Regions.Count; i++)
            CloneInto(op.Regions[i], clone.Regions[i], mapping);
        return clone;
    }

    private static void CloneInto(Region source, Region target, IRMapping mapping)
    {
        foreach (var block in source.Blocks)
        {
            var copy = target.AddBlock();
            mapping.Map(block, copy);
            foreach (var argument in block.Arguments)
                mapping.Map(argument, copy.AddArgument(argument.Type, argument.Location));
        }
        foreach (var block in source.Blocks)
        {
            foreach (var op in block.Operations)
                mapping.Lookup(block).Append(Clone(op, mapping));
        }
        // An operand may be defined in a later block, whose clone did not exist when the use was copied.
        if (source.Blocks.Count > 1)
            RemapOperands(target, mapping);
    }

    private static void RemapOperands(Region target, IRMapping mapping)
    {
        foreach (var operand in target.Blocks.SelectMany(b => b.Operations).SelectMany(o => o.Walk()).SelectMany(o => o.OpOperands))
        {
            if (mapping.Lookup(operand.Value) is var mapped && !ReferenceEquals(mapped, operand.Value))
                operand.Value = mapped;
        }
    }
}
