using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Nacre.Dialects.Onnx;
using Nacre.IR;
using Nacre.Transforms.Conversion.OnnxToStableHlo;
using Nacre.Transforms.Interpreter.Onnx;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>Arithmetic, comparison, logic and functions with NumPy's broadcasting.</summary>
internal static class DirectElementwise
{
    public static OpEvaluators AddDirectElementwise(this OpEvaluators table) => table
        .AddArithmetic()
        .AddLogic()
        .AddFunctions()
        .Direct<WhereOp>((_, x) => Where(x.Tensor(0), x.Tensor(1), x.Tensor(2)))
        .Direct<ClipOp>((_, x) => Clip(x.Tensor(0), x.TensorOrNull(1), x.TensorOrNull(2)))
        .Direct<CastOp>((op, x) => Cast(x.Tensor(0), op));

    private static OpEvaluators AddArithmetic(this OpEvaluators table) => table
        .Fold<AddOp>(FloatPairs.Add.Or(Arithmetic.Add))
        .Fold<SubOp>(FloatPairs.Subtract.Or(Arithmetic.Subtract))
        .Fold<MulOp>(FloatPairs.Multiply.Or(Arithmetic.Multiply))
        .Fold<DivOp>(FloatPairs.Divide.Or(Arithmetic.Divide))
        .Fold<MinOp>(FloatPairs.Minimum.Or(Arithmetic.Minimum))
        .Fold<MaxOp>(FloatPairs.Maximum.Or(Arithmetic.Maximum))
        .Fold<SumOp>(FloatPairs.Add.Or(Arithmetic.Add))
        .Fold<AndOp>(Arithmetic.And)
        .Fold<OrOp>(Arithmetic.Or)
        .Fold<XorOp>(Arithmetic.Xor);

    private static OpEvaluators AddLogic(this OpEvaluators table) => table
        .Fold<EqualOp>((a, b) => Arithmetic.Compare(a, b, Comparison.Equal, totalOrder: false))
        .Fold<LessOp>((a, b) => Arithmetic.Compare(a, b, Comparison.Less, totalOrder: false))
        .Fold<LessOrEqualOp>((a, b) => Arithmetic.Compare(a, b, Comparison.LessOrEqual, totalOrder: false))
        .Fold<GreaterOp>((a, b) => Arithmetic.Compare(a, b, Comparison.Greater, totalOrder: false))
        .Fold<GreaterOrEqualOp>((a, b) => Arithmetic.Compare(a, b, Comparison.GreaterOrEqual, totalOrder: false))
        .Map<NotOp>(Arithmetic.Not);

    private static OpEvaluators AddFunctions(this OpEvaluators table) => table
        .Map<NegOp>(Arithmetic.Negate)
        .Map<ExpOp>(Floats(TensorPrimitives.Exp, Math.Exp))
        .Map<LogOp>(Floats(TensorPrimitives.Log, Math.Log))
        .Map<SqrtOp>(Floats(TensorPrimitives.Sqrt, Math.Sqrt))
        .Map<CeilOp>(x => Elementwise.Real(x, Math.Ceiling))
        .Map<FloorOp>(x => Elementwise.Real(x, Math.Floor))
        .Map<RoundOp>(x => Elementwise.Real(x, RealMath.RoundToEven))
        .Map<TanhOp>(Floats(TensorPrimitives.Tanh, Math.Tanh))
        .Map<SigmoidOp>(Floats(TensorPrimitives.Sigmoid, RealMath.Logistic))
        .Map<ReluOp>(x => FloatPairs.Maximum.Or(Arithmetic.Maximum)(x, TensorValue.Splat(RankedTensorType.Get(x.ElementType), 0)));

    /// <summary>An operation of two operands, or of a list that it combines from the left.</summary>
    private static OpEvaluators Fold<TOp>(this OpEvaluators table, Func<TensorValue, TensorValue, TensorValue> apply) where TOp : Operation => table.Direct<TOp>((_, x) =>
    {
        var result = x.Tensor(0);
        for (var i = 1; i < x.Count; i++)
        {
            if (result.ElementType != x.Tensor(i).ElementType)
                return null;
            result = Broadcast(result, x.Tensor(i), apply);
        }
        return result;
    });

