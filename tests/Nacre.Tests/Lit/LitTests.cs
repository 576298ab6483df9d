using Nacre.Opt;

namespace Nacre.Tests.Lit;

/// <summary>Every file below <c>tests/lit</c>.</summary>
public sealed class LitTests
{
    public static TheoryData<string> Files => [.. LitFile.All];

    public static TheoryData<string> UpstreamFiles => [.. LitFile.All.Where(f => LitFile.Load(f).UpstreamOptions is not null)];

    [Theory, MemberData(nameof(Files))]
    public void Lit(string file) => LitRunner.Run(LitFile.Load(file));

    /// <summary>
    /// MLIR reads what Nacre prints and sees in it what it sees in the file, and Nacre reads what MLIR prints. A file of expected errors has the same errors there.
    /// </summary>
    [MlirOptTheory, MemberData(nameof(UpstreamFiles))]
    public void Upstream(string file)
    {
        var lit = LitFile.Load(file);
        string[] options = [.. LitRunner.Words(lit.UpstreamOptions!)];
        var theirs = MlirOpt.Run(lit.Text, options);
        if (options.Contains("--verify-diagnostics"))
            return;
        var ours = Nacre(lit.Text, options);
        Assert.Equal(theirs, MlirOpt.Run(ours, options));
        if (lit.IsSameUpstream)
            Assert.Equal(Normal(theirs), Normal(ours));
        Assert.Equal(ours, Nacre(theirs, options));
    }

    /// <summary>Without blanks at the ends of lines and of the text.</summary>
    private static string Normal(string text) => string.Join('\n', text.TrimEnd().Split('\n').Select(l => l.TrimEnd().Replace("  {", " {", StringComparison.Ordinal)));

    private static string Nacre(string text, string[] options)
    {
        var result = new OptDriver(Passes.All(), new OptOptions
        {
            SplitInputFile = options.Contains("--split-input-file"),
            AllowUnregisteredDialects = options.Contains("--allow-unregistered-dialect"),
        }, TextWriter.Null).Run(text, "-");
        return result.Status == OptStatus.Ok ? result.Output : throw new LitException($"{string.Join('\n', result.Messages)}");
    }
}
