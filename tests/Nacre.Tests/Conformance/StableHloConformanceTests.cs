using Nacre.Testing;
using Nacre.Tests.Interpreter;
using Nacre.Transforms.Interpreter;
using Xunit;
using Xunit.Abstractions;

namespace Nacre.Tests.Conformance;

/// <summary>StableHLO's own test programs, compiled for this machine's CPU. By default a part of the large sets runs; all of it with <c>NACRE_FULL=1</c>.</summary>
public sealed class StableHloConformanceTests(ITestOutputHelper output)
{
    private const string List = "tests/conformance/cpu/stablehlo.txt";
    private static readonly bool Full = Environment.GetEnvironmentVariable("NACRE_FULL") == "1";

    [DataFact("stablehlo/testdata")]
    public void Jax_programs() => Run("stablehlo/testdata", every: Full ? 1 : 20, compiled: Full ? 2290 : 100);

    [DataFact("stablehlo/testdata/quantized")]
    public void Quantised_programs() => Run("stablehlo/testdata/quantized", every: Full ? 1 : 5, compiled: 20);

    [DataFact("stablehlo/testdata-2024-08")]
    public void Older_jax_programs() => Run("stablehlo/testdata-2024-08", every: Full ? 1 : 20, compiled: Full ? 860 : 38);

    [DataFact("stablehlo/tests/interpret")]
    public void Specification_tests() => Run("stablehlo/tests/interpret", every: Full ? 1 : 4, compiled: Full ? 420 : 60);

    [DataFact("stablehlo/tests/math")]
    public void Functions_at_hard_points() => Run("stablehlo/tests/math", every: Full ? 1 : 4, compiled: 8);

    /// <param name="folder">Its files, not those below it.</param>
    /// <param name="every">Of how many files one runs.</param>
    /// <param name="compiled">How many programs at least must pass without the interpreter.</param>
    private void Run(string folder, int every, int compiled)
    {
        var files = Directory.GetFiles(TestData.PathOf(folder), "*.mlir").Order(StringComparer.Ordinal).Where((_, i) => i % every == 0);
        var outcomes = files.SelectMany(TestCases.Find).Select(test => test.Run(new CompileOptions { UseCache = false })).Where(o => o.Skipped is null).ToArray();
        var strict = outcomes.Count(o => o is { Passed: true, IsInterpreted: false } && !o.Fallbacks.Any());
        output.WriteLine($"{outcomes.Count(o => o.Passed)} of {outcomes.Length} programs passed, {strict} of them without the interpreter");
        var problems = ExpectedFailures.Load(Path.Combine(TestData.Repository, List)).Compare([.. outcomes.Select(o => new CheckResult(o.Name, o.Failure))]);
        Assert.True(problems.Count == 0, string.Join("\n", problems));
        Assert.True(strict >= compiled, $"only {strict} programs passed without the interpreter");
    }
}