    /// <summary>A function of the elements of one tensor of floats, or of bits for those of them that are defined on bits.</summary>
    private static OpEvaluators Map<TOp>(this OpEvaluators table, Func<TensorValue, TensorValue> apply) where TOp : Operation =>
        table.Direct<TOp>((op, x) => x.Tensor(0).ElementType is FloatType || (op is NotOp or NegOp or ReluOp && x.Tensor(0).ElementType is IntegerType) ? apply(x.Tensor(0)) : null);

    private delegate void FloatFunction(ReadOnlySpan<float> x, Span<float> result);

    /// <summary>A function of f32 in vectors, of other floats one by one.</summary>
    private static Func<TensorValue, TensorValue> Floats(FloatFunction vectors, Func<double, double> real) => x =>
    {
        if (x.ElementType != FloatType.F32 || x.Count == 0)
            return Elementwise.Real(x, real);
        var source = x.Stored<float>();
        var bytes = GC.AllocateUninitializedArray<byte>(source.Length * sizeof(float));
        vectors(source, MemoryMarshal.Cast<byte, float>(bytes.AsSpan()));
        return new TensorValue(x.Type, bytes);
    };

    /// <summary>Applies an elementwise operation to tensors brought to one shape.</summary>
    public static TensorValue Broadcast(TensorValue a, TensorValue b, Func<TensorValue, TensorValue, TensorValue> apply)
    {
        if (a.Shape == b.Shape)
            return apply(a, b);
        Shape shape = Shapes.Broadcast(a.Shape.Dims.ToArray(), b.Shape.Dims.ToArray());
        return apply(To(a, shape), To(b, shape)).Reshaped(shape);
    }

    /// <summary>A tensor of the shape, or a scalar that stands for it.</summary>
    private static TensorValue To(TensorValue x, Shape shape)
    {
        if (x.Count == 1)
            return x.Reshaped(Shape.Scalar);
        return x.Shape == shape ? x : Spread(x, shape);
    }

    /// <summary>The tensor repeated along the dimensions that it lacks or has with size 1.</summary>
    public static TensorValue Spread(TensorValue x, Shape shape)
    {
        var along = new long[x.Rank];
        for (var i = 0; i < along.Length; i++)
            along[i] = shape.Rank - x.Rank + i;
        return DataMovement.BroadcastInDim(x, shape.Dims.ToArray(), along);
    }

    private static TensorValue Where(TensorValue condition, TensorValue x, TensorValue y)
    {
        Shape shape = Shapes.Broadcast(condition.Shape.Dims.ToArray(), Shapes.Broadcast(x.Shape.Dims.ToArray(), y.Shape.Dims.ToArray()));
        return Elementwise.Select(To(condition, shape), Spread(x, shape), Spread(y, shape)).Reshaped(shape);
    }

    private static TensorValue Clip(TensorValue x, TensorValue? low, TensorValue? high)
    {
        var raised = low is null ? x : Broadcast(x, low, FloatPairs.Maximum.Or(Arithmetic.Maximum));
        return high is null ? raised : Broadcast(raised, high, FloatPairs.Minimum.Or(Arithmetic.Minimum));
    }

    /// <summary>Conversions that round or wrap as the element types say; those to small floats have options of their own.</summary>
    private static TensorValue? Cast(TensorValue x, CastOp op) => (x.ElementType, OnnxElementTypes.Of(op.To)) switch
    {
        (var from, var to) when from == to => x,
        (_, StringType or FloatType { Width: <= 8 }) or (ComplexType, _) => null,
        (FloatType, IntegerType { Width: > 1 and <= 16 } to) => Interpreter.Conversion.Convert(Interpreter.Conversion.Convert(x, IntegerType.I32), to),
        (_, var to) => Interpreter.Conversion.Convert(x, to),
    };
}
