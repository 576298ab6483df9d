using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>
/// Short forms for building StableHLO on statically shaped tensors. Binary operations broadcast their operands as NumPy does; element types must agree.
/// </summary>
public sealed partial class HloBuilder(OpBuilder ops)
{
    /// <summary>The builder below, for operations that have no short form here.</summary>
    public OpBuilder Ops => ops;

    // Constants -----------------------------------------------------------------------------------------------------------------------------------------

    public Value Const(ElementsAttr value) => Hlo.ConstantOp.Create(ops, value).Output;

    /// <summary>A vector of <c>i64</c>.</summary>
    public Value I64(params ReadOnlySpan<long> values) => Hlo.ConstantOp.I64(ops, values).Output;

    /// <summary>A vector of numbers, rounded or wrapped into <paramref name="element"/>.</summary>
    public Value Vector(IRType element, params ReadOnlySpan<double> values) => Const(Numbers(RankedTensorType.Get(element, values.Length), values));

    /// <summary>The same number everywhere, rounded or wrapped into the element type.</summary>
    public Value Splat(RankedTensorType type, double value) => Const(SplatAttr(type, value));

    /// <summary>The number in the type of <paramref name="like"/>.</summary>
    public Value SplatLike(Value like, double value) => Splat(like.Tensor(), value);

    public Value Scalar(IRType element, double value) => Splat(RankedTensorType.Get(element), value);

    /// <summary>The least value of an element type: minus infinity where there is one; false for booleans.</summary>
    public Value Lowest(IRType element) => Bound(element, lowest: true);

    /// <summary>The greatest value of an element type: infinity where there is one; true for booleans.</summary>
    public Value Highest(IRType element) => Bound(element, lowest: false);

    private Value Bound(IRType element, bool lowest) => element is IntegerType integer
        ? Const(DenseElementsAttr.OfIntegers(RankedTensorType.Get(element), [IntegerBound(integer, lowest)]))
        : Scalar(element, lowest ? double.NegativeInfinity : double.PositiveInfinity);

    /// <summary>The least or greatest integer of a type, as its bits.</summary>
    public static long IntegerBound(IntegerType type, bool lowest) => (type, lowest) switch
    {
        ({ Width: 1 }, _) or ({ IsUnsigned: true }, true) => lowest ? 0 : 1,
        ({ IsUnsigned: true }, false) => -1L >>> (64 - type.Width),
        (_, true) => -1L << (type.Width - 1),
        _ => (1L << (type.Width - 1)) - 1,
    };

    private static DenseElementsAttr SplatAttr(RankedTensorType type, double value) => Numbers(type, [value]);

    private static DenseElementsAttr Numbers(RankedTensorType type, ReadOnlySpan<double> values)
    {
        if (type.ElementType is FloatType)
            return DenseElementsAttr.OfDoubles(type, values);
        var integers = new long[values.Length];
        for (var i = 0; i < integers.Length; i++)
            integers[i] = (long)values[i];
        return DenseElementsAttr.OfIntegers(type, integers);
    }

    /// <summary>Counts 0, 1, 2 … along one dimension.</summary>
    public Value Iota(RankedTensorType type, int dimension) => Hlo.IotaOp.Create(ops, type, dimension).Output;

    // Elementwise ---------------------------------------------------------------------------------------------------------------------------------------

    /// <summary>An operation on one tensor whose result has the operand's type.</summary>
    public Value Unary(OpDefinition kind, Value x) => ops.Create(kind, [x], [x.Type]).Result(0);

    /// <summary>An operation on two tensors, broadcast together, whose result has their element type.</summary>
    public Value Binary(OpDefinition kind, Value a, Value b)
    {
        (a, b) = BroadcastTogether(a, b);
        return ops.Create(kind, [a, b], [a.Type]).Result(0);
    }

    /// <summary>An operation on a tensor and a number.</summary>
    public Value Binary(OpDefinition kind, Value a, double b) => Binary(kind, a, SplatLike(a, b));

    public Value Add(Value a, Value b) => Binary(Hlo.AddOp.Definition, a, b);
    public Value Sub(Value a, Value b) => Binary(Hlo.SubtractOp.Definition, a, b);
    public Value Mul(Value a, Value b) => Binary(Hlo.MulOp.Definition, a, b);
    public Value Div(Value a, Value b) => Binary(Hlo.DivOp.Definition, a, b);
    public Value Rem(Value a, Value b) => Binary(Hlo.RemOp.Definition, a, b);
    public Value Max(Value a, Value b) => Binary(Hlo.MaxOp.Definition, a, b);
    public Value Min(Value a, Value b) => Binary(Hlo.MinOp.Definition, a, b);
    public Value Pow(Value a, Value b) => Binary(Hlo.PowOp.Definition, a, b);
    public Value And(Value a, Value b) => Binary(Hlo.AndOp.Definition, a, b);
    public Value Or(Value a, Value b) => Binary(Hlo.OrOp.Definition, a, b);
    public Value Xor(Value a, Value b) => Binary(Hlo.XorOp.Definition, a, b);

    public Value Add(Value a, double b) => Binary(Hlo.AddOp.Definition, a, b);
    public Value Sub(Value a, double b) => Binary(Hlo.SubtractOp.Definition, a, b);
    public Value Mul(Value a, double b) => Binary(Hlo.MulOp.Definition, a, b);
    public Value Div(Value a, double b) => Binary(Hlo.DivOp.Definition, a, b);
    public Value Max(Value a, double b) => Binary(Hlo.MaxOp.Definition, a, b);
    public Value Min(Value a, double b) => Binary(Hlo.MinOp.Definition, a, b);
    public Value Pow(Value a, double b) => Binary(Hlo.PowOp.Definition, a, b);

