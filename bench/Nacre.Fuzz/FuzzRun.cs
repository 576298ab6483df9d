using System.Diagnostics;
using Nacre.Fuzz.Cases;
using Nacre.Fuzz.Graphs;
using Nacre.Fuzz.Judging;
using Nacre.Fuzz.Ops;

namespace Nacre.Fuzz;

/// <summary>Draws cases, compares them and counts.</summary>
internal sealed class FuzzRun(FuzzOptions options, TextWriter output)
{
    /// <summary>Operator sets in which models are drawn: from the first with today's broadcasting to the newest one that ONNX Runtime 1.30 does not call experimental.</summary>
    private const int OldestOpset = 7, NewestOpset = 26;

    private const int LeastNodes = 5, MostNodes = 30;

    /// <summary>Rounding errors of the nodes of a graph add up.</summary>
    private const double GraphTolerance = 50;

    private readonly Judge _judge = new(options.Graphs ? GraphTolerance : 1);
    private readonly Dictionary<VerdictKind, int> _counts = Enum.GetValues<VerdictKind>().ToDictionary(k => k, _ => 0);
    private readonly SortedDictionary<string, int> _reasons = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _compared = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _refused = new(StringComparer.Ordinal);

    /// <summary>True where there is no unexplained difference.</summary>
    public bool Run()
    {
        if (options.Case is { } one)
            return RunOne(one);
        var clock = Stopwatch.StartNew();
        var seeds = new Random(options.Seed);
        for (var compared = 0; compared < options.Count;)
            compared += Compare(DrawCase(seeds.Next())) ? 1 : 0;
        Report(clock.Elapsed);
        return _counts[VerdictKind.Unexplained] == 0;
    }

    private bool RunOne(int seed)
    {
        var drawn = DrawCase(seed);
        output.WriteLine(CaseFolder.Text(drawn));
        var verdict = _judge.Of(drawn);
        output.WriteLine($"{verdict.Kind}: {verdict.Detail}");
        return verdict.Kind != VerdictKind.Unexplained;
    }

    private FuzzCase DrawCase(int seed)
    {
        var random = new Draw(seed);
        if (!options.Graphs)
            return DrawOperator(random, seed);
        var graph = new GraphDraw(random, random.Int(OldestOpset, NewestOpset));
        graph.Grow(random.Int(LeastNodes, MostNodes));
        return graph.Finish(seed);
    }

    private FuzzCase DrawOperator(Draw random, int seed)
    {
        var name = options.Only ?? random.Of([.. OpTable.Rows.Select(r => r.Name).Distinct()]);
        var row = random.Of([.. OpTable.Rows.Where(r => r.Name == name)]);
        var model = new ModelDraw(random, random.Int(Math.Max(row.Since, OldestOpset), Math.Min(row.Until, NewestOpset)));
        row.Draw(model, row.Name);
        return model.Finish(seed);
    }

    /// <summary>False where the case has to be drawn again.</summary>
    private bool Compare(FuzzCase drawn)
    {
        NoteCurrent(drawn);
        var verdict = _judge.Of(drawn);
        _counts[verdict.Kind]++;
        if (verdict.Kind == VerdictKind.Refused)
        {
            foreach (var op in drawn.Ops)
                _refused[op] = verdict.Detail;
            return false;
        }
        foreach (var op in drawn.Ops)
            _compared[op] = _compared.GetValueOrDefault(op) + 1;
        if (verdict.Kind == VerdictKind.Explained)
            _reasons[verdict.Detail] = _reasons.GetValueOrDefault(verdict.Detail) + 1;
        if (verdict.Kind == VerdictKind.Unexplained)
            Show(drawn, verdict);
        else if (verdict.Kind == VerdictKind.Explained && options.Verbose)
            output.WriteLine($"case {drawn.Seed}: {string.Join(", ", drawn.Ops)}: {verdict.Detail}");
        return true;
    }

    /// <summary>A crash of the process leaves the seed of its case behind.</summary>
    private void NoteCurrent(FuzzCase drawn)
    {
        Directory.CreateDirectory(options.Folder);
        File.WriteAllText(Path.Combine(options.Folder, "current.txt"), $"{(options.Graphs ? "graphs" : "ops")} --case {drawn.Seed}\n{CaseFolder.Text(drawn)}\n");
    }

    private void Show(FuzzCase drawn, Verdict verdict)
    {
        var smallest = options.Graphs ? new Shrinker(_judge).Shrink(drawn) : drawn;
        var shown = ReferenceEquals(smallest, drawn) ? verdict : _judge.Of(smallest);
        var folder = Path.Combine(options.Folder, $"{drawn.Seed}-{smallest.Ops[^1]}");
        CaseFolder.Write(folder, smallest, shown.Expected!);
        output.WriteLine($"case {drawn.Seed} ({folder}): {shown.Detail}\n{CaseFolder.Text(smallest)}");
    }

    private void Report(TimeSpan time)
    {
        foreach (var (reason, count) in _reasons)
            output.WriteLine($"{count,5} explained: {reason}");
        foreach (var (op, refusal) in _refused.Where(r => !_compared.ContainsKey(r.Key)))
            output.WriteLine($"      never compared: {op}: {refusal}");
        output.WriteLine(
            $"{options.Count} cases of {_compared.Count} operators in {time.TotalSeconds:F0} s: {_counts[VerdictKind.Agrees]} agree, {_counts[VerdictKind.Explained]} explained, "
            + $"{_counts[VerdictKind.Unexplained]} unexplained; {_counts[VerdictKind.Refused]} more were refused by ONNX Runtime and drawn again");
    }
}
