using System.IO.Compression;
using System.Text;
using Google.Protobuf;
using Nacre.Frontends;
using Nacre.Frontends.Onnx;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;

namespace Nacre.Tests.Frontends.Onnx;

public class OnnxReaderTests
{
    private static ModelBuilder Relu() => new ModelBuilder().Input("x", 2, 3).Node("y = Relu(x)").Output("y");

    private static ModelFormatException Fails(byte[] bytes, OnnxLimits? limits = null) =>
        Assert.Throws<ModelFormatException>(() => OnnxReader.Read(bytes, "m.onnx", limits));

    [Fact]
    public void ReadsWhatWasWritten() => Assert.Equal(Relu().Model, OnnxReader.Read(Relu().ToBytes()));

    [Fact]
    public void EveryTruncationEndsInAnErrorOrWithoutTheGraph()
    {
        var bytes = Relu().ToBytes();
        for (var length = 0; length < bytes.Length; length++)
        {
            var error = Fails(bytes[..length]);
            Assert.Equal("m.onnx", error.File);
        }
    }

    [Fact]
    public void TruncatedFileSaysWhereAndHowMuchIsMissing()
    {
        var model = Relu().Initializer("w", Make.FloatVector(Enumerable.Repeat(1f, 100))).Model;
        var bytes = model.ToByteArray();
        var error = Fails(bytes[..^150]);
        Assert.Contains("truncated", error.Message);
        Assert.Contains("field 7 needs", error.Message);
        Assert.Equal(2, error.Offset);
    }

    [Theory]
    [InlineData("hello, world\n", "a text file")]
    [InlineData("{\"a\": 1}", "a JSON text file")]
    [InlineData("<!DOCTYPE html><html>", "HTML")]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00", "git lfs pull")]
    [InlineData("func.func @main() { return }", "MLIR text")]
    public void TextFilesAreNamed(string text, string expected) => Assert.Contains(expected, Fails(Encoding.UTF8.GetBytes(text)).Message);

    [Fact]
    public void BinaryFormatsAreNamed()
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
            zip.CreateEntry("data.pkl");
        Assert.Contains("zip archive", Fails([.. "PK\x03\x04"u8, .. buffer.ToArray()]).Message);
        Assert.Contains("HDF5", Fails([0x89, .. "HDF\r\n\x1a\n"u8, 0, 0]).Message);
        Assert.Contains("TensorFlow Lite", Fails([0x1C, 0, 0, 0, .. "TFL3"u8, 0, 0]).Message);
    }

    [Fact]
    public void EmptyFile() => Assert.Contains("empty", Fails([]).Message);

    [Fact]
    public void MissingGraph() => Assert.Contains("no graph", Fails(new ModelProto { IrVersion = 8, OpsetImport = { new OperatorSetIdProto { Version = 1 } } }.ToByteArray()).Message);

    [Fact]
    public void MissingOpset()
    {
        var model = Relu();
        model.Model.OpsetImport.Clear();
        Assert.Contains("opset_import is empty", Fails(model.ToBytes()).Message);
    }

    [Fact]
    public void TheFirstFilesHadNoOpset()
    {
        var model = Relu();
        model.Model.OpsetImport.Clear();
        model.Model.IrVersion = 1;
        Assert.Equal(1, Assert.Single(OnnxReader.Read(model.ToBytes()).OpsetImport).Version);
    }

    [Fact]
    public void DeepNestingIsRefused()
    {
        var graph = new GraphProto { Name = "inner" };
        for (var i = 0; i < 60; i++)
        {
            var outer = new GraphProto { Name = "g" };
            outer.Node.Add(ModelBuilder.Parse("y = If(c)", Make.Graph("then_branch", graph)));
            graph = outer;
        }
        var model = new ModelBuilder();
        model.Model.Graph = graph;
        Assert.Contains("nested more than 100 deep", Fails(model.ToBytes()).Message);
    }

    [Fact]
    public void LimitsAreKept()
    {
        var bytes = Relu().Node("z = Relu(y)").ToBytes();
        Assert.Contains("more than 1 nodes", Fails(bytes, new OnnxLimits { MaxNodes = 1 }).Message);
        Assert.Contains("2 dimensions", Fails(bytes, new OnnxLimits { MaxRank = 1 }).Message);
        Assert.NotNull(OnnxReader.Read(bytes, limits: new OnnxLimits { MaxNodes = 2, MaxRank = 2 }));
    }

    [Fact]
    public void NodesOfSubgraphsCount()
    {
        var branch = new GraphProto { Name = "b" };
        branch.Node.Add(ModelBuilder.Parse("a = Relu(x)"));
        branch.Node.Add(ModelBuilder.Parse("b = Relu(a)"));
        var bytes = Relu().Node("z = If(y)", Make.Graph("then_branch", branch)).ToBytes();
        Assert.Contains("more than 3 nodes", Fails(bytes, new OnnxLimits { MaxNodes = 3 }).Message);
    }

    [Fact]
    public void MissingFileAndFolderAreNamed()
    {
        var missing = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        Assert.Contains("does not exist", Assert.Throws<ModelFormatException>(() => OnnxReader.ReadFile(missing)).Message);
        Assert.Contains("folder", Assert.Throws<ModelFormatException>(() => OnnxReader.ReadFile(Path.GetTempPath())).Message);
    }

    [Fact]
    public void RandomDamageNeverEscapesAsAnotherException()
    {
        var branch = new GraphProto { Name = "b", Output = { new ValueInfoProto { Name = "t" } }, Node = { ModelBuilder.Parse("t = Softmax(y)", Make.Int("axis", 1)) } };
        var function = new FunctionProto { Name = "F", Input = { "a" }, Output = { "b" }, Node = { ModelBuilder.Parse("b = Clip(a)", Make.Float("max", 6)) } };
        var text = new TensorProto { DataType = TensorProto.Types.DataType.String, Dims = { 1 }, StringData = { ByteString.CopyFromUtf8("s") } };
        var model = new ModelBuilder(9).Input("x", 2, 3).Input("c", TensorProto.Types.DataType.Bool)
            .Initializer("w", Make.FloatVector(1, 2, 3)).Initializer("s", text)
            .Node("y = Add(x, w)").Node("z = F(y)").Node("p = Pad(z)", Make.Ints("pads", 0, 1, 0, 1)).Node("k = Constant()", Make.Tensor("value", Make.Vector(4, 5)))
            .Node("r = If(c)", Make.Graph("then_branch", branch), Make.Graph("else_branch", branch.Clone())).Output("p", "k", "r");
        model.Model.Functions.Add(function);
        model.Graph.SparseInitializer.Add(new SparseTensorProto { Values = Make.FloatVector(1), Indices = Make.Vector(2), Dims = { 4 } });
        model.Graph.SparseInitializer[0].Values.Name = "sparse";
        var original = model.ToBytes();
        Assert.NotNull(OnnxImporter.Import(original));

        var random = new Random(20);
        var refused = 0;
        for (var i = 0; i < 5_000; i++)
        {
            var bytes = original.ToArray();
            for (var n = random.Next(1, 4); n > 0; n--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            try
            {
                OnnxImporter.Import(bytes);
            }
            catch (ModelFormatException)
            {
                refused++;
            }
        }
        Assert.InRange(refused, 500, 4_999);
    }
}
