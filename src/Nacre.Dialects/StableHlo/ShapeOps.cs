using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

// Operations that make tensors or move elements without computing on them.

/// <summary>A constant tensor (https://openxla.org/stablehlo/spec#constant).</summary>
/// <example><code>%r = stablehlo.constant dense&lt;[1, 2]&gt; : tensor&lt;2xi32&gt;</code></example>
[Op("stablehlo.constant")]
public sealed partial class ConstantOp : Operation, IPure, IConstantLike, IInferTypes, ICustomAssembly, IFoldable, IVerifiable, INamesResults
{
    [Attr] public partial ElementsAttr Value { get; set; }
    [Result<HloStaticTensor>] public partial OpResult Output { get; }

    public Attr ConstantValue => Value;
    public IReadOnlyList<string> ResultNames => [Output.Type.ElementOrSelf() is IntegerType ? "c" : "cst"];

    /// <summary>A tensor with the same number everywhere, rounded to the element type.</summary>
    public static ConstantOp Splat(OpBuilder builder, RankedTensorType type, double value) => Create(builder, DenseElementsAttr.Splat(type, value));

    /// <summary>A vector of <c>i64</c>, as sizes and indices are given.</summary>
    public static ConstantOp I64(OpBuilder builder, params ReadOnlySpan<long> values) =>
        Create(builder, DenseElementsAttr.OfI64(RankedTensorType.Get(IntegerType.I64, values.Length), values));

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [((ElementsAttr)state.GetAttr("value")!).Type];

    public FoldResult Fold() => Value;

    /// <summary>constant_c1; the elements of a quantised constant are those that are stored.</summary>
    public void Verify(Verifier verifier) =>
        HloVerify.Inferred(this, verifier, () => Output.Type.ElementOrSelf() is Quant.QuantizedType q && Value.ElementType == q.StorageType && Value.Type.HasCompatibleShape(Output.Type) ? [Output.Type] : [Value.Type]);

    public static void Parse(OpAsmParser parser, OpState state)
    {
        if (parser.ParseOptional("("))
        {
            ParseLong(parser, state);
            return;
        }
        parser.ParseOptionalAttributeDict(state);
        var value = parser.ParseAttribute<ElementsAttr>("elements attribute");
        state.SetAttr("value", value);
        state.ResultTypes.Add(value.Type);
    }

    /// <summary><c>() &lt;{value = …}&gt; : () -> type</c>: for a result whose type is not that of the value, which is quantised.</summary>
    private static void ParseLong(OpAsmParser parser, OpState state)
    {
        parser.Parse(")");
        if (parser.ParseOptional("<"))
        {
            state.Attributes.AddRange(parser.ParseAttributeEntries());
            parser.Parse(">");
        }
        parser.ParseOptionalAttributeDict(state);
        parser.Parse(":");
        state.ResultTypes.AddRange(parser.ParseFunctionType().Results);
    }

    public void Print(OpAsmPrinter printer)
    {
        if (Value.Type == Output.Type)
        {
            printer.PrintOptionalAttrDict(this, "value");
            printer.Write(' ');
            printer.Print(Value);
            return;
        }
        printer.Write("() <");
        printer.PrintEntries([new NamedAttr("value", Value)]);
        printer.Write('>');
        printer.PrintOptionalAttrDict(this, "value");
        printer.Write(" : ");
        printer.PrintFunctionType([], [Output.Type]);
    }
}

/// <summary>Counts 0, 1, 2 … along one dimension (https://openxla.org/stablehlo/spec#iota).</summary>
/// <example><code>%r = stablehlo.iota dim = 0 : tensor&lt;4x5xi32&gt;</code></example>
[Op("stablehlo.iota", Format = "`dim` `=` $iota_dimension attr-dict `:` type($output)")]
public sealed partial class IotaOp : Operation, IPure, IVerifiable
{
    [Attr(Min = 0)] public partial long IotaDimension { get; set; }
    [Result<HloStaticNumericTensor>] public partial OpResult Output { get; }

    public void Verify(Verifier verifier) => HloVerify.IotaDimension(this, Output.Type, IotaDimension, verifier);
}

/// <summary>The operand's bits in another element type; the last dimension grows or vanishes where the widths differ (https://openxla.org/stablehlo/spec#bitcast_convert).</summary>
[Op("stablehlo.bitcast_convert", Format = "operands attr-dict `:` functional-type(operands, results)")]
public sealed partial class BitcastConvertOp : Operation, IPure, IVerifiable, IFoldable
{
    [Operand<HloTensorOrPerAxis>] public partial Value Operand { get; }
    [Result<HloTensorOrPerAxis>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => HloVerify.BitcastConvert(this, verifier);

    public FoldResult Fold() => Operand.Type == Result.Type ? Operand : FoldResult.None;
}

/// <summary>Adds leading dimensions; superseded by <c>broadcast_in_dim</c>.</summary>
[Op("stablehlo.broadcast", Format = "$operand `,` `sizes` `=` $broadcast_sizes attr-dict `:` functional-type(operands, results)")]
public sealed partial class BroadcastOp : Operation, IPure, IInferHloTypes
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Attr] public partial EquatableArray<long> BroadcastSizes { get; set; }
    [Result<HloTensorOrPerAxis>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.Broadcast(state)];
}

