namespace Nacre.Bench;

/// <summary>What an engine takes or gives under a name.</summary>
/// <param name="Shape">Sizes; -1 where the model leaves one open.</param>
/// <param name="Symbols">For each size its symbol (<c>batch</c>), or an empty string.</param>
public sealed record TensorInfo(string Name, ElementType Type, IReadOnlyList<long> Shape, IReadOnlyList<string> Symbols)
{
    public override string ToString() => $"{Name} {Type.ToString().ToLowerInvariant()}[{string.Join(',', Shape.Select(Size))}]";

    private string Size(long size, int axis) => size >= 0 ? $"{size}" : Symbols[axis].Length > 0 ? Symbols[axis] : "?";
}

/// <summary>A tensor's elements: row-major, little-endian, in pinned memory so that native code may keep their address.</summary>
public sealed class NamedTensor
{
    public string Name { get; }
    public ElementType Type { get; }
    public IReadOnlyList<long> Shape { get; }
    public long Count { get; }
    public byte[] Data { get; }

    /// <summary>A tensor of zeros.</summary>
    public NamedTensor(string name, ElementType type, IReadOnlyList<long> shape)
    {
        (Name, Type, Shape) = (name, type, shape);
        Count = shape.Aggregate(1L, (product, size) => checked(product * size));
        Data = GC.AllocateArray<byte>(checked((int)(Count * type.ByteSize())), pinned: true);
    }

    public override string ToString() => $"{Name} {Type.ToString().ToLowerInvariant()}[{string.Join(',', Shape)}]";
}
