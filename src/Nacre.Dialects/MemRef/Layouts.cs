using Nacre.IR;

namespace Nacre.Dialects.MemRef;

/// <summary>Strides and offset of memrefs, in elements; <see cref="Shape.Dynamic"/> where known only at run time.</summary>
public static class Layouts
{
    /// <summary>Strides and offset; null for a layout that is no strided one.</summary>
    public static (long[] Strides, long Offset)? StridesOf(MemRefType type) => type.Layout switch
    {
        null => (RowMajor(type.Shape), 0),
        StridedLayoutAttr strided => (strided.Strides.ToArray(), strided.Offset),
        _ => null,
    };

    /// <summary>Row-major strides; dynamic left of a dynamic size.</summary>
    public static long[] RowMajor(Shape shape)
    {
        var strides = new long[shape.Rank];
        var stride = 1L;
        for (var i = shape.Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            stride = Multiply(stride, shape[i]);
        }
        return strides;
    }

    public static long Multiply(long a, long b) => a == Shape.Dynamic || b == Shape.Dynamic ? Shape.Dynamic : checked(a * b);
    public static long Add(long a, long b) => a == Shape.Dynamic || b == Shape.Dynamic ? Shape.Dynamic : checked(a + b);

    /// <summary>The type of a part of a memref: <paramref name="sizes"/> elements from <paramref name="offsets"/>, every <paramref name="strides"/>-th one.</summary>
    /// <exception cref="ArgumentException">The source has no strided layout.</exception>
    public static MemRefType SubView(MemRefType source, EquatableArray<long> offsets, EquatableArray<long> sizes, EquatableArray<long> strides)
    {
        var (sourceStrides, offset) = StridesOf(source) ?? throw new ArgumentException($"{source} has no strided layout");
        for (var i = 0; i < source.Rank; i++)
            offset = Add(offset, Multiply(offsets[i], sourceStrides[i]));
        var resultStrides = sourceStrides.Zip(strides, Multiply).ToArray();
        return new MemRefType(new Shape(sizes), source.ElementType, new StridedLayoutAttr(offset, resultStrides), source.MemorySpace);
    }

    /// <summary>Whether a value of one strided type may be seen as the other: equal wherever both are known.</summary>
    public static bool AreCastCompatible(IRType from, IRType to)
    {
        if (from.ElementOrSelf() != to.ElementOrSelf())
            return false;
        if (from is not MemRefType a || to is not MemRefType b)
            return from is UnrankedMemRefType != to is UnrankedMemRefType;
        if (!a.HasCompatibleShape(b) || a.MemorySpace != b.MemorySpace)
            return false;
        if (a.Layout == b.Layout || StridesOf(a) is not { } x || StridesOf(b) is not { } y)
            return a.Layout == b.Layout;
        return Matches(x.Offset, y.Offset) && x.Strides.Zip(y.Strides).All(p => Matches(p.First, p.Second));
    }

    private static bool Matches(long a, long b) => a == b || a == Shape.Dynamic || b == Shape.Dynamic;

    /// <summary>The row-major layout is written as none; null when <paramref name="layout"/> says no more than that.</summary>
    internal static Attr? WithoutIdentity(Shape shape, StridedLayoutAttr layout) =>
        layout.Offset == 0 && shape.IsStatic && layout.Strides.Span.SequenceEqual(RowMajor(shape)) ? null : layout;
}