/// <summary>Repeats the operand along new dimensions and those of size 1 (https://openxla.org/stablehlo/spec#broadcast_in_dim).</summary>
/// <example><code>%r = stablehlo.broadcast_in_dim %x, dims = [1] : (tensor&lt;3xf32&gt;) -> tensor&lt;2x3xf32&gt;</code></example>
[Op("stablehlo.broadcast_in_dim", Format = "$operand `,` `dims` `=` $broadcast_dimensions attr-dict `:` functional-type(operands, results)")]
public sealed partial class BroadcastInDimOp : Operation, IPure, IVerifiable, IFoldable
{
    [Operand<HloTensorOrPerAxis>] public partial Value Operand { get; }

    /// <summary>The result dimension of each operand dimension.</summary>
    [Attr] public partial EquatableArray<long> BroadcastDimensions { get; set; }
    [Result<HloStaticOrBoundedTensor>] public partial OpResult Result { get; }

    /// <summary>Repeats a scalar.</summary>
    public static BroadcastInDimOp Create(OpBuilder builder, IRType resultType, Value scalar) => Create(builder, resultType, scalar, []);

    public void Verify(Verifier verifier) => HloVerify.BroadcastInDim(this, verifier);

    /// <summary>A broadcast that changes nothing is its operand; one of a broadcast becomes one.</summary>
    public FoldResult Fold()
    {
        if (Operand.Type == Result.Type && Dims.IsIdentity(BroadcastDimensions))
            return Operand;
        if (Operand.DefiningOp is not BroadcastInDimOp inner)
            return FoldResult.None;
        BroadcastDimensions = inner.BroadcastDimensions.Map(d => BroadcastDimensions[(int)d]);
        SetOperand(0, inner.Operand);
        return FoldResult.Changed;
    }
}

/// <summary>The elements in row-major order in another shape (https://openxla.org/stablehlo/spec#reshape).</summary>
[Op("stablehlo.reshape", Format = "operands attr-dict `:` functional-type(operands, results)")]
public sealed partial class ReshapeOp : Operation, IPure, IVerifiable, IFoldable
{
    [Operand<HloTensorOrPerAxis>] public partial Value Operand { get; }
    [Result<HloStaticOrBoundedTensor>] public partial OpResult Result { get; }

    /// <summary>Reshapes to the given sizes with the operand's element type.</summary>
    public static ReshapeOp Create(OpBuilder builder, Value operand, Shape shape) => Create(builder, new RankedTensorType(shape, operand.Type.ElementOrSelf()), operand);

    public void Verify(Verifier verifier) => HloVerify.Reshape(this, verifier);

    /// <summary>A reshape to the same type is the operand; one of a reshape skips it.</summary>
    public FoldResult Fold()
    {
        if (Operand.Type == Result.Type)
            return Operand;
        if (Operand.DefiningOp is not ReshapeOp inner)
            return FoldResult.None;
        SetOperand(0, inner.Operand);
        return FoldResult.Changed;
    }
}

/// <summary>Permutes the dimensions: result dimension i is operand dimension <c>permutation[i]</c> (https://openxla.org/stablehlo/spec#transpose).</summary>
/// <example><code>%r = stablehlo.transpose %x, dims = [1, 0] : (tensor&lt;2x3xf32&gt;) -> tensor&lt;3x2xf32&gt;</code></example>
[Op("stablehlo.transpose", Format = "$operand `,` `dims` `=` $permutation attr-dict `:` functional-type(operands, results)")]
public sealed partial class TransposeOp : Operation, IPure, IInferHloTypes, IVerifiable, IFoldable
{
    [Operand<HloTensorOrPerAxis>] public partial Value Operand { get; }
    [Attr] public partial EquatableArray<long> Permutation { get; set; }
    [Result<HloTensorOrPerAxis>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.Transpose(state)];

    public void Verify(Verifier verifier) => HloVerify.Run(this, verifier, () => QuantizationChecks.Transpose(Operand.Type, Result.Type, Permutation));

