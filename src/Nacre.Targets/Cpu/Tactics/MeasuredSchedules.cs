using System.Security.Cryptography;
using System.Text;
using Nacre.IR;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// Schedules that measurements preferred to the estimate, by the operation that they are for. What stands around the operation in its kernel does not count, so that a
/// choice is known before kernels are formed: whether a convolution's input must be padded depends on it.
/// </summary>
public sealed class MeasuredSchedules(IReadOnlyDictionary<string, Schedule> known)
{
    public static MeasuredSchedules None { get; } = new(new Dictionary<string, Schedule>());

    /// <summary>Null where nothing was measured.</summary>
    public Schedule? Find(Operation root, bool hasConstantWeights) => known.Count == 0 ? null : known.GetValueOrDefault(KeyOf(root, hasConstantWeights));

    /// <summary>A hash of <see cref="Describe"/>.</summary>
    public static string KeyOf(Operation root, bool hasConstantWeights) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Describe(root, hasConstantWeights))).AsSpan(0, 12));

    /// <summary>All that an operation computes, and whether its right side can be packed: its name, own attributes and types.</summary>
    public static string Describe(Operation root, bool hasConstantWeights)
    {
        var attributes = root.Attributes.Where(a => !a.Name.Contains('.')).OrderBy(a => a.Name, StringComparer.Ordinal).Select(a => $"{a.Name} = {a.Value}");
        return $"{root.Name} {{{string.Join(", ", attributes)}}} : ({string.Join(", ", root.Operands.Types)}) -> ({string.Join(", ", root.Results.Types)}){(hasConstantWeights ? " packed" : "")}";
    }
}
