using Google.Protobuf;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Runtime;
using Nacre.Testing;
using Nacre.Tests.Cli;
using Nacre.Tests.Frontends.Onnx;

namespace Nacre.Tests.Testing;

/// <summary>The layouts of test cases, and which tolerance counts.</summary>
public sealed class TestCaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <summary>Four floats are generated as 0, ¼, ½, ¾; the model adds 1 to each.</summary>
    private static readonly float[] Sum = [1, 1.25f, 1.5f, 1.75f];

    [Fact]
    public void A_model_beside_its_outputs_gets_generated_inputs()
    {
        WriteFlat("net", Sum);
        var test = Assert.Single(TestCase.Find(_folder["light"]));
        Assert.Equal(("net", null), (test.Name, test.Tolerance));
        Assert.Null(test.Run(new CompileOptions()).Failure);
    }

    [Fact]
    public void A_wrong_output_is_reported_with_its_place()
    {
        WriteFlat("net", [1, 1.25f, 1.6f, 1.75f]);
        var failure = TestCase.Find(_folder["light"]).Single().Run(new CompileOptions()).Failure;
        Assert.Equal("output 'y': element 2 of 4 is 1.5, expected 1.600000023841858", failure);
    }

    [Theory]
    [InlineData("light/net.onnx", 0.1, true)]
    [InlineData("light/net.onnx", 0.01, false)]
    [InlineData("light/other.onnx", 0.1, false)]
    [InlineData("dark/net.onnx", 0.1, false)]
    public void A_description_beside_the_folder_gives_the_tolerance(string url, double rtol, bool passes)
    {
        WriteFlat("net", [1, 1.25f, 1.6f, 1.75f]);
        _folder.Write("real/test_net/data.json", System.Text.Encoding.UTF8.GetBytes($$"""{"atol": 1e-07, "rtol": {{rtol}}, "model_name": "net", "url": "published/{{url}}"}"""));
        var test = TestCase.Find(_folder["light"]).Single();
        Assert.Equal(url == "light/net.onnx" ? new Tolerance(rtol, 1e-7, IsNetwork: false) : null, test.Tolerance);
        Assert.Equal(passes, test.Run(new CompileOptions()).Passed);
    }

    [Theory]
    [InlineData(ExitCode.TestFailed)]
    [InlineData(ExitCode.Ok, "--rtol", "0.1")]
    [InlineData(ExitCode.TestFailed, "--rtol", "0.01")]
    [InlineData(ExitCode.Ok, "--atol", "0.2")]
    public void The_command_line_gives_the_tolerance(ExitCode exit, params string[] options)
    {
        WriteFlat("net", [1, 1.25f, 1.6f, 1.75f]);
        Assert.Equal(exit, CommandRun.Of(["test", _folder["light"], .. options]).Exit);
    }

    [Fact]
    public void Inputs_of_open_shape_cannot_be_generated()
    {
        _folder.Write("net.onnx", new ModelBuilder().Input("x", -1).Node("y = Relu(x)").TypedOutput("y", -1).ToBytes());
        _folder.Write("net_output_0.pb", Make.FloatVector(1).ToByteArray());
        var failure = TestCase.Find(_folder.Path).Single().Run(new CompileOptions()).Failure;
        Assert.Contains("'x'", failure);
        Assert.Contains("test_data_set_0", failure);
    }

    [Fact]
    public void A_model_without_outputs_beside_it_is_no_case()
    {
        _folder.Write("net.onnx", BadModels.Good().ToBytes());
        Assert.Empty(TestCase.Find(_folder.Path));
    }

    [Fact]
    public void Folders_of_cases_are_searched()
    {
        WriteStored("a/model.onnx");
        WriteStored("b/deeper/model.onnx");
        WriteFlat("net", Sum);
        Assert.Equal(["a", "deeper", "net"], TestCase.Find(_folder.Path).Select(c => c.Name));
        Assert.All(TestCase.Find(_folder.Path), test => Assert.Null(test.Run(new CompileOptions()).Failure));
    }

    private void WriteStored(string model)
    {
        var folder = Path.GetDirectoryName(model)!;
        _folder.Write(model, BadModels.Good().ToBytes());
        _folder.Write($"{folder}/test_data_set_0/input_0.pb", Make.FloatVector(1, 2).ToByteArray());
        _folder.Write($"{folder}/test_data_set_0/output_0.pb", Make.FloatVector(1, 2).ToByteArray());
    }

    private void WriteFlat(string name, float[] output)
    {
        var model = new ModelBuilder().Input("x", 4).Initializer("one", Make.FloatVector(1)).Node("y = Add(x, one)").TypedOutput("y", 4);
        _folder.Write($"light/{name}.onnx", model.ToBytes());
        _folder.Write($"light/{name}_output_0.pb", Make.FloatVector(output).ToByteArray());
    }

    public void Dispose() => _folder.Dispose();
}
