using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>Makes and reads the attributes of constants.</summary>
public static class Constants
{
    /// <summary>The type of the value that an attribute stands for; null when it stands for none.</summary>
    public static IRType? TypeOf(Attr attribute) => attribute switch
    {
        IntegerAttr i => i.Type,
        FloatAttr f => f.Type,
        ElementsAttr e => e.Type,
        _ => null,
    };

    public static Attr Int(long value, IRType type) =>
        type is ShapedType shaped ? DenseElementsAttr.OfIntegers(shaped, [IntegerAttr.Canonical(value, shaped.ElementType)]) : new IntegerAttr(value, type);

    public static Attr Float(double value, IRType type) =>
        type is ShapedType shaped ? DenseElementsAttr.OfDoubles(shaped, [value]) : new FloatAttr(value, (FloatType)type);

    public static Attr Zero(IRType type) => type.IsFloat() ? Float(0, type) : Int(0, type);

    /// <summary>The integer of a scalar or splat; null for anything else.</summary>
    public static long? IntOf(Attr? attribute) => attribute switch
    {
        IntegerAttr { Wide: null } i => i.Value,
        ElementsAttr { IsSplat: true, Data: not null } e when e.ElementType is IntegerType { Width: <= 64 } or IndexType => e.IntegerAt(0),
        _ => null,
    };

    /// <summary>The number of a float scalar or splat; null for anything else.</summary>
    public static double? FloatOf(Attr? attribute) => attribute switch
    {
        FloatAttr f => f.Value,
        ElementsAttr { IsSplat: true, Data: not null, ElementType: FloatType } e => e.DoubleAt(0),
        _ => null,
    };

    /// <summary>The integer that a value always has (scalar or splat); null when not known.</summary>
    public static long? Int(Value? value) => IntOf(value?.ConstantValue);

    /// <summary>The number that a float value always has (scalar or splat); null when not known.</summary>
    public static double? Float(Value? value) => FloatOf(value?.ConstantValue);
}
