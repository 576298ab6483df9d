using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.IR;

namespace Nacre.Reduce;

/// <summary>How far a reduction is.</summary>
/// <param name="Step">What was made smaller last.</param>
/// <param name="Operations">The operations that are left.</param>
/// <param name="Tests">How often the test ran.</param>
public sealed record ReductionProgress(string Step, int Operations, int Tests);

/// <summary>
/// Shrinks a module that shows a fault to a small one that still shows it, by delta debugging (A. Zeller, R. Hildebrandt, Simplifying and Isolating Failure-Inducing
/// Input, 2002): parts are deleted in ever smaller groups as long as the test holds. The same input and test give the same result.
/// </summary>
/// <param name="isInteresting">Whether a module's text still shows the fault.</param>
/// <param name="progress">Told after every module that is smaller; null for nobody.</param>
public sealed class ModuleReducer(Func<string, bool> isInteresting, Action<ReductionProgress>? progress = null)
{
    private readonly Dictionary<string, bool> _known = new(StringComparer.Ordinal);
    private bool _isValid;
    private int _tests;

    /// <summary>Reduces a text and returns the smallest that was found, in the custom form.</summary>
    /// <param name="allowUnregistered">Accept operations of unknown dialects.</param>
    /// <exception cref="DiagnosticException">The text cannot be parsed.</exception>
    /// <exception cref="ArgumentException">The text does not show the fault as it is.</exception>
    public string Reduce(string source, string file, bool allowUnregistered = false)
    {
        var context = AllDialects.NewContext();
        context.AllowUnregisteredDialects = allowUnregistered;
        var module = AllDialects.ParseModule(context, source, file);
        // A module that does not verify may show a fault of the verifier; then its reductions need not verify either.
        _isValid = Verifier.Verify(module, new DiagnosticEngine());
        if (!IsInteresting(Text(module)))
            throw new ArgumentException("the test does not hold for the module as it is, so there is nothing to reduce");
        Reduction[] reductions = [new EraseSymbols(), new EraseBodies(), new EraseOperations(context), new EraseResults(), new EraseArguments(), new SplatConstants(), new EraseAttributes()];
        string before;
        do
        {
            before = Text(module);
            foreach (var reduction in reductions)
                module = Reduce(module, reduction);
        }
        while (Text(module) != before);
        return before;
    }

    private static string Text(ModuleOp module) => OpAsmPrinter.Print(module, new PrintOptions(ResourceLimit: long.MaxValue));

    /// <summary>Groups of half of all sites first, then of a quarter, down to single ones.</summary>
    private ModuleOp Reduce(ModuleOp module, Reduction reduction)
    {
        for (var size = reduction.CountSites(module); size > 0; size /= 2)
        {
            for (var to = reduction.CountSites(module); to > 0; to = Math.Min(Math.Max(0, to - size), reduction.CountSites(module)))
                module = TryReduce(module, reduction, Math.Max(0, to - size), to) ?? module;
        }
        return module;
    }

    /// <summary>The module with the reduction at some sites; null when it is not smaller, not valid or does not show the fault.</summary>
    private ModuleOp? TryReduce(ModuleOp module, Reduction reduction, int from, int to)
    {
        var candidate = (ModuleOp)new OpBuilder().Clone(module, new IRMapping());
        reduction.Apply(candidate, from, to);
        var text = Text(candidate);
        if (text.Length >= Text(module).Length || (_isValid && !Verifier.Verify(candidate, new DiagnosticEngine())) || !IsInteresting(text))
            return null;
        progress?.Invoke(new ReductionProgress(reduction.Name, candidate.Walk().Count() - 1, _tests));
        return candidate;
    }

    private bool IsInteresting(string text)
    {
        if (_known.TryGetValue(text, out var known))
            return known;
        _tests++;
        return _known[text] = isInteresting(text);
    }
}
