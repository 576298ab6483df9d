using System.Numerics;
using Nacre.IR;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// The integer variables that index expressions of a kernel are made of (loop counters and values read at run time), each with its range, and the
/// simplifications that follow from the ranges. Expressions are <see cref="AffineExpr"/>s whose dimension i is variable i.
/// </summary>
public sealed class IndexSpace
{
    private readonly List<(long Min, long Max)> _ranges = [];

    public int Count => _ranges.Count;

    /// <summary>A new variable with the inclusive range [<paramref name="min"/>, <paramref name="max"/>].</summary>
    public AffineExpr Add(long min, long max)
    {
        _ranges.Add((min, max));
        return AffineExpr.Dim(_ranges.Count - 1);
    }

    /// <summary>The inclusive range of an expression.</summary>
    public (long Min, long Max) Range(AffineExpr expr)
    {
        switch (expr)
        {
            case AffineConstantExpr c:
                return (c.Value, c.Value);
            case AffineDimExpr d:
                return _ranges[d.Index];
            case AffineBinaryExpr { Op: AffineOp.Add } sum:
                var (a, b) = (Range(sum.Lhs), Range(sum.Rhs));
                return (a.Min + b.Min, a.Max + b.Max);
            case AffineBinaryExpr { Rhs: AffineConstantExpr c } binary:
                return RangeOf(binary.Op, Range(binary.Lhs), c.Value);
            default:
                return (long.MinValue / 4, long.MaxValue / 4);
        }
    }

    private static (long Min, long Max) RangeOf(AffineOp op, (long Min, long Max) x, long c) => op switch
    {
        AffineOp.Mul => c >= 0 ? (x.Min * c, x.Max * c) : (x.Max * c, x.Min * c),
        AffineOp.Mod => x.Min >= 0 && x.Max < c ? x : (0, c - 1),
        _ => (AffineExpr.Apply(op, x.Min, c), AffineExpr.Apply(op, x.Max, c)),
    };

    /// <summary>The expression as a sum of coefficient × atom plus a constant, simplified; an atom is a variable, a quotient or a remainder.</summary>
    public LinearForm Linear(AffineExpr expr)
    {
        switch (expr)
        {
            case AffineConstantExpr c:
                return LinearForm.Of(c.Value);
            case AffineBinaryExpr { Op: AffineOp.Add } sum:
                return Recombine(Linear(sum.Lhs).Plus(Linear(sum.Rhs)));
            case AffineBinaryExpr { Op: AffineOp.Mul, Rhs: AffineConstantExpr c } product:
                return Linear(product.Lhs).Times(c.Value);
            case AffineBinaryExpr { Op: AffineOp.FloorDiv, Rhs: AffineConstantExpr c } quotient:
                return FloorDiv(Linear(quotient.Lhs), c.Value);
            case AffineBinaryExpr { Op: AffineOp.Mod, Rhs: AffineConstantExpr c } remainder:
                return Mod(Linear(remainder.Lhs), c.Value);
            default:
                return LinearForm.Of(expr);
        }
    }

    public AffineExpr Simplify(AffineExpr expr) => Linear(expr).ToExpr();

    /// <summary>(c·q + r) floordiv c = q + r floordiv c, and r floordiv c = 0 when 0 ≤ r &lt; c.</summary>
    private LinearForm FloorDiv(LinearForm x, long c)
    {
        if (c == 1)
            return x;
        var (divisible, rest) = x.SplitBy(c);
        var range = Range(rest.ToExpr());
        var low = AffineExpr.Apply(AffineOp.FloorDiv, range.Min, c);
        if (low == AffineExpr.Apply(AffineOp.FloorDiv, range.Max, c))
            return divisible.DividedBy(c).Plus(LinearForm.Of(low));
        var inner = CommonFactor(rest, c) is { } g ? FloorDiv(rest.SplitBy(g).Divisible.DividedBy(g), c / g) : LinearForm.Of(Nested(AffineOp.FloorDiv, rest, c));
        return Recombine(divisible.DividedBy(c).Plus(inner));
    }

    /// <summary>A factor g of c such that x = g·a + b with 0 ≤ b &lt; g: then x floordiv c = a floordiv (c / g), and x mod c = g·(a mod (c / g)) + b.</summary>
    private long? CommonFactor(LinearForm x, long c)
    {
        foreach (var g in x.Terms.Select(t => (long)BigInteger.GreatestCommonDivisor(t.Coefficient, c)).Distinct().OrderDescending())
        {
            var (multiple, rest) = x.SplitBy(g);
            var range = Range(rest.ToExpr());
            if (g > 1 && multiple.Terms.Count > 0 && range.Min >= 0 && range.Max < g)
                return g;
        }
        return null;
    }

