using Nacre.Runtime;

namespace Nacre.Tests.Cli;

/// <summary>A model that cannot be read gives one message with the file and the reason, and exit code 3, from every verb.</summary>
public sealed class UnreadableModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Names => [.. BadModels.All.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Every_verb_says_what_is_wrong(string name)
    {
        var file = Write(name);
        string[] words = [Path.GetFileName(file), .. BadModels.All[name].Words];
        var run = CommandRun.Of("run", file).Fails(ExitCode.ModelUnreadable, words);
        Assert.Empty(run.Out);
        CommandRun.Of("check", file).Fails(ExitCode.ModelUnreadable, words);
        CommandRun.Of("compile", file, "--emit", "import").Fails(ExitCode.ModelUnreadable, words);
        CommandRun.Of("run", file, "--verbose").ShowsStackTraceOf(run);
    }

    [Theory, MemberData(nameof(Names))]
    public void A_test_case_with_it_fails(string name)
    {
        var folder = Path.GetDirectoryName(Write(name))!;
        Directory.CreateDirectory(Path.Combine(folder, "test_data_set_0"));
        var run = CommandRun.Of("test", folder);
        Assert.Equal(ExitCode.TestFailed, run.Exit);
        var lines = run.Out.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.StartsWith("FAIL case: ", lines[0]);
        Assert.All(BadModels.All[name].Words, word => Assert.Contains(word, lines[0], StringComparison.Ordinal));
        Assert.Equal("0 passed, 1 failed, 0 skipped", lines[1]);
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    [InlineData("compile", "--emit", "graph")]
    public void A_file_that_does_not_exist(string verb, params string[] options) =>
        CommandRun.Of([verb, _folder["nowhere.onnx"], .. options]).Fails(ExitCode.ModelUnreadable, "nowhere.onnx", "does not exist");

    [Fact]
    public void A_folder_in_place_of_a_file() => CommandRun.Of("run", _folder.Path).Fails(ExitCode.ModelUnreadable, _folder.Path, "a folder");

    [Fact]
    public void Mlir_text_that_does_not_parse()
    {
        var file = _folder.Write("m.mlir", "func.func @main( {"u8.ToArray());
        CommandRun.Of("run", file).Fails(ExitCode.ModelUnreadable, "m.mlir:1:17");
    }

    [Fact]
    public void Mlir_text_without_main()
    {
        var file = _folder.Write("m.mlir", "func.func @one() { return } func.func @other() { return }"u8.ToArray());
        CommandRun.Of("run", file).Fails(ExitCode.ModelUnreadable, "m.mlir", "@main");
    }

    private string Write(string name)
    {
        var file = Path.Combine("case", "model.onnx");
        BadModels.All[name].Write(_folder, file);
        return _folder[file];
    }

    public void Dispose() => _folder.Dispose();
}
