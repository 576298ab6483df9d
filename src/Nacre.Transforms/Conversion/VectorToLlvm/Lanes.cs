using Nacre.Dialects.Llvm;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Elements of vectors of one dimension: reading, writing, rearranging.</summary>
internal static class Lanes
{
    public static int Count(Value vector) => (int)((VectorType)vector.Type).Shape[0];
    public static Value Get(OpBuilder builder, Value vector, Value position) => LlvmExtractElementOp.Create(builder, vector, position).Res;
    public static Value Get(OpBuilder builder, Value vector, long position) => Get(builder, vector, LlvmConstantOp.I64(builder, position));
    public static Value Set(OpBuilder builder, Value vector, Value element, Value position) => LlvmInsertElementOp.Create(builder, vector, element, position).Res;
    public static Value Set(OpBuilder builder, Value vector, Value element, long position) => Set(builder, vector, element, LlvmConstantOp.I64(builder, position));
    public static Value Poison(OpBuilder builder, IRType type) => LlvmPoisonOp.Create(builder, type).Res;

    /// <summary>A scalar in every element: insert into element 0, then shuffle, which LLVM knows as a broadcast.</summary>
    public static Value Splat(OpBuilder builder, Value scalar, VectorType type)
    {
        var first = Set(builder, Poison(builder, type), scalar, 0);
        return Pick(builder, first, Enumerable.Repeat(0, (int)type.Shape[0]));
    }

    /// <summary>The elements of one vector at the given positions.</summary>
    public static Value Pick(OpBuilder builder, Value vector, params IEnumerable<int> positions) => Pick(builder, vector, Poison(builder, vector.Type), positions);

    /// <summary>Elements of two vectors of one type; positions of the second follow those of the first.</summary>
    public static Value Pick(OpBuilder builder, Value a, Value b, params IEnumerable<int> positions) => LlvmShuffleVectorOp.Create(builder, a, b, positions.ToEquatableArray()).Res;

    /// <summary>All elements of vectors of one element type, one behind the other.</summary>
    public static Value Concat(OpBuilder builder, IReadOnlyList<Value> parts)
    {
        if (parts.Count == 1)
            return parts[0];
        var half = parts.Count / 2;
        var (a, b) = (Concat(builder, [.. parts.Take(half)]), Concat(builder, [.. parts.Skip(half)]));
        var (aCount, bCount) = (Count(a), Count(b));
        var count = Math.Max(aCount, bCount);
        return Pick(builder, Widen(builder, a, count), Widen(builder, b, count), Enumerable.Range(0, aCount).Concat(Enumerable.Range(count, bCount)));
    }

    /// <summary>The vector with undefined elements behind it.</summary>
    public static Value Widen(OpBuilder builder, Value vector, int count) =>
        Count(vector) == count ? vector : Pick(builder, vector, Enumerable.Range(0, count).Select(i => i < Count(vector) ? i : -1));

    /// <summary>Cuts a vector into parts of equal length.</summary>
    public static IEnumerable<Value> Cut(OpBuilder builder, Value vector, int length)
    {
        if (Count(vector) == length)
            return [vector];
        return Enumerable.Range(0, Count(vector) / length).Select(i => Pick(builder, vector, Enumerable.Range(i * length, length)));
    }

    /// <summary>All elements of an array of vectors, or a vector, as one vector.</summary>
    public static Value Flatten(OpBuilder builder, Value value) => Concat(builder, [.. InnerVectors.Of(builder, value)]);

    /// <summary>Elements of one vector in the shape of a type; the inverse of <see cref="Flatten"/>.</summary>
    public static Value Unflatten(OpBuilder builder, Value flat, IRType type)
    {
        var inner = type;
        while (inner is LlvmArrayType array)
            inner = array.ElementType;
        return InnerVectors.Join(builder, type, Cut(builder, flat, (int)((VectorType)inner).Shape[0]));
    }
}
