using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Interpreter;

/// <summary>
/// Checks that are known to fail, each with a reason: lines <c>file:function # reason</c>. A listed check that passes is an error too, so the list can only shrink.
/// </summary>
internal sealed class ExpectedFailures
{
    private readonly Dictionary<string, string> _reasons = new(StringComparer.Ordinal);

    public static ExpectedFailures Load(string path)
    {
        var list = new ExpectedFailures();
        foreach (var line in File.ReadAllLines(path).Where(l => l.Length > 0 && l[0] != '#'))
        {
            var parts = line.Split(" # ", 2);
            list._reasons.Add(parts[0].Trim(), parts.Length == 2 ? parts[1] : throw new FormatException($"no reason: {line}"));
        }
        return list;
    }

    /// <summary>The listed checks.</summary>
    public IEnumerable<string> Names => _reasons.Keys;

    /// <summary>What is wrong with the results: failures that are not listed, and listed checks that ran and passed.</summary>
    public IReadOnlyList<string> Compare(IReadOnlyCollection<CheckResult> results)
    {
        var problems = results.Where(r => !r.Passed && !_reasons.ContainsKey(r.Name)).Select(r => $"{r.Name}: {r.Failure}").ToList();
        problems.AddRange(results.GroupBy(r => r.Name).Where(g => _reasons.ContainsKey(g.Key) && g.All(r => r.Passed)).Select(g => $"{g.Key} passes: take it off the list"));
        return problems;
    }
}
