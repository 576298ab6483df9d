using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.IR;

namespace Nacre.Opt;

/// <summary>Parses a file, verifies it, runs passes and prints it: the work of <c>nacre opt</c>.</summary>
/// <param name="passes">The passes that the pipeline may name.</param>
/// <param name="log">Receives dumps and timings.</param>
public sealed class OptDriver(PassRegistry passes, OptOptions options, TextWriter log)
{
    /// <exception cref="FormatException">The pipeline is wrong.</exception>
    public OptResult Run(string source, string file)
    {
        var parts = options.SplitInputFile ? SourceParts.Split(source) : [source];
        return OptResult.Join([.. parts.Select(part => RunPart(part, file))]);
    }

    private OptResult RunPart(string source, string file)
    {
        var context = AllDialects.NewContext();
        context.AllowUnregisteredDialects = options.AllowUnregisteredDialects;
        var result = Process(context, source, file);
        if (!options.VerifyDiagnostics)
            return result;
        var mismatches = ExpectedDiagnostics.Read(source).Compare(context.Diagnostics.All, file);
        return new OptResult(mismatches.Count == 0 ? OptStatus.Ok : OptStatus.Failed, result.Output, mismatches);
    }

    private OptResult Process(IRContext context, string source, string file)
    {
        if (Parse(context, source, file) is not { } module || !Verifier.Verify(module, context.Diagnostics))
            return OptResult.Invalid(context.Diagnostics);
        var text = options.RunReproducer ? ReproducerPipeline(context, source) : options.Pipeline;
        if (text.Length > 0 && !RunPasses(context, module, PassPipeline.Parse(text, passes)))
            return new OptResult(OptStatus.Failed, "", OptResult.Texts(context.Diagnostics));
        if (options.VerifyRoundtrip && !RoundtripHolds(context, module))
            return new OptResult(OptStatus.Failed, "", OptResult.Texts(context.Diagnostics));
        var output = OpAsmPrinter.Print(module, options.Print);
        return new OptResult(OptStatus.Ok, output, OptResult.Texts(context.Diagnostics));
    }

    private static ModuleOp? Parse(IRContext context, string source, string file)
    {
        try
        {
            return AllDialects.ParseModule(context, source, file);
        }
        catch (DiagnosticException e)
        {
            context.Diagnostics.Emit(e);
            return null;
        }
    }

    private static string ReproducerPipeline(IRContext context, string source) =>
        OpAsmParser.ReadExternalResource(context, source, "mlir_reproducer", "pipeline") ?? throw new FormatException("the file has no 'mlir_reproducer' resource with a pipeline");

    private bool RunPasses(IRContext context, ModuleOp module, PassPipeline pipeline)
    {
        var dumps = new PassDumps(options, log);
        var manager = new PassManager(context, pipeline, new PassManagerOptions
        {
            VerifyEach = options.VerifyEach,
            BeforePass = dumps.Before,
            AfterPass = dumps.After,
            ReproducerPath = options.ReproducerPath,
        });
        var succeeded = manager.Run(module);
        if (options.Timing)
            TimingReport.Write(manager.Timings, log);
        return succeeded;
    }

    private bool RoundtripHolds(IRContext context, ModuleOp module)
    {
        try
        {
            CheckRoundtrip(context, module, options.Print);
            CheckRoundtrip(context, module, options.Print with { Generic = true });
        }
        catch (DiagnosticException e)
        {
            context.Diagnostics.Emit(e);
        }
        return !context.Diagnostics.HasErrors;
    }

    /// <summary>Prints the module, reads that and prints it again; says where the two differ.</summary>
    private static void CheckRoundtrip(IRContext context, ModuleOp module, PrintOptions print)
    {
        var first = OpAsmPrinter.Print(module, print);
        var second = OpAsmPrinter.Print(AllDialects.ParseModule(context, first, "the printed module"), print);
        if (first == second)
            return;
        var (was, reads) = first.Split('\n').Zip(second.Split('\n')).First(lines => lines.First != lines.Second);
        context.Diagnostics.Error(module.Location, $"the printed form reads back differently: '{was.Trim()}' as '{reads.Trim()}'");
    }
}
