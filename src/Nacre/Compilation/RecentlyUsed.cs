namespace Nacre.Compilation;

/// <summary>The values that were used last, up to a number of them and a sum of their sizes; the newest one stays whatever its size. Not thread-safe.</summary>
/// <param name="maxCount">At least 1.</param>
/// <param name="maxBytes">Of all values together.</param>
/// <param name="sizeOf">Bytes of a value, which must not change.</param>
/// <param name="dropped">Told of each value that has to go.</param>
internal sealed class RecentlyUsed<TKey, TValue>(int maxCount, long maxBytes, Func<TValue, long> sizeOf, Action<TValue> dropped) where TKey : notnull
{
    private readonly Dictionary<TKey, LinkedListNode<(TKey Key, TValue Value)>> _nodes = [];

    /// <summary>The value used last stands first.</summary>
    private readonly LinkedList<(TKey Key, TValue Value)> _order = new();

    private long _bytes;

    public int Count => _nodes.Count;

    public IEnumerable<TValue> Values => _order.Select(e => e.Value);

    /// <summary>Finds a value and notes that it is used.</summary>
    public bool TryGet(TKey key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out TValue value)
    {
        if (!_nodes.TryGetValue(key, out var node))
        {
            value = default;
            return false;
        }
        _order.Remove(node);
        _order.AddFirst(node);
        value = node.Value.Value;
        return true;
    }

    /// <summary>Adds a value under a new key; others may have to go.</summary>
    public void Add(TKey key, TValue value)
    {
        _nodes.Add(key, _order.AddFirst((key, value)));
        _bytes += sizeOf(value);
        while (_order.Count > 1 && (_order.Count > maxCount || _bytes > maxBytes))
            DropLast();
    }

    public void Clear()
    {
        while (_order.Count > 0)
            DropLast();
    }

    private void DropLast()
    {
        var (key, value) = _order.Last!.Value;
        _order.RemoveLast();
        _nodes.Remove(key);
        _bytes -= sizeOf(value);
        dropped(value);
    }
}
