using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.Quant;
using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.ExpandQuantized;

/// <summary>
/// Computes with quantised tensors (https://openxla.org/stablehlo/spec#quantized-types) as the specification says: tensors of the storage's integers, on which data is moved as they are and
/// arithmetic is done on the numbers that they stand for.
/// </summary>
/// <example><code>
/// %c = add %a, %b : quantised      →      %c = quantize(add(dequantize(%a), dequantize(%b))), with quantize(x) = round(clamp(x / scale + zero point)) and dequantize(q) = (q - zero point) · scale
/// </code></example>
public sealed record ExpandQuantizedPass : Pass, IPass<ExpandQuantizedPass>
{
    public static string PassArgument => "expand-quantized";
    public static string Description => "Computes with quantised tensors as tensors of integers.";
    public static ExpandQuantizedPass FromOptions(PassOptions options) => new();
    public override string Argument => PassArgument;

    public override void Run(Operation root, PassContext context)
    {
        foreach (var function in root.Walk<FuncOp>().Where(f => !f.IsExternal && f.Walk().Any(IsConcerned)).ToArray())
            new QuantizedExpansion().Run(function);
    }

    private static bool IsConcerned(Operation op) => Quantization.Applies(op) || op.Regions.SelectMany(r => r.Blocks).SelectMany(b => b.Arguments).Any(a => Quantization.IsQuantized(a.Type));
}

/// <summary>Expands the operations of one function.</summary>
internal sealed class QuantizedExpansion
{
    /// <summary>What values were before they became integers.</summary>
    private readonly Dictionary<Value, QuantizedType> _types = [];

    public void Run(FuncOp function)
    {
        var operations = function.Walk().Where(op => op != function).ToArray();
        foreach (var value in operations.SelectMany(o => o.Results).Concat<Value>(function.Walk().SelectMany(o => o.Regions).SelectMany(r => r.Blocks).SelectMany(b => b.Arguments)).ToArray())
            Retype(value);
        function.FunctionType = new FunctionType(function.FunctionType.Inputs.Map(Storage), function.FunctionType.Results.Map(Storage));
        foreach (var op in operations)
            Expand(op);
    }

    private static IRType Storage(IRType type) => type is RankedTensorType { ElementType: QuantizedType quantized } tensor ? tensor.WithElement(Quantization.StorageOf(quantized)) : type;

    private void Retype(Value value)
    {
        if (value.Type is not RankedTensorType { ElementType: QuantizedType quantized })
            return;
        _types[value] = quantized;
        value.Type = Storage(value.Type);
    }

    private void Expand(Operation op)
    {
        switch (op)
        {
            case Hlo.ConstantOp { Value: DenseElementsAttr { Type.ElementType: QuantizedType } value } constant:
                constant.Value = new DenseElementsAttr((RankedTensorType)Storage(value.Type), value.Data!);
                return;
            case Hlo.UniformQuantizeOp or Hlo.UniformDequantizeOp:
                Replace(op);
                return;
            default:
                if (!KeepsIntegers(op) && op.Operands.Concat(op.Results).Any(_types.ContainsKey))
                    ComputeExpressed(op);
                return;
        }
    }

    /// <summary>Operations whose results are elements of their operands, and those that only hand values on.</summary>
    private static bool KeepsIntegers(Operation op) => op
        is ITerminator or Hlo.ReshapeOp or Hlo.BroadcastInDimOp or Hlo.BroadcastOp or Hlo.TransposeOp or Hlo.SliceOp or Hlo.DynamicSliceOp or Hlo.DynamicUpdateSliceOp or Hlo.ReverseOp
        or Hlo.PadOp or Hlo.ConcatenateOp or Hlo.GatherOp or Hlo.BitcastConvertOp or Hlo.SelectOp or Hlo.WhileOp or Hlo.IfOp or Hlo.CaseOp or Hlo.OptimizationBarrierOp;

    private void Replace(Operation op)
    {
        var builder = OpBuilder.Before(op);
        var number = Dequantize(builder, op.Operand(0));
        op.Result(0).ReplaceAllUsesWith(_types.TryGetValue(op.Result(0), out var target) ? Remember(Quantize(builder, number, target), target) : number);
        op.Erase();
    }

