namespace Nacre.IR;

/// <summary>
/// A node of the IR: operands in, results out, attributes, successor blocks and nested regions. Each kind of operation is a class;
/// one that no dialect declares is an <see cref="UnregisteredOp"/>.
/// </summary>
public abstract class Operation
{
    private OpOperand[] _operands;
    private readonly OpResult[] _results;
    private readonly Region[] _regions;
    private readonly Block[] _successors;
    private NamedAttr[] _attributes;

    protected Operation(OpDefinition definition, OpState state)
    {
        Info = definition;
        Location = state.Location;
        _operands = new OpOperand[state.Operands.Count];
        for (var i = 0; i < _operands.Length; i++)
            _operands[i] = new OpOperand(this, i, state.Operands[i]);
        _results = new OpResult[state.ResultTypes.Count];
        for (var i = 0; i < _results.Length; i++)
            _results[i] = new OpResult(this, i, state.ResultTypes[i]);
        _regions = new Region[state.RegionCount];
        for (var i = 0; i < _regions.Length; i++)
            _regions[i] = new Region(this);
        for (var i = 0; i < state.RegionBodies.Count; i++)
            AppendBlocks(_regions[i], state.RegionBodies[i]);
        _successors = [.. state.Successors];
        _attributes = [.. state.Attributes];
        Array.Sort(_attributes, static (a, b) => string.CompareOrdinal(a.Name, b.Name));
    }

    private static void AppendBlocks(Region region, IReadOnlyList<Block> blocks)
    {
        foreach (var block in blocks)
            region.Append(block);
    }

    /// <summary>What is declared of this kind of operation.</summary>
    public OpDefinition Info { get; }

    /// <summary>The full name, e.g. <c>arith.addi</c>.</summary>
    public virtual string Name => Info.Name;
    public Location Location { get; set; }

    public Block? Block { get; internal set; }
    public Operation? Next { get; internal set; }
    public Operation? Previous { get; internal set; }
    internal long Order { get; set; }
    public Operation? ParentOp => Block?.ParentOp;

    public OperandRange Operands => new(this, 0, _operands.Length);
    public IReadOnlyList<OpOperand> OpOperands => _operands;
    public int OperandCount => _operands.Length;
    public Value Operand(int index) => _operands[index].Value;
    public void SetOperand(int index, Value value) => _operands[index].Value = value;

    public ResultRange Results => new(this, 0, _results.Length);
    public int ResultCount => _results.Length;
    public OpResult Result(int index) => _results[index];

    public IReadOnlyList<Region> Regions => _regions;
    public IReadOnlyList<Block> Successors => _successors;
    public void SetSuccessor(int index, Block block) => _successors[index] = block;
    public IReadOnlyList<NamedAttr> Attributes => _attributes;

    /// <summary>Replaces all operands.</summary>
    public void SetOperands(params IReadOnlyList<Value> values)
    {
        foreach (var operand in _operands)
            operand.Unlink();
        _operands = new OpOperand[values.Count];
        for (var i = 0; i < _operands.Length; i++)
            _operands[i] = new OpOperand(this, i, values[i]);
    }

    public Attr? GetAttr(string name)
    {
        foreach (var attribute in _attributes)
        {
            if (attribute.Name == name)
                return attribute.Value;
        }
        return null;
    }

    public T? GetAttr<T>(string name) where T : Attr => GetAttr(name) as T;
    public bool HasAttr(string name) => GetAttr(name) is not null;

    /// <summary>Sets an attribute; null removes it.</summary>
    public void SetAttr(string name, Attr? value)
    {
        var index = Array.FindIndex(_attributes, a => a.Name == name);
        if (index >= 0 && value is not null)
            _attributes[index] = new NamedAttr(name, value);
        else if (index >= 0)
            _attributes = [.. _attributes.Where((_, i) => i != index)];
        else if (value is not null)
            _attributes = [.. _attributes.Append(new NamedAttr(name, value)).OrderBy(a => a.Name, StringComparer.Ordinal)];
    }

