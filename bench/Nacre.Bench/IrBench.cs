using System.Diagnostics;
using System.Globalization;
using System.Text;
using Nacre.Dialects;
using Nacre.IR;

namespace Nacre.Bench;

/// <summary>How fast IR is read, verified, printed and rewritten, and whether rewriting stays linear in the size of the module.</summary>
internal static class IrBench
{
    private const int Operations = 100_000;
    private static readonly int[] RewriteSizes = [25_000, 50_000, 100_000, 200_000];

    public static void Run(TextWriter output)
    {
        var source = Module(Operations, foldable: false);
        // Once to compile the code, then the best of three: what is compared is the code, not the machine's mood.
        Measure(source);
        var runs = Enumerable.Range(0, 3).Select(_ => Measure(source)).ToArray();
        output.WriteLine($"{Operations:N0} operations, {source.Length / 1e6:F1} MB of text");
        Report(output, "parse", runs.Min(r => r.Parse), Operations);
        Report(output, "verify", runs.Min(r => r.Verify), Operations);
        Report(output, "print", runs.Min(r => r.Print), Operations);
        Rewrite(RewriteSizes[0]);
        var times = RewriteSizes.Select(n => (Size: n, Time: Rewrite(n))).ToArray();
        foreach (var (size, time) in times)
            Report(output, $"fold {size:N0}", time, size);
        var perOperation = times.Select(t => t.Time.TotalSeconds / t.Size).ToArray();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"time per operation, largest to smallest module: {perOperation[^1] / perOperation[0]:F2} (1 is linear)"));
    }

    private static void Report(TextWriter output, string what, TimeSpan time, int operations) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-14} {time.TotalMilliseconds,9:F1} ms {operations / time.TotalSeconds / 1e6,7:F2} M operations/s"));

    /// <summary>A function that is one chain of additions; foldable ones add constants and collapse into one.</summary>
    private static string Module(int operations, bool foldable)
    {
        var text = new StringBuilder("func.func @f(%x: i32) -> i32 {\n  %c = test.constant 3 : i32\n  %v0 = test.add %c, %c : i32\n");
        for (var i = 1; i < operations; i++)
            text.Append(CultureInfo.InvariantCulture, $"  %v{i} = test.add %v{i - 1}, {(foldable ? "%c" : "%x")} : i32\n");
        return text.Append(CultureInfo.InvariantCulture, $"  return %v{operations - 1} : i32\n}}\n").ToString();
    }

    private static (TimeSpan Parse, TimeSpan Verify, TimeSpan Print) Measure(string source)
    {
        var context = AllDialects.NewContext();
        var clock = Stopwatch.StartNew();
        var module = AllDialects.ParseModule(context, source);
        var parse = clock.Elapsed;
        clock.Restart();
        if (!Verifier.Verify(module, context.Diagnostics))
            throw new InvalidOperationException("the generated module does not verify");
        var verify = clock.Elapsed;
        clock.Restart();
        _ = module.ToString();
        return (parse, verify, clock.Elapsed);
    }

    private static TimeSpan Rewrite(int operations)
    {
        var context = AllDialects.NewContext();
        var module = AllDialects.ParseModule(context, Module(operations, foldable: true));
        var clock = Stopwatch.StartNew();
        GreedyRewriter.Apply(context, module, []);
        var time = clock.Elapsed;
        var left = module.Walk().Count();
        return left <= 4 ? time : throw new InvalidOperationException($"{left} operations are left of a module that folds to one constant");
    }
}
