using Nacre.Dialects.Onnx;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Tensors;
using Nacre.IR;

namespace Nacre.Frontends.Onnx.Import;

/// <summary>Imports one graph into one block. Names that the graph does not define are looked up in the graphs around it.</summary>
internal sealed class GraphImporter
{
    private readonly ImportSession _session;
    private readonly GraphProto _graph;
    private readonly GraphImporter? _outer;
    private readonly OpBuilder _builder;
    private readonly Dictionary<string, Value> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ValueInfoProto> _declared = new(StringComparer.Ordinal);
    private Value? _noValue;

    public GraphImporter(ImportSession session, GraphProto graph, Block block, GraphImporter? outer)
    {
        (_session, _graph, _outer) = (session, graph, outer);
        _builder = OpBuilder.AtEnd(block);
        foreach (var value in graph.Output.Concat(graph.ValueInfo))
            _declared.TryAdd(value.Name, value);
    }

    public void DefineArgument(string name, BlockArgument argument)
    {
        argument.Location = new NameLoc(name);
        _values[name] = argument;
    }

    /// <summary>Imports initialisers and nodes and returns the graph's outputs.</summary>
    public Value[] ImportBody()
    {
        var inputs = _graph.Input.Select(i => i.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var tensor in _graph.Initializer)
            DefineConstant(tensor.Name, _session.Tensors.Decode(tensor, _session.ResourceName(tensor.Name)), inputs);
        foreach (var sparse in _graph.SparseInitializer)
            DefineConstant(sparse.Values.Name, SparseTensors.ToDense(sparse, _session.Tensors, _session.ResourceName(sparse.Values.Name)), inputs);
        foreach (var node in _graph.Node)
            Import(node);
        return [.. _graph.Output.Select(o => Find(o.Name))];
    }

    private void DefineConstant(string name, ElementsAttr elements, HashSet<string> inputs)
    {
        if (_values.ContainsKey(name))
            return;
        _builder.Location = new NameLoc(name);
        var constant = ConstantOp.Create(_builder, elements.Type, value: elements);
        if (inputs.Contains(name))
            constant.SetAttr("onnx.overridable", UnitAttr.Instance);
        _values[name] = constant.Output;
    }

    private void Import(NodeProto node)
    {
        _builder.Location = new NameLoc(node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault(o => o.Length > 0) ?? node.OpType);
        var op = new NodeImporter(_session, this, node, _builder).Import();
        SetOutputNames(op, node);
    }

    /// <summary>Keeps the names that the user gave the values, e.g. to compare them one by one with another runtime's.</summary>
    private static void SetOutputNames(Operation op, NodeProto node) => op.SetAttr("onnx.outputs", ArrayAttr.OfStrings(node.Output));

    public void Define(string name, Value value) => _values[name] = value;

    /// <summary>The value of a name here or in the graphs around; <see cref="GraphChecker"/> has made sure that there is one.</summary>
    public Value Find(string name)
    {
        for (var graph = this; graph is not null; graph = graph._outer)
        {
            if (graph._values.TryGetValue(name, out var value))
                return value;
        }
        throw new InvalidOperationException($"'{name}' was checked but is not defined");
    }

    /// <summary>The declared type of a value; unknown where the model declares none.</summary>
    public IRType TypeOf(string name) => _declared.TryGetValue(name, out var value) ? _session.Types.Import(value) : UnknownType.Instance;

    /// <summary>The value that stands for an omitted input.</summary>
    public Value NoValue => _noValue ??= NoValueOp.Create(_builder, NoneType.Instance).Output;

    /// <summary>Imports a subgraph into an empty region.</summary>
    public void ImportRegion(GraphProto graph, Region region)
    {
        var block = region.AddBlock(graph.Input.Select(_session.Types.Import));
        var importer = new GraphImporter(_session, graph, block, this);
        for (var i = 0; i < graph.Input.Count; i++)
            importer.DefineArgument(graph.Input[i].Name, block.Arguments[i]);
        var results = importer.ImportBody();
        var builder = OpBuilder.AtEnd(block);
        builder.Location = _builder.Location;
        YieldOp.Create(builder, results);
    }
}