    /// <summary>The identity is the operand; a transpose of a transpose becomes one.</summary>
    public FoldResult Fold()
    {
        if (Dims.IsIdentity(Permutation) && Operand.Type == Result.Type)
            return Operand;
        if (Operand.DefiningOp is not TransposeOp inner)
            return FoldResult.None;
        Permutation = Permutation.Map(d => inner.Permutation[(int)d]);
        SetOperand(0, inner.Operand);
        return FoldResult.Changed;
    }
}

/// <summary>Turns the order of the given dimensions around (https://openxla.org/stablehlo/spec#reverse).</summary>
[Op("stablehlo.reverse", Format = "$operand `,` `dims` `=` $dimensions attr-dict `:` custom<SameOperandsAndResultType>(type($operand), type($result))")]
public sealed partial class ReverseOp : Operation, IPure, ICompatibleOperandsAndResultType, IVerifiable, IFoldable
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Attr] public partial EquatableArray<long> Dimensions { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => HloVerify.Reverse(this, verifier);

    public FoldResult Fold() => Dimensions.IsEmpty && Operand.Type == Result.Type ? Operand : FoldResult.None;
}

/// <summary>Joins tensors along a dimension (https://openxla.org/stablehlo/spec#concatenate).</summary>
/// <example><code>%r = stablehlo.concatenate %a, %b, dim = 0 : (tensor&lt;3x2xi64&gt;, tensor&lt;1x2xi64&gt;) -> tensor&lt;4x2xi64&gt;</code></example>
[Op("stablehlo.concatenate", Format = "custom<VariadicOperandWithAttribute>($inputs) `dim` `=` $dimension attr-dict `:` functional-type(operands, results)")]
public sealed partial class ConcatenateOp : Operation, IPure, IInferHloTypes, IVerifiable, IFoldable
{
    [Operand<HloTensor>] public partial OperandRange Inputs { get; }
    [Attr(Min = 0)] public partial long Dimension { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.Concatenate(state)];

    public void Verify(Verifier verifier) => HloVerify.Run(this, verifier, () => Infer.Require(OperandCount > 0, "expected 1 or more operands, but found 0")); // concatenate_c3

    /// <summary>One tensor joined with none is itself.</summary>
    public FoldResult Fold() => Inputs.Count == 1 && Inputs[0].Type == Result.Type ? Inputs[0] : FoldResult.None;
}

/// <summary>Puts a value around and between the elements; negative amounts cut elements off (https://openxla.org/stablehlo/spec#pad).</summary>
/// <example><code>%r = stablehlo.pad %x, %p, low = [0, 1], high = [2, 1], interior = [1, 2] : (tensor&lt;2x3xi32&gt;, tensor&lt;i32&gt;) -> tensor&lt;5x9xi32&gt;</code></example>
[Op("stablehlo.pad", Format = "$operand `,` $paddingValue `,` `low` `=` $edge_padding_low `,` `high` `=` $edge_padding_high `,` `interior` `=` $interior_padding attr-dict `:` functional-type(operands, results)")]
public sealed partial class PadOp : Operation, IPure, IInferHloTypes, IFoldable
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Operand<HloScalarTensor>] public partial Value PaddingValue { get; }
    [Attr] public partial EquatableArray<long> EdgePaddingLow { get; set; }
    [Attr] public partial EquatableArray<long> EdgePaddingHigh { get; set; }
    [Attr] public partial EquatableArray<long> InteriorPadding { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.Pad(state)];

    /// <summary>Padding by nothing is the operand.</summary>
    public FoldResult Fold() =>
        Operand.Type == Result.Type && EdgePaddingLow.Concat(EdgePaddingHigh).Concat(InteriorPadding).All(p => p == 0) ? Operand : FoldResult.None;
}

/// <summary>The size of a dimension as an <c>i32</c> (https://openxla.org/stablehlo/spec#get_dimension_size).</summary>
[Op("stablehlo.get_dimension_size", Format = "$operand `,` `dim` `=` $dimension attr-dict `:` functional-type(operands, results)")]
public sealed partial class GetDimensionSizeOp : Operation, IPure, IInferHloTypes
{
    [Operand<HloTensorOrPerAxis>] public partial Value Operand { get; }
    [Attr(Min = 0)] public partial long Dimension { get; set; }
    [Result<HloI32Tensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.GetDimensionSize(state)];
}

/// <summary>The operand with one size set at run time; its type keeps the old size as a bound.</summary>
[Op("stablehlo.set_dimension_size", Format = "$operand `,` $size `,` `dim` `=` $dimension attr-dict `:` functional-type(operands, results)")]
public sealed partial class SetDimensionSizeOp : Operation, IPure, IInferHloTypes
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Operand<HloI32Tensor>] public partial Value Size { get; }
    [Attr(Min = 0)] public partial long Dimension { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.SetDimensionSize(state)];
}