    /// <summary>(c·q + r) mod c = r mod c, and r mod c = r when 0 ≤ r &lt; c.</summary>
    private LinearForm Mod(LinearForm x, long c)
    {
        if (c == 1)
            return LinearForm.Of(0);
        var rest = x.SplitBy(c).Remaining;
        var range = Range(rest.ToExpr());
        if (range.Min >= 0 && range.Max < c)
            return rest;
        if (CommonFactor(rest, c) is not { } g)
            return LinearForm.Of(Nested(AffineOp.Mod, rest, c));
        var (multiple, part) = rest.SplitBy(g);
        return Mod(multiple.DividedBy(g), c / g).Times(g).Plus(part);
    }

    /// <summary>(x floordiv a) floordiv b = x floordiv (a·b).</summary>
    private static AffineExpr Nested(AffineOp op, LinearForm rest, long c)
    {
        if (op == AffineOp.FloorDiv && rest.Constant == 0 && rest.Terms is [(AffineBinaryExpr { Op: AffineOp.FloorDiv, Rhs: AffineConstantExpr inner } quotient, 1)])
            return quotient.Lhs.FloorDiv(inner.Value * c);
        return op == AffineOp.FloorDiv ? rest.ToExpr().FloorDiv(c) : rest.ToExpr().Mod(c);
    }

    /// <summary>a·c·(x floordiv c) + a·(x mod c) = a·x.</summary>
    private LinearForm Recombine(LinearForm form)
    {
        foreach (var (atom, coefficient) in form.Terms)
        {
            if (atom is not AffineBinaryExpr { Op: AffineOp.Mod, Rhs: AffineConstantExpr c } remainder)
                continue;
            // In the form that it has among the terms: (x floordiv a) floordiv b is there as x floordiv a·b.
            var quotient = Simplify(remainder.Lhs.FloorDiv(c.Value));
            if (form.CoefficientOf(quotient) == coefficient * c.Value)
                return Recombine(form.Without(atom).Without(quotient).Plus(Linear(remainder.Lhs).Times(coefficient)));
        }
        return form;
    }
}

/// <summary>Σ coefficient × atom + constant, in a canonical order.</summary>
public sealed class LinearForm
{
    private LinearForm(IReadOnlyList<(AffineExpr Atom, long Coefficient)> terms, long constant) => (Terms, Constant) = (terms, constant);

    public IReadOnlyList<(AffineExpr Atom, long Coefficient)> Terms { get; }
    public long Constant { get; }

    public static LinearForm Of(long constant) => new([], constant);
    public static LinearForm Of(AffineExpr atom) => atom is AffineConstantExpr c ? Of(c.Value) : new([(atom, 1)], 0);

    public long CoefficientOf(AffineExpr atom) => Terms.FirstOrDefault(t => t.Atom == atom).Coefficient;
    public LinearForm Without(AffineExpr atom) => new([.. Terms.Where(t => t.Atom != atom)], Constant);
    public LinearForm Times(long factor) => factor == 0 ? Of(0) : new([.. Terms.Select(t => (t.Atom, t.Coefficient * factor))], Constant * factor);
    public LinearForm DividedBy(long divisor) => new([.. Terms.Select(t => (t.Atom, t.Coefficient / divisor))], Constant / divisor);

    public LinearForm Plus(LinearForm other)
    {
        var terms = Terms.ToList();
        foreach (var (atom, coefficient) in other.Terms)
        {
            var at = terms.FindIndex(t => t.Atom == atom);
            if (at < 0)
                terms.Add((atom, coefficient));
            else
                terms[at] = (atom, terms[at].Coefficient + coefficient);
        }
        return new([.. terms.Where(t => t.Coefficient != 0)], Constant + other.Constant);
    }

    /// <summary>The part whose coefficients are multiples of <paramref name="divisor"/>, and the rest with a constant in [0, divisor).</summary>
    public (LinearForm Divisible, LinearForm Remaining) SplitBy(long divisor)
    {
        var constant = AffineExpr.Apply(AffineOp.Mod, Constant, divisor);
        return (new([.. Terms.Where(t => t.Coefficient % divisor == 0)], Constant - constant), new([.. Terms.Where(t => t.Coefficient % divisor != 0)], constant));
    }

    public AffineExpr ToExpr()
    {
        AffineExpr? sum = null;
        foreach (var (atom, coefficient) in Terms)
            sum = sum is null ? atom * coefficient : sum + atom * coefficient;
        return sum is null ? AffineExpr.Constant(Constant) : sum + Constant;
    }
}
