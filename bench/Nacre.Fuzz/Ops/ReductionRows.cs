using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Fuzz.Cases;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Ops;

/// <summary>Operators that combine the elements along axes.</summary>
internal static class ReductionRows
{
    private static readonly string[] OfNumbers = ["ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSumExp"];
    private static readonly DataType[] Summed = [DataType.Float, DataType.Double, DataType.Float16, DataType.Int32, DataType.Int64];

    public static IEnumerable<OpRow> All =>
    [
        .. OfNumbers.Select(op => new OpRow(op, 7, Reduce)),
        new("ReduceLogSum", 7, Reduce, InGraphs: false),
        .. ((string[])["ArgMax", "ArgMin"]).Select(op => new OpRow(op, 7, Arg, InGraphs: false)),
        .. ((string[])["Softmax", "LogSoftmax"]).Select(op => new OpRow(op, 7, Softmax)),
        new("Hardmax", 7, Softmax, InGraphs: false),
        new("CumSum", 11, CumSum),
    ];

    private static void Reduce(ModelDraw m, string op)
    {
        var x = m.Operand(Summed, 0, 4, op == "ReduceLogSum" ? Values.Positive : Values.Any);
        var axes = m.Random.Some([.. Enumerable.Range(0, x.Rank)], least: 1).Select(a => m.Random.Signed(a, x.Rank)).ToArray();
        var isGiven = axes.Length > 0 && m.Random.Chance(0.8);
        // Negative axes came with operator set 11.
        if (m.Opset < 11)
            axes = [.. axes.Select(a => a < 0 ? a + x.Rank : a)];
        var asInput = m.Opset >= (op == "ReduceSum" ? 13 : 18);
        m.Node(
            op, [x.Name, asInput && isGiven ? m.List(axes) : ""],
            m.MaybeFlag("keepdims"), isGiven && !asInput ? Make.Ints("axes", axes) : null, asInput ? m.MaybeFlag("noop_with_empty_axes") : null);
    }

    private static void Arg(ModelDraw m, string op)
    {
        var x = m.Operand(Summed, 1, 4, Values.Integers(-3, 3));
        m.Node(op, [x.Name], m.Maybe(Make.Int("axis", AxisOf(m, x))), m.MaybeFlag("keepdims"), m.Opset >= 12 ? m.MaybeFlag("select_last_index") : null);
    }

    private static long AxisOf(ModelDraw m, Operand x) => m.Opset >= 11 ? m.Random.Axis(x.Rank) : m.Random.Int(0, x.Rank - 1);

    private static void Softmax(ModelDraw m, string op)
    {
        var x = m.Operand(Types.Floats, m.Opset >= 13 ? 1 : 2, 4, op == "Hardmax" ? Values.Quarters : Values.Any);
        m.Node(op, [x.Name], m.Maybe(Make.Int("axis", AxisOf(m, x))));
    }

    private static void CumSum(ModelDraw m, string op)
    {
        var x = m.Operand(Summed, 1, 4);
        var axis = m.Parameter(m.Random.Of(Types.Indices), [], Values.Constant(m.Random.Axis(x.Rank)));
        m.Node(op, [x.Name, axis.Name], m.MaybeFlag("exclusive"), m.MaybeFlag("reverse"));
    }
}