    private Value Remember(Value value, QuantizedType type)
    {
        _types[value] = type;
        return value;
    }

    private void ComputeExpressed(Operation op)
    {
        var before = OpBuilder.Before(op);
        for (var i = 0; i < op.OperandCount; i++)
            op.SetOperand(i, Dequantize(before, op.Operand(i)));
        var after = new OpBuilder();
        after.SetAfter(op);
        foreach (var result in op.Results.Where(_types.ContainsKey).ToArray())
        {
            var (type, users) = (_types[result], result.Users.ToHashSet());
            result.Type = ((RankedTensorType)result.Type).WithElement(type.ExpressedType);
            _types.Remove(result);
            var quantized = Remember(Quantize(after, result, type), type);
            result.ReplaceUsesWhere(quantized, use => users.Contains(use.Owner));
        }
    }

    /// <summary>(q - zero point) · scale; other values are given back.</summary>
    private Value Dequantize(OpBuilder builder, Value value)
    {
        if (!_types.TryGetValue(value, out var type))
            return value;
        var (scale, zeroPoint) = Parameters(builder, type, (RankedTensorType)value.Type);
        var wide = Hlo.ConvertOp.Create(builder, value, Wide(type)).Result;
        var distance = Hlo.SubtractOp.Create(builder, wide, zeroPoint).Result;
        return Hlo.MulOp.Create(builder, Hlo.ConvertOp.Create(builder, distance, type.ExpressedType).Result, scale).Result;
    }

    /// <summary>x / scale + zero point, clamped to the storage's range and rounded.</summary>
    private static Value Quantize(OpBuilder builder, Value value, QuantizedType type)
    {
        var expressed = Hlo.ConvertOp.Create(builder, value, type.ExpressedType).Result;
        var (scale, zeroPoint) = Parameters(builder, type, (RankedTensorType)expressed.Type);
        var shifted = Hlo.AddOp.Create(builder, Hlo.DivOp.Create(builder, expressed, scale).Result, Hlo.ConvertOp.Create(builder, zeroPoint, type.ExpressedType).Result).Result;
        var scalar = RankedTensorType.Get(type.ExpressedType);
        var low = Hlo.ConstantOp.Splat(builder, scalar, type.StorageMin).Output;
        var high = Hlo.ConstantOp.Splat(builder, scalar, type.StorageMax).Output;
        var clamped = Hlo.ClampOp.Create(builder, low, shifted, high).Result;
        return Hlo.ConvertOp.Create(builder, Hlo.RoundNearestEvenOp.Create(builder, clamped).Result, Quantization.StorageOf(type)).Result;
    }

    /// <summary>Integers that hold a difference of two of the storage's.</summary>
    private static IntegerType Wide(QuantizedType type) => type.StorageType.Width > 16 ? IntegerType.I64 : IntegerType.I32;

    /// <summary>Scale and zero point in the shape of the tensor.</summary>
    private static (Value Scale, Value ZeroPoint) Parameters(OpBuilder builder, QuantizedType type, RankedTensorType shape)
    {
        var (floats, integers) = (shape.WithElement(type.ExpressedType), shape.WithElement(Wide(type)));
        if (type is UniformQuantizedType uniform)
            return (Hlo.ConstantOp.Splat(builder, floats, uniform.Scale).Output, Hlo.ConstantOp.Splat(builder, integers, uniform.ZeroPoint).Output);
        var axis = (UniformQuantizedPerAxisType)type;
        var scales = Hlo.ConstantOp.Create(builder, DenseElementsAttr.OfDoubles(RankedTensorType.Get(type.ExpressedType, axis.Scales.Count), axis.Scales.Span)).Output;
        var zeroPoints = Hlo.ConstantOp.Create(builder, DenseElementsAttr.OfIntegers(RankedTensorType.Get(Wide(type), axis.ZeroPoints.Count), axis.ZeroPoints.Span)).Output;
        long[] dimension = [axis.QuantizedDimension];
        return (Hlo.BroadcastInDimOp.Create(builder, floats, scales, dimension).Result, Hlo.BroadcastInDimOp.Create(builder, integers, zeroPoints, dimension).Result);
    }
}
