using Nacre.Dialects.Builtin;
using Nacre.Runtime;

namespace Nacre;

/// <summary>How a model is compiled: one immutable record for the whole pipeline.</summary>
public sealed record CompileOptions
{
    /// <summary>The code's target: <c>host</c>, or an x86-64 level such as <c>x86-64-v3</c>.</summary>
    public string Target { get; init; } = "host";

    /// <summary>Concrete sizes of inputs by name; dynamic dimensions not given here take the sizes of the first run.</summary>
    public IReadOnlyDictionary<string, long[]> Shapes { get; init; } = new Dictionary<string, long[]>();

    /// <summary>Operations that would run on the reference evaluator are an error that lists all of them.</summary>
    public bool Strict { get; init; }

    /// <summary>What floats are computed in.</summary>
    public Precision Precision { get; init; }

    /// <summary>Threads that kernels use; 0 for all cores.</summary>
    public int Threads { get; init; }

    /// <summary>Stop after this phase (<c>import</c>, <c>graph</c>, <c>optimized</c>, <c>kernels</c>, <c>scheduled</c>, <c>target</c>); null compiles to code.</summary>
    public string? StopAfter { get; init; }

    /// <summary>Receives the module after each phase; nothing for a program that comes from the cache.</summary>
    public Action<string, ModuleOp>? AfterPhase { get; init; }

    /// <summary>Receives how long import, phases, passes and code generation take; null for none.</summary>
    public TraceLog? Trace { get; init; }

    /// <summary>
    /// Keep compiled programs of models from files in a folder and take them from there. Off by default: a library should not write to its user's disk
    /// unasked. The <c>nacre run</c> command turns it on.
    /// </summary>
    public bool UseCache { get; init; }

    /// <summary>The cache's folder; null takes <c>$NACRE_CACHE</c>, <c>$XDG_CACHE_HOME/nacre</c> or <c>~/.cache/nacre</c>. Its files are executed: nobody else should be able to write there.</summary>
    public string? CacheFolder { get; init; }
}

/// <summary>What the floats of a model are computed in.</summary>
public enum Precision
{
    /// <summary>As the model says.</summary>
    Model,

    /// <summary>f64 throughout: the judge of whether a difference is a rounding error.</summary>
    F64,
}
