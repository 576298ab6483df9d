using Nacre.Runtime;

namespace Nacre.Tests.Frontends.Onnx;

/// <summary>Where a model's bytes come from.</summary>
public sealed class ModelFileTests : IDisposable
{
    private static readonly string Digits = Path.Combine(TestData.Repository, "samples/digits/digits.onnx");
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>A link has a length of its own, which is not the model's.</summary>
    [Fact]
    public void A_link_to_a_model_is_the_model()
    {
        var link = Path.Combine(_folder.Path, "link.onnx");
        File.CreateSymbolicLink(link, Digits);
        Assert.Equal(Model.Load(Digits).Inputs[0].TypeText, Model.Load(link).Inputs[0].TypeText);
    }

    /// <summary>What was imported does not depend on the file any more.</summary>
    [Fact]
    public void A_model_outlives_its_file()
    {
        var copy = Path.Combine(_folder.Path, "copy.onnx");
        File.Copy(Digits, copy);
        var model = Model.Load(copy);
        File.WriteAllBytes(copy, []);
        using var engine = model.Compile();
        Assert.NotEmpty(engine.Compile());
    }

    [Fact]
    public void An_empty_file_is_no_model()
    {
        var empty = Path.Combine(_folder.Path, "empty.onnx");
        File.WriteAllBytes(empty, []);
        Assert.Contains("empty", Assert.Throws<NacreException>(() => Model.Load(empty)).Message, StringComparison.Ordinal);
    }
}
