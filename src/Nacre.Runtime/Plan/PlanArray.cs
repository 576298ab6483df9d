using System.Collections;
using System.Runtime.CompilerServices;

namespace Nacre.Runtime;

/// <summary>An immutable array that compares by its elements, so that records which hold it do too.</summary>
[CollectionBuilder(typeof(PlanArray), nameof(PlanArray.Create))]
public readonly struct PlanArray<T> : IReadOnlyList<T>, IEquatable<PlanArray<T>>
{
    private readonly T[]? _items;

    public PlanArray(ReadOnlySpan<T> items) => _items = items.ToArray();

    public int Count => _items?.Length ?? 0;

    public T this[int index] => AsSpan()[index];

    public static implicit operator PlanArray<T>(T[] items) => new(items);

    public static bool operator ==(PlanArray<T> left, PlanArray<T> right) => left.Equals(right);

    public static bool operator !=(PlanArray<T> left, PlanArray<T> right) => !left.Equals(right);

    public ReadOnlySpan<T> AsSpan() => _items;

    public ReadOnlySpan<T>.Enumerator GetEnumerator() => AsSpan().GetEnumerator();

    public bool Equals(PlanArray<T> other) => AsSpan().SequenceEqual(other.AsSpan(), EqualityComparer<T>.Default);

    public override bool Equals(object? obj) => obj is PlanArray<T> other && Equals(other);

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (T item in AsSpan())
            hash.Add(item);

        return hash.ToHashCode();
    }

    public override string ToString() => $"[{string.Join(", ", AsSpan().ToArray())}]";

    IEnumerator<T> IEnumerable<T>.GetEnumerator() => ((IEnumerable<T>)(_items ?? [])).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => (_items ?? []).GetEnumerator();
}

/// <summary>Builds <see cref="PlanArray{T}"/> for collection expressions.</summary>
public static class PlanArray
{
    public static PlanArray<T> Create<T>(ReadOnlySpan<T> items) => new(items);
}
