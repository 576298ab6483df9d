using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>
/// Computes constants element by element. Elements travel as 64-bit words: integers extended as their attribute holds them, floats as their bits. A function that
/// gives null has no value for these operands (a division by zero, say), and then nothing is folded.
/// </summary>
internal static class ElementwiseConstants
{
    /// <summary>Constants with more distinct elements than this are left to the program: folding them would only make the file larger.</summary>
    private const long MaxElements = 1 << 16;

    public static Attr? Map(IRType result, Attr? a, Func<long, long?> function) =>
        IsFoldable(result, a) ? Build(result, IsUniform(a!) ? 1 : CountOf(a!), i => function(At(a!, i))) : null;

    public static Attr? Map(IRType result, Attr? a, Attr? b, Func<long, long, long?> function) =>
        IsFoldable(result, a, b) ? Build(result, IsUniform(a!) && IsUniform(b!) ? 1 : CountOf(a!), i => function(At(a!, i), At(b!, i))) : null;

    public static Attr? Map(IRType result, Attr? a, Attr? b, Attr? c, Func<long, long, long, long?> function) =>
        IsFoldable(result, a, b, c)
            ? Build(result, IsUniform(a!) && IsUniform(b!) && IsUniform(c!) ? 1 : Math.Max(CountOf(a!), CountOf(b!)), i => function(At(a!, i), At(b!, i), At(c!, i)))
            : null;

    private static bool IsFoldable(IRType result, params ReadOnlySpan<Attr?> operands)
    {
        if (result is ShapedType { HasStaticShape: false } || result.ElementOrSelf().BitWidth() > 64)
            return false;
        foreach (var operand in operands)
        {
            if (operand is null || Constants.TypeOf(operand)?.ElementOrSelf() is not { IsScalar: true } element || element.BitWidth() > 64)
                return false;
            if (operand is ElementsAttr elements && (elements.Data is null || (!elements.IsSplat && elements.Count > MaxElements)))
                return false;
        }
        return true;
    }

    private static bool IsUniform(Attr attribute) => attribute is not ElementsAttr { IsSplat: false };
    private static long CountOf(Attr attribute) => attribute is ElementsAttr elements ? elements.Count : 1;

    private static long At(Attr attribute, long index) => attribute switch
    {
        IntegerAttr i => i.Value,
        FloatAttr f => f.Bits,
        ElementsAttr e => e.IntegerAt(index),
        _ => throw new InvalidOperationException(),
    };

    private static Attr? Build(IRType result, long count, Func<long, long?> element)
    {
        var type = result.ElementOrSelf();
        var values = new long[count];
        for (var i = 0L; i < count; i++)
        {
            if (element(i) is not { } value)
                return null;
            values[i] = IntegerAttr.Canonical(value, type);
        }
        if (result is ShapedType shaped)
            return DenseElementsAttr.OfIntegers(shaped, values);
        return type is FloatType f ? FloatAttr.FromBits(values[0], f) : new IntegerAttr(values[0], type);
    }
}
