namespace Nacre.Fuzz.Ops;

/// <summary>All rows.</summary>
internal static class OpTable
{
    public static readonly OpRow[] Rows =
    [
        .. ElementwiseRows.All, .. ReductionRows.All, .. ShapeRows.All, .. IndexRows.All, .. WindowRows.All, .. ResizeRows.All, .. NormalizationRows.All, .. ProductRows.All,
        .. QuantizedRows.All, .. RecurrentRows.All, .. SignalRows.All, .. AttentionRows.All, .. ControlRows.All,
    ];
}
