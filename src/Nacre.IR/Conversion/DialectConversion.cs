namespace Nacre.IR;

/// <summary>Which operations may remain after a conversion.</summary>
public sealed class ConversionTarget
{
    private readonly Dictionary<string, bool> _dialects = [];
    private readonly Dictionary<Type, Func<Operation, bool>> _operations = [];

    public ConversionTarget Legal(params ReadOnlySpan<string> dialects) => Set(dialects, true);
    public ConversionTarget Illegal(params ReadOnlySpan<string> dialects) => Set(dialects, false);

    private ConversionTarget Set(ReadOnlySpan<string> dialects, bool legal)
    {
        foreach (var dialect in dialects)
            _dialects[dialect] = legal;
        return this;
    }

    public ConversionTarget LegalOp<T>() where T : Operation => LegalWhen<T>(_ => true);
    public ConversionTarget IllegalOp<T>() where T : Operation => LegalWhen<T>(_ => false);

    public ConversionTarget LegalWhen<T>(Func<T, bool> condition) where T : Operation
    {
        _operations[typeof(T)] = op => condition((T)op);
        return this;
    }

    /// <summary>True or false where the target says so, null where it says nothing.</summary>
    public bool? IsLegal(Operation op)
    {
        if (_operations.TryGetValue(op.GetType(), out var condition))
            return condition(op);
        return op is not UnregisteredOp && _dialects.TryGetValue(op.Info.Dialect, out var legal) ? legal : null;
    }
}

/// <summary>How types change in a conversion: the last rule that answers wins; a type that no rule knows stays.</summary>
public sealed class TypeConverter
{
    private readonly List<Func<IRType, IRType?>> _rules = [];

    public TypeConverter Add<T>(Func<T, IRType?> rule) where T : IRType
    {
        _rules.Add(type => type is T match ? rule(match) : null);
        return this;
    }

    public IRType Convert(IRType type)
    {
        for (var i = _rules.Count - 1; i >= 0; i--)
        {
            if (_rules[i](type) is { } converted)
                return converted;
        }
        return type;
    }

    public EquatableArray<IRType> Convert(IEnumerable<IRType> types) => types.Select(Convert).ToEquatableArray();
    public bool IsLegal(IRType type) => Convert(type) == type;
    public bool IsLegal(Operation op) => op.Operands.Types.All(IsLegal) && op.Results.Types.All(IsLegal);
}

/// <summary>A rule that turns an operation which may not remain into ones that may. Operands arrive already converted.</summary>
public abstract class ConversionPattern<T>(TypeConverter? types = null) : RewritePattern<T> where T : Operation
{
    public TypeConverter? Types { get; } = types;

    protected sealed override bool MatchAndRewrite(T op, PatternRewriter rewriter)
    {
        var conversion = (ConversionRewriter)rewriter;
        return MatchAndRewrite(op, conversion.Remap(op.Operands, Types), conversion);
    }

    protected abstract bool MatchAndRewrite(T op, IReadOnlyList<Value> operands, ConversionRewriter rewriter);

    protected IRType Convert(IRType type) => Types?.Convert(type) ?? type;
}

/// <summary>One operation to one operation of another kind: operands in order, result types converted, declared attributes of the same name kept.</summary>
public sealed class OneToOne<TFrom, TTo>(TypeConverter? types) : ConversionPattern<TFrom>(types) where TFrom : Operation where TTo : Operation, IOpKind
{
    public override string Name => $"{typeof(TFrom).Name} → {typeof(TTo).Name}";

    protected override bool MatchAndRewrite(TFrom op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var attributes = op.Attributes.Where(a => TTo.Definition.FindAttribute(a.Name)?.Accepts(a.Value) == true);
        rewriter.Replace(op, [.. rewriter.Create(TTo.Definition, operands, op.Results.Types.Select(Convert), attributes).Results]);
        return true;
    }
}

/// <summary>The rewriter of a dialect conversion.</summary>
public sealed class ConversionRewriter(IRContext context, OpDefinition castOp) : PatternRewriter(context)
{
    internal List<Operation> Created { get; } = [];
    private readonly List<Operation> _casts = [];

    protected override void Inserted(Operation op) => Created.Add(op);

    /// <summary>The operands with the types that <paramref name="types"/> asks for.</summary>
    internal IReadOnlyList<Value> Remap(IReadOnlyList<Value> operands, TypeConverter? types) => types is null ? [.. operands] : [.. operands.Select(o => Remap(o, types))];

    private Value Remap(Value value, TypeConverter types)
    {
        var wanted = types.Convert(value.Type);
        return wanted == value.Type ? value : Cast(value, wanted);
    }

    /// <summary>Uses the values in place of the results; where a type differs, remaining users see the old type through a cast.</summary>
    public override void Replace(Operation op, params IReadOnlyList<Value> values)
    {
        SetBefore(op);
        var replacements = values.Select((value, i) => value.Type == op.Result(i).Type || !op.Result(i).HasUses ? value : Cast(value, op.Result(i).Type)).ToArray();
        for (var i = 0; i < replacements.Length; i++)
        {
            if (op.Result(i).HasUses)
                op.Result(i).ReplaceAllUsesWith(replacements[i]);
        }
        Erase(op);
    }

