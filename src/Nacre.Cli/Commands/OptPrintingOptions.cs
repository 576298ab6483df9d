using System.CommandLine;
using Nacre.Opt;

namespace Nacre.Cli.Commands;

/// <summary>The options of <c>nacre opt</c> that say what is printed when, under the names that <c>mlir-opt</c> gives them.</summary>
internal sealed class OptPrintingOptions
{
    private readonly Option<bool> _generic = Flag("mlir-print-op-generic", "Print the generic form");
    private readonly Option<bool> _debugInfo = Flag("mlir-print-debuginfo", "Print locations");
    private readonly Option<bool> _localScope = Flag("mlir-print-local-scope", "Print attributes where they are used instead of giving them names at the start");
    private readonly Option<bool> _beforeAll = Flag("mlir-print-ir-before-all", "Print the IR before every pass to standard error");
    private readonly Option<bool> _afterAll = Flag("mlir-print-ir-after-all", "Print the IR after every pass to standard error");
    private readonly Option<bool> _afterChange = Flag("mlir-print-ir-after-change", "Print the IR after every pass that changed it");
    private readonly Option<bool> _moduleScope = Flag("mlir-print-ir-module-scope", "Print the whole module around passes on parts of it");
    private readonly Option<string[]> _before = Passes("mlir-print-ir-before", "Print the IR before these passes");
    private readonly Option<string[]> _after = Passes("mlir-print-ir-after", "Print the IR after these passes");
    private readonly Option<bool> _timing = Flag("mlir-timing", "Print the time of every pass to standard error");
    private readonly Option<long> _elide = new("--mlir-elide-resource-strings-if-larger") { Description = "Leave out resources of more bytes", DefaultValueFactory = _ => long.MaxValue };

    public IEnumerable<Option> All => [_generic, _debugInfo, _localScope, _beforeAll, _afterAll, _afterChange, _moduleScope, _before, _after, _timing, _elide];

    public static Option<bool> Flag(string name, string description) => new("--" + name, "-" + name) { Description = description };

    private static Option<string[]> Passes(string name, string description) =>
        new("--" + name, "-" + name) { Description = description, DefaultValueFactory = _ => [], CustomParser = result => [.. result.Tokens.SelectMany(t => t.Value.Split(','))] };

    public OptOptions AddTo(OptOptions options, ParseResult parsed) => options with
    {
        PrintGeneric = parsed.GetValue(_generic),
        PrintDebugInfo = parsed.GetValue(_debugInfo),
        PrintLocalScope = parsed.GetValue(_localScope),
        PrintBeforeAll = parsed.GetValue(_beforeAll),
        PrintAfterAll = parsed.GetValue(_afterAll),
        PrintAfterChange = parsed.GetValue(_afterChange),
        PrintModuleScope = parsed.GetValue(_moduleScope),
        PrintBefore = parsed.GetValue(_before)!,
        PrintAfter = parsed.GetValue(_after)!,
        Timing = parsed.GetValue(_timing),
        ResourceLimit = parsed.GetValue(_elide),
    };
}
