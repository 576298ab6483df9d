using Nacre.Dialects;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Conversion;
using Xunit;

namespace Nacre.Tests.Cli;

/// <summary>Bytecode and portable artifacts on the command line, and as models.</summary>
public sealed class BytecodeCommandTests : IDisposable
{
    private const string Program = """
        func.func public @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
          %0 = stablehlo.tanh %x : tensor<2x3xf32>
          %1 = stablehlo.add %0, %x : tensor<2x3xf32>
          return %1 : tensor<2x3xf32>
        }
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly string _text, _binary;

    public BytecodeCommandTests()
    {
        (_text, _binary) = (_folder["program.mlir"], _folder["program.mlirbc"]);
        File.WriteAllText(_text, Program);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("0.9.0", 0)]
    [InlineData("0.14.0", 4)]
    [InlineData("1.20.0", 6)]
    public void An_artifact_is_written_for_a_version_and_read(string target, int container)
    {
        Assert.Equal(ExitCode.Ok, CommandRun.Of("opt", "--serialize", $"--target={target}", _text, "-o", _binary).Exit);
        Assert.Equal((container, $"StableHLO_v{target}"), BytecodeReader.Identify(File.ReadAllBytes(_binary)));
        Assert.Equal(CommandRun.Of("opt", _text).Out, CommandRun.Of("opt", "--deserialize", _binary).Out);
    }

    [Fact]
    public void Plain_bytecode_keeps_its_dialects()
    {
        Assert.Equal(ExitCode.Ok, CommandRun.Of("opt", "--emit-bytecode", "--emit-bytecode-version=3", _text, "-o", _binary).Exit);
        Assert.Equal((3, "Nacre"), BytecodeReader.Identify(File.ReadAllBytes(_binary)));
        Assert.Equal(CommandRun.Of("opt", _text).Out, CommandRun.Of("opt", _binary).Out);
    }

    [Theory]
    [InlineData("2.0.0", "target version 2.0.0 is greater than current version 1.20.0")]
    [InlineData("0.8.0", "target version 0.8.0 is less than minimum supported 0.9.0")]
    [InlineData("soon", "Invalid target version argument 'soon'")]
    public void A_target_that_does_not_exist_is_an_error_of_usage(string target, string message)
    {
        var run = CommandRun.Of("opt", "--serialize", "--target", target, _text, "-o", _binary);
        Assert.Equal(ExitCode.Usage, run.Exit);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void An_artifact_is_a_model()
    {
        var context = AllDialects.NewContext();
        var bytes = PortableArtifact.Serialize(context, AllDialects.ParseModule(context, Program), new(1, 0, 0));
        var artifact = _folder.Write("model.anything", bytes);
        Assert.Equal(Model.FromMlir(Program).Module.ToString(), Model.Load(artifact).Module.ToString());
        var run = CommandRun.Of("run", artifact, "--input", "input0=ones");
        Assert.Equal((ExitCode.Ok, CommandRun.Of("run", _text, "--input", "input0=ones").Out), (run.Exit, run.Out));
    }

    [Fact]
    public void A_damaged_artifact_says_where()
    {
        CommandRun.Of("opt", "--serialize", _text, "-o", _binary);
        var bytes = File.ReadAllBytes(_binary);
        var run = CommandRun.Of("run", _folder.Write("cut.mlirbc", bytes[..^20]));
        Assert.Equal(ExitCode.ModelUnreadable, run.Exit);
        Assert.Contains("byte ", run.Error, StringComparison.Ordinal);
        Assert.Contains("produced by: StableHLO_v1.20.0", run.Error, StringComparison.Ordinal);
    }
}
