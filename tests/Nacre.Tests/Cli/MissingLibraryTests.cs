using Google.Protobuf;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Runtime;

namespace Nacre.Tests.Cli;

/// <summary>Without LLVM's library what needs it ends with exit code 5 and the command that installs it; what does not need it works.</summary>
public sealed class MissingLibraryTests : IDisposable
{
    private const string Variable = "NACRE_LLVM", Nothing = "/nowhere/libLLVM.so";
    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    [InlineData("compile", "--emit", "kernels")]
    [InlineData("compile", "--emit", "code")]
    public void Verbs_that_compile_say_what_to_install(string verb, params string[] options) =>
        CommandRun.OfProcess(Variable, Nothing, [verb, Model(), .. options]).Fails(ExitCode.DeviceOrLibraryMissing, "LLVM 22", Nothing, Variable, "install");

    [Theory]
    [InlineData("import")]
    [InlineData("optimized")]
    public void Phases_that_no_machine_decides_need_no_LLVM(string phase) =>
        Assert.Equal(ExitCode.Ok, CommandRun.OfProcess(Variable, Nothing, "compile", Model(), "--emit", phase).Exit);

    [Fact]
    public void The_stack_trace_is_shown_on_request()
    {
        var plain = CommandRun.OfProcess(Variable, Nothing, "run", Model());
        CommandRun.OfProcess(Variable, Nothing, "run", Model(), "--verbose").ShowsStackTraceOf(plain);
    }

    [Fact]
    public void Tests_end_at_once_instead_of_failing_one_by_one()
    {
        Model(Path.Combine("case", "model.onnx"));
        foreach (var kind in new[] { "input", "output" })
            _folder.Write($"case/test_data_set_0/{kind}_0.pb", Make.FloatVector(0, 0).ToByteArray());
        CommandRun.OfProcess(Variable, Nothing, "test", _folder["case"]).Fails(ExitCode.DeviceOrLibraryMissing, "LLVM 22", Nothing, "install");
    }

    [Fact]
    public void Doctor_reports_it()
    {
        var run = CommandRun.OfProcess(Variable, Nothing, "doctor");
        Assert.Equal(ExitCode.DeviceOrLibraryMissing, run.Exit);
        Assert.Contains(Nothing, run.Out, StringComparison.Ordinal);
        Assert.Contains("install", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void A_library_that_is_not_LLVM_is_refused()
    {
        var file = _folder.Write("libLLVM.so", "no library"u8.ToArray());
        CommandRun.OfProcess(Variable, file, "run", Model()).Fails(ExitCode.DeviceOrLibraryMissing, file);
    }

    private string Model(string name = "add.onnx") => _folder.Write(name, BadModels.Good().ToBytes());

    public void Dispose() => _folder.Dispose();
}
