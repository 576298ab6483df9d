using System.CommandLine;
using Nacre.Runtime;

namespace Nacre.Cli.Commands;

/// <summary><c>--against onnxruntime</c>: the runtime to be compared with.</summary>
internal static class AgainstOption
{
    private const string Known = "onnxruntime";

    public static Option<string?> New(string what) => new("--against") { Description = $"{Known}: {what}" };

    /// <exception cref="NacreException"><see cref="ExitCode.Usage"/>: another runtime is named.</exception>
    public static bool IsGiven(string? value) => value switch
    {
        null => false,
        Known => true,
        _ => throw new NacreException(ExitCode.Usage, $"--against {value}: only {Known} is known"),
    };
}
