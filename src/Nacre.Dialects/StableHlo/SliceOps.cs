using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

// Operations that take or replace parts of tensors, by numbers known or computed.

/// <summary>Every <c>stride</c>-th element from start up to limit of each dimension (https://openxla.org/stablehlo/spec#slice).</summary>
/// <example><code>%r = stablehlo.slice %x [1:3, 4:8:2] : (tensor&lt;3x8xi64&gt;) -> tensor&lt;2x2xi64&gt;</code></example>
[Op("stablehlo.slice", Format = "$operand custom<SliceRanges>($start_indices, $limit_indices, $strides) attr-dict `:` functional-type(operands, results)")]
public sealed partial class SliceOp : Operation, IPure, IInferHloTypes, IFoldable
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Attr] public partial EquatableArray<long> StartIndices { get; set; }
    [Attr] public partial EquatableArray<long> LimitIndices { get; set; }
    [Attr] public partial EquatableArray<long> Strides { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.Slice(state)];

    /// <summary>A slice of the whole is the operand.</summary>
    public FoldResult Fold() => Operand.Type == Result.Type && Operand.Type is RankedTensorType { HasStaticShape: true } ? Operand : FoldResult.None;
}

/// <summary>A part of fixed size at a position given at run time, moved inside where it would stick out (https://openxla.org/stablehlo/spec#dynamic_slice).</summary>
/// <example><code>%r = stablehlo.dynamic_slice %x, %i, %j, sizes = [2, 2] : (tensor&lt;4x4xi32&gt;, tensor&lt;i64&gt;, tensor&lt;i64&gt;) -> tensor&lt;2x2xi32&gt;</code></example>
[Op("stablehlo.dynamic_slice", Format = "$operand `,` custom<VariadicOperandWithAttribute>($startIndices) `sizes` `=` $slice_sizes attr-dict `:` functional-type(operands, results)")]
public sealed partial class DynamicSliceOp : Operation, IPure, IInferHloTypes, IFoldable
{
    [Operand<HloTensor>] public partial Value Operand { get; }

    /// <summary>One scalar per dimension.</summary>
    [Operand<HloScalarIntTensor>] public partial OperandRange StartIndices { get; }
    [Attr] public partial EquatableArray<long> SliceSizes { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.DynamicSlice(state)];

    /// <summary>A slice of the whole is the operand: the position can only be 0.</summary>
    public FoldResult Fold() => Operand.Type == Result.Type && Operand.Type is RankedTensorType { HasStaticShape: true } ? Operand : FoldResult.None;
}

/// <summary>The operand with a part replaced, at a position given at run time, moved inside where it would stick out (https://openxla.org/stablehlo/spec#dynamic_update_slice).</summary>
[Op("stablehlo.dynamic_update_slice", Format = "operands attr-dict `:` functional-type(operands, results)")]
public sealed partial class DynamicUpdateSliceOp : Operation, IPure, IInferHloTypes, IFoldable
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Operand<HloTensor>] public partial Value Update { get; }

    /// <summary>One scalar per dimension.</summary>
    [Operand<HloScalarIntTensor>] public partial OperandRange StartIndices { get; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.DynamicUpdateSlice(state)];

    /// <summary>An update of the whole is the update.</summary>
    public FoldResult Fold() => Update.Type == Result.Type && Update.Type is RankedTensorType { HasStaticShape: true } ? Update : FoldResult.None;
}

/// <summary>Slices of the operand at the positions in a tensor of indices (https://openxla.org/stablehlo/spec#gather).</summary>
[Op("stablehlo.gather")]
public sealed partial class GatherOp : Operation, IPure, IInferHloTypes
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Operand<HloIntTensor>] public partial Value StartIndices { get; }
    [Attr] public partial GatherDimensionNumbersAttr DimensionNumbers { get; set; }
    [Attr] public partial EquatableArray<long> SliceSizes { get; set; }
    [Attr(Default = false)] public partial bool IndicesAreSorted { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [InferIndexing.Gather(state)];
}

/// <summary>The inputs with updates combined in at the positions in a tensor of indices (https://openxla.org/stablehlo/spec#scatter).</summary>
/// <remarks>The operands are the inputs, the indices, the updates: as many updates as inputs. The computation takes the old elements, then the updates.</remarks>
[Op("stablehlo.scatter")]
public sealed partial class ScatterOp : Operation, IPure, IInferHloTypes, IHasComputation, IVerifiable
{
    [Operand<HloScatterValue>] public partial OperandRange InputsIndicesAndUpdates { get; }
    [Attr] public partial ScatterDimensionNumbersAttr ScatterDimensionNumbers { get; set; }
    [Attr(Default = false)] public partial bool IndicesAreSorted { get; set; }
    [Attr(Default = false)] public partial bool UniqueIndices { get; set; }
    [Region] public partial Region UpdateComputation { get; }
    [Result<HloTensor>] public partial ResultRange Outputs { get; }

    private int InputCount => OperandCount / 2;
    public OperandRange Inputs => new(this, 0, InputCount);
    public Value ScatterIndices => Operand(InputCount);
    public OperandRange Updates => new(this, InputCount + 1, InputCount);
    public Region Computation => UpdateComputation;

    /// <param name="builder">Where the operation goes.</param>
    /// <param name="inputs">The tensors that are updated.</param>
    /// <param name="scatterIndices">The positions.</param>
    /// <param name="updates">What is combined in, one tensor per input.</param>
    /// <param name="dimensionNumbers">How the dimensions belong together.</param>
    /// <param name="body">From old elements and updates (scalars) to new elements.</param>
    /// <param name="indicesAreSorted">A promise about the indices.</param>
    /// <param name="uniqueIndices">A promise about the indices.</param>
    public static ScatterOp Create(
        OpBuilder builder, IReadOnlyList<Value> inputs, Value scatterIndices, IReadOnlyList<Value> updates, ScatterDimensionNumbersAttr dimensionNumbers, RegionBody body,
        bool indicesAreSorted = false, bool uniqueIndices = false)
    {
        var op = Create(builder, [.. inputs, scatterIndices, .. updates], dimensionNumbers, indicesAreSorted, uniqueIndices);
        HloRegions.Fill(builder, op.UpdateComputation, [.. inputs.Concat(updates).Select(v => v.Type.ScalarOf())], body);
        return op;
    }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => InferIndexing.Scatter(state);

    public void Verify(Verifier verifier) => ScatterChecks.Verify(this, verifier);
}

/// <summary>What scatter takes: tensors, and indices of integer or index type.</summary>
public sealed class HloScatterValue : ITypeConstraint
{
    public static bool Accepts(IRType type) => HloTensor.Accepts(type) || HloIndicesTensor.Accepts(type);
    public static string Description => HloTensor.Description;
}

/// <summary>Slices of one dimension by a tensor of indices, as PyTorch's <c>index_select</c>.</summary>
[Op("stablehlo.torch_index_select")]
public sealed partial class TorchIndexSelectOp : Operation, IPure
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Operand<HloTensor>] public partial Value Index { get; }
    [Attr] public partial long Dim { get; set; }
    [Attr] public partial long BatchDims { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }
}
