using System.Collections.Frozen;

namespace Nacre.Frontends.Onnx.Upgrade;

/// <summary>
/// A change of meaning or form of an operator: nodes of older operator sets than <paramref name="Version"/> pass through <paramref name="Apply"/>. A row
/// for <see cref="int.MaxValue"/> concerns every node: it rewrites a withdrawn operator or writes a default out.
/// </summary>
internal sealed record UpgradeRow(string OpType, int Version, Action<UpgradeScope> Apply, string Domain = ProtoExtensions.DefaultDomain);

/// <summary>
/// Every change in ONNX's operators that is not a mere extension, oldest first per operator. Source: the operator changelog of
/// onnx/onnx, by operator and version; a version that only admits more types, attributes with the old behaviour as default, or optional inputs has no row.
/// </summary>
internal static class UpgradeTable
{
    private const string Microsoft = "com.microsoft";

    private static readonly UpgradeRow[] Rows =
    [
        .. For(["Add", "Sub", "Mul", "Div", "And", "Or", "Xor", "Equal", "Greater", "Less", "Pow"], 7, ElementwiseUpgrades.Broadcast),
        new("PRelu", 7, ElementwiseUpgrades.SlopePerChannel),
        new("Cast", 6, ElementwiseUpgrades.CastByName),
        new("Clip", 11, ElementwiseUpgrades.ClipBoundsToInputs),
        new("Selu", 6, ElementwiseUpgrades.SeluDefaults),
        new("Dropout", 10, ElementwiseUpgrades.DropoutMaskToBool),
        new("Dropout", 12, ElementwiseUpgrades.DropoutRatioToInput),

        .. For(["Softmax", "LogSoftmax", "Hardmax"], 13, NormalizationUpgrades.SoftmaxOverFlattened),
        new("BatchNormalization", 14, NormalizationUpgrades.BatchNormalization),
        new("GroupNormalization", 21, NormalizationUpgrades.GroupScalePerChannel),
        new("Gemm", 7, u => u.Node.Remove("broadcast")),

        .. For(["ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin", "ReduceProd", "ReduceSumSquare"], 18, ShapeUpgrades.AxesToInput),
        .. For(["ReduceSum", "Squeeze", "Unsqueeze"], 13, ShapeUpgrades.AxesToInput),
        new("Reshape", 5, u => u.AttributeToInput("shape", 1)),
        new("Concat", 4, u => u.SetDefault(Make.Int("axis", 1))),
        new("Slice", 10, ShapeUpgrades.SliceToInputs),
        new("Split", 2, ShapeUpgrades.SplitSizesFromInput),
        new("Split", 13, u => u.AttributeToInput("split", 1)),
        new("Split", 18, ShapeUpgrades.SplitCount),
        new("Pad", 2, ShapeUpgrades.RenamePaddings),
        new("Pad", 11, ShapeUpgrades.PadToInputs),
        new("Tile", 6, ShapeUpgrades.TileOneAxis),
        new("TopK", 10, ShapeUpgrades.TopKCountToInput),
        new("Scatter", 11, u => u.Node.OpType = "ScatterElements"),
        new("DFT", 20, ShapeUpgrades.DftAxisToInput),
        new("Scan", 9, ScanUpgrade.BatchToOuterScan),

        new("Upsample", 7, ResizeUpgrades.UpsampleScalesFromFactors),
        new("Upsample", 9, ResizeUpgrades.UpsampleScalesToInput),
        new("Upsample", 10, ResizeUpgrades.UpsampleToResize),
        new("Resize", 11, ResizeUpgrades.AsymmetricResize),
        new("RoiAlign", 16, u => u.SetDefault(Make.String("coordinate_transformation_mode", "output_half_pixel"))),
        new("GridSample", 20, ResizeUpgrades.GridSampleMode),
        .. For(["GlobalLpPool", "LpPool"], 2, PoolUpgrades.IntegerNorm),

        .. For(["RNN", "GRU", "LSTM"], 7, RecurrentUpgrades.OutputAlways),

        new("LabelEncoder", 2, LabelUpgrades.LabelEncoderTable, "ai.onnx.ml"),

        new("MeanVarianceNormalization", int.MaxValue, u => u.SetDefault(Make.Ints("axes", 0, 2, 3))),
        .. For(["Affine", "Scale"], int.MaxValue, ExperimentalUpgrades.Affine),
        new("ImageScaler", int.MaxValue, ExperimentalUpgrades.ImageScaler),
        new("Crop", int.MaxValue, ExperimentalUpgrades.Crop),
        new("ScaledTanh", int.MaxValue, ExperimentalUpgrades.ScaledTanh),
        new("ParametricSoftplus", int.MaxValue, ExperimentalUpgrades.ParametricSoftplus),

        // Operators that ONNX Runtime had before ONNX published them.
        .. new[] { "QuantizeLinear", "DequantizeLinear", "Trilu", "Pad", "GatherND" }.Select(op => new UpgradeRow(op, int.MaxValue, Publish, Microsoft)),
        new("GridSample", int.MaxValue, u => { Publish(u); ResizeUpgrades.GridSampleMode(u); }, Microsoft),
    ];

    private static readonly FrozenDictionary<(string Domain, string OpType), UpgradeRow[]> ByOp =
        Rows.GroupBy(r => (r.Domain, r.OpType)).ToFrozenDictionary(g => g.Key, g => g.ToArray());

    /// <summary>Applies what changed after operator set <paramref name="opset"/>; follows a node that becomes another operator.</summary>
    public static void Apply(UpgradeScope scope, long opset)
    {
        scope.Node.Remove("consumed_inputs");
        for (var next = First(scope, opset); next is not null; next = First(scope, next.Version))
            next.Apply(scope);
    }

    private static UpgradeRow? First(UpgradeScope scope, long opset) =>
        ByOp.GetValueOrDefault((ProtoExtensions.NormalDomain(scope.Node.Domain), scope.Node.OpType))?.FirstOrDefault(r => r.Version > opset);

    /// <summary>The same operator of the default domain.</summary>
    private static void Publish(UpgradeScope u) => u.Node.Domain = "";

    private static IEnumerable<UpgradeRow> For(string[] ops, int version, Action<UpgradeScope> apply) => ops.Select(op => new UpgradeRow(op, version, apply));
}
