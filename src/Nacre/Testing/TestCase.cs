using Nacre.Compilation;
using Nacre.Frontends;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;

namespace Nacre.Testing;

/// <summary>How exact outputs must be: |got − expected| ≤ atol + rtol·|expected|; the defaults are those of ONNX's own runner.</summary>
/// <param name="IsNetwork">Differences that rounding in many layers explains are none, see docs/testing.md.</param>
public sealed record Tolerance(double Rtol = 1e-3, double Atol = 1e-7, bool IsNetwork = true);

/// <summary>What became of a test case.</summary>
/// <param name="Failure">Null when it passed.</param>
/// <param name="Kernels">What ran; empty where the interpreter ran the whole program.</param>
/// <param name="Skipped">Why it was not run; null where it was.</param>
public sealed record TestOutcome(string Name, string? Failure, IReadOnlyList<KernelReport> Kernels, string? Skipped = null)
{
    public bool Passed => Failure is null && Skipped is null;

    /// <summary>Kernels that ran on the interpreter.</summary>
    public IEnumerable<KernelReport> Fallbacks => Kernels.Where(k => !k.IsCompiled);

    /// <summary>Whether the interpreter ran the whole program.</summary>
    public bool IsInterpreted { get; init; }
}

/// <summary>Something that <c>nacre test</c> runs.</summary>
public interface ITestCase
{
    /// <summary>For people.</summary>
    string Name { get; }

    /// <summary>What the suite says about this case; null when it says nothing.</summary>
    Tolerance? Tolerance { get; }

    /// <param name="options">How it is compiled.</param>
    /// <param name="tolerance">Null takes the suite's, or the default; programs that compare by themselves need none.</param>
    /// <exception cref="NacreException"><see cref="ExitCode.DeviceOrLibraryMissing"/>: no case can run on this machine.</exception>
    TestOutcome Run(CompileOptions options, Tolerance? tolerance = null);
}

/// <summary>Finds test cases of all kinds.</summary>
public static class TestCases
{
    /// <summary>The target on which the interpreter runs everything.</summary>
    public const string Interpreter = CompileOptions.Interpreter;

    /// <summary>The cases of a file of check programs, or those in a folder and below it, by name. They are read as the sequence is walked.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.Usage"/>: there is no such file or folder.</exception>
    public static IEnumerable<ITestCase> Find(string path)
    {
        if (File.Exists(path) && Path.GetExtension(path) == CheckCase.Extension)
            return CheckCase.InFile(path);
        if (!Directory.Exists(path))
            throw new NacreException(ExitCode.Usage, $"'{path}' does not exist, or is no folder and no .mlir file");
        return Directory.EnumerateFiles(path, $"*{CheckCase.Extension}", SearchOption.AllDirectories).Order(StringComparer.Ordinal).SelectMany(CheckCase.InFile).Concat(TestCase.Find(path));
    }
}

/// <summary>An ONNX test case: a model with sets of inputs and expected outputs.</summary>
/// <param name="Name">For people: the folder's or the model's name.</param>
/// <param name="Model">The model file.</param>
/// <param name="Sets">What to run; none makes the case fail.</param>
/// <param name="Tolerance">What the suite says about this case; null when it says nothing.</param>
public sealed record TestCase(string Name, string Model, IReadOnlyList<TestSet> Sets, Tolerance? Tolerance = null) : ITestCase
{
    /// <summary>The cases in a folder and those below it, by name. There are two layouts:</summary>
    /// <remarks>
    /// <c>FOLDER/model.onnx</c> with <c>FOLDER/test_data_set_N/{input,output}_I.pb</c>, and <c>NAME.onnx</c> with <c>NAME_output_I.pb</c> beside it, whose
    /// inputs are generated (<see cref="GeneratedSet"/>).
    /// </remarks>
    public static IEnumerable<TestCase> Find(string folder)
    {
        if (!Directory.Exists(folder))
            throw new NacreException(ExitCode.Usage, $"the folder '{folder}' does not exist");
        var model = Path.Combine(folder, "model.onnx");
        if (File.Exists(model))
            return [new TestCase(Path.GetFileName(Path.GetFullPath(folder)), model, StoredSet.In(folder))];
        var below = Directory.GetDirectories(folder).Order(StringComparer.Ordinal).SelectMany(Find);
        return GeneratedSet.ModelsIn(folder).Select(m => new TestCase(Path.GetFileNameWithoutExtension(m), m, [new GeneratedSet(m)], PublishedTolerance.Of(m))).Concat(below);
    }

