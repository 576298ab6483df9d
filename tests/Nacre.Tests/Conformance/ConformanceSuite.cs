using Nacre.Testing;
using Nacre.Tests.Interpreter;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Conformance;

/// <summary>A folder of test cases on one target, with the list of cases that are known to fail there: <c>tests/conformance/TARGET/SUITE.txt</c>.</summary>
internal sealed record ConformanceSuite(string Folder, string List)
{
    private string ListPath => Path.Combine(TestData.Repository, "tests/conformance", List);

    private TestCase[] Cases => [.. TestCase.Find(TestData.PathOf(Folder))];

    /// <summary>Runs every <paramref name="of"/>-th case, beginning with number <paramref name="part"/>. A case that is not listed must pass, and a listed one must fail.</summary>
    public void Run(int part, int of)
    {
        var results = Cases.Where((_, i) => i % of == part).Select(test => new CheckResult(test.Name, test.Run(new CompileOptions { UseCache = false }).Failure)).ToArray();
        Assert.NotEmpty(results);
        var problems = ExpectedFailures.Load(ListPath).Compare(results);
        Assert.True(problems.Count == 0, string.Join("\n", problems));
    }

    /// <summary>A list names only cases that there are.</summary>
    public void CheckList()
    {
        var names = Cases.Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        Assert.All(ExpectedFailures.Load(ListPath).Names, name => Assert.Contains(name, names));
    }
}
