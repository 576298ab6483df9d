using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Xunit;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Tests.Frontends.Onnx;

/// <summary>Damaged and malformed models end in a compiled program or in one clear error: no other exception, no endless loop, no gigabytes.</summary>
public sealed class ModelMutationTests
{
    private const int Seed = 20261122;
    private static readonly bool Full = Environment.GetEnvironmentVariable("NACRE_FULL") == "1";

    [Fact]
    public void Mutations_of_small_models() => Check([.. Samples()], count: Full ? 10_000 : 250);

    [DataFact("onnx-1.22/node")]
    public void Mutations_of_published_cases() => Check([.. ModelBuilder.DataFiles("onnx-1.22/node", "model.onnx").Where(f => new FileInfo(f).Length < 4096).Select(File.ReadAllBytes)], count: Full ? 10_000 : 250);

    /// <summary>Malformed on purpose, most of them.</summary>
    [DataFact("models/onnx/polygraphy")]
    public void Published_malformed_models()
    {
        var files = ModelBuilder.DataFiles("models/onnx/polygraphy", "*").Where(f => Path.GetExtension(f) is ".onnx" or ".pb").ToArray();
        Assert.NotEmpty(files);
        Assert.Empty(files.Select(f => (File: f, HostileModel.Try(() => Model.Load(f), Seed).Fault)).Where(f => f.Fault is not null).Select(f => $"{f.File}: {f.Fault}"));
    }

    private static void Check(byte[][] sources, int count)
    {
        var random = new Random(Seed);
        var mutator = new ModelMutator(random);
        var faults = new List<string>();
        var compiled = 0;
        for (var i = 0; i < count; i++)
        {
            var source = random.Next(sources.Length);
            var model = mutator.Mutate(sources[source]);
            var outcome = HostileModel.Try(() => Model.FromOnnx(model), i);
            compiled += outcome.IsCompiled ? 1 : 0;
            if (outcome.Fault is { } fault)
                faults.Add($"mutation {i} of seed {Seed} (source {source}): {fault}\n{Convert.ToBase64String(model)}");
        }
        Assert.True(faults.Count == 0, $"{faults.Count} of {count} models fail\n{string.Join('\n', faults.Take(5))}");
        // Some damage is harmless, most is not: otherwise the mutations test nothing.
        Assert.InRange(compiled, count / 20, count * 4 / 5);
    }

    private static IEnumerable<byte[]> Samples()
    {
        yield return new ModelBuilder().Input("x", 2, 3).Initializer("w", Make.FloatVector(1, 2, 3)).Initializer("s", Make.Vector(3, -1))
            .Node("a = Add(x, w)").Node("b = Relu(a)").Node("y = Reshape(b, s)").Output("y").ToBytes();
        yield return Network();
        yield return Branches();
        yield return Loop();
        yield return new ModelBuilder().Input("x", 4, 6).Initializer("i", Make.Vector(0, 2)).Initializer("from", Make.Vector(1)).Initializer("to", Make.Vector(5)).Initializer("k", Make.Vector(2))
            .Node("a = Gather(x, i)", Make.Int("axis", 1)).Node("b = Slice(x, from, to)").Node("c, d = TopK(x, k)").Node("e = NonZero(b)").Node("f = Concat(a, c)", Make.Int("axis", 1))
            .Output("e", "f").ToBytes();
        yield return new ModelBuilder().Input("x", 2, 8).Initializer("s", Make.Scalar(0.1f, DataType.Float)).Initializer("z", new TensorProto { DataType = DataType.Int8, Int32Data = { 3 } })
            .Node("q = QuantizeLinear(x, s, z)").Node("y = DequantizeLinear(q, s, z)").Output("y").ToBytes();
        yield return new ModelBuilder().Input("x", 3).Node("s = SequenceConstruct(x, x)").Node("y = ConcatFromSequence(s)", Make.Int("axis", 0)).Output("y").ToBytes();
        yield return WithFunction();
    }

    private static byte[] Network()
    {
        var filters = Make.FloatVector(Enumerable.Range(0, 18).Select(i => i / 9f));
        filters.Dims.Clear();
        filters.Dims.Add([2, 1, 3, 3]);
        return new ModelBuilder().Input("x", 1, 1, 8, 8).Initializer("w", filters).Initializer("b", Make.FloatVector(1, 2))
            .Node("c = Conv(x, w, b)", Make.Ints("pads", 1, 1, 1, 1)).Node("r = Relu(c)").Node("p = MaxPool(r)", Make.Ints("kernel_shape", 2, 2), Make.Ints("strides", 2, 2))
            .Node("f = Flatten(p)").Node("y = Softmax(f)", Make.Int("axis", 1)).Output("y").ToBytes();
    }

    private static GraphProto Body(string name, string[] inputs, string[] outputs, params NodeProto[] nodes)
    {
        var graph = new GraphProto { Name = name };
        graph.Input.Add(inputs.Select(i => ModelBuilder.Value(i, i switch { "i" => DataType.Int64, "c" => DataType.Bool, _ => DataType.Float })));
        graph.Output.Add(outputs.Select(o => new ValueInfoProto { Name = o }));
        graph.Node.Add(nodes);
        return graph;
    }

    private static byte[] Branches() => new ModelBuilder().Input("x", 2, 3).Input("k", DataType.Bool)
        .Node("y = If(k)", Make.Graph("then_branch", Body("then", [], ["t"], ModelBuilder.Parse("t = Tanh(x)"))), Make.Graph("else_branch", Body("else", [], ["e"], ModelBuilder.Parse("e = Neg(x)"))))
        .Output("y").ToBytes();

    private static byte[] Loop()
    {
        var body = Body("body", ["i", "c", "s"], ["d", "n", "o"], ModelBuilder.Parse("d = Identity(c)"), ModelBuilder.Parse("n = Add(s, x)"), ModelBuilder.Parse("o = Tanh(n)"));
        return new ModelBuilder().Input("x").Initializer("m", Make.Scalar(3)).Initializer("k", new TensorProto { DataType = DataType.Bool, Int32Data = { 1 } })
            .Node("r, all = Loop(m, k, x)", Make.Graph("body", body)).Output("r", "all").ToBytes();
    }

    private static byte[] WithFunction()
    {
        var builder = new ModelBuilder().Input("x", 4).Node("a = Twice(x)").Node("y = Twice(a)").Output("y");
        foreach (var node in builder.Graph.Node)
            node.Domain = "local";
        builder.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "local", Version = 1 });
        var function = new FunctionProto { Name = "Twice", Domain = "local" };
        function.Input.Add("v");
        function.Output.Add("w");
        function.Node.Add(ModelBuilder.Parse("w = Add(v, v)"));
        function.OpsetImport.Add(new OperatorSetIdProto { Version = 21 });
        builder.Model.Functions.Add(function);
        return builder.ToBytes();
    }
}
