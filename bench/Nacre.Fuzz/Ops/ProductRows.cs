using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Fuzz.Cases;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Ops;

/// <summary>Matrix products.</summary>
internal static class ProductRows
{
    private static readonly DataType[] Multiplied = [DataType.Float, DataType.Float, DataType.Double, DataType.Float16, DataType.Int32, DataType.Int64];

    private static readonly string[] Equations =
    [
        "ij,jk->ik", "ij,jk", "bij,bjk->bik", "ij,kj->ik", "i,i->", "i,j->ij", "ii->i", "ii", "ij->ji", "ij->", "ijk->k", "bhid,bhjd->bhij", "bhij,bhjd->bhid", "...ij,...jk->...ik", "...ij->...ji",
        "ij,ij->ij", "ij,j->i", "abc,cd->abd", "ij,jk,kl->il", " i j , j k -> k i ",
    ];

    public static IEnumerable<OpRow> All =>
    [
        new("MatMul", 7, MatMul),
        new("Gemm", 7, Gemm),
        new("Einsum", 12, Einsum),
        new("Det", 11, Det),
    ];

    private static void MatMul(ModelDraw m, string op)
    {
        var x = m.Operand(m.Opset >= 9 ? Multiplied : [DataType.Float, DataType.Double], 1, 4);
        long[] batch = x.Rank > 2 ? m.Random.BroadcastsWith(x.Shape[..^2]) : m.Random.Chance(0.2) ? m.Random.Shape(1, 2, 3) : [];
        long[] shape = m.Random.Chance(0.1) ? [x.Shape[^1]] : [.. batch, x.Shape[^1], m.Random.Int(1, 9)];
        m.Node(op, [x.Name, m.Weight(x.Type, shape, Values.Between(-1, 1)).Name]);
    }

    private static void Gemm(ModelDraw m, string op)
    {
        var x = m.Operand([DataType.Float, DataType.Float, DataType.Double, DataType.Float16], shape => shape.Length == 2, () => m.Random.Shape(2, 2, 9));
        var (transA, transB) = (m.Random.Chance(0.3), m.Random.Chance(0.5));
        var (rows, depth) = transA ? (x.Shape[1], x.Shape[0]) : (x.Shape[0], x.Shape[1]);
        var columns = m.Random.Int(1, 9);
        var b = m.Weight(x.Type, transB ? [columns, depth] : [depth, columns], Values.Between(-1, 1));
        var hasC = m.Opset < 11 || m.Random.Chance(0.7);
        m.Node(
            op, [x.Name, b.Name, hasC ? m.Weight(x.Type, m.Random.BroadcastsTo([rows, columns])).Name : ""], transA ? Make.Int("transA", 1) : null, transB ? Make.Int("transB", 1) : null,
            m.Maybe(Make.Float("alpha", m.Random.Float(0.2, 2))), m.Maybe(Make.Float("beta", m.Random.Float(0.2, 2))));
    }

    private static void Einsum(ModelDraw m, string op)
    {
        var equation = m.Random.Of(Equations);
        var type = m.Random.MostlyFirst([DataType.Float, DataType.Double, DataType.Int32, DataType.Int64]);
        var sizes = new Dictionary<char, long>();
        var batch = m.Random.Shape(0, 2, 3);
        var terms = equation.Split("->")[0].Split(',');
        m.Node(op, terms.Select(term => m.Weight(type, ShapeOf(term)).Name).ToArray(), Make.String("equation", equation));

        long[] ShapeOf(string term) =>
            [.. term.Contains("...", StringComparison.Ordinal) ? batch : [], .. term.Where(char.IsLetter).Select(letter => sizes.TryGetValue(letter, out var size) ? size : sizes[letter] = m.Random.Int(1, 5))];
    }

    private static void Det(ModelDraw m, string op)
    {
        var size = m.Random.Int(1, 4);
        m.Node(op, [m.Input(m.Random.Of(DataType.Float, DataType.Double), [.. m.Random.Shape(0, 2, 3), size, size], Values.Any).Name]);
    }
}