    public Value Neg(Value x) => Unary(Hlo.NegOp.Definition, x);
    public Value Abs(Value x) => x.IsUnsigned() ? x : Unary(Hlo.AbsOp.Definition, x);
    public Value Exp(Value x) => Unary(Hlo.ExpOp.Definition, x);
    public Value Log(Value x) => Unary(Hlo.LogOp.Definition, x);
    public Value Log1p(Value x) => Unary(Hlo.Log1pOp.Definition, x);
    public Value Expm1(Value x) => Unary(Hlo.Expm1Op.Definition, x);
    public Value Sqrt(Value x) => Unary(Hlo.SqrtOp.Definition, x);
    public Value Rsqrt(Value x) => Unary(Hlo.RsqrtOp.Definition, x);
    public Value Tanh(Value x) => Unary(Hlo.TanhOp.Definition, x);
    public Value Logistic(Value x) => Unary(Hlo.LogisticOp.Definition, x);
    public Value Floor(Value x) => Unary(Hlo.FloorOp.Definition, x);
    public Value RoundEven(Value x) => Unary(Hlo.RoundNearestEvenOp.Definition, x);
    public Value Sign(Value x) => Unary(Hlo.SignOp.Definition, x);
    public Value Not(Value x) => Unary(Hlo.NotOp.Definition, x);
    public Value Square(Value x) => Mul(x, x);

    /// <summary>No less than <paramref name="low"/> and no greater than <paramref name="high"/>; NaN stays NaN.</summary>
    public Value Clamp(Value x, double low, double high) => Min(Max(x, low), high);

    public Value Compare(Hlo.ComparisonDirection direction, Value a, Value b)
    {
        (a, b) = BroadcastTogether(a, b);
        return Hlo.CompareOp.Create(ops, a, b, direction).Result;
    }

    public Value Compare(Hlo.ComparisonDirection direction, Value a, double b) => Compare(direction, a, SplatLike(a, b));

    /// <summary>Chooses element by element; all three are broadcast together.</summary>
    public Value Select(Value condition, Value onTrue, Value onFalse)
    {
        var shape = Shapes.Broadcast(Shapes.Broadcast(condition.Dims(), onTrue.Dims()), onFalse.Dims());
        return Hlo.SelectOp.Create(ops, BroadcastTo(condition, shape), BroadcastTo(onTrue, shape), BroadcastTo(onFalse, shape)).Result;
    }

    /// <summary>The numbers as <paramref name="element"/>; to boolean, whether they differ from zero.</summary>
    public Value Convert(Value x, IRType element)
    {
        if (x.Element() == element)
            return x;
        return element is IntegerType { Width: 1 } ? Compare(Hlo.ComparisonDirection.NotEqual, x, 0) : Hlo.ConvertOp.Create(ops, x, element).Result;
    }

    /// <summary>The same bits as another element type of the same width.</summary>
    public Value Bitcast(Value x, IRType element) => x.Element() == element ? x : Hlo.BitcastConvertOp.Create(ops, x.Tensor().WithElement(element), x).Result;

    // Broadcasting --------------------------------------------------------------------------------------------------------------------------------------

    /// <summary>Repeats along new leading dimensions and those of size 1, as NumPy does.</summary>
    /// <exception cref="OnnxLoweringException">The shapes do not fit.</exception>
    public Value BroadcastTo(Value x, params ReadOnlySpan<long> shape)
    {
        var dims = x.Dims();
        var target = shape.ToArray();
        if (dims.AsSpan().SequenceEqual(target))
            return x;
        if (!Shapes.Broadcast(dims, target).AsSpan().SequenceEqual(target))
            throw new OnnxMisfitException($"the shape [{string.Join(", ", dims)}] cannot be broadcast to [{string.Join(", ", target)}]");
        return BroadcastAlong(x, target, [.. Enumerable.Range(target.Length - dims.Length, dims.Length).Select(i => (long)i)]);
    }

    /// <summary>Repeats so that dimension i of <paramref name="x"/> is dimension <c>dimensions[i]</c> of the result.</summary>
    public Value BroadcastAlong(Value x, ReadOnlySpan<long> shape, params long[] dimensions) =>
        Hlo.BroadcastInDimOp.Create(ops, RankedTensorType.Get(x.Element(), shape), x, dimensions).Result;

    /// <summary>A vector spread along one dimension of the shape of <paramref name="like"/>; a tensor of one element spreads everywhere.</summary>
    public Value Spread(Value vector, Value like, int dimension) =>
        vector.Tensor().Shape.ElementCount == 1 && like.Dims()[dimension] != 1
            ? BroadcastAlong(Reshape(vector), like.Dims())
            : BroadcastAlong(Reshape(vector, vector.Tensor().Shape.ElementCount), like.Dims(), dimension);

    public (Value A, Value B) BroadcastTogether(Value a, Value b)
    {
        if (a.Element() != b.Element())
            throw new OnnxLoweringException($"the element types {a.Element()} and {b.Element()} differ");
        var shape = Shapes.Broadcast(a.Dims(), b.Dims());
        return (BroadcastTo(a, shape), BroadcastTo(b, shape));
    }
}