    /// <summary>Gives the blocks of a region arguments of converted types.</summary>
    public void ConvertBlockArguments(Region region, TypeConverter types)
    {
        foreach (var block in region.Blocks)
        {
            foreach (var argument in block.Arguments)
                ConvertArgument(block, argument, types);
        }
    }

    private void ConvertArgument(Block block, BlockArgument argument, TypeConverter types)
    {
        var (old, wanted) = (argument.Type, types.Convert(argument.Type));
        if (old == wanted)
            return;
        argument.Type = wanted;
        if (!argument.HasUses)
            return;
        var (savedBlock, savedPoint) = (InsertionBlock, InsertionPoint);
        SetAtStart(block);
        var users = argument.Uses.ToArray();
        var cast = Cast(argument, old);
        foreach (var use in users)
            use.Value = cast;
        Restore(savedBlock, savedPoint);
    }

    private void Restore(Block? block, Operation? point)
    {
        if (point is not null)
            SetBefore(point);
        else if (block is not null)
            SetAtEnd(block);
    }

    /// <summary>The value under another type: the source of an earlier cast, or a new cast.</summary>
    private Value Cast(Value value, IRType type)
    {
        if (value.DefiningOp is { } cast && cast.Info == castOp && cast.Operand(0).Type == type)
            return cast.Operand(0);
        var made = Create(castOp, [value], [type]);
        _casts.Add(made);
        return made.Result(0);
    }

    /// <summary>Removes casts that are unused or undo each other; returns those that remain.</summary>
    internal List<Operation> Reconcile()
    {
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var cast in _casts.Where(c => c.Block is not null).Reverse().ToArray())
            {
                if (cast.Operand(0).DefiningOp is { } inner && inner.Info == castOp && inner.Operand(0).Type == cast.Result(0).Type)
                    cast.Result(0).ReplaceAllUsesWith(inner.Operand(0));
                if (cast.Result(0).HasUses)
                    continue;
                cast.Erase();
                changed = true;
            }
        }
        return [.. _casts.Where(c => c.Block is not null)];
    }
}

/// <summary>
/// Rewrites every operation that the target forbids, each definition before its uses. Unlike greedy rewriting it knows when it is done: an operation that
/// no pattern can make legal is an error that names it.
/// </summary>
public static class DialectConversion
{
    /// <summary>Requires that no operation inside <paramref name="root"/> is illegal at the end; operations of which the target says nothing stay.</summary>
    /// <returns>False after an error diagnostic.</returns>
    public static bool Apply(IRContext context, Operation root, ConversionTarget target, PatternSet patterns, bool allowRemainingCasts = false)
    {
        var cast = context.FindOperation("builtin.unrealized_conversion_cast") ?? throw new InvalidOperationException("the builtin dialect is not registered");
        var reasons = new List<string>();
        var rewriter = new ConversionRewriter(context, cast) { Trace = (_, reason) => reasons.Add(reason) };
        foreach (var op in root.Walk().Skip(1).ToArray())
        {
            if (IsInside(op, root) && !Legalize(op, target, patterns, rewriter, cast, reasons))
                return false;
        }
        var left = rewriter.Reconcile();
        if (left.Count == 0 || allowRemainingCasts)
            return true;
        context.Diagnostics.Error(left[0].Location, $"failed to legalize unresolved materialization from '{left[0].Operand(0).Type}' to '{left[0].Result(0).Type}' that remained live after conversion");
        return false;
    }

    /// <summary>Whether the operation is still there: a pattern may have erased one that holds it.</summary>
    private static bool IsInside(Operation op, Operation root)
    {
        for (var at = op; at is not null; at = at.ParentOp)
        {
            if (ReferenceEquals(at, root))
                return true;
        }
        return false;
    }

    private static bool Legalize(Operation op, ConversionTarget target, PatternSet patterns, ConversionRewriter rewriter, OpDefinition cast, List<string> reasons)
    {
        if (op.Info == cast || target.IsLegal(op) is not false)
            return true;
        rewriter.Created.Clear();
        reasons.Clear();
        foreach (var pattern in patterns.For(op))
        {
            rewriter.SetBefore(op);
            if (!pattern.MatchAndRewrite(op, rewriter))
                continue;
            foreach (var made in rewriter.Created.ToArray())
            {
                if (made.Block is not null && !Legalize(made, target, patterns, rewriter, cast, reasons))
                    return false;
            }
            return true;
        }
        rewriter.Context.Diagnostics.Emit(new Diagnostic(Severity.Error, op.Location, $"failed to legalize operation '{op.Name}' that was explicitly marked illegal")
        {
            Notes = [.. reasons.Select(reason => new Diagnostic(Severity.Note, op.Location, reason))],
        });
        return false;
    }
}

/// <summary>Rows of one-to-one lowerings.</summary>
public static class PatternSetRows
{
    /// <summary>Adds the row <typeparamref name="TFrom"/> → <typeparamref name="TTo"/>.</summary>
    public static PatternSet Map<TFrom, TTo>(this PatternSet patterns, TypeConverter? types = null) where TFrom : Operation where TTo : Operation, IOpKind
    {
        patterns.Add(new OneToOne<TFrom, TTo>(types));
        return patterns;
    }
}
