namespace Nacre.IR;

/// <summary>
/// Applies patterns, folds and removes dead operations until nothing changes. A worklist holds the operations to look at; each change puts back only the
/// neighbours it touched, so the cost is linear in the size of the IR plus the number of rewrites.
/// </summary>
public sealed class GreedyRewriter : PatternRewriter
{
    private readonly PatternSet _patterns;
    private readonly List<Operation> _worklist = [];
    private readonly Dictionary<Operation, int> _position = [];
    private readonly Operation _root;
    private bool _changed;

    private GreedyRewriter(IRContext context, Operation root, PatternSet patterns) : base(context)
    {
        _root = root;
        _patterns = patterns;
    }

    /// <summary>Rewrites everything inside <paramref name="root"/>. Returns whether anything changed.</summary>
    /// <param name="maxRewrites">A bound that only a pattern set that does not terminate reaches.</param>
    /// <exception cref="InvalidOperationException">The bound was reached.</exception>
    public static bool Apply(IRContext context, Operation root, PatternSet patterns, long maxRewrites = 50_000_000)
    {
        var rewriter = new GreedyRewriter(context, root, patterns);
        // Pushed in reverse, so that operations are first seen in program order.
        foreach (var op in root.Walk().Skip(1).Reverse())
            rewriter.Push(op);
        for (var left = maxRewrites; rewriter.Pop() is { } op; left--)
        {
            if (left == 0)
                throw new InvalidOperationException($"the patterns did not reach a fixed point in '{root.Name}'; the last operation was '{op.Name}'");
            rewriter._changed |= rewriter.Process(op);
        }
        return rewriter._changed;
    }

    private void Push(Operation op)
    {
        if (_position.ContainsKey(op))
            return;
        _position[op] = _worklist.Count;
        _worklist.Add(op);
    }

    private Operation? Pop()
    {
        while (_worklist.Count > 0)
        {
            var op = _worklist[^1];
            _worklist.RemoveAt(_worklist.Count - 1);
            if (_position.TryGetValue(op, out var at) && at == _worklist.Count)
            {
                _position.Remove(op);
                return op;
            }
        }
        return null;
    }

    private bool Process(Operation op)
    {
        if (op.Block is null)
            return false;
        if (Effects.IsTriviallyDead(op))
        {
            Erase(op);
            return true;
        }
        if (Folding.TryFold(op, this))
            return true;
        SetBefore(op);
        foreach (var pattern in _patterns.For(op))
        {
            if (!pattern.MatchAndRewrite(op, this))
                continue;
            return true;
        }
        return false;
    }

    /// <summary>Tells the driver that an operation changed outside the usual calls.</summary>
    protected override void Modified(Operation op)
    {
        Push(op);
        PushUsers(op);
    }

    protected override void Inserted(Operation op) => Push(op);

    protected override void Erasing(Operation op)
    {
        foreach (var inner in op.Walk())
        {
            _position.Remove(inner);
            // A definition that loses a use may be dead now, or match with one use.
            foreach (var operand in inner.Operands)
            {
                if (operand.DefiningOp is { } defining && !ReferenceEquals(defining, _root))
                    Push(defining);
            }
        }
    }

    private void PushUsers(Operation op)
    {
        foreach (var user in op.Results.SelectMany(r => r.Users))
            Push(user);
    }

    public override void Replace(Operation op, params IReadOnlyList<Value> values)
    {
        foreach (var user in op.Results.SelectMany(r => r.Users))
            Push(user);
        base.Replace(op, values);
    }
}

/// <summary>Questions about side effects.</summary>
public static class Effects
{
    /// <summary>Whether running the operation changes nothing but its results, nested operations included.</summary>
    public static bool IsPure(Operation op) => op is IPure && op.Regions.All(r => r.Blocks.All(b => b.Operations.All(o => o is ITerminator || IsPure(o))));

    public static bool IsTriviallyDead(Operation op) =>
        op is not (ITerminator or ISymbol) && (op is IPure or IReadsMemory) && op.Results.All(r => !r.HasUses)
        && (op.Regions.Count == 0 || op.Regions.All(r => r.Blocks.All(b => b.Operations.All(o => o is ITerminator || o is IReadsMemory || IsPure(o)))));
}

/// <summary>Applies the folds of operations.</summary>
public static class Folding
{
    public static bool TryFold(Operation op, PatternRewriter rewriter)
    {
        if (op is not IFoldable foldable || op is IConstantLike)
            return false;
        MoveConstantRight(op);
        var folded = foldable.Fold();
        if (folded.IsNone)
            return false;
        if (folded.InPlace)
        {
            rewriter.Modify(op, static () => { });
            return true;
        }
        var value = folded.Value ?? Materialize(op, folded.Constant!, rewriter);
        if (value is null || ReferenceEquals(value, op.Result(0)) || value.Type != op.Result(0).Type)
            return false;
        rewriter.Replace(op, value);
        return true;
    }

    /// <summary>Constants stand on the right of a commutative operation; patterns look for them only there.</summary>
    private static void MoveConstantRight(Operation op)
    {
        if (op is not ICommutative || op.OperandCount != 2 || op.Operand(0).ConstantValue is null || op.Operand(1).ConstantValue is not null)
            return;
        var (a, b) = (op.Operand(0), op.Operand(1));
        op.SetOperand(0, b);
        op.SetOperand(1, a);
    }

    private static Value? Materialize(Operation op, Attr constant, PatternRewriter rewriter)
    {
        rewriter.SetBefore(op);
        return rewriter.Context.FindDialect(op.Info.Dialect)?.MaterializeConstant(rewriter, constant, op.Result(0).Type)?.Result(0);
    }
}
