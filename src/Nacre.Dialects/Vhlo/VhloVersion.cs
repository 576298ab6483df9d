using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Nacre.Dialects.Vhlo;

/// <summary>A version of StableHLO, which is also that of the VHLO dialect (https://openxla.org/stablehlo/vhlo).</summary>
public readonly record struct VhloVersion(int Major, int Minor, int Patch) : IComparable<VhloVersion>
{
    /// <summary>What a portable artifact's producer string begins with.</summary>
    public const string ProducerPrefix = "StableHLO_v";

    public static VhloVersion Current { get; } = new(1, 20, 0);
    public static VhloVersion Minimum { get; } = new(0, 9, 0);

    /// <summary>The version of MLIR's bytecode that readers of this version understand.</summary>
    public int BytecodeVersion => this switch
    {
        { Major: > 0 } or { Minor: >= 15 } => 6,
        { Minor: 14 } => 4,
        { Minor: >= 12 } => 3,
        { Minor: >= 10 } => 1,
        _ => 0,
    };

    /// <summary>The operations of a version do not change with its last number.</summary>
    public VhloVersion WithoutPatch => this with { Patch = 0 };

    /// <summary>Reads <c>1.20.0</c>.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out VhloVersion version)
    {
        version = default;
        if (text?.Split('.') is not [var major, var minor, var patch] || !IsNumber(major, out var a) || !IsNumber(minor, out var b) || !IsNumber(patch, out var c))
            return false;
        version = new VhloVersion(a, b, c);
        return true;
    }

    /// <exception cref="FormatException">The text is no version.</exception>
    public static VhloVersion Parse(string text) => TryParse(text, out var version) ? version : throw new FormatException($"'{text}' is no version");

    private static bool IsNumber(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    public int CompareTo(VhloVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
    public override string ToString() => $"{Major}.{Minor}.{Patch}";

    public static bool operator <(VhloVersion a, VhloVersion b) => a.CompareTo(b) < 0;
    public static bool operator >(VhloVersion a, VhloVersion b) => a.CompareTo(b) > 0;
    public static bool operator <=(VhloVersion a, VhloVersion b) => a.CompareTo(b) <= 0;
    public static bool operator >=(VhloVersion a, VhloVersion b) => a.CompareTo(b) >= 0;
}
