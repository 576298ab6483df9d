using Nacre.Runtime;

namespace Nacre.Tests.Cli;

/// <summary>Command lines that mean nothing: exit code 2 and one line that says what is wrong and where help is.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("", "verb", "nacre --help")]
    [InlineData("frobnicate", "'frobnicate'", "nacre --help")]
    [InlineData("run", "MODEL", "nacre run --help")]
    [InlineData("check", "MODEL", "nacre check --help")]
    [InlineData("compile m.onnx", "--emit", "nacre compile --help")]
    [InlineData("run m.onnx --bogus", "'--bogus'", "nacre run --help")]
    [InlineData("run m.onnx other.onnx", "'other.onnx'", "nacre run --help")]
    [InlineData("run m.onnx --threads many", "'many'", "--threads", "nacre run --help")]
    [InlineData("test", "DIR", "nacre test --help")]
    [InlineData("test . --rtol big", "'big'", "--rtol", "nacre test --help")]
    public void A_command_line_that_does_not_parse(string line, params string[] words)
    {
        var run = CommandRun.Of(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Fails(ExitCode.Usage, words);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
        Assert.Empty(run.Out);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    [InlineData("compile", "--emit", "graph")]
    public void An_unknown_target(string verb, params string[] options) =>
        CommandRun.Of([verb, Model(), "--target", "z80", .. options]).Fails(ExitCode.Usage, "'z80'", "host", "x86-64-v3");

    [Fact]
    public void An_unknown_phase() => CommandRun.Of("compile", Model(), "--emit", "soup").Fails(ExitCode.Usage, "'soup'", "import, graph, optimized");

    [Fact]
    public void Fewer_threads_than_none() => CommandRun.Of("run", Model(), "--threads", "-1").Fails(ExitCode.Usage, "threads", "-1");

    [Fact]
    public void A_folder_without_test_cases() => CommandRun.Of("test", _folder.Path).Fails(ExitCode.Usage, _folder.Path, "test_data_set");

    [Fact]
    public void A_folder_of_test_cases_that_does_not_exist() => CommandRun.Of("test", _folder["nowhere"]).Fails(ExitCode.Usage, "nowhere", "does not exist");

    [Theory]
    [InlineData("--help", "Usage:", "nacre [command]", "doctor")]
    [InlineData("run --help", "nacre run <MODEL>", "--strict")]
    public void Help_is_no_error(string line, params string[] words)
    {
        var run = CommandRun.Of(line.Split(' '));
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        Assert.All(words, word => Assert.Contains(word, run.Out, StringComparison.Ordinal));
    }

    private string Model() => _folder.Write("add.onnx", BadModels.Good().ToBytes());

    public void Dispose() => _folder.Dispose();
}
