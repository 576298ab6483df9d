namespace Nacre.IR;

/// <summary>A straight run of operations with arguments, ended by a terminator. Operations are linked, so inserting and removing cost the same everywhere.</summary>
public sealed class Block
{
    private readonly List<BlockArgument> _arguments = [];
    private bool _orderIsValid = true;

    public Region? Parent { get; internal set; }
    public IReadOnlyList<BlockArgument> Arguments => _arguments;
    public Operation? First { get; private set; }
    public Operation? Last { get; private set; }
    public bool IsEmpty => First is null;

    /// <summary>The operation whose region holds this block.</summary>
    public Operation? ParentOp => Parent?.Owner;

    /// <summary>The last operation, when it is a terminator.</summary>
    public Operation? Terminator => Last is ITerminator or UnregisteredOp ? Last : null;

    /// <summary>The operations in order. The current one may be removed while walking.</summary>
    public IEnumerable<Operation> Operations
    {
        get
        {
            for (var op = First; op is not null;)
            {
                var next = op.Next;
                yield return op;
                op = next;
            }
        }
    }

    public IEnumerable<Block> Successors => Last?.Successors ?? [];

    public BlockArgument AddArgument(IRType type, Location? location = null) => InsertArgument(_arguments.Count, type, location);

    public BlockArgument InsertArgument(int index, IRType type, Location? location = null)
    {
        var argument = new BlockArgument(this, index, type, location ?? Location.Unknown);
        _arguments.Insert(index, argument);
        for (var i = index + 1; i < _arguments.Count; i++)
            _arguments[i].Index = i;
        return argument;
    }

    /// <summary>Removes an argument that has no uses.</summary>
    public void RemoveArgument(int index)
    {
        if (_arguments[index].HasUses)
            throw new InvalidOperationException($"block argument {index} still has uses");
        _arguments.RemoveAt(index);
        for (var i = index; i < _arguments.Count; i++)
            _arguments[i].Index = i;
    }

    public void Append(Operation op) => InsertBefore(null, op);

    /// <summary>Inserts before <paramref name="anchor"/>, or at the end when that is null.</summary>
    public void InsertBefore(Operation? anchor, Operation op)
    {
        if (op.Block is not null)
            throw new InvalidOperationException($"'{op.Name}' is already in a block");
        var previous = anchor is null ? Last : anchor.Previous;
        (op.Block, op.Previous, op.Next) = (this, previous, anchor);
        if (previous is null)
            First = op;
        else
            previous.Next = op;
        if (anchor is null)
            Last = op;
        else
            anchor.Previous = op;
        op.Order = anchor is null && _orderIsValid ? (previous?.Order ?? -1) + 1 : 0;
        _orderIsValid &= anchor is null;
    }

    internal void Unlink(Operation op)
    {
        if (op.Previous is null)
            First = op.Next;
        else
            op.Previous.Next = op.Next;
        if (op.Next is null)
            Last = op.Previous;
        else
            op.Next.Previous = op.Previous;
        (op.Block, op.Previous, op.Next) = (null, null, null);
    }

    /// <summary>Whether <paramref name="a"/> stands before <paramref name="b"/> in this block; order numbers are renewed when needed.</summary>
    internal bool IsBefore(Operation a, Operation b)
    {
        if (!_orderIsValid)
        {
            var order = 0L;
            for (var op = First; op is not null; op = op.Next)
                op.Order = order++;
            _orderIsValid = true;
        }
        return a.Order < b.Order;
    }

    /// <summary>Moves the operations from <paramref name="first"/> to the end into <paramref name="target"/>, behind its operations.</summary>
    public void MoveTailTo(Operation? first, Block target)
    {
        for (var op = first; op is not null;)
        {
            var next = op.Next;
            Unlink(op);
            target.Append(op);
            op = next;
        }
    }

    /// <summary>Removes the block from its region.</summary>
    public void Remove() => Parent?.Remove(this);
}

/// <summary>A list of blocks owned by an operation; the first is the entry.</summary>
public sealed class Region
{
    private readonly List<Block> _blocks = [];

    internal Region(Operation owner) => Owner = owner;

    public Operation Owner { get; }
    public IReadOnlyList<Block> Blocks => _blocks;
    public bool IsEmpty => _blocks.Count == 0;

    /// <summary>The first block; throws when the region is empty.</summary>
    public Block Entry => IsEmpty ? throw new InvalidOperationException($"a region of '{Owner.Name}' is empty") : _blocks[0];

    public Block AddBlock(params IEnumerable<IRType> argumentTypes)
    {
        var block = new Block();
        foreach (var type in argumentTypes)
            block.AddArgument(type);
        Append(block);
        return block;
    }

    public void Append(Block block) => Insert(_blocks.Count, block);

    public void Insert(int index, Block block)
    {
        if (block.Parent is not null)
            throw new InvalidOperationException("the block is already in a region");
        block.Parent = this;
        _blocks.Insert(index, block);
    }

    public void Remove(Block block)
    {
        _blocks.Remove(block);
        block.Parent = null;
    }

    /// <summary>Moves all blocks of <paramref name="source"/> to the end of this region.</summary>
    public void TakeBody(Region source)
    {
        foreach (var block in source._blocks.ToArray())
        {
            source.Remove(block);
            Append(block);
        }
    }
}
