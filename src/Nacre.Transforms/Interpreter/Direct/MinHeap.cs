using System.Runtime.CompilerServices;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>Gives numbers in ascending order, at a cost only for those that are taken. Works in the caller's memory.</summary>
internal ref struct MinHeap
{
    private readonly Span<ulong> _items;

    public MinHeap(Span<ulong> items)
    {
        _items = items;
        Count = items.Length;
        for (var i = Count / 2 - 1; i >= 0; i--)
            Sink(i, items[i]);
    }

    public int Count { get; private set; }

    /// <summary>Removes the smallest.</summary>
    public ulong Take()
    {
        var least = _items[0];
        if (--Count > 0)
            Sink(0, _items[Count]);
        return least;
    }

    /// <summary>Puts an item at a place or below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private readonly void Sink(int at, ulong item)
    {
        while (2 * at + 1 < Count)
        {
            var child = 2 * at + 1;
            if (child + 1 < Count && _items[child + 1] < _items[child])
                child++;
            if (item <= _items[child])
                break;
            _items[at] = _items[child];
            at = child;
        }
        _items[at] = item;
    }
}
