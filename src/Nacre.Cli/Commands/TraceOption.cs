using System.CommandLine;
using Nacre.Runtime;

namespace Nacre.Cli.Commands;

/// <summary>The option <c>--trace FILE</c>.</summary>
internal static class TraceOption
{
    public static Option<string?> New() => new("--trace") { Description = "Write what took how long, from import to each kernel, to this file (JSON for ui.perfetto.dev)" };

    /// <summary>Null where no trace is asked for.</summary>
    public static TraceLog? Make(string? file) => file is null ? null : new TraceLog();
}
