using Nacre.IR;

namespace Nacre.Opt;

/// <summary>How a run of <see cref="OptDriver"/> ended.</summary>
public enum OptStatus
{
    Ok,

    /// <summary>The input does not parse or verify.</summary>
    InvalidInput,

    /// <summary>A pass failed, or the diagnostics were not those expected.</summary>
    Failed,
}

/// <summary>What <see cref="OptDriver"/> made of a file.</summary>
/// <param name="Output">The IR after the passes; of the parts that failed nothing.</param>
/// <param name="Messages">Diagnostics and mismatches with expected diagnostics, in order, each ready to be shown.</param>
public sealed record OptResult(OptStatus Status, string Output, IReadOnlyList<string> Messages)
{
    /// <summary>The IR as bytecode, when that was asked for.</summary>
    public byte[]? Bytecode { get; init; }

    internal static OptResult Join(IReadOnlyList<OptResult> parts) => parts is [var only] ? only : new(
        parts.Max(p => p.Status),
        string.Join("\n// -----\n", parts.Select(p => p.Output)),
        [.. parts.SelectMany(p => p.Messages)]);

    internal static OptResult Invalid(DiagnosticEngine diagnostics) => new(OptStatus.InvalidInput, "", Texts(diagnostics));

    internal static string[] Texts(DiagnosticEngine diagnostics) => [.. diagnostics.All.Select(d => d.ToString())];
}
