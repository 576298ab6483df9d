using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>An attribute of StableHLO with several fields that is several attributes in VHLO.</summary>
/// <param name="Attribute">Its name in StableHLO.</param>
/// <param name="Operations">The operations that have it, by their names in VHLO without the version.</param>
/// <param name="Fields">The names of the attributes in VHLO.</param>
/// <param name="Split">The values of the fields in order; null for an attribute of another kind.</param>
/// <param name="Join">The attribute from its fields.</param>
internal sealed record VhloForm(string Attribute, string[] Operations, string[] Fields, Func<Attr, Attr[]?> Split, Func<AttributeSet, Attr> Join)
{
    private static readonly VhloForm[] All =
    [
        new("dimension_numbers", ["convolution", "dynamic_conv"],
            ["input_batch_dimension", "input_feature_dimension", "input_spatial_dimensions", "kernel_input_feature_dimension", "kernel_output_feature_dimension", "kernel_spatial_dimensions",
                "output_batch_dimension", "output_feature_dimension", "output_spatial_dimensions"],
            a => a is ConvDimensionNumbersAttr d
                ? [I(d.InputBatchDimension), I(d.InputFeatureDimension), I(d.InputSpatialDimensions), I(d.KernelInputFeatureDimension), I(d.KernelOutputFeatureDimension), I(d.KernelSpatialDimensions),
                    I(d.OutputBatchDimension), I(d.OutputFeatureDimension), I(d.OutputSpatialDimensions)]
                : null,
            s => new ConvDimensionNumbersAttr(
                s.Integer("input_batch_dimension"), s.Integer("input_feature_dimension"), s.Integers("input_spatial_dimensions"),
                s.Integer("kernel_input_feature_dimension"), s.Integer("kernel_output_feature_dimension"), s.Integers("kernel_spatial_dimensions"),
                s.Integer("output_batch_dimension"), s.Integer("output_feature_dimension"), s.Integers("output_spatial_dimensions"))),
        new("dot_dimension_numbers", ["dot_general"],
            ["lhs_batching_dimensions", "rhs_batching_dimensions", "lhs_contracting_dimensions", "rhs_contracting_dimensions"],
            a => a is DotDimensionNumbersAttr d ? [I(d.LhsBatchingDimensions), I(d.RhsBatchingDimensions), I(d.LhsContractingDimensions), I(d.RhsContractingDimensions)] : null,
            s => new DotDimensionNumbersAttr(
                s.Integers("lhs_batching_dimensions"), s.Integers("rhs_batching_dimensions"), s.Integers("lhs_contracting_dimensions"), s.Integers("rhs_contracting_dimensions"))),
        new("algorithm", ["dot_general"],
            VhloDefaults.Algorithm,
            a => a is DotAlgorithmAttr d
                ? [new TypeAttr(d.LhsPrecisionType), new TypeAttr(d.RhsPrecisionType), new TypeAttr(d.AccumulationType), I(d.LhsComponentCount), I(d.RhsComponentCount), I(d.NumPrimitiveOperations),
                    IntegerAttr.Bool(d.AllowImpreciseAccumulation)]
                : null,
            s => new DotAlgorithmAttr(
                s.Type("lhs_precision_type"), s.Type("rhs_precision_type"), s.Type("accumulation_type"), s.Integer("lhs_component_count"), s.Integer("rhs_component_count"),
                s.Integer("num_primitive_operations"), s.Integer("allow_imprecise_accumulation") != 0)),
        new("dimension_numbers", ["gather", "dynamic_gather"],
            ["offset_dims", "collapsed_slice_dims", "operand_batching_dims", "start_indices_batching_dims", "start_index_map", "index_vector_dim"],
            a => a is GatherDimensionNumbersAttr d
                ? [I(d.OffsetDims), I(d.CollapsedSliceDims), I(d.OperandBatchingDims), I(d.StartIndicesBatchingDims), I(d.StartIndexMap), I(d.IndexVectorDim)]
                : null,
            s => new GatherDimensionNumbersAttr(
                s.Integers("offset_dims"), s.Integers("collapsed_slice_dims"), s.Integers("operand_batching_dims"), s.Integers("start_indices_batching_dims"), s.Integers("start_index_map"),
                s.Integer("index_vector_dim"))),
        new("scatter_dimension_numbers", ["scatter"],
            ["update_window_dims", "inserted_window_dims", "input_batching_dims", "scatter_indices_batching_dims", "scatter_dims_to_operand_dims", "index_vector_dim"],
            a => a is ScatterDimensionNumbersAttr d
                ? [I(d.UpdateWindowDims), I(d.InsertedWindowDims), I(d.InputBatchingDims), I(d.ScatterIndicesBatchingDims), I(d.ScatterDimsToOperandDims), I(d.IndexVectorDim)]
                : null,
            s => new ScatterDimensionNumbersAttr(
                s.Integers("update_window_dims"), s.Integers("inserted_window_dims"), s.Integers("input_batching_dims"), s.Integers("scatter_indices_batching_dims"),
                s.Integers("scatter_dims_to_operand_dims"), s.Integer("index_vector_dim"))),
        new("channel_handle", ["send", "recv"],
            ["channel_id", "channel_type"],
            a => a is ChannelHandleAttr c ? [I(c.Handle), I(c.Type)] : null,
            s => new ChannelHandleAttr(s.Integer("channel_id"), s.Integer("channel_type"))),
        new("channel_handle", ["all_gather", "all_reduce", "all_to_all", "collective_permute", "reduce_scatter", "collective_broadcast", "collective_reduce"],
            ["channel_id"],
            a => a is ChannelHandleAttr c ? [I(c.Handle)] : null,
            s => new ChannelHandleAttr(s.Integer("channel_id"), 0)),
    ];

    private static readonly ILookup<string, VhloForm> ByOperation = All.SelectMany(f => f.Operations.Select(o => (o, f))).ToLookup(p => p.o, p => p.f);

    private static IntegerAttr I(long value) => IntegerAttr.I64(value);
    private static DenseElementsAttr I(EquatableArray<long> values) => DenseElementsAttr.OfI64(RankedTensorType.Get(IntegerType.I64, values.Count), values.Span);

    /// <summary>Replaces each attribute with fields by its fields.</summary>
    public static void SplitAll(string operation, AttributeSet attributes)
    {
        foreach (var form in ByOperation[operation])
        {
            if (attributes.Get(form.Attribute) is not { } value || form.Split(value) is not { } parts)
                continue;
            attributes.Remove(form.Attribute);
            for (var i = 0; i < parts.Length; i++)
                attributes.Set(form.Fields[i], parts[i]);
        }
    }

    /// <summary>Replaces the fields of each attribute, where they are there, by the attribute.</summary>
    public static void JoinAll(string operation, AttributeSet attributes)
    {
        foreach (var form in ByOperation[operation].Where(f => f.Fields.Any(attributes.Has)))
        {
            var value = form.Join(attributes);
            foreach (var field in form.Fields)
                attributes.Remove(field);
            attributes.Set(form.Attribute, value);
        }
    }
}
