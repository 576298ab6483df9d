using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.IR;
using Nacre.Transforms.Conversion;

namespace Nacre.Opt;

/// <summary>Parses a file, verifies it, runs passes and prints it: the work of <c>nacre opt</c>.</summary>
/// <param name="passes">The passes that the pipeline may name.</param>
/// <param name="log">Receives dumps and timings.</param>
public sealed class OptDriver(PassRegistry passes, OptOptions options, TextWriter log)
{
    /// <summary>Takes a file of text or of bytecode.</summary>
    /// <exception cref="FormatException">The pipeline is wrong, or the options do not go with bytecode.</exception>
    public OptResult Run(ReadOnlyMemory<byte> bytes, string file)
    {
        if (!BytecodeFormat.IsBytecode(bytes.Span))
            return Run(AllDialects.TextOf(bytes.Span), file);
        if (options.SplitInputFile || options.VerifyDiagnostics || options.RunReproducer)
            throw new FormatException("--split-input-file, --verify-diagnostics and --run-reproducer read text, and this is bytecode");
        return Process(NewContext(), context => options.Deserialize ? PortableArtifact.Read(context, bytes, file) : AllDialects.ReadModule(context, bytes, file), () => options.Pipeline);
    }

    /// <exception cref="FormatException">The pipeline is wrong.</exception>
    public OptResult Run(string source, string file)
    {
        var parts = options.SplitInputFile ? SourceParts.Split(source) : [source];
        return OptResult.Join([.. parts.Select(part => RunPart(part, file))]);
    }

    private IRContext NewContext()
    {
        var context = AllDialects.NewContext();
        context.AllowUnregisteredDialects = options.AllowUnregisteredDialects;
        return context;
    }

    private OptResult RunPart(string source, string file)
    {
        var context = NewContext();
        var result = Process(context, c => AllDialects.ParseModule(c, source, file), () => options.RunReproducer ? ReproducerPipeline(context, source) : options.Pipeline);
        if (!options.VerifyDiagnostics)
            return result;
        var mismatches = ExpectedDiagnostics.Read(source).Compare(context.Diagnostics.All, file);
        return new OptResult(mismatches.Count == 0 ? OptStatus.Ok : OptStatus.Failed, result.Output, mismatches);
    }

    private OptResult Process(IRContext context, Func<IRContext, ModuleOp> read, Func<string> pipeline)
    {
        if (Read(context, read) is not { } module || !Verifier.Verify(module, context.Diagnostics))
            return OptResult.Invalid(context.Diagnostics);
        var text = pipeline();
        if (text.Length > 0 && !RunPasses(context, module, PassPipeline.Parse(text, passes)))
            return new OptResult(OptStatus.Failed, "", OptResult.Texts(context.Diagnostics));
        if (options.VerifyRoundtrip && !RoundtripHolds(context, module))
            return new OptResult(OptStatus.Failed, "", OptResult.Texts(context.Diagnostics));
        return Output(context, module);
    }

    private OptResult Output(IRContext context, ModuleOp module)
    {
        try
        {
            var bytes = options.Target is { } target ? PortableArtifact.Serialize(context, module, target) : options.Bytecode is { } bytecode ? BytecodeWriter.Write(context, module, bytecode) : null;
            var text = bytes is null ? OpAsmPrinter.Print(module, options.Print) : "";
            return new OptResult(OptStatus.Ok, text, OptResult.Texts(context.Diagnostics)) { Bytecode = bytes };
        }
        catch (DiagnosticException e)
        {
            context.Diagnostics.Emit(e);
            return new OptResult(OptStatus.Failed, "", OptResult.Texts(context.Diagnostics));
        }
    }

    private static ModuleOp? Read(IRContext context, Func<IRContext, ModuleOp> read)
    {
        try
        {
            return read(context);
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
