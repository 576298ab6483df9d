using Google.Protobuf;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Transforms.Interpreter;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Cases;

/// <summary>A value of the model that is being drawn.</summary>
internal sealed record Operand(string Name, DataType Type, long[] Shape)
{
    public int Rank => Shape.Length;
    public long Count => Shape.Aggregate(1L, (product, d) => product * d);
}

/// <summary>A model that is being drawn: rows of the table of operators ask it for operands and add nodes.</summary>
internal class ModelDraw
{
    /// <summary>Sizes of inputs are symbolic in this part of the models.</summary>
    private const double SymbolicShare = 0.3;

    private readonly Dictionary<string, TensorValue> _inputs = [];
    private readonly bool _isSymbolic;
    private int _names;

    public ModelDraw(Draw random, int opset)
    {
        (Random, Opset) = (random, opset);
        Model = new ModelProto { IrVersion = 10, Graph = new GraphProto { Name = "drawn" } };
        Model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
        _isSymbolic = random.Chance(SymbolicShare);
    }

    public Draw Random { get; }
    public int Opset { get; }
    protected ModelProto Model { get; }
    protected GraphProto Graph => Model.Graph;
    protected IReadOnlyDictionary<string, TensorValue> Inputs => _inputs;

    /// <summary>A tensor to work on, of a rank in the range.</summary>
    public Operand Operand(DataType[] types, int leastRank, int mostRank, Values? values = null) =>
        Operand(types, shape => shape.Length >= leastRank && shape.Length <= mostRank, () => Random.Shape(leastRank, mostRank), values);

    /// <summary>A tensor to work on, whose shape is of a certain kind.</summary>
    /// <param name="fits">Whether a shape is of that kind.</param>
    /// <param name="fresh">Makes such a shape.</param>
    public virtual Operand Operand(DataType[] types, Func<long[], bool> fits, Func<long[]> fresh, Values? values = null) =>
        Input(Random.MostlyFirst(types), fresh(), values ?? Values.Any);

    /// <summary>A picture or signal: batch, channels and <paramref name="spatial"/> axes, long enough for windows.</summary>
    public Operand Image(DataType[] types, int spatial, Values? values = null) =>
        Operand(types, shape => shape.Length == spatial + 2 && shape.Skip(2).All(d => d >= 3), () => Random.Image(spatial), values);

    /// <summary>A second operand: an initialiser half of the time, else an input.</summary>
    public virtual Operand Weight(DataType type, long[] shape, Values? values = null) =>
        Random.Chance(0.5) ? Constant(type, shape, values ?? Values.Any) : Input(type, shape, values ?? Values.Any);

    /// <summary>A second operand that says something about shapes: mostly an initialiser, as exporters write it.</summary>
    public Operand Parameter(DataType type, long[] shape, Values values) => Random.Chance(0.8) ? Constant(type, shape, values) : Input(type, shape, values);

    /// <summary>A list of int64, see <see cref="Parameter"/>.</summary>
    public string List(params IReadOnlyList<long> items) => items.Count == 0 ? Constant(DataType.Int64, [0], Values.Any).Name : Parameter(DataType.Int64, [items.Count], Values.List(items)).Name;

    /// <summary>An int64 without axes, see <see cref="Parameter"/>.</summary>
    public string Scalar(long item) => Parameter(DataType.Int64, [], Values.Constant(item)).Name;

    public Operand Input(DataType type, long[] shape, Values values)
    {
        var operand = new Operand(Fresh("x"), type, shape);
        _inputs[operand.Name] = Random.Tensor(type, shape, values);
        Graph.Input.Add(Declare(operand, _isSymbolic));
        return operand;
    }

    public Operand Constant(DataType type, long[] shape, Values values)
    {
        var operand = new Operand(Fresh("c"), type, shape);
        Graph.Initializer.Add(TensorFiles.ToProto(operand.Name, Random.Tensor(type, shape, values)));
        return operand;
    }

    /// <summary>Adds a node of the default domain and returns the names of its outputs. Empty names at the end of the inputs are left out.</summary>
    public string[] Node(string opType, IEnumerable<string> inputs, int outputs, params IEnumerable<AttributeProto?> attributes)
    {
        string[] results = [.. Enumerable.Range(0, outputs).Select(_ => Fresh("y"))];
        var given = inputs.ToList();
        while (given is [.., ""])
            given.RemoveAt(given.Count - 1);
        Graph.Node.Add(Make.Node(opType, $"{opType}_{Graph.Node.Count}", given, results, attributes.OfType<AttributeProto>()));
        return results;
    }

    public string Node(string opType, IEnumerable<string> inputs, params IEnumerable<AttributeProto?> attributes) => Node(opType, inputs, 1, attributes)[0];

    /// <summary>The attribute, or none two times out of five, so that the default counts.</summary>
    public AttributeProto? Maybe(AttributeProto attribute) => Random.Chance(0.6) ? attribute : null;

    /// <summary>An attribute of 0 or 1, or none.</summary>
    public AttributeProto? MaybeFlag(string name) => Maybe(Make.Int(name, Random.Int(0, 1)));

    /// <summary>Drops the value of an input that is taken back.</summary>
    protected void Forget(string input) => _inputs.Remove(input);

    public string Fresh(string prefix) => $"{prefix}{_names++}";

    /// <summary>What is drawn so far; its outputs are the values that no node reads.</summary>
    public FuzzCase Finish(int seed)
    {
        var used = Graph.Node.SelectMany(n => n.Input).ToHashSet();
        Graph.Output.Add(Graph.Node.SelectMany(n => n.Output).Where(o => o.Length > 0 && !used.Contains(o)).Select(o => new ValueInfoProto { Name = o }));
        return new FuzzCase(seed, Model, _inputs);
    }

    public static ValueInfoProto Declare(Operand operand, bool isSymbolic = false)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(operand.Shape.Select((d, i) => isSymbolic
            ? new TensorShapeProto.Types.Dimension { DimParam = $"{operand.Name}_{i}" }
            : new TensorShapeProto.Types.Dimension { DimValue = d }));
        return new ValueInfoProto { Name = operand.Name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = operand.Type, Shape = shape } } };
    }

    public static AttributeProto Floats(string name, params IEnumerable<float> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Floats };
        attribute.Floats.AddRange(values);
        return attribute;
    }

    public static AttributeProto Strings(string name, IEnumerable<string> values) => Make.Strings(name, values.Select(ByteString.CopyFromUtf8));
}
