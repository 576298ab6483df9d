using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Runtime;
using Nacre.Tests.Frontends.Onnx;

namespace Nacre.Tests.Cli;

/// <summary>Inputs that do not fit the model, operators that nothing can run, and command lines that say nothing.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _model;

    public BadInputTests() => _model = _folder.Write("add.onnx", BadModels.Good().ToBytes());

    [Fact]
    public void The_model_of_these_tests_runs()
    {
        var run = CommandRun.Of("run", _model, "--input", "x=ones");
        Assert.Equal((ExitCode.Ok, "y: tensor<2xf32> [1, 1]", ""), (run.Exit, run.Out.TrimEnd(), run.Error));
    }

    [Fact]
    public void A_wrong_shape()
    {
        var run = CommandRun.Of("run", _model, "--input", $"x={Floats(3)}").Fails(ExitCode.Usage, "'x'", "tensor<2xf32>", "[3]");
        CommandRun.Of("run", _model, "--input", $"x={Floats(3)}", "--verbose").ShowsStackTraceOf(run);
    }

    [Fact]
    public void A_wrong_rank() => CommandRun.Of("run", _model, "--input", Floats(1, 2)).Fails(ExitCode.Usage, "'x'", "tensor<2xf32>", "[1, 2]");

    [Fact]
    public void A_wrong_type()
    {
        Npy.Write(_folder["x.npy"], HostTensor.FromArray(new long[2], 2));
        CommandRun.Of("run", _model, "--input", _folder["x.npy"]).Fails(ExitCode.Usage, "'x'", "tensor<2xf32>", "i64", "convert");
    }

    [Fact]
    public void An_unknown_input_name() => CommandRun.Of("run", _model, "--input", $"z={Floats(2)}").Fails(ExitCode.Usage, "no input 'z'", "'x'");

    [Fact]
    public void More_inputs_than_the_model_has() => CommandRun.Of("run", _model, "--input", Floats(2), "--input", "ones").Fails(ExitCode.Usage, "has only 1", "'x'");

    [Fact]
    public void One_input_given_twice() => CommandRun.Of("run", _model, "--input", "x=ones", "--input", "x=random").Fails(ExitCode.Usage, "'x'", "twice");

    [Fact]
    public void A_missing_input_file() => CommandRun.Of("run", _model, "--input", $"x={_folder["nowhere.npy"]}").Fails(ExitCode.Usage, "x", "nowhere.npy", "does not exist");

    [Theory]
    [InlineData("x.npy")]
    [InlineData("x.png")]
    [InlineData("x.pb")]
    [InlineData("x.raw")]
    public void A_damaged_input_file(string name)
    {
        var file = _folder.Write(name, "not numbers"u8.ToArray());
        var model = _folder.Write("picture.onnx", new ModelBuilder().Input("x", 1, 1, 2, 2).Node("y = Relu(x)").TypedOutput("y", 1, 1, 2, 2).ToBytes());
        CommandRun.Of("run", model, "--input", file).Fails(ExitCode.ModelUnreadable, name);
    }

    [Fact]
    public void A_picture_for_an_input_that_is_none()
    {
        var file = _folder.Write("x.png", []);
        CommandRun.Of("run", _model, "--input", file).Fails(ExitCode.Usage, "'x'", "tensor<2xf32>", "no image");
    }

    [Fact]
    public void An_unknown_operator_is_kept_until_it_must_run()
    {
        var file = WriteCustom();
        Assert.Contains("Frobnicate", CommandRun.Of("compile", file, "--emit", "import").Out, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Ok, CommandRun.Of("check", file).Exit);
        var run = CommandRun.Of("run", file).Fails(ExitCode.Unsupported, "com.example", "Frobnicate", "n_y");
        CommandRun.Of("run", file, "--strict").Fails(ExitCode.Unsupported, "com.example", "Frobnicate", "n_y");
        CommandRun.Of("run", file, "--verbose").ShowsStackTraceOf(run);
    }

    [Fact]
    public void An_unknown_operator_that_no_output_needs_does_no_harm()
    {
        var unused = ModelBuilder.Parse("z = Frobnicate(x)");
        unused.Domain = "com.example";
        var builder = BadModels.Good();
        builder.Graph.Node.Add(unused);
        Assert.Equal(ExitCode.Ok, CommandRun.Of("run", _folder.Write("unused.onnx", builder.ToBytes())).Exit);
    }

    [Fact]
    public void An_output_whose_type_is_not_declared_does_not_need_the_interpreter()
    {
        var file = _folder.Write("open.onnx", new ModelBuilder().Input("x", 2).Node("y = Relu(x)").Output("y").ToBytes());
        var run = CommandRun.Of("run", file, "--input", "ones", "--strict");
        Assert.Equal((ExitCode.Ok, "y: tensor<2xf32> [1, 1]", ""), (run.Exit, run.Out.TrimEnd(), run.Error));
    }

    [Theory]
    [InlineData("z=2", "no input 'z'", "'x'")]
    [InlineData("x=3", "'x'", "tensor<2xf32>", "[3]")]
    [InlineData("x=1x2", "'x'", "tensor<2xf32>", "[1, 2]")]
    [InlineData("x=2xfoo", "'foo'")]
    [InlineData("2", "NAME=")]
    public void A_shape_that_does_not_fit(string shape, params string[] words)
    {
        CommandRun.Of("run", _model, "--shape", shape).Fails(ExitCode.Usage, words);
        CommandRun.Of("check", _model, "--shape", shape).Fails(ExitCode.Usage, words);
        CommandRun.Of("compile", _model, "--emit", "kernels", "--shape", shape).Fails(ExitCode.Usage, words);
    }

    [Fact]
    public void Labels_that_do_not_exist() => CommandRun.Of("run", _model, "--top", "1", "--labels", _folder["nowhere.txt"]).Fails(ExitCode.Usage, "nowhere.txt", "not exist");

    private string Floats(params long[] shape)
    {
        var file = _folder[$"{string.Join('x', shape)}.npy"];
        Npy.Write(file, HostTensor.Create(ElementType.F32, shape));
        return file;
    }

    private string WriteCustom()
    {
        var node = ModelBuilder.Parse("y = Frobnicate(x)", Make.Int("level", 3));
        node.Domain = "com.example";
        var builder = new ModelBuilder().Input("x", 2).TypedOutput("y", 2);
        builder.Graph.Node.Add(node);
        builder.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "com.example", Version = 1 });
        return _folder.Write("custom.onnx", builder.ToBytes());
    }

    public void Dispose() => _folder.Dispose();
}
