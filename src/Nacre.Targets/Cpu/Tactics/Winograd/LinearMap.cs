using Nacre.Dialects.Arith;
using Nacre.IR;
using Nacre.Transforms.Kernels;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// Emits y = M x for a small constant matrix and vectors as elements. Sums that two columns or two rows share but for signs are computed once: x₁ ± x₂, and even part ± odd part.
/// </summary>
internal sealed class LinearMap(OpBuilder builder, double[][] matrix)
{
    public Value[] Apply(IReadOnlyList<Value> x)
    {
        var columns = new List<(Value Value, double[] Coefficients)>();
        for (var j = 0; j < x.Count; j++)
        {
            if (j + 1 < x.Count && AreTwins(Column(j), Column(j + 1)))
            {
                var signs = matrix.Select(row => row[j] == row[j + 1]).ToArray();
                columns.Add((AddFOp.Create(builder, x[j], x[j + 1]).Result, [.. matrix.Select((row, r) => signs[r] ? row[j] : 0)]));
                columns.Add((SubFOp.Create(builder, x[j], x[j + 1]).Result, [.. matrix.Select((row, r) => signs[r] ? 0 : row[j])]));
                j++;
            }
            else
            {
                columns.Add((x[j], Column(j)));
            }
        }
        return Rows([.. columns.Select(c => c.Value)], [.. Enumerable.Range(0, matrix.Length).Select(r => columns.Select(c => c.Coefficients[r]).ToArray())]);
    }

    private double[] Column(int j) => [.. matrix.Select(row => row[j])];

    private Value[] Rows(Value[] x, double[][] rows)
    {
        var y = new Value[rows.Length];
        for (var r = 0; r < rows.Length; r++)
        {
            if (r + 1 < rows.Length && AreTwins(rows[r], rows[r + 1]))
            {
                var next = rows[r + 1];
                var even = Sum(x, [.. rows[r].Select((c, j) => c == next[j] ? c : 0)]);
                var odd = Sum(x, [.. rows[r].Select((c, j) => c == next[j] ? 0 : c)]);
                y[r] = AddFOp.Create(builder, even, odd).Result;
                y[++r] = SubFOp.Create(builder, even, odd).Result;
            }
            else
            {
                y[r] = Sum(x, rows[r]);
            }
        }
        return y;
    }

    /// <summary>Whether they differ in signs only, and in some but not in all.</summary>
    private static bool AreTwins(double[] a, double[] b)
    {
        var pairs = a.Zip(b).Where(p => p.First != 0 || p.Second != 0).ToArray();
        return pairs.All(p => Math.Abs(p.First) == System.Math.Abs(p.Second)) && pairs.Any(p => p.First == p.Second) && pairs.Any(p => p.First != p.Second);
    }

    /// <summary>Terms with the coefficient one come first, so that as few multiplications as can be stand alone.</summary>
    private Value Sum(Value[] x, double[] coefficients)
    {
        Value? sum = null;
        foreach (var (c, value) in coefficients.Zip(x).Where(t => t.First != 0).OrderBy(t => t.First == 1 ? 0 : t.First == -1 ? 2 : 1))
        {
            sum = (sum, c) switch
            {
                (null, 1) => value,
                (null, _) => MulFOp.Create(builder, value, Constant(c, value)).Result,
                (_, 1) => AddFOp.Create(builder, sum, value).Result,
                (_, -1) => SubFOp.Create(builder, sum, value).Result,
                _ => FusedArithmetic.MultiplyAdd(builder, value, Constant(c, value), sum),
            };
        }
        return sum ?? Constant(0, x[0]);
    }

    private Value Constant(double c, Value like) => ConstantOp.Float(builder, c, like.Type).Result;
}
