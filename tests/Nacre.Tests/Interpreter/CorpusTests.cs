using Nacre.Transforms.Interpreter;
using Xunit;
using Xunit.Abstractions;

namespace Nacre.Tests.Interpreter;

/// <summary>StableHLO's own test programs through the interpreter. By default a tenth of the large sets runs; all of it with <c>NACRE_FULL=1</c>.</summary>
public sealed class CorpusTests(ITestOutputHelper output)
{
    private static readonly bool Full = Environment.GetEnvironmentVariable("NACRE_FULL") == "1";

    [DataFact("stablehlo/tests/interpret")]
    public void Specification_tests() => RunFolder("stablehlo/tests/interpret", every: 1, atLeast: 505);

    [DataFact("stablehlo/tests/interpret/chlo")]
    public void Chlo_tests() => RunFolder("stablehlo/tests/interpret/chlo", every: 1, atLeast: 14);

    [DataFact("stablehlo/tests/math")]
    public void Functions_at_hard_points() => RunFolder("stablehlo/tests/math", every: 1, atLeast: 45);

    [DataFact("stablehlo/testdata")]
    public void Jax_programs() => RunFolder("stablehlo/testdata", every: Full ? 1 : 10, atLeast: Full ? 2300 : 200);

    [DataFact("stablehlo/testdata/quantized")]
    public void Quantised_programs() => RunFolder("stablehlo/testdata/quantized", every: Full ? 1 : 5, atLeast: 20);

    [DataFact("stablehlo/testdata-2024-08")]
    public void Older_jax_programs() => RunFolder("stablehlo/testdata-2024-08", every: Full ? 1 : 10, atLeast: Full ? 870 : 80);

    private void RunFolder(string folder, int every, int atLeast)
    {
        var files = Directory.GetFiles(TestData.PathOf(folder), "*.mlir").Order(StringComparer.Ordinal).Where((_, i) => i % every == 0);
        var interpreter = ReferenceInterpreter.Create();
        var results = files.SelectMany(CheckProgram.InFile).Where(program => program.Function is null or { FunctionType.Inputs.IsEmpty: true }).Select(program => program.Run(interpreter)).ToArray();
        var passed = results.Count(r => r.Passed);
        output.WriteLine($"{passed} of {results.Length} checks passed");
        var problems = ExpectedFailures.Load(Path.Combine(TestData.Repository, "tests/Nacre.Tests/Interpreter/expected-failures.txt")).Compare(results);
        Assert.True(problems.Count == 0, string.Join("\n", problems));
        Assert.True(passed >= atLeast, $"only {passed} checks ran and passed");
    }
}
