using Google.Protobuf;
using Nacre.Frontends;
using Nacre.Frontends.Onnx;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;

namespace Nacre.Tests.Frontends.Onnx;

public class OnnxValueReaderTests
{
    [Fact]
    public void ATensor()
    {
        var value = Assert.IsType<OnnxTensorValue>(OnnxValueReader.Read(Named("x", Make.Vector(1, 2)).ToByteArray(), OnnxValueKind.Tensor));
        Assert.Equal("x", value.Name);
        Assert.Equal([1, 2], value.Elements.ToIntegers());
    }

    [Fact]
    public void ASequence()
    {
        var sequence = new SequenceProto { Name = "s", ElemType = SequenceProto.Types.DataType.Tensor, TensorValues = { Make.Vector(1), Make.Vector(2, 3) } };
        var value = Assert.IsType<OnnxSequenceValue>(OnnxValueReader.Read(sequence.ToByteArray(), OnnxValueKind.Sequence));
        Assert.Equal([1, 2], value.Items.Select(i => ((OnnxTensorValue)i).Elements.Count));
    }

    [Fact]
    public void AnOptionalMayBeEmpty()
    {
        var some = new OptionalProto { ElemType = OptionalProto.Types.DataType.Tensor, TensorValue = Make.Vector(1) };
        Assert.IsType<OnnxTensorValue>(Assert.IsType<OnnxOptionalValue>(OnnxValueReader.Read(some.ToByteArray(), OnnxValueKind.Optional)).Value);
        Assert.Null(Assert.IsType<OnnxOptionalValue>(OnnxValueReader.Read([], OnnxValueKind.Optional)).Value);
    }

    [Fact]
    public void AMap()
    {
        var map = new MapProto
        {
            KeyType = TensorProto.Types.DataType.String,
            StringKeys = { ByteString.CopyFromUtf8("a") },
            Values = new SequenceProto { ElemType = SequenceProto.Types.DataType.Tensor, TensorValues = { Make.Vector(7) } },
        };
        var value = Assert.IsType<OnnxMapValue>(OnnxValueReader.Read(map.ToByteArray(), OnnxValueKind.Map));
        Assert.Equal(["a"], value.Keys.Cast<string>());
        Assert.Single(value.Values);
    }

    [Fact]
    public void ErrorsNameTheFileAndTheTensor()
    {
        var tensor = Named("x", Make.Vector(1, 2));
        tensor.Dims[0] = 3;
        var error = Assert.Throws<ModelFormatException>(() => OnnxValueReader.Read(tensor.ToByteArray(), OnnxValueKind.Tensor, "input_0.pb"));
        Assert.Equal(("input_0.pb", "tensor 'x'"), (error.File, error.Node));
    }

    [DataFact("onnx-1.22")]
    public void EveryTestCasesValuesCanBeRead()
    {
        var problems = new List<string>();
        var read = 0;
        foreach (var path in ModelBuilder.DataFiles("onnx-1.22", "model.onnx"))
        {
            var graph = OnnxReader.ReadFile(path).Graph;
            foreach (var set in Directory.EnumerateDirectories(Path.GetDirectoryName(path)!, "test_data_set_*"))
            {
                read += Read(set, "input", graph.Input, problems) + Read(set, "output", graph.Output, problems);
            }
        }
        Assert.Empty(problems);
        Assert.True(read > 5000, $"only {read} value files were found");
    }

    private static int Read(string folder, string what, IReadOnlyList<ValueInfoProto> declared, List<string> problems)
    {
        var read = 0;
        for (var i = 0; i < declared.Count; i++)
        {
            var path = Path.Combine(folder, $"{what}_{i}.pb");
            if (!File.Exists(path))
                continue;
            read++;
            try
            {
                OnnxValueReader.ReadFile(path, KindOf(declared[i].Type));
            }
            catch (ModelFormatException e)
            {
                problems.Add(e.Message);
            }
        }
        return read;
    }

    private static OnnxValueKind KindOf(TypeProto type) => type.ValueCase switch
    {
        TypeProto.ValueOneofCase.SequenceType => OnnxValueKind.Sequence,
        TypeProto.ValueOneofCase.OptionalType => OnnxValueKind.Optional,
        TypeProto.ValueOneofCase.MapType => OnnxValueKind.Map,
        _ => OnnxValueKind.Tensor,
    };

    private static TensorProto Named(string name, TensorProto tensor)
    {
        tensor.Name = name;
        return tensor;
    }
}
