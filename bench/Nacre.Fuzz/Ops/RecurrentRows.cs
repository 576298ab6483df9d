using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Fuzz.Cases;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Ops;

/// <summary>Recurrent networks.</summary>
internal static class RecurrentRows
{
    public static IEnumerable<OpRow> All =>
    [
        new("RNN", 7, (m, op) => Recurrent(m, op, gates: 1)),
        new("GRU", 7, (m, op) => Recurrent(m, op, gates: 3)),
        new("LSTM", 7, (m, op) => Recurrent(m, op, gates: 4)),
    ];

    private static void Recurrent(ModelDraw m, string op, int gates)
    {
        var (steps, batch, inputs, hidden) = (m.Random.Int(1, 5), m.Random.Int(1, 3), m.Random.Int(1, 5), m.Random.Int(1, 5));
        var direction = m.Random.Of("forward", "reverse", "bidirectional");
        var directions = direction == "bidirectional" ? 2 : 1;
        var x = m.Input(DataType.Float, [steps, batch, inputs], Values.Any);
        string Optional(double chance, DataType type, long[] shape, Values values) => m.Random.Chance(chance) ? m.Weight(type, shape, values).Name : "";
        long[] state = [directions, batch, hidden];
        List<string> operands =
        [
            x.Name, m.Weight(x.Type, [directions, gates * hidden, inputs], Values.Weights).Name, m.Weight(x.Type, [directions, gates * hidden, hidden], Values.Weights).Name,
            Optional(0.6, x.Type, [directions, 2 * gates * hidden], Values.Weights), Optional(0.3, DataType.Int32, [batch], Values.Integers(1, steps)), Optional(0.5, x.Type, state, Values.Any),
        ];
        if (op == "LSTM")
            operands.AddRange([Optional(0.5, x.Type, state, Values.Any), Optional(0.3, x.Type, [directions, 3 * hidden], Values.Weights)]);
        m.Node(op, operands, op == "LSTM" ? 3 : 2, [
            Make.Int("hidden_size", hidden), direction == "forward" ? null : Make.String("direction", direction), op == "GRU" ? m.MaybeFlag("linear_before_reset") : null,
            op == "LSTM" && m.Random.Chance(0.2) ? Make.Int("input_forget", 1) : null, m.Random.Chance(0.2) ? Make.Float("clip", m.Random.Float(0.5, 2)) : null, Activations(m, op, directions)]);
    }

    private static AttributeProto? Activations(ModelDraw m, string op, int directions)
    {
        if (!m.Random.Chance(0.3))
            return null;
        string[] one = op switch
        {
            "RNN" => [m.Random.Of("Relu", "Tanh", "Sigmoid")],
            "GRU" => [m.Random.Of("Sigmoid", "HardSigmoid"), m.Random.Of("Tanh", "Relu")],
            _ => [m.Random.Of("Sigmoid", "HardSigmoid"), m.Random.Of("Tanh", "Relu"), "Tanh"],
        };
        return ModelDraw.Strings("activations", Enumerable.Repeat(one, directions).SelectMany(a => a));
    }
}
