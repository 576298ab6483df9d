using Nacre.IR;

namespace Nacre.Dialects.Vector;

/// <summary>Folds of vector operations.</summary>
internal static class VectorFolds
{
    /// <summary>One number for all elements.</summary>
    public static Attr Splat(Attr value, VectorType type) => value switch
    {
        IntegerAttr i => DenseElementsAttr.OfIntegers(type, [i.Value]),
        FloatAttr f => DenseElementsAttr.OfIntegers(type, [f.Bits]),
        ElementsAttr { IsSplat: true, Data: { } data } => new DenseElementsAttr(type, data),
        _ => throw new ArgumentException($"{value} is no number"),
    };

    /// <summary>extract(constant); extract(broadcast scalar) → scalar; extract(insert x at the same place) → x; extract(from_elements) → the element.</summary>
    public static FoldResult Extract(ExtractOp op)
    {
        if (op.StaticPosition.IsEmpty && op.Source.Type == op.Result.Type)
            return op.Source;
        if (op.Source.ConstantValue is ElementsAttr { IsSplat: true, Data: not null } splat)
            return op.Result.Type is VectorType part ? Splat(splat, part) : splat.AttrAt(0);
        if (op.Source.DefiningOp is BroadcastOp broadcast && broadcast.Source.Type == op.Result.Type && op.Result.Type is not VectorType)
            return broadcast.Source;
        if (op.DynamicPosition.Count > 0 || op.StaticPosition.Any(p => p < 0))
            return FoldResult.None;
        if (op.Source.DefiningOp is InsertOp insert && insert.DynamicPosition.Count == 0 && insert.StaticPosition == op.StaticPosition && insert.ValueToStore.Type == op.Result.Type)
            return insert.ValueToStore;
        return op.Result.Type is VectorType ? FoldResult.None : Element(op);
    }

    private static FoldResult Element(ExtractOp op)
    {
        var type = (VectorType)op.Source.Type;
        var index = Linear(type.Shape, op.StaticPosition);
        if (op.Source.ConstantValue is ElementsAttr { Data: not null } constant)
            return constant.AttrAt(index);
        return op.Source.DefiningOp is FromElementsOp elements ? elements.Elements[(int)index] : FoldResult.None;
    }

    private static long Linear(Shape shape, EquatableArray<long> position)
    {
        var index = 0L;
        for (var i = 0; i < shape.Rank; i++)
            index = index * shape[i] + position[i];
        return index;
    }

    /// <summary>from_elements of constants; from_elements(to_elements v) → v.</summary>
    public static FoldResult FromElements(FromElementsOp op)
    {
        var type = (VectorType)op.Dest.Type;
        if (op.Elements.Count > 0 && op.Elements[0].DefiningOp is ToElementsOp inner && inner.Source.Type == type && op.Elements.SequenceEqual(inner.Elements))
            return inner.Source;
        var values = new long[op.Elements.Count];
        for (var i = 0; i < values.Length; i++)
        {
            if (op.Elements[i].ConstantValue is not (IntegerAttr { Wide: null } or FloatAttr))
                return FoldResult.None;
            values[i] = op.Elements[i].ConstantValue is FloatAttr f ? f.Bits : ((IntegerAttr)op.Elements[i].ConstantValue!).Value;
        }
        return values.Length == 0 ? FoldResult.None : DenseElementsAttr.OfIntegers(type, values.All(v => v == values[0]) ? [values[0]] : values);
    }

    /// <summary>A constant with the same elements under another shape.</summary>
    public static Attr? Reshape(Value source, VectorType type) => source.ConstantValue is DenseElementsAttr constant ? constant.Reshaped(type) : null;
}
