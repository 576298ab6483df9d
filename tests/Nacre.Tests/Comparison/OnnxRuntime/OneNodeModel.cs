using Nacre.Comparison;
using Nacre.Compilation;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Runtime;
using Nacre.Testing;
using Nacre.Tests.Frontends.Onnx;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Tests.Comparison.OnnxRuntime;

/// <summary>A model of one node with random inputs, which Nacre and ONNX Runtime both run. Inputs are added in the operator's order.</summary>
internal sealed class OneNodeModel
{
    private readonly Random _random = new(1);
    private readonly ModelBuilder _model = new(17);
    private readonly NodeProto _node;
    private readonly Dictionary<string, HostTensor> _inputs = [];
    private bool _isConstant;

    public OneNodeModel(string domain, int version, string op)
    {
        _model.Model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = version });
        _node = new NodeProto { OpType = op, Domain = domain, Name = "node" };
        _model.Graph.Node.Add(_node);
    }

    public static OneNodeModel Microsoft(string op) => new("com.microsoft", 1, op);
    public static OneNodeModel Ml(string op, int version = 3) => new("ai.onnx.ml", version, op);

    /// <summary>The inputs that follow are constants of the model.</summary>
    public OneNodeModel Constant()
    {
        _isConstant = true;
        return this;
    }

    /// <summary>The inputs that follow are given when the model runs, as they are at first.</summary>
    public OneNodeModel Given()
    {
        _isConstant = false;
        return this;
    }

    /// <summary>An input that the node leaves out.</summary>
    public OneNodeModel None()
    {
        _node.Input.Add("");
        return this;
    }

    /// <summary>Uniform in [-1, 1).</summary>
    public OneNodeModel Floats(params long[] dims) => Between(-1, 1, dims);

    public OneNodeModel Between(float low, float high, params long[] dims) => Add(DataType.Float, dims, () => low + (high - low) * _random.NextSingle());
    public OneNodeModel Halves(params long[] dims) => Add(DataType.Float16, dims, () => (Half)(2 * _random.NextSingle() - 1));
    public OneNodeModel Bytes(params long[] dims) => Add(DataType.Uint8, dims, () => (byte)_random.Next(256));
    public OneNodeModel Signed(params long[] dims) => Add(DataType.Int8, dims, () => (sbyte)_random.Next(-128, 128));
    public OneNodeModel Shorts(params long[] dims) => Add(DataType.Int16, dims, () => (short)_random.Next(-100, 100));
    public OneNodeModel Booleans(params long[] dims) => Add(DataType.Bool, dims, () => _random.Next(2) == 1);

    /// <summary>A scalar scale, then a scalar zero point.</summary>
    public OneNodeModel Quantization(float scale, byte zeroPoint) => Given([scale], DataType.Float).Given([zeroPoint], DataType.Uint8);

    /// <summary>As <see cref="Quantization"/>, of signed bytes.</summary>
    public OneNodeModel SignedQuantization(float scale, sbyte zeroPoint) => Given([scale], DataType.Float).Given([zeroPoint], DataType.Int8);

    /// <summary>These numbers; of one alone a scalar, unless the shape says otherwise.</summary>
    public OneNodeModel Given<T>(T[] values, DataType type, params long[] dims) where T : unmanaged
    {
        var next = 0;
        return Add(type, dims.Length == 0 && values.Length > 1 ? [values.Length] : dims, () => values[next++]);
    }

    public OneNodeModel Integers(int[] values, params long[] dims) => Given(values, DataType.Int32, dims);
    public OneNodeModel Longs(long[] values, params long[] dims) => Given(values, DataType.Int64, dims);
    public OneNodeModel Reals(float[] values, params long[] dims) => Given(values, DataType.Float, dims);

    public OneNodeModel With(params ReadOnlySpan<AttributeProto> attributes)
    {
        foreach (var attribute in attributes)
            _node.Attribute.Add(attribute);
        return this;
    }

    public OneNodeModel Outputs(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _node.Output.Add($"y{i}");
            _model.Output($"y{i}");
        }
        return this;
    }

    /// <summary>The first output on which the two do not agree; null where they agree on all.</summary>
    public string? Difference(Tolerance tolerance)
    {
        if (_node.Output.Count == 0)
            Outputs(1);
        using var folder = new TemporaryFolder();
        var path = folder.Write("model.onnx", _model.ToBytes());
        using var reference = new OnnxRuntimeSession(path, 1);
        reference.Bind(_inputs);
        reference.Run();
        using var engine = Model.Load(path).Compile(new CompileOptions { UseCache = false });
        using var session = engine.CreateSession();
        var actual = session.Run(_inputs);
        return reference.Outputs().Select(e => Difference(e.Key, actual[e.Key], e.Value, tolerance)).FirstOrDefault(d => d is not null);
    }

    private static string? Difference(string name, HostTensor actual, HostTensor expected, Tolerance tolerance) =>
        ValueComparer.Difference(ElementTypeMap.ToValue(actual), ElementTypeMap.ToValue(expected), tolerance) is { } difference ? $"{name}: {difference}" : null;

    private OneNodeModel Add<T>(DataType type, long[] dims, Func<T> next) where T : unmanaged
    {
        var name = $"x{_node.Input.Count}";
        _node.Input.Add(name);
        var values = new T[dims.Aggregate(1L, (n, d) => n * d)];
        for (var i = 0; i < values.Length; i++)
            values[i] = next();
        var tensor = HostTensor.FromArray(values, dims);
        if (_isConstant)
            _model.Initializer(name, ToProto(tensor, type));
        else
            _model.Input(name, type, dims);
        if (!_isConstant)
            _inputs[name] = tensor;
        return this;
    }

    private static TensorProto ToProto(HostTensor tensor, DataType type)
    {
        var proto = new TensorProto { DataType = type, RawData = Google.Protobuf.ByteString.CopyFrom(tensor.AsBytes()) };
        proto.Dims.AddRange(tensor.Shape.ToArray());
        return proto;
    }
}

/// <summary>A parameterised test that needs ONNX Runtime's library, and is skipped with the reason where that is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnnxRuntimeTheoryAttribute : TheoryAttribute
{
    /// <param name="needs">A file or folder of the test data that the test needs too.</param>
    public OnnxRuntimeTheoryAttribute(string? needs = null) => Skip = OnnxRuntimeSession.WhyMissing ?? (needs is null ? null : TestData.WhyMissing(needs));
}
