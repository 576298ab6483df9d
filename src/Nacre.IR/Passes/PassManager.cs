using System.Diagnostics;

namespace Nacre.IR;

/// <summary>What to do around passes.</summary>
public sealed record PassManagerOptions
{
    /// <summary>Verify the IR after every pass; always done after every phase.</summary>
    public bool VerifyEach { get; init; } = true;

    /// <summary>Receives (phase, pass, operation) before each pass.</summary>
    public Action<string, Pass, Operation>? BeforePass { get; init; }

    /// <summary>Receives (phase, pass, operation) after each pass.</summary>
    public Action<string, Pass, Operation>? AfterPass { get; init; }

    /// <summary>Receives (phase, operation) after each phase.</summary>
    public Action<string, Operation>? AfterPhase { get; init; }

    /// <summary>Stop after this phase; null runs all.</summary>
    public string? StopAfter { get; init; }

    /// <summary>Where to write a file that repeats a failing pass: the IR before it and the pipeline from it on; null writes none.</summary>
    public string? ReproducerPath { get; init; }
}

/// <summary>How long each pass took, in the order they ran.</summary>
/// <param name="Start">As of <see cref="Stopwatch.GetTimestamp"/>.</param>
/// <param name="Anchor">The kind of nested operation that the pass ran on; empty for the module.</param>
public sealed record PassTiming(string Phase, string Pass, long Start, TimeSpan Time, string Anchor = "");

/// <summary>Runs a pipeline: verifies, times, dumps and checks what each phase retires.</summary>
public sealed class PassManager(IRContext context, PassPipeline pipeline, PassManagerOptions? options = null)
{
    private readonly PassManagerOptions _options = options ?? new PassManagerOptions();
    private readonly List<PassTiming> _timings = [];

    public IReadOnlyList<PassTiming> Timings => _timings;

    /// <summary>Runs all phases; false after an error diagnostic.</summary>
    public bool Run(Operation module)
    {
        var passContext = new PassContext(context);
        foreach (var phase in pipeline.Phases)
        {
            foreach (var item in phase.Items)
            {
                if (!RunItem(phase, item, module, module, passContext))
                    return false;
            }
            if (!Verifier.Verify(module, context.Diagnostics) || !CheckRetired(phase, module))
                return false;
            _options.AfterPhase?.Invoke(phase.Name, module);
            if (phase.Name == _options.StopAfter)
                break;
        }
        return true;
    }

    private bool RunItem(Phase phase, PipelineItem item, Operation root, Operation module, PassContext passContext)
    {
        if (item is PassItem single)
            return RunPass(phase, single.Pass, root, module, passContext);
        var nested = (NestedItem)item;
        foreach (var op in root.Walk().Skip(1).Where(o => nested.Anchor == "any" ? o is IIsolatedFromAbove : o.Name == nested.Anchor).ToArray())
        {
            foreach (var inner in nested.Items)
            {
                if (!RunItem(phase, inner, op, module, passContext))
                    return false;
            }
        }
        return true;
    }

    private bool RunPass(Phase phase, Pass pass, Operation root, Operation module, PassContext passContext)
    {
        var before = _options.ReproducerPath is null ? null : OpAsmPrinter.Print(module, new PrintOptions(Generic: true, ResourceLimit: 1 << 20));
        var errors = context.Diagnostics.Errors.Count();
        _options.BeforePass?.Invoke(phase.Name, pass, root);
        var start = Stopwatch.GetTimestamp();
        try
        {
            pass.Run(root, passContext);
        }
        catch (DiagnosticException e)
        {
            context.Diagnostics.Emit(e.Diagnostic);
        }
        catch (Exception) when (before is not null)
        {
            WriteReproducer(before, phase, pass);
            throw;
        }
        _timings.Add(new PassTiming(phase.Name, pass.Text, start, Stopwatch.GetElapsedTime(start), ReferenceEquals(root, module) ? "" : root.Name));
        if (context.Diagnostics.Errors.Count() == errors && _options.VerifyEach)
            Verifier.Verify(root, context.Diagnostics);
        _options.AfterPass?.Invoke(phase.Name, pass, root);
        if (context.Diagnostics.Errors.Count() == errors)
            return true;
        WriteReproducer(before, phase, pass);
        return false;
    }

    private void WriteReproducer(string? ir, Phase phase, Pass pass)
    {
        if (ir is null)
            return;
        var rest = new PassPipeline(new Phase(phase.Name, phase.Items.ToArray().SkipWhile(i => i is not PassItem p || p.Pass != pass).ToEquatableArray()));
        File.WriteAllText(_options.ReproducerPath!, $"{ir}\n{{-#\n  external_resources: {{\n    mlir_reproducer: {{\n      pipeline: \"{rest}\",\n      verify_each: true\n    }}\n  }}\n#-}}\n");
    }

    private bool CheckRetired(Phase phase, Operation module)
    {
        var left = module.Walk().Where(o => o is not UnregisteredOp && phase.Retires.Contains(o.Info.Dialect)).GroupBy(o => o.Name).ToArray();
        foreach (var group in left)
            context.Diagnostics.Error(group.First().Location, $"'{group.Key}' remains {group.Count()} times after phase '{phase.Name}', which retires its dialect");
        return left.Length == 0;
    }
}
