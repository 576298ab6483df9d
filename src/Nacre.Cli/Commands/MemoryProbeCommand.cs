using System.CommandLine;
using Nacre.Comparison;
using Nacre.Runtime;

namespace Nacre.Cli.Commands;

/// <summary><c>nacre memory-probe</c>, hidden: loads a model in one engine, runs it a few times and prints a <see cref="MemoryUse"/>. <see cref="MemoryComparison"/> starts it in processes of its own.</summary>
internal sealed class MemoryProbeCommand : Command
{
    public const string Verb = "memory-probe", Nacre = "nacre", OnnxRuntime = "onnxruntime";

    /// <summary>The first run may allocate what later ones reuse.</summary>
    private const int Runs = 3;

    private readonly Argument<string> _engine = new("ENGINE") { Description = $"{Nacre} or {OnnxRuntime}" };
    private readonly Argument<string> _model = new("MODEL") { Description = "A file that the engine reads" };
    private readonly Option<int> _threads = new("--threads") { Description = "Threads", DefaultValueFactory = _ => 1 };
    private readonly Option<string[]> _inputs = new("--input") { Description = "FILE.npy for each input, in order", Arity = ArgumentArity.ZeroOrMore, DefaultValueFactory = _ => [] };

    public MemoryProbeCommand(CommandConsole console, ErrorPrinter errors) : base(Verb, "Prints the resident memory in bytes before a model is opened and at most")
    {
        Hidden = true;
        Arguments.Add(_engine);
        Arguments.Add(_model);
        Options.Add(_threads);
        Options.Add(_inputs);
        SetAction(errors.Guard(parsed =>
        {
            console.Out.WriteLine(MemoryUse.Of(() => Run(parsed)));
            return ExitCode.Ok;
        }));
    }

    private void Run(ParseResult parsed)
    {
        HostTensor[] inputs = [.. parsed.GetValue(_inputs)!.Select(file => Npy.Read(file))];
        var (model, threads) = (parsed.GetValue(_model)!, parsed.GetValue(_threads));
        if (parsed.GetValue(_engine) == OnnxRuntime)
            RunOnnxRuntime(model, threads, inputs);
        else
            RunNacre(model, threads, inputs);
    }

    private static void RunNacre(string model, int threads, HostTensor[] inputs)
    {
        using var engine = Engine.Open(model, new CompileOptions { Threads = threads });
        using var session = engine.CreateSession();
        var outputs = session.Run(inputs);
        for (var i = 1; i < Runs; i++)
            session.Run(inputs, outputs);
    }

    private static void RunOnnxRuntime(string model, int threads, HostTensor[] inputs)
    {
        using var session = new OnnxRuntimeSession(model, threads);
        session.Bind(session.InputNames.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => inputs[p.i]));
        for (var i = 0; i < Runs; i++)
            session.Run();
    }
}
