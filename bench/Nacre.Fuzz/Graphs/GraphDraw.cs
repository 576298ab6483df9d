using Nacre.Frontends.Onnx;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Fuzz.Cases;
using Nacre.Fuzz.Judging;
using Nacre.Fuzz.Ops;
using Nacre.IR;
using Nacre.Transforms.Interpreter;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Graphs;

/// <summary>
/// A graph that grows node by node from the table of operators. ONNX Runtime says what each node gives; a node that it refuses, or that gives numbers with which
/// nothing sensible can follow, is taken back.
/// </summary>
internal sealed class GraphDraw(Draw random, int opset) : ModelDraw(random, opset)
{
    private const int MostElements = 20_000;
    private const double LargestNumber = 1e4;

    private readonly List<Operand> _pool = [];
    private readonly Dictionary<string, TensorValue> _values = [];
    private readonly HashSet<string> _read = [];

    /// <summary>Adds nodes until there are <paramref name="wanted"/>, or nothing fits any more.</summary>
    public void Grow(int wanted)
    {
        var rows = OpTable.Rows.Where(r => r.InGraphs && r.IsIn(Opset)).ToArray();
        for (var attempts = 0; Graph.Node.Count < wanted && attempts < 5 * wanted; attempts++)
        {
            var row = Random.Of(rows);
            var before = (Nodes: Graph.Node.Count, Inputs: Graph.Input.Count, Constants: Graph.Initializer.Count);
            row.Draw(this, row.Name);
            if (!TryAccept(before.Nodes))
                TakeBack(before.Nodes, before.Inputs, before.Constants);
        }
    }

    public override Operand Operand(DataType[] types, Func<long[], bool> fits, Func<long[]> fresh, Values? values = null)
    {
        var fitting = _pool.Where(o => types.Contains(o.Type) && fits(o.Shape)).ToArray();
        if (fitting.Length == 0 || Random.Chance(0.1))
            return Input(Random.Chance(0.9) ? types[0] : Random.Of(types), fresh(), values ?? Values.Any);
        // Mostly what is new and not read yet, so that graphs become deep.
        var unread = fitting.Where(o => !_read.Contains(o.Name)).ToArray();
        return unread.Length > 0 && Random.Chance(0.7) ? Random.Of(unread) : Random.Of(fitting);
    }

    /// <summary>A value of the graph where one fits, so that branches join.</summary>
    public override Operand Weight(DataType type, long[] shape, Values? values = null)
    {
        var fitting = values is null || ReferenceEquals(values, Values.Any) ? _pool.Where(o => o.Type == type && o.Shape.SequenceEqual(shape)).ToArray() : [];
        return fitting.Length > 0 && Random.Chance(0.6) ? Random.Of(fitting) : base.Weight(type, shape, values);
    }

    private bool TryAccept(int firstNew)
    {
        var added = Graph.Node.Skip(firstNew).ToArray();
        if (added.Length == 0 || Evaluate(added) is not { } results || !results.Values.All(IsSensible))
            return false;
        foreach (var (name, value) in results)
        {
            _values[name] = value;
            _pool.Add(new Operand(name, TensorFiles.TypeOf(value), [.. value.Shape.Dims]));
        }
        _read.UnionWith(added.SelectMany(n => n.Input));
        return true;
    }

    /// <summary>What the new nodes give, from the values that are known.</summary>
    private IReadOnlyDictionary<string, TensorValue>? Evaluate(NodeProto[] added)
    {
        var model = Model.Clone();
        var graph = model.Graph;
        graph.Node.Clear();
        graph.Node.Add(added.Select(n => n.Clone()));
        var inputs = Inputs.ToDictionary();
        foreach (var name in added.SelectMany(Reads).Distinct().Where(_values.ContainsKey))
        {
            inputs[name] = _values[name];
            graph.Input.Add(Declare(_pool.First(o => o.Name == name)));
        }
        graph.Output.Clear();
        graph.Output.Add(added.SelectMany(n => n.Output).Select(o => new ValueInfoProto { Name = o }));
        return Reference.TryRun(new FuzzCase(0, model, inputs), out _);
    }

    private static IEnumerable<string> Reads(NodeProto node) => node.Input.Concat(node.Subgraphs().SelectMany(g => g.Node.SelectMany(Reads)));

    private static bool IsSensible(TensorValue value) =>
        value.Count is > 0 and <= MostElements && value.Rank <= 5
        && (value.ElementType is not FloatType || Enumerable.Range(0, (int)value.Count).All(i => Math.Abs(value.DoubleAt(i)) <= LargestNumber));

    private void TakeBack(int nodes, int inputs, int constants)
    {
        while (Graph.Node.Count > nodes)
            Graph.Node.RemoveAt(Graph.Node.Count - 1);
        while (Graph.Initializer.Count > constants)
            Graph.Initializer.RemoveAt(Graph.Initializer.Count - 1);
        while (Graph.Input.Count > inputs)
        {
            Forget(Graph.Input[^1].Name);
            Graph.Input.RemoveAt(Graph.Input.Count - 1);
        }
    }
}
