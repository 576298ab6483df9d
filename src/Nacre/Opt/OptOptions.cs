using Nacre.Dialects.Vhlo;
using Nacre.IR;

namespace Nacre.Opt;

/// <summary>What <see cref="OptDriver"/> does with a file.</summary>
public sealed record OptOptions
{
    /// <summary>The passes as a textual pipeline, e.g. <c>canonicalize,func.func(cse)</c>; empty runs none.</summary>
    public string Pipeline { get; init; } = "";

    /// <summary>Take the pipeline from the file's <c>mlir_reproducer</c> resource, which a failed run wrote.</summary>
    public bool RunReproducer { get; init; }

    /// <summary>Treat the parts between lines <c>// -----</c> as files of their own.</summary>
    public bool SplitInputFile { get; init; }

    /// <summary>Compare the diagnostics with the <c>expected-error</c> comments of the file instead of reporting them.</summary>
    public bool VerifyDiagnostics { get; init; }

    public bool AllowUnregisteredDialects { get; init; }
    public bool VerifyEach { get; init; } = true;

    /// <summary>Write the IR to the log before every pass.</summary>
    public bool PrintBeforeAll { get; init; }

    /// <summary>Write the IR to the log after every pass.</summary>
    public bool PrintAfterAll { get; init; }

    /// <summary>The passes before which the IR is written to the log.</summary>
    public IReadOnlyList<string> PrintBefore { get; init; } = [];

    /// <summary>The passes after which the IR is written to the log.</summary>
    public IReadOnlyList<string> PrintAfter { get; init; } = [];

    /// <summary>Write the IR after a pass only where the pass changed it.</summary>
    public bool PrintAfterChange { get; init; }

    /// <summary>Write the whole module before and after passes that run on a part of it.</summary>
    public bool PrintModuleScope { get; init; }

    /// <summary>Write the time of every pass to the log.</summary>
    public bool Timing { get; init; }

    /// <summary>Check that what is printed reads back as the same, in the custom and the generic form.</summary>
    public bool VerifyRoundtrip { get; init; }

    /// <summary>Where to write the IR and the pipeline when a pass fails; null writes none.</summary>
    public string? ReproducerPath { get; init; }

    /// <summary>Write bytecode rather than text; null prints text.</summary>
    public BytecodeOptions? Bytecode { get; init; }

    /// <summary>Write a portable artifact for this version of StableHLO; null writes none.</summary>
    public VhloVersion? Target { get; init; }

    /// <summary>Read VHLO as StableHLO.</summary>
    public bool Deserialize { get; init; }

    public bool PrintGeneric { get; init; }
    public bool PrintDebugInfo { get; init; }

    /// <summary>Write affine maps and the like where they are used instead of giving them names at the start of the file.</summary>
    public bool PrintLocalScope { get; init; }

    /// <summary>The bytes of a resource blob that are still printed; larger ones are left as a name.</summary>
    public long ResourceLimit { get; init; } = long.MaxValue;

    internal PrintOptions Print => new(PrintGeneric, PrintDebugInfo, ResourceLimit, PrintLocalScope);
}
