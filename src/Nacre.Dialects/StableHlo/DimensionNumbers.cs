using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>
/// Which dimensions a <c>dot_general</c> pairs: the batching ones stay (first in the result), the contracting ones are summed over; what remains of lhs, then of rhs, follows.
/// </summary>
public sealed record DotDimensionNumbersAttr(
    EquatableArray<long> LhsBatchingDimensions, EquatableArray<long> RhsBatchingDimensions, EquatableArray<long> LhsContractingDimensions,
    EquatableArray<long> RhsContractingDimensions) : HloAttr
{
    /// <summary>The numbers of a plain product of matrices (or stacks of them with <paramref name="batchDimensions"/> leading dimensions).</summary>
    public static DotDimensionNumbersAttr MatMul(int batchDimensions = 0)
    {
        var batch = Enumerable.Range(0, batchDimensions).Select(i => (long)i).ToEquatableArray();
        return new DotDimensionNumbersAttr(batch, batch, [batchDimensions + 1], [batchDimensions]);
    }

    public override void Print(AsmPrinter printer) => StructParser.Print(
        printer,
        "dot",
        ("lhs_batching_dimensions", LhsBatchingDimensions, 0),
        ("rhs_batching_dimensions", RhsBatchingDimensions, 0),
        ("lhs_contracting_dimensions", LhsContractingDimensions, 0),
        ("rhs_contracting_dimensions", RhsContractingDimensions, 0));

    internal static DotDimensionNumbersAttr ParseStruct(AsmParser parser)
    {
        EquatableArray<long> lhsBatch = [], rhsBatch = [], lhsContract = [], rhsContract = [];
        StructParser.ParseNumbers(parser, "dot", new Dictionary<string, Action>
        {
            ["lhs_batching_dimensions"] = () => lhsBatch = StructParser.ParseDims(parser),
            ["rhs_batching_dimensions"] = () => rhsBatch = StructParser.ParseDims(parser),
            ["lhs_contracting_dimensions"] = () => lhsContract = StructParser.ParseDims(parser),
            ["rhs_contracting_dimensions"] = () => rhsContract = StructParser.ParseDims(parser),
        });
        return new DotDimensionNumbersAttr(lhsBatch, rhsBatch, lhsContract, rhsContract);
    }
}

/// <summary>How <c>gather</c> relates the dimensions of operand, indices and result (https://openxla.org/stablehlo/spec#gather).</summary>
/// <param name="OffsetDims">The result's dimensions that run over the slice.</param>
/// <param name="CollapsedSliceDims">The operand's dimensions of slice size 1 that the result lacks.</param>
/// <param name="OperandBatchingDims">The operand's dimensions that go along with the indices' batching dimensions.</param>
/// <param name="StartIndicesBatchingDims">The indices' batching dimensions.</param>
/// <param name="StartIndexMap">The operand dimension that each component of an index addresses.</param>
/// <param name="IndexVectorDim">The indices' dimension that holds an index's components; the rank when each is a scalar.</param>
public sealed record GatherDimensionNumbersAttr(
    EquatableArray<long> OffsetDims, EquatableArray<long> CollapsedSliceDims, EquatableArray<long> OperandBatchingDims, EquatableArray<long> StartIndicesBatchingDims,
    EquatableArray<long> StartIndexMap, long IndexVectorDim) : HloAttr
{
    public override void Print(AsmPrinter printer) => StructParser.Print(
        printer,
        "gather",
        ("offset_dims", OffsetDims, 0),
        ("collapsed_slice_dims", CollapsedSliceDims, 0),
        ("operand_batching_dims", OperandBatchingDims, 0),
        ("start_indices_batching_dims", StartIndicesBatchingDims, 0),
        ("start_index_map", StartIndexMap, 0),
        ("index_vector_dim", [], IndexVectorDim));

    internal static GatherDimensionNumbersAttr ParseStruct(AsmParser parser)
    {
        EquatableArray<long> offset = [], collapsed = [], operandBatch = [], indicesBatch = [], map = [];
        var vector = 0L;
        StructParser.ParseNumbers(parser, "gather", new Dictionary<string, Action>
        {
            ["offset_dims"] = () => offset = StructParser.ParseDims(parser),
            ["collapsed_slice_dims"] = () => collapsed = StructParser.ParseDims(parser),
            ["operand_batching_dims"] = () => operandBatch = StructParser.ParseDims(parser),
            ["start_indices_batching_dims"] = () => indicesBatch = StructParser.ParseDims(parser),
            ["start_index_map"] = () => map = StructParser.ParseDims(parser),
            ["index_vector_dim"] = () => vector = parser.ParseInteger(),
        });
        return new GatherDimensionNumbersAttr(offset, collapsed, operandBatch, indicesBatch, map, vector);
    }
}

/// <summary>How <c>scatter</c> relates the dimensions of inputs, indices and updates (https://openxla.org/stablehlo/spec#scatter).</summary>
/// <param name="UpdateWindowDims">The updates' dimensions that run over the window.</param>
/// <param name="InsertedWindowDims">The inputs' dimensions of window size 1 that the updates lack.</param>
/// <param name="InputBatchingDims">The inputs' dimensions that go along with the indices' batching dimensions.</param>
/// <param name="ScatterIndicesBatchingDims">The indices' batching dimensions.</param>
/// <param name="ScatterDimsToOperandDims">The input dimension that each component of an index addresses.</param>
/// <param name="IndexVectorDim">The indices' dimension that holds an index's components; the rank when each is a scalar.</param>
public sealed record ScatterDimensionNumbersAttr(
    EquatableArray<long> UpdateWindowDims, EquatableArray<long> InsertedWindowDims, EquatableArray<long> InputBatchingDims, EquatableArray<long> ScatterIndicesBatchingDims,
    EquatableArray<long> ScatterDimsToOperandDims, long IndexVectorDim) : HloAttr
{
    public override void Print(AsmPrinter printer) => StructParser.Print(
        printer,
        "scatter",
        ("update_window_dims", UpdateWindowDims, 0),
        ("inserted_window_dims", InsertedWindowDims, 0),
        ("input_batching_dims", InputBatchingDims, 0),
        ("scatter_indices_batching_dims", ScatterIndicesBatchingDims, 0),
        ("scatter_dims_to_operand_dims", ScatterDimsToOperandDims, 0),
        ("index_vector_dim", [], IndexVectorDim));

    internal static ScatterDimensionNumbersAttr ParseStruct(AsmParser parser)
    {
        EquatableArray<long> window = [], inserted = [], inputBatch = [], indicesBatch = [], map = [];
        var vector = 0L;
        StructParser.ParseNumbers(parser, "scatter", new Dictionary<string, Action>
        {
            ["update_window_dims"] = () => window = StructParser.ParseDims(parser),
            ["inserted_window_dims"] = () => inserted = StructParser.ParseDims(parser),
            ["input_batching_dims"] = () => inputBatch = StructParser.ParseDims(parser),
            ["scatter_indices_batching_dims"] = () => indicesBatch = StructParser.ParseDims(parser),
            ["scatter_dims_to_operand_dims"] = () => map = StructParser.ParseDims(parser),
            ["index_vector_dim"] = () => vector = parser.ParseInteger(),
        });
        return new ScatterDimensionNumbersAttr(window, inserted, inputBatch, indicesBatch, map, vector);
    }
}
