using Nacre.Testing;

namespace Nacre.Tests.Conformance;

/// <summary>ONNX's nine networks of full size give their published outputs, in compiled code from the first kernel to the last.</summary>
public sealed class LightNetworkTests
{
    private const string Folder = "onnx-1.22/light";

    [DataTheory(Folder)]
    [InlineData("light_bvlc_alexnet")]
    [InlineData("light_densenet121")]
    [InlineData("light_inception_v1")]
    [InlineData("light_inception_v2")]
    [InlineData("light_resnet50")]
    [InlineData("light_shufflenet")]
    [InlineData("light_squeezenet")]
    [InlineData("light_vgg19")]
    [InlineData("light_zfnet512")]
    public void Published_output(string network)
    {
        var test = TestCase.Find(TestData.PathOf(Folder)).Single(c => c.Name == network);
        Assert.NotNull(test.Tolerance);
        var outcome = test.Run(new CompileOptions { Strict = true, UseCache = false });
        Assert.Null(outcome.Failure);
        Assert.Empty(outcome.Fallbacks);
    }
}
