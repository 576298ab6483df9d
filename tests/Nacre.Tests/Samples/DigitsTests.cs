using System.Globalization;
using Nacre.Runtime;

namespace Nacre.Tests.Samples;

/// <summary>The sample's network gets as many held-out digits right as its folder says.</summary>
public sealed class DigitsTests
{
    private static readonly string Folder = Path.Combine(TestData.Repository, "samples/digits");

    [Fact]
    public void Accuracy_is_the_committed_one()
    {
        using var images = Npy.Read(Path.Combine(Folder, "test-images.npy"));
        using var labels = Npy.Read(Path.Combine(Folder, "test-labels.npy"));
        using var engine = Model.Load(Path.Combine(Folder, "digits.onnx")).Compile(new CompileOptions { Strict = true });
        using var session = engine.CreateSession();
        using var probabilities = session.Run(new Dictionary<string, HostTensor> { ["image"] = images })["probabilities"];

        Assert.Equal([images.Shape[0], 10], probabilities.Shape.ToArray());
        var right = labels.AsSpan<long>().ToArray().Where((label, i) => Best(probabilities, i) == label).Count();
        var committed = double.Parse(File.ReadAllText(Path.Combine(Folder, "accuracy.txt")), CultureInfo.InvariantCulture);
        Assert.True((double)right / labels.Shape[0] >= committed, $"{right} of {labels.Shape[0]} are right, less than {committed:P2}");
    }

    [Theory]
    [InlineData("zero")]
    [InlineData("seven")]
    [InlineData("nine")]
    public void The_command_recognises_a_picture(string digit)
    {
        var run = Cli.CommandRun.Of("run", Path.Combine(Folder, "digits.onnx"), "--input", Path.Combine(Folder, $"{digit}.png"), "--top", "1");
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        Assert.Matches($@"^probabilities:\n +0\.[5-9]\d+ +\d  {digit}\n$|^probabilities:\n +1\.0+ +\d  {digit}\n$", run.Out);
    }

    private static int Best(HostTensor probabilities, int row) =>
        Enumerable.Range(0, 10).MaxBy(k => probabilities.AsSpan<float>()[row * 10 + k]);
}