    public TestOutcome Run(CompileOptions options, Tolerance? tolerance = null) => Guarded(Name, () =>
    {
        var model = Nacre.Model.Load(Model);
        var isInterpreted = options.Target == TestCases.Interpreter;
        using var engine = model.Compile(isInterpreted ? options with { Target = new CompileOptions().Target } : options);
        using var session = engine.CreateSession();
        var failure = Sets.Count == 0 ? "it has no test_data_set folder" : Sets.Select(set => Run(model, session, set, tolerance ?? Tolerance ?? new Tolerance(), isInterpreted)).FirstOrDefault(f => f is not null);
        return new TestOutcome(Name, failure, session.LastKernels) { IsInterpreted = session.LastRunWasInterpreted };
    });

    /// <summary>A run whose defects are the case's failures.</summary>
    internal static TestOutcome Guarded(string name, Func<TestOutcome> run)
    {
        try
        {
            return run();
        }
        catch (Exception e) when (e is NacreException { Code: not ExitCode.DeviceOrLibraryMissing } or ModelFormatException or DiagnosticException)
        {
            return new TestOutcome(name, e.Message, []);
        }
        catch (Exception e) when (e is not (OutOfMemoryException or NacreException))
        {
            // A defect of Nacre must fail its case, not end the run.
            return new TestOutcome(name, $"internal error: {e.GetType().Name}: {e.Message} {e.StackTrace?.Split('\n').FirstOrDefault()?.Trim()}", []);
        }
    }

    private static string? Run(Model model, InferenceSession session, TestSet set, Tolerance tolerance, bool isInterpreted)
    {
        var inputs = model.Inputs.Select(set.Input).ToArray();
        var expected = model.Outputs.Select(set.Output).ToArray();
        var isTensors = inputs.All(i => i is TensorValue or StringTensorValue);
        var actual = isTensors && !isInterpreted ? RunTensors(session, inputs, model) : session.RunValues(inputs);
        tolerance = tolerance with { IsNetwork = tolerance.IsNetwork && AccumulatedRounding.IsPossible(model.Module) };
        for (var i = 0; i < expected.Length; i++)
        {
            if (expected[i] is { } value && Difference(model, i, actual[i], value, tolerance) is { } difference)
                return $"output '{model.Outputs[i].Name}': {difference}";
        }
        return null;
    }

    private static string? Difference(Model model, int output, InterpreterValue actual, InterpreterValue expected, Tolerance tolerance)
    {
        var difference = ValueComparer.Difference(actual, expected, tolerance);
        return difference is not null && RandomResults.Reach(model.Main.Body.Entry.Terminator!.Operand(output)) ? ValueComparer.TypeDifference(actual, expected) : difference;
    }

    private static IReadOnlyList<InterpreterValue> RunTensors(InferenceSession session, InterpreterValue[] inputs, Model model)
    {
        if (model.Outputs.Any(o => !o.TypeText.StartsWith("tensor", StringComparison.Ordinal)))
            return session.RunValues(inputs);
        var outputs = session.Run([.. inputs.Select(ElementTypeMap.ToTensor)]);
        return [.. outputs.Select(ElementTypeMap.ToValue)];
    }

    /// <summary>Reads a file with one TensorProto.</summary>
    public static HostTensor ReadTensor(string path) => ElementTypeMap.ToTensor(ValueFile.ReadTensor(path));
}
