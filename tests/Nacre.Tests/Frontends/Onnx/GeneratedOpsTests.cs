using Nacre.Dialects.Onnx;
using Nacre.Dialects.OnnxMl;
using Nacre.Dialects.OnnxPreview;
using Nacre.Frontends.Onnx;
using Nacre.IR;

namespace Nacre.Tests.Frontends.Onnx;

/// <summary>The generated classes and the table of published versions, which the importer joins by position and name, say the same.</summary>
public class GeneratedOpsTests
{
    public static TheoryData<string> Domains => ["ai.onnx", "ai.onnx.ml", "ai.onnx.preview"];

    private static IReadOnlyList<OpDefinition> Ops(string domain) => domain switch
    {
        "ai.onnx" => OnnxOps.All,
        "ai.onnx.ml" => OnnxMlOps.All,
        _ => OnnxPreviewOps.All,
    };

    [Theory]
    [MemberData(nameof(Domains))]
    public void ClassesHaveTheNewestPublishedForm(string domain)
    {
        Assert.NotEmpty(Ops(domain));
        foreach (var op in Ops(domain))
        {
            var schema = OpSchemas.Published.Newest(domain, op.Name.Split('.')[1]);
            Assert.NotNull(schema);
            Assert.Equal(schema.Inputs.Select(i => i.Variadic), op.Operands.Select(o => o.Arity == Arity.Variadic));
            Assert.Equal(schema.Outputs.Select(o => o.Variadic), op.Results.Select(r => r.Arity == Arity.Variadic));
            Assert.Equal(schema.Attributes.Where(a => a.Kind != 'g').Select(a => a.Name).Order(), op.Attributes.Select(a => a.Name).Order());
            Assert.Equal(schema.Attributes.Count(a => a.Kind == 'g'), op.Regions.Count);
            Assert.All(schema.Attributes.Where(a => a.Required && a.Kind != 'g'), a => Assert.False(op.FindAttribute(a.Name)!.MayBeAbsent));
        }
    }

    [Fact]
    public void VersionsAreFoundByOperatorSet()
    {
        Assert.Equal(11, OpSchemas.Published.Find("ai.onnx", "Softmax", 12)!.Since);
        Assert.Equal(13, OpSchemas.Published.Find("ai.onnx", "Softmax", 13)!.Since);
        Assert.Null(OpSchemas.Published.Find("ai.onnx", "Gelu", 19));
        Assert.True(OpSchemas.Published.Find("ai.onnx", "Upsample", 10)!.Removed);
        Assert.Equal(9, OpSchemas.Published.Newest("ai.onnx", "Upsample")!.Since);
        Assert.True(OpSchemas.Published.NewestOpset("ai.onnx") >= 28);
    }

    [Fact]
    public void DefaultsAreThePublishedOnes()
    {
        var builder = new OpBuilder();
        var none = NoValueOp.Create(builder, NoneType.Instance).Output;
        var conv = ConvOp.Create(builder, NoneType.Instance, none, none, none);
        Assert.Equal((1, "NOTSET", null), (conv.Group, conv.AutoPad, conv.Strides));
        conv.Strides = new long[] { 2, 1 };
        Assert.Equal("array<i64: 2, 1>", conv.GetAttr("strides")!.ToString());
        Assert.Equal([2L, 1L], conv.Strides!.Value);
    }
}
