using Nacre.Dialects.Quant;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>
/// Uniform quantisation (https://openxla.org/stablehlo/spec#quantized-types). The interpreter holds a quantised tensor as a tensor of its storage integers; what they mean
/// is known from the static types of operands and results.
/// </summary>
internal static class Quantization
{
    /// <summary>The element type that the interpreter holds for an element type of the IR.</summary>
    public static IRType StorageOf(IRType element) => element is QuantizedType q ? q.IsSigned ? q.StorageType : q.StorageType with { Signedness = Signedness.Unsigned } : element;

    public static bool IsQuantized(IRType type) => type.ElementOrSelf() is QuantizedType;

    /// <summary>Whether an operation has a quantised operand or result.</summary>
    public static bool Applies(Operation op)
    {
        for (var i = 0; i < op.OperandCount; i++)
        {
            if (IsQuantized(op.Operand(i).Type))
                return true;
        }
        for (var i = 0; i < op.ResultCount; i++)
        {
            if (IsQuantized(op.Result(i).Type))
                return true;
        }
        return false;
    }

    /// <summary>Evaluates on the expressed floats: dequantize, compute, quantize.</summary>
    public static IReadOnlyList<InterpreterValue> Evaluate(
        Operation op, IReadOnlyList<InterpreterValue> operands, Func<IReadOnlyList<InterpreterValue>, IReadOnlyList<InterpreterValue>> evaluate)
    {
        var expressed = operands.Select((x, i) => IsQuantized(op.Operand(i).Type) ? Dequantize(x.AsTensor, op.Operand(i).Type) : x).ToArray();
        return [.. evaluate(expressed).Select((x, i) => IsQuantized(op.Result(i).Type) ? Quantize(x.AsTensor, op.Result(i).Type) : x)];
    }

    /// <summary>(stored - zero point) * scale; other tensors are given back.</summary>
    public static TensorValue Dequantize(TensorValue x, IRType type)
    {
        if (type.ElementOrSelf() is not QuantizedType q)
            return x;
        var (scale, zeroPoint) = Parameters(q, x.Shape);
        var wide = Conversion.Convert(x, IntegerType.I64);
        return Arithmetic.Multiply(Conversion.Convert(Arithmetic.Subtract(wide, zeroPoint), q.ExpressedType), scale);
    }

    /// <summary>round(x / scale + zero point), clamped to the storage's range.</summary>
    public static TensorValue Quantize(TensorValue x, IRType type)
    {
        var q = (QuantizedType)type.ElementOrSelf();
        var (scale, zeroPoint) = Parameters(q, x.Shape);
        var shifted = Arithmetic.Add(Arithmetic.Divide(Conversion.Convert(x, q.ExpressedType), scale), Conversion.Convert(zeroPoint, q.ExpressedType));
        var rounded = Elementwise.Real(shifted, v => RealMath.RoundToEven(Math.Clamp(v, q.StorageMin, q.StorageMax)));
        return Conversion.Convert(rounded, StorageOf(q));
    }

    private static (TensorValue Scale, TensorValue ZeroPoint) Parameters(QuantizedType type, Shape shape)
    {
        if (type is UniformQuantizedType uniform)
            return (TensorValue.Splat(RankedTensorType.Get(type.ExpressedType), uniform.Scale), TensorValue.Scalar(IntegerType.I64, uniform.ZeroPoint));
        var axis = (UniformQuantizedPerAxisType)type;
        var scales = TensorValue.OfDoubles(RankedTensorType.Get(type.ExpressedType, axis.Scales.Count), axis.Scales.Span);
        var zeroPoints = TensorValue.OfI64(axis.ZeroPoints.Span);
        var dims = shape.Dims.ToArray();
        return (DataMovement.BroadcastInDim(scales, dims, [axis.QuantizedDimension]), DataMovement.BroadcastInDim(zeroPoints, dims, [axis.QuantizedDimension]));
    }
}
