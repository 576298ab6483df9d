using Nacre.Dialects;
using Nacre.IR;
using Nacre.Transforms.Conversion.OnnxToStableHlo;
using Nacre.Transforms.Interpreter;
using Xunit.Abstractions;

namespace Nacre.Tests.Conversion.OnnxToStableHlo;

/// <summary>ONNX's own test cases of single operators: lowered to StableHLO and interpreted, they give the published outputs.</summary>
public sealed class OnnxNodeTests(ITestOutputHelper output)
{
    private const string Folder = "onnx-1.22/node";

    /// <summary>Cases whose results differ, with the reason.</summary>
    private static readonly Dictionary<string, string> Expected = new();

    [DataFact(Folder)]
    public void LoweredCasesGiveThePublishedOutputs()
    {
        var (passed, kept) = (0, 0);
        var differing = new List<string>();
        foreach (var folder in Directory.GetDirectories(TestData.PathOf(Folder)).Order(StringComparer.Ordinal))
        {
            var name = Path.GetFileName(folder);
            if (OnnxCase.Load(folder) is not { } test || !Lower(test))
                kept++;
            else if (Run(test) is not { } difference)
                passed++;
            else if (!Expected.ContainsKey(name))
                differing.Add($"{name}: {difference}");
        }
        output.WriteLine($"{passed} cases pass, {kept} are not lowered entirely");
        Assert.Empty(differing);
        Assert.NotEqual(0, passed);
    }

    private static bool Lower(OnnxCase test)
    {
        new ConvertOnnxToStableHloPass().Run(test.Module, new PassContext(AllDialects.NewContext()));
        return !test.Module.Walk().Any(op => op.Info.Dialect.StartsWith("onnx", StringComparison.Ordinal));
    }

    private static string? Run(OnnxCase test)
    {
        var diagnostics = new DiagnosticEngine();
        if (!Verifier.Verify(test.Module, diagnostics))
            return diagnostics.Errors.First().Message;
        var results = ReferenceInterpreter.Create().Run(test.Main, test.Inputs);
        return test.Outputs.Zip(results, (expected, actual) => OnnxCase.Difference(expected, actual.AsTensor)).FirstOrDefault(d => d is not null);
    }
}
