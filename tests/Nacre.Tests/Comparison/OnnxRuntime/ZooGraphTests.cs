using Google.Protobuf;
using Nacre.Comparison;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Runtime;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Tests.Comparison.OnnxRuntime;

/// <summary>Graphs of the ONNX model zoo with random weights, in floats and in integers, against ONNX Runtime. eng/zoo.sh runs all of them.</summary>
public sealed class ZooGraphTests
{
    private const string Folder = "models/onnx-zoo-graphs";

    [OnnxRuntimeTheory(Folder)]
    [InlineData("mnist-12")]
    [InlineData("mnist-12-int8")]
    [InlineData("emotion-ferplus-12-int8")]
    [InlineData("squeezenet1")]
    [InlineData("version-RFB-320-int8")]
    [InlineData("super-resolution-10")]
    public void Agrees_but_for_rounding(string graph)
    {
        var source = TestData.PathOf($"{Folder}/{graph}.onnx");
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.onnx", new RandomWeights().Fill(ModelProto.Parser.ParseFrom(File.ReadAllBytes(source))).ToByteArray());
        using var engine = Model.Load(path).Compile(new CompileOptions { UseCache = false, Threads = 1 });
        using var session = engine.CreateSession();
        var random = new Random(2);
        long[] shape = [.. engine.Inputs[0].Shape!.Select(d => Math.Max(1, d))];
        var input = HostTensor.FromArray(Enumerable.Range(0, (int)shape.Aggregate(1L, (n, d) => n * d)).Select(_ => random.NextSingle()).ToArray(), shape);
        var comparison = ReferenceComparison.Measure(path, engine, [input], session.Run(input));
        Assert.True(comparison.Agrees || comparison.IsRounding, comparison.ToString());
    }

    /// <summary>Makes constants of the inputs that stand for weights: all but the first.</summary>
    private sealed class RandomWeights
    {
        private readonly Random _random = new(1);

        public ModelProto Fill(ModelProto model)
        {
            var graph = model.Graph;
            var known = graph.Initializer.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
            var weights = graph.Input.Where(i => !known.Contains(i.Name)).Skip(1).ToArray();
            foreach (var weight in weights)
            {
                var use = graph.Node.First(n => n.Input.Contains(weight.Name));
                graph.Initializer.Add(Make(weight, use.OpType == "BatchNormalization" && use.Input.IndexOf(weight.Name) is 1 or 4));
                graph.Input.Remove(weight);
            }
            return model;
        }

        private TensorProto Make(ValueInfoProto weight, bool isPositive)
        {
            long[] dims = [.. weight.Type.TensorType.Shape.Dim.Select(d => d.DimValue)];
            var (count, type) = (dims.Aggregate(1L, (n, d) => n * d), weight.Type.TensorType.ElemType);
            var fan = dims.Length < 2 ? 1 : count / (double)dims[0];
            Func<byte[]> next = type switch
            {
                DataType.Float => () => BitConverter.GetBytes((float)(isPositive ? 0.5 + _random.NextDouble() : (2 * _random.NextDouble() - 1) * (dims.Length < 2 ? 0.05 : Math.Sqrt(6 / fan)))),
                DataType.Uint8 => () => [(byte)_random.Next(200)],
                DataType.Int8 => () => [unchecked((byte)_random.Next(-60, 60))],
                DataType.Int32 => () => BitConverter.GetBytes(_random.Next(-500, 500)),
                _ => throw new NotSupportedException($"weights of type {type}"),
            };
            var tensor = new TensorProto { Name = weight.Name, DataType = type, RawData = ByteString.CopyFrom([.. Enumerable.Range(0, (int)count).SelectMany(_ => next())]) };
            tensor.Dims.AddRange(dims);
            return tensor;
        }
    }
}
