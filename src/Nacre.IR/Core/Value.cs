namespace Nacre.IR;

/// <summary>An SSA value: the result of an operation or the argument of a block. Knows its uses.</summary>
public abstract class Value
{
    private protected Value(IRType type) => Type = type;

    /// <summary>The type; change it only through a rewriter's or builder's update.</summary>
    public IRType Type { get; set; }

    internal OpOperand? FirstUse { get; set; }

    /// <summary>The operation that computes this value; null for a block argument.</summary>
    public abstract Operation? DefiningOp { get; }

    /// <summary>The block that holds the definition.</summary>
    public abstract Block? ParentBlock { get; }

    public bool HasUses => FirstUse is not null;
    public bool HasOneUse => FirstUse is { NextUse: null };

    /// <summary>The uses, newest first. The list may be changed while it is walked only by removing the current use.</summary>
    public IEnumerable<OpOperand> Uses
    {
        get
        {
            for (var use = FirstUse; use is not null;)
            {
                var next = use.NextUse;
                yield return use;
                use = next;
            }
        }
    }

    /// <summary>The operations that use this value, each once.</summary>
    public IEnumerable<Operation> Users => Uses.Select(u => u.Owner).Distinct();

    /// <summary>Makes every use refer to <paramref name="other"/>.</summary>
    public void ReplaceAllUsesWith(Value other)
    {
        if (ReferenceEquals(this, other))
            return;
        while (FirstUse is { } use)
            use.Value = other;
    }

    /// <summary>Makes the uses that <paramref name="filter"/> accepts refer to <paramref name="other"/>.</summary>
    public void ReplaceUsesWhere(Value other, Func<OpOperand, bool> filter)
    {
        foreach (var use in Uses.Where(filter).ToArray())
            use.Value = other;
    }

    /// <summary>The attribute this value always has: the value of a constant operation; null otherwise.</summary>
    public Attr? ConstantValue => DefiningOp is IConstantLike constant ? constant.ConstantValue : null;
}

/// <summary>Result <see cref="Index"/> of <see cref="Owner"/>.</summary>
public sealed class OpResult : Value
{
    internal OpResult(Operation owner, int index, IRType type) : base(type) => (Owner, Index) = (owner, index);

    public Operation Owner { get; }
    public int Index { get; internal set; }
    public override Operation DefiningOp => Owner;
    public override Block? ParentBlock => Owner.Block;
}

/// <summary>Argument <see cref="Index"/> of a block: what other IRs call a phi, or a function's parameter.</summary>
public sealed class BlockArgument : Value
{
    internal BlockArgument(Block owner, int index, IRType type, Location location) : base(type) => (Owner, Index, Location) = (owner, index, location);

    public Block Owner { get; }
    public int Index { get; internal set; }
    public Location Location { get; set; }
    public override Operation? DefiningOp => null;
    public override Block ParentBlock => Owner;
}

/// <summary>One use of a value: operand <see cref="Index"/> of <see cref="Owner"/>, linked into the value's list of uses.</summary>
public sealed class OpOperand
{
    private Value _value;

    internal OpOperand(Operation owner, int index, Value value)
    {
        Owner = owner;
        Index = index;
        _value = value;
        Link();
    }

    public Operation Owner { get; }
    public int Index { get; internal set; }
    internal OpOperand? NextUse { get; private set; }
    private OpOperand? PreviousUse { get; set; }

    public Value Value
    {
        get => _value;
        set
        {
            Unlink();
            _value = value;
            Link();
        }
    }

    private void Link()
    {
        NextUse = _value.FirstUse;
        PreviousUse = null;
        if (NextUse is not null)
            NextUse.PreviousUse = this;
        _value.FirstUse = this;
    }

    internal void Unlink()
    {
        if (PreviousUse is not null)
            PreviousUse.NextUse = NextUse;
        else if (ReferenceEquals(_value.FirstUse, this))
            _value.FirstUse = NextUse;
        if (NextUse is not null)
            NextUse.PreviousUse = PreviousUse;
        (NextUse, PreviousUse) = (null, null);
    }
}

/// <summary>A run of an operation's operands.</summary>
public readonly struct OperandRange(Operation owner, int start, int count) : IReadOnlyList<Value>
{
    public int Count => count;
    public int Start => start;
    public Value this[int index] => (uint)index < (uint)count ? owner.Operand(start + index) : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<Value> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    public IEnumerable<IRType> Types => this.Select(v => v.Type);
}

/// <summary>A run of an operation's results.</summary>
public readonly struct ResultRange(Operation owner, int start, int count) : IReadOnlyList<OpResult>
{
    public int Count => count;
    public int Start => start;
    public OpResult this[int index] => (uint)index < (uint)count ? owner.Result(start + index) : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<OpResult> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
            yield return this[i];
    }

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    public IEnumerable<IRType> Types => this.Select(v => v.Type);
}
