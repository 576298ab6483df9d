using Nacre.Dialects.Builtin;
using Nacre.Runtime;

namespace Nacre;

/// <summary>How a model is compiled: one immutable record for the whole pipeline.</summary>
public sealed record CompileOptions
{
    /// <summary>The target on which the reference interpreter runs the model as it is.</summary>
    public const string Interpreter = "interpreter";

    /// <summary>The code's target: <c>host</c>, an x86-64 level such as <c>x86-64-v3</c>, or <see cref="Interpreter"/>.</summary>
    public string Target { get; init; } = "host";

    /// <summary>
    /// Functions of the caller's that the model's <c>stablehlo.custom_call</c>s name; they come before those that Nacre knows itself, which are LAPACK's as JAX calls them. They run on the
    /// thread that runs the session, and must be thread-safe where sessions of one engine are used on several threads.
    /// </summary>
    public IReadOnlyDictionary<string, Action<CustomCall>> CustomCalls { get; init; } = new Dictionary<string, Action<CustomCall>>();

    /// <summary>Concrete sizes of inputs by name; dynamic dimensions not given here take the sizes of the first run.</summary>
    public IReadOnlyDictionary<string, long[]> Shapes { get; init; } = new Dictionary<string, long[]>();

    /// <summary>Operations that would run on the reference evaluator are an error that lists all of them.</summary>
    public bool Strict { get; init; }

    /// <summary>What floats are computed in.</summary>
    public Precision Precision { get; init; }

    /// <summary>Threads that kernels use; 0 for all cores.</summary>
    public int Threads { get; init; }

    /// <summary>Programs for different input sizes that an engine, and sessions that one of its users, keeps; see <see cref="Engine"/>.</summary>
    public int MaxPrograms { get; init; } = 64;

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

    /// <summary>Receives what is odd but no error, such as damaged lines of a tuning database; null for none.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>
    /// The tuning database whose measured schedules are used; with <see cref="Tune"/> it need not be there yet. Null takes <c>tuning.txt</c> in the cache's folder where
    /// <see cref="UseCache"/> or <see cref="Tune"/> is given, and otherwise none, so that equal models and options make equal engines.
    /// </summary>
    public string? TuningFile { get; init; }

    /// <summary>Measure schedules of kernels before each compilation and add them to the tuning database; null for not.</summary>
    public TuneOptions? Tune { get; init; }
}

/// <summary>How much to measure.</summary>
/// <param name="Budget">About how long it may take in all.</param>
/// <param name="Progress">Told after each kernel.</param>
/// <param name="Stop">Ends it early; what is known then is kept and used.</param>
public sealed record TuneOptions(TimeSpan Budget, Action<TuneProgress>? Progress = null, CancellationToken Stop = default);

/// <summary>How far measuring is.</summary>
/// <param name="Done">Kernels measured or known from before.</param>
/// <param name="Total">Distinct kernels that have a choice.</param>
/// <param name="Gained">Those of them for which something else than the estimate's choice was faster.</param>
/// <param name="BestGain">The estimate's time / the time now, of the kernel that gained most; 1 where none did.</param>
/// <param name="Remaining">About how long it will go on, the budget allowing.</param>
public sealed record TuneProgress(int Done, int Total, int Gained, double BestGain, TimeSpan Elapsed, TimeSpan Remaining);

/// <summary>What the floats of a model are computed in.</summary>
public enum Precision
{
    /// <summary>As the model says.</summary>
    Model,

    /// <summary>f64 throughout: the judge of whether a difference is a rounding error.</summary>
    F64,

    /// <summary>
    /// Matrix products and convolutions of f32 take bf16 operands, with sums in f32; all else is as the model says. Half the weights' memory, about three decimal digits
    /// of each operand.
    /// </summary>
    Bf16,
}
