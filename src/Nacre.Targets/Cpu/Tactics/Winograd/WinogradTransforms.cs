namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// The matrices of Winograd's minimal filtering F(m, r): m outputs of a filter with r taps from a = m + r − 1 inputs d by a multiplications,
/// y = Aᵀ[(G g) ⊙ (Bᵀ d)]; in two dimensions Y = Aᵀ[(G g Gᵀ) ⊙ (Bᵀ d B)]A. Made by the Toom-Cook method from the points 0, ±1, ±2, …, ∞
/// (S. Winograd, Arithmetic Complexity of Computations, 1980; A. Lavin and S. Gray, Fast Algorithms for Convolutional Neural Networks, 2015).
/// </summary>
public sealed class WinogradTransforms
{
    private readonly double[] _points;

    /// <param name="outputs">m.</param>
    /// <param name="taps">r.</param>
    public WinogradTransforms(int outputs, int taps)
    {
        (Outputs, Taps) = (outputs, taps);
        _points = [.. Enumerable.Range(0, Size - 1).Select(i => (double)(i % 2 == 0 ? -(i / 2) : (i + 1) / 2))];
        Filter = Rows(Size, i => i == Size - 1 ? Unit(taps, taps - 1) : [.. Enumerable.Range(0, taps).Select(k => Math.Pow(_points[i], k) / Scale(i))]);
        Input = Rows(Size, i => Padded(Product(i == Size - 1 ? _points : Others(_points, i)), Size));
        Output = Rows(outputs, k => [.. _points.Select(p => Math.Pow(p, k)), k == outputs - 1 ? 1 : 0]);
        FilterBack = InterpolateTaps();
    }

    /// <summary>m.</summary>
    public int Outputs { get; }

    /// <summary>r.</summary>
    public int Taps { get; }

    /// <summary>a = m + r − 1.</summary>
    public int Size => Outputs + Taps - 1;

    /// <summary>G [a, r].</summary>
    public double[][] Filter { get; }

    /// <summary>Bᵀ [a, a].</summary>
    public double[][] Input { get; }

    /// <summary>Aᵀ [m, a].</summary>
    public double[][] Output { get; }

    /// <summary>A left inverse of G [r, a]: the taps from the transformed filter.</summary>
    public double[][] FilterBack { get; }

    /// <summary>Row i of G is the filter's polynomial at point i over Π (pᵢ − pⱼ); r of its values give the polynomial back by Lagrange's formula.</summary>
    private double[][] InterpolateTaps()
    {
        var nodes = _points[..Taps];
        var basis = Rows(Taps, i => [.. Product(Others(nodes, i)).Select(c => c * Scale(i) / Others(nodes, i).Aggregate(1.0, (d, p) => d * (nodes[i] - p)))]);
        return Rows(Taps, k => [.. Enumerable.Range(0, Size).Select(i => i < Taps ? basis[i][k] : 0)]);
    }

    private double Scale(int i) => Others(_points, i).Aggregate(1.0, (product, p) => product * (_points[i] - p));

    private static double[] Others(double[] points, int except) => [.. points.Where((_, i) => i != except)];

    /// <summary>The coefficients of Π (x − p), the constant one first.</summary>
    private static double[] Product(IEnumerable<double> roots) =>
        roots.Aggregate((double[])[1], (c, p) => [.. Enumerable.Range(0, c.Length + 1).Select(k => (k > 0 ? c[k - 1] : 0) - (k < c.Length ? p * c[k] : 0))]);

    private static double[] Padded(double[] row, int length) => [.. row, .. new double[length - row.Length]];
    private static double[] Unit(int length, int at) => [.. Enumerable.Range(0, length).Select(i => i == at ? 1.0 : 0)];
    private static double[][] Rows(int count, Func<int, double[]> row) => [.. Enumerable.Range(0, count).Select(row)];
}
