using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Fuzz.Cases;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Ops;

/// <summary>Branches and loops, whose bodies read values of the graph around them.</summary>
internal static class ControlRows
{
    public static IEnumerable<OpRow> All =>
    [
        new("If", 7, If),
        new("Loop", 11, Loop),
        new("Scan", 9, Scan),
    ];

    private static void If(ModelDraw m, string op)
    {
        var x = m.Operand(Types.Float, 1, 4);
        m.Node(op, [m.Weight(DataType.Bool, []).Name], Make.Graph("then_branch", Branch(m, x)), Make.Graph("else_branch", Branch(m, x)));
    }

    /// <summary>One in four branches gives another shape than the other one.</summary>
    private static GraphProto Branch(ModelDraw m, Operand x)
    {
        var graph = new GraphProto { Name = m.Fresh("branch") };
        var result = Chain(m, graph, x.Name, x.Name);
        if (m.Random.Chance(0.25))
            result = Add(m, graph, "Concat", [result, x.Name], Make.Int("axis", 0));
        graph.Output.Add(Declare(result, x.Type));
        return graph;
    }

    private static void Loop(ModelDraw m, string op)
    {
        var x = m.Operand(Types.Float, 0, 3);
        var body = new GraphProto { Name = m.Fresh("body") };
        var (trip, condition, state) = (new Operand(m.Fresh("i"), DataType.Int64, []), new Operand(m.Fresh("c"), DataType.Bool, []), new Operand(m.Fresh("s"), x.Type, x.Shape));
        body.Input.Add(((Operand[])[trip, condition, state]).Select(o => ModelDraw.Declare(o)));
        var next = Chain(m, body, state.Name, x.Name);
        var collected = Chain(m, body, next, state.Name);
        body.Output.Add([Declare(Add(m, body, "Identity", [condition.Name]), DataType.Bool), Declare(next, x.Type), Declare(collected, x.Type)]);
        m.Node(op, [m.Scalar(m.Random.Int(1, 4)), m.Random.Chance(0.5) ? "" : m.Constant(DataType.Bool, [], Values.Positive).Name, x.Name], 2, Make.Graph("body", body));
    }

    /// <summary>Along the first axis; the state is what is left of the shape.</summary>
    private static void Scan(ModelDraw m, string op)
    {
        var x = m.Operand(Types.Float, shape => shape.Length is >= 1 and <= 4 && shape[0] > 0, () => [.. m.Random.Shape(1, 3).Select(d => Math.Max(1, d))]);
        var initial = m.Weight(x.Type, x.Shape[1..]);
        var body = new GraphProto { Name = m.Fresh("body") };
        var (state, item) = (new Operand(m.Fresh("s"), x.Type, initial.Shape), new Operand(m.Fresh("e"), x.Type, initial.Shape));
        body.Input.Add(((Operand[])[state, item]).Select(o => ModelDraw.Declare(o)));
        var next = Chain(m, body, state.Name, item.Name);
        body.Output.Add([Declare(next, x.Type), Declare(Chain(m, body, next, item.Name), x.Type)]);
        m.Node(op, [initial.Name, x.Name], 2, Make.Graph("body", body), Make.Int("num_scan_inputs", 1), m.Maybe(Make.Ints("scan_input_directions", m.Random.Int(0, 1))), m.Maybe(Make.Ints("scan_output_directions", m.Random.Int(0, 1))));
    }

    /// <summary>One to three operators that keep the shape and do not let numbers grow.</summary>
    private static string Chain(ModelDraw m, GraphProto graph, string first, string second)
    {
        var at = first;
        for (var left = m.Random.Int(1, 3); left > 0; left--)
            at = m.Random.Chance(0.5) ? Add(m, graph, m.Random.Of("Tanh", "Sigmoid", "Neg", "Abs"), [at]) : Add(m, graph, "Tanh", [Add(m, graph, m.Random.Of("Add", "Mul", "Sub", "Max"), [at, second])]);
        return at;
    }

    private static string Add(ModelDraw m, GraphProto graph, string op, string[] inputs, params AttributeProto[] attributes)
    {
        var result = m.Fresh("b");
        graph.Node.Add(Make.Node(op, "", inputs, [result], attributes));
        return result;
    }

    private static ValueInfoProto Declare(string name, DataType type) => new() { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = type } } };
}
