using Nacre.Dialects.Vhlo;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>How a version of an operation differs from the one before it.</summary>
/// <param name="Operations">The operations, without the number of their version: it is 2.</param>
/// <param name="Added">The attributes that the new version has and the old one has not, with the values that mean the same as before.</param>
/// <param name="IsVariadic">The new version takes any number of operands, the old one takes one.</param>
/// <param name="HasRegions">The new version may have regions.</param>
internal sealed record VhloStep(string[] Operations, (string Name, Attr Value)[] Added, bool IsVariadic = false, bool HasRegions = false)
{
    /// <summary>An attribute that came with version 1 of <c>dynamic_conv</c> and left with version 2: an operand says the same.</summary>
    private const string StaticPadding = "padding";

    private static readonly VhloStep[] All =
    [
        new(["all_gather", "all_reduce", "all_to_all"], [], IsVariadic: true),
        new(["collective_broadcast"], [("has_dynamic_root", VhloDefaults.False)], IsVariadic: true),
        new(["composite"], [], HasRegions: true),
        new(["custom_call"], [("result_tilings", VhloDefaults.EmptyList)]),
        new(["dot_general"], [.. VhloDefaults.Algorithm.Select(name => (name, VhloDefaults.NoType))]),
        new(["dynamic_conv"], []),
        new(["gather", "dynamic_gather"], [("operand_batching_dims", VhloDefaults.EmptyIntegers), ("start_indices_batching_dims", VhloDefaults.EmptyIntegers)]),
        new(["scatter"], [("input_batching_dims", VhloDefaults.EmptyIntegers), ("scatter_indices_batching_dims", VhloDefaults.EmptyIntegers)]),
        new(["send", "recv"], [("source_target_pairs", VhloDefaults.EmptyIntegers)]),
        new(VhloDefaults.WithAccuracy, [("result_accuracy", VhloDefaults.Accuracy)]),
    ];

    private static readonly Dictionary<string, VhloStep> ByOperation = All.SelectMany(s => s.Operations.Select(o => (o, s))).ToDictionary(p => p.o, p => p.s);

    /// <summary>Brings the attributes from version 1 to version 2.</summary>
    public static void Upgrade(string operation, AttributeSet attributes)
    {
        if (operation == "dynamic_conv")
            attributes.Remove(StaticPadding);
        foreach (var (name, value) in ByOperation[operation].Added)
            attributes.Set(name, value);
    }

    /// <summary>Brings the attributes from version 2 to version 1; says why that cannot be, where it cannot.</summary>
    public static string? Downgrade(string operation, AttributeSet attributes)
    {
        var step = ByOperation[operation];
        var old = VhloOps.VersionsOf(operation).First();
        if (step.IsVariadic && attributes.Op.OperandCount != 1)
            return $"has {attributes.Op.OperandCount} operands, and '{old.Name}' takes one";
        if (step.HasRegions && attributes.Op.Regions.Count > 0)
            return $"has regions, which '{old.Name}' cannot have";
        foreach (var (name, value) in step.Added)
        {
            if (attributes.Get(name) is { } given && !VhloDefaults.IsDefault(name, given, value))
                return $"has the attribute '{name}', which '{old.Name}' does not know";
            attributes.Remove(name);
        }
        if (operation == "dynamic_conv")
            attributes.Set(StaticPadding, VhloDefaults.Padding(attributes.Integers("input_spatial_dimensions").Count));
        return null;
    }
}
