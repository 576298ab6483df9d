using Google.Protobuf;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Tests.Frontends.Onnx;

/// <summary>Builds small ONNX models in code.</summary>
internal sealed class ModelBuilder
{
    public ModelProto Model { get; } = new() { IrVersion = 8, Graph = new GraphProto { Name = "g" } };
    public GraphProto Graph => Model.Graph;

    public ModelBuilder(long opset = 21, string domain = "")
    {
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = opset });
    }

    public ModelBuilder Input(string name, DataType type, params long[] dims)
    {
        Graph.Input.Add(Value(name, type, dims));
        return this;
    }

    public ModelBuilder Input(string name, params long[] dims) => Input(name, DataType.Float, dims);

    /// <summary>An input whose element type and rank are not declared.</summary>
    public ModelBuilder UntypedInput(string name)
    {
        Graph.Input.Add(new ValueInfoProto { Name = name });
        return this;
    }

    public ModelBuilder Output(params string[] names)
    {
        foreach (var name in names)
            Graph.Output.Add(new ValueInfoProto { Name = name });
        return this;
    }

    /// <summary>An output of floats whose shape is declared.</summary>
    public ModelBuilder TypedOutput(string name, params long[] dims)
    {
        Graph.Output.Add(Value(name, DataType.Float, dims));
        return this;
    }

    public ModelBuilder Initializer(string name, TensorProto tensor)
    {
        tensor.Name = name;
        Graph.Initializer.Add(tensor);
        return this;
    }

    /// <summary>A node written as <c>"y, z = Op(a, b)"</c>.</summary>
    public ModelBuilder Node(string text, params AttributeProto[] attributes)
    {
        Graph.Node.Add(Parse(text, attributes));
        return this;
    }

    public static NodeProto Parse(string text, params AttributeProto[] attributes)
    {
        var (outputs, call) = (text.Split(" = ")[0], text.Split(" = ")[1]);
        var (op, inputs) = (call.Split('(')[0], call.Split('(')[1].TrimEnd(')'));
        var node = Make.Node(op, "", Names(inputs), Names(outputs), attributes);
        node.Name = "n_" + node.Output.FirstOrDefault();
        return node;
    }

    /// <summary>All files of a name below a folder of the test data.</summary>
    public static IEnumerable<string> DataFiles(string folder, string pattern) =>
        Directory.EnumerateFiles(TestData.PathOf(folder), pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    public byte[] ToBytes() => Model.ToByteArray();

    public static ValueInfoProto Value(string name, DataType type, params long[] dims)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(dims.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type, Shape = shape } } };
    }

    private static IEnumerable<string> Names(string list) => list.Length == 0 ? [] : list.Split(',').Select(n => n.Trim()).Select(n => n == "_" ? "" : n);
}
