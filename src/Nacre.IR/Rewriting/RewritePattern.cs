using System.Runtime.CompilerServices;

namespace Nacre.IR;

/// <summary>A rule that matches an operation and rewrites it. It changes nothing before the match is certain, and then only through the rewriter.</summary>
public abstract class RewritePattern
{
    /// <summary>The class or interface of the operations that are looked at; null for all.</summary>
    public virtual Type? Root => null;

    /// <summary>Patterns of a higher benefit are tried first.</summary>
    public virtual int Benefit => 1;

    /// <summary>The name in traces.</summary>
    public virtual string Name => GetType().Name;

    /// <summary>True when the operation was rewritten.</summary>
    public abstract bool MatchAndRewrite(Operation op, PatternRewriter rewriter);
}

/// <summary>A rule for operations of type <typeparamref name="T"/> (a class or an interface).</summary>
public abstract class RewritePattern<T> : RewritePattern where T : class
{
    public sealed override Type Root => typeof(T);
    public sealed override bool MatchAndRewrite(Operation op, PatternRewriter rewriter) => op is T match && MatchAndRewrite(match, rewriter);
    protected abstract bool MatchAndRewrite(T op, PatternRewriter rewriter);
}

/// <summary>A set of patterns, looked up by the class of an operation, best first.</summary>
public sealed class PatternSet : IEnumerable<RewritePattern>
{
    private readonly List<RewritePattern> _patterns = [];
    private readonly Dictionary<Type, RewritePattern[]> _byClass = [];

    public int Count => _patterns.Count;

    public void Add(RewritePattern pattern)
    {
        _patterns.Add(pattern);
        _byClass.Clear();
    }

    public PatternSet AddRange(IEnumerable<RewritePattern> patterns)
    {
        foreach (var pattern in patterns)
            Add(pattern);
        return this;
    }

    public IReadOnlyList<RewritePattern> For(Operation op)
    {
        var type = op.GetType();
        if (!_byClass.TryGetValue(type, out var found))
            _byClass[type] = found = [.. _patterns.Where(p => p.Root is null || p.Root.IsAssignableFrom(type)).OrderByDescending(p => p.Benefit)];
        return found;
    }

    public IEnumerator<RewritePattern> GetEnumerator() => _patterns.GetEnumerator();
    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>The builder that patterns write through; the driver hears of every change.</summary>
public abstract class PatternRewriter(IRContext context) : OpBuilder
{
    public IRContext Context { get; } = context;

    /// <summary>Receives the reasons of failed matches when tracing is on.</summary>
    public Action<Operation, string>? Trace { get; init; }

    /// <summary>Says why a pattern does not match; the message is built only when someone listens. Always false.</summary>
    public bool NoMatch(Operation op, [InterpolatedStringHandlerArgument("")] ref NoMatchMessage reason)
    {
        Trace?.Invoke(op, reason.ToString());
        return false;
    }

    /// <summary>Says why a pattern does not match. Always false.</summary>
    public bool NoMatch(Operation op, string reason)
    {
        Trace?.Invoke(op, reason);
        return false;
    }

    /// <summary>Uses <paramref name="values"/> in place of the results of <paramref name="op"/> and erases it.</summary>
    public virtual void Replace(Operation op, params IReadOnlyList<Value> values)
    {
        if (values.Count != op.ResultCount)
            throw new ArgumentException($"'{op.Name}' has {op.ResultCount} results, replaced by {values.Count} values");
        for (var i = 0; i < values.Count; i++)
            ReplaceAllUses(op.Result(i), values[i]);
        Erase(op);
    }

    /// <summary>Makes every use of a value refer to another.</summary>
    public void ReplaceAllUses(Value value, Value by)
    {
        foreach (var user in value.Users)
            Modified(user);
        value.ReplaceAllUsesWith(by);
    }

    public virtual void Erase(Operation op)
    {
        Erasing(op);
        op.Erase();
    }

    /// <summary>Changes <paramref name="op"/> without replacing it.</summary>
    public void Modify(Operation op, Action change)
    {
        change();
        Modified(op);
    }

    protected virtual void Modified(Operation op) { }
    protected virtual void Erasing(Operation op) { }
}

/// <summary>A message that costs nothing unless the rewriter traces.</summary>
[InterpolatedStringHandler]
public ref struct NoMatchMessage
{
    private DefaultInterpolatedStringHandler _inner;

    public NoMatchMessage(int literalLength, int formattedCount, PatternRewriter rewriter, out bool enabled)
    {
        enabled = rewriter.Trace is not null;
        _inner = enabled ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string text) => _inner.AppendLiteral(text);
    public void AppendFormatted<T>(T value) => _inner.AppendFormatted(value);
    public override string ToString() => _inner.ToStringAndClear();
}
