using Google.Protobuf;
using Nacre.Comparison;
using Nacre.Compilation;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Comparison.OnnxRuntime;

/// <summary>Trained classifiers that give a map from label to probability for each row. ONNX Runtime runs the part before the maps, whose values must be its numbers.</summary>
public sealed class MapOutputTests
{
    [OnnxRuntimeTheory("models/onnx")]
    [InlineData("tree-randomforest-ankane/randomforest.onnx", 4)]
    [InlineData("tree-randomforest-ankane/lightgbm.onnx", 2)]
    [InlineData("tribuo/lr_mnist.onnx", 784)]
    public void Labels_and_probabilities(string file, int features)
    {
        var path = TestData.PathOf($"models/onnx/{file}");
        using var folder = new TemporaryFolder();
        using var reference = new OnnxRuntimeSession(folder.Write("model.onnx", WithoutMaps(ModelProto.Parser.ParseFrom(File.ReadAllBytes(path)))), 1);
        using var engine = Model.Load(path).Compile(new CompileOptions { UseCache = false });
        using var session = engine.CreateSession();
        var random = new Random(3);
        for (var run = 0; run < 10; run++)
        {
            var input = HostTensor.FromArray(Enumerable.Range(0, features).Select(_ => 8 * random.NextSingle()).ToArray(), 1, features);
            reference.Bind(new Dictionary<string, HostTensor> { [engine.Inputs[0].Name] = input });
            reference.Run();
            Compare(session.RunValues([ElementTypeMap.ToValue(input)]), [.. reference.OutputNames.Select(n => reference.Outputs()[n])]);
        }
    }

    private static void Compare(IReadOnlyList<InterpreterValue> actual, HostTensor[] expected)
    {
        Assert.Equal(expected[0].AsSpan<long>().ToArray(), actual[0].AsTensor.ToIntegers());
        var map = Assert.IsType<MapValue>(Assert.Single(Assert.IsType<SequenceValue>(actual[1]).Items));
        var probabilities = expected[1].AsSpan<float>().ToArray();
        Assert.Equal(probabilities.Length, map.Entries.Count);
        for (var i = 0; i < probabilities.Length; i++)
            Assert.Equal(probabilities[i], map.Entries[i].Value.AsTensor.DoubleAt(0), 1e-5);
    }

    /// <summary>The model with the numbers that its maps are made of as second output.</summary>
    private static byte[] WithoutMaps(ModelProto model)
    {
        var maps = model.Graph.Node.Single(n => n.OpType == "ZipMap");
        model.Graph.Node.Remove(maps);
        model.Graph.Output[1] = new ValueInfoProto { Name = maps.Input[0] };
        return model.ToByteArray();
    }
}