    /// <summary>The operands of the declared operand <paramref name="index"/>.</summary>
    public OperandRange OperandGroup(int index)
    {
        var (start, count) = Segments.Locate(Info.Operands, index, OperandCount, this, Segments.OperandSizes);
        return new OperandRange(this, start, count);
    }

    /// <summary>The results of the declared result <paramref name="index"/>.</summary>
    public ResultRange ResultGroup(int index)
    {
        var (start, count) = Segments.Locate(Info.Results, index, ResultCount, this, Segments.ResultSizes);
        return new ResultRange(this, start, count);
    }

    /// <summary>Whether this operation stands before <paramref name="other"/>, which is in the same block.</summary>
    public bool IsBeforeInBlock(Operation other) => Block!.IsBefore(this, other);

    /// <summary>The ancestor of this operation, or itself, that lies directly in <paramref name="block"/>; null when there is none.</summary>
    public Operation? AncestorIn(Block block)
    {
        for (var op = this; op is not null; op = op.ParentOp)
        {
            if (ReferenceEquals(op.Block, block))
                return op;
        }
        return null;
    }

    public bool IsProperAncestorOf(Operation other)
    {
        for (var op = other.ParentOp; op is not null; op = op.ParentOp)
        {
            if (ReferenceEquals(op, this))
                return true;
        }
        return false;
    }

    /// <summary>The nearest enclosing operation of type <typeparamref name="T"/>.</summary>
    public T? ParentOfType<T>() where T : class
    {
        for (var op = ParentOp; op is not null; op = op.ParentOp)
        {
            if (op is T match)
                return match;
        }
        return null;
    }

    /// <summary>Takes the operation out of its block; it stays usable.</summary>
    public void Remove() => Block?.Unlink(this);

    /// <summary>Removes and destroys the operation and all it holds; its results must have no uses.</summary>
    public void Erase()
    {
        if (_results.FirstOrDefault(r => r.HasUses) is { } used)
            throw new InvalidOperationException($"cannot erase '{Name}' at {Location.Describe()}: result #{used.Index} is still used by '{used.Users.First().Name}'");
        DropAllReferences();
        Remove();
    }

    /// <summary>Unlinks all operands of this operation and of those nested in it, so that erasing in any order is safe.</summary>
    public void DropAllReferences()
    {
        foreach (var operand in _operands)
            operand.Unlink();
        _operands = [];
        foreach (var op in _regions.SelectMany(r => r.Blocks).SelectMany(b => b.Operations))
            op.DropAllReferences();
    }

    public void MoveBefore(Operation anchor)
    {
        Remove();
        anchor.Block!.InsertBefore(anchor, this);
    }

    public void MoveAfter(Operation anchor)
    {
        Remove();
        anchor.Block!.InsertBefore(anchor.Next, this);
    }

    /// <summary>All operations nested in this one and itself, each before its regions.</summary>
    public IEnumerable<Operation> Walk()
    {
        yield return this;
        foreach (var op in Nested())
            yield return op;
    }

    private IEnumerable<Operation> Nested()
    {
        if (_regions.Length == 0)
            yield break;
        var pending = new Stack<Operation>();
        PushBody(this, pending);
        while (pending.TryPop(out var op))
        {
            yield return op;
            PushBody(op, pending);
        }
    }

    private static void PushBody(Operation op, Stack<Operation> pending)
    {
        for (var r = op._regions.Length - 1; r >= 0; r--)
        {
            var blocks = op._regions[r].Blocks;
            for (var b = blocks.Count - 1; b >= 0; b--)
            {
                for (var inner = blocks[b].Last; inner is not null; inner = inner.Previous)
                    pending.Push(inner);
            }
        }
    }

    public IEnumerable<T> Walk<T>() => Walk().OfType<T>();

    /// <summary>The operation as MLIR writes it.</summary>
    public override string ToString() => AsmPrinter.ToText(this);
}

/// <summary>An operation that no registered dialect declares; printed and parsed in the generic form.</summary>
public sealed class UnregisteredOp(string name, OpState state) : Operation(OpDefinition.Unregistered, state)
{
    public override string Name { get; } = name;
}
