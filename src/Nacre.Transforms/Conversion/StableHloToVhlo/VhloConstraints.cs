using Nacre.Dialects.StableHlo;
using Nacre.Dialects.Vhlo;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>What changed in the meaning of operations without giving them a new version.</summary>
internal static class VhloConstraints
{
    private static readonly string[] Reductions = ["all_reduce_v1", "reduce_v1", "reduce_scatter_v1", "reduce_window_v1", "scatter_v1", "select_and_scatter_v1"];

    /// <summary>Why a version of StableHLO does not accept an operation; null where it does.</summary>
    public static string? Problem(Operation op, VhloVersion target)
    {
        var version = VhloOps.Of(op)!;
        if (target < VhloVersion.Parse("0.17.0") && Reductions.Contains(version.Name) && !op.Operands.Zip(op.Results).All(p => Element(p.First.Type) == Element(p.Second.Type)))
            return "has results of other elements than its operands, which is allowed since v0.17.0";
        if (version.Operation != "custom_call")
            return null;
        if (target < VhloVersion.Parse("1.3.0") && (VhloAttr.Unwrap(op.GetAttr("backend_config")!) is DictionaryAttr || VhloAttr.Unwrap(op.GetAttr("api_version")!) is ApiVersionAttr { Value: CustomCallApiVersion.TypedFfi }))
            return "is called with a dictionary, which is allowed since v1.3.0";
        return target < VhloVersion.Parse("1.17.0") && op.Operands.Types.Any(t => VhloType.Unwrap(t) is FutureType) ? "takes a future, which is allowed since v1.17.0" : null;
    }

    private static IRType Element(IRType type) => VhloType.Unwrap(type).ElementOrSelf();
}
