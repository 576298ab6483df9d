namespace Nacre.IR;

/// <summary>The operators of affine expressions, in MLIR's spelling.</summary>
public enum AffineOp { Add, Mul, FloorDiv, CeilDiv, Mod }

/// <summary>An integer expression over dimensions and symbols; the operators simplify as they build.</summary>
public abstract record AffineExpr
{
    public static AffineExpr Dim(int index) => new AffineDimExpr(index);
    public static AffineExpr Symbol(int index) => new AffineSymbolExpr(index);
    public static AffineExpr Constant(long value) => new AffineConstantExpr(value);

    public static AffineExpr operator +(AffineExpr a, AffineExpr b) => (a, b) switch
    {
        (AffineConstantExpr x, AffineConstantExpr y) => Constant(x.Value + y.Value),
        (AffineConstantExpr, not AffineConstantExpr) => b + a,
        (_, AffineConstantExpr { Value: 0 }) => a,
        (AffineBinaryExpr { Op: AffineOp.Add, Rhs: AffineConstantExpr c }, AffineConstantExpr d) => ((AffineBinaryExpr)a).Lhs + Constant(c.Value + d.Value),
        // Sums lean to the left, which is how their text is read back.
        (_, AffineBinaryExpr { Op: AffineOp.Add } sum) => a + sum.Lhs + sum.Rhs,
        _ => new AffineBinaryExpr(AffineOp.Add, a, b),
    };

    public static AffineExpr operator *(AffineExpr a, AffineExpr b) => (a, b) switch
    {
        (AffineConstantExpr x, AffineConstantExpr y) => Constant(x.Value * y.Value),
        (AffineConstantExpr, not AffineConstantExpr) => b * a,
        (_, AffineConstantExpr { Value: 1 }) => a,
        (_, AffineConstantExpr { Value: 0 }) => b,
        _ => new AffineBinaryExpr(AffineOp.Mul, a, b),
    };

    public static AffineExpr operator -(AffineExpr a, AffineExpr b) => a + b * Constant(-1);
    public static AffineExpr operator +(AffineExpr a, long b) => a + Constant(b);
    public static AffineExpr operator *(AffineExpr a, long b) => a * Constant(b);
    public static AffineExpr operator -(AffineExpr a, long b) => a + Constant(-b);

    public AffineExpr FloorDiv(long divisor) => Divide(AffineOp.FloorDiv, divisor);
    public AffineExpr CeilDiv(long divisor) => Divide(AffineOp.CeilDiv, divisor);
    public AffineExpr Mod(long divisor) => Divide(AffineOp.Mod, divisor);

    private AffineExpr Divide(AffineOp op, long divisor) => (this, op, divisor) switch
    {
        (AffineConstantExpr c, _, not 0) => Constant(Apply(op, c.Value, divisor)),
        (_, AffineOp.Mod, 1) => Constant(0),
        (_, _, 1) => this,
        _ => new AffineBinaryExpr(op, this, Constant(divisor)),
    };

    /// <summary>The value of one operator on numbers; division rounds as its name says, <c>mod</c> is never negative.</summary>
    public static long Apply(AffineOp op, long a, long b) => op switch
    {
        AffineOp.Add => a + b,
        AffineOp.Mul => a * b,
        AffineOp.FloorDiv => a / b - (a % b != 0 && (a < 0) != (b < 0) ? 1 : 0),
        AffineOp.CeilDiv => a / b + (a % b != 0 && (a < 0) == (b < 0) ? 1 : 0),
        AffineOp.Mod => (a % b + b) % b,
        _ => throw new ArgumentOutOfRangeException(nameof(op)),
    };

    public long Evaluate(ReadOnlySpan<long> dims, ReadOnlySpan<long> symbols = default) => this switch
    {
        AffineDimExpr d => dims[d.Index],
        AffineSymbolExpr s => symbols[s.Index],
        AffineConstantExpr c => c.Value,
        AffineBinaryExpr b => Apply(b.Op, b.Lhs.Evaluate(dims, symbols), b.Rhs.Evaluate(dims, symbols)),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>The expression with every dimension and symbol replaced.</summary>
    public AffineExpr Replace(Func<int, AffineExpr> dim, Func<int, AffineExpr>? symbol = null) => this switch
    {
        AffineDimExpr d => dim(d.Index),
        AffineSymbolExpr s => symbol is null ? s : symbol(s.Index),
        AffineBinaryExpr b => Combine(b.Op, b.Lhs.Replace(dim, symbol), b.Rhs.Replace(dim, symbol)),
        _ => this,
    };

    private static AffineExpr Combine(AffineOp op, AffineExpr a, AffineExpr b) => op switch
    {
        AffineOp.Add => a + b,
        AffineOp.Mul => a * b,
        _ when b is AffineConstantExpr c => a.Divide(op, c.Value),
        _ => new AffineBinaryExpr(op, a, b),
    };

    /// <summary>Builds <c>a op b</c>, simplified.</summary>
    public static AffineExpr Binary(AffineOp op, AffineExpr a, AffineExpr b) => Combine(op, a, b);

    /// <summary>Whether dimension <paramref name="index"/> occurs.</summary>
    public bool UsesDim(int index) => this switch
    {
        AffineDimExpr d => d.Index == index,
        AffineBinaryExpr b => b.Lhs.UsesDim(index) || b.Rhs.UsesDim(index),
        _ => false,
    };

    /// <summary>The coefficient of a dimension when the expression is linear in it; null otherwise.</summary>
    public long? LinearCoefficient(int dim) => this switch
    {
        AffineDimExpr d => d.Index == dim ? 1 : 0,
        AffineSymbolExpr or AffineConstantExpr => 0,
        AffineBinaryExpr { Op: AffineOp.Add } b => b.Lhs.LinearCoefficient(dim) + b.Rhs.LinearCoefficient(dim),
        AffineBinaryExpr { Op: AffineOp.Mul, Rhs: AffineConstantExpr c } b => b.Lhs.LinearCoefficient(dim) * c.Value,
        _ => UsesDim(dim) ? null : 0,
    };

    public sealed override string ToString() => AsmPrinter.ToText(this);
}

/// <summary><c>d0</c>.</summary>
public sealed record AffineDimExpr(int Index) : AffineExpr;

/// <summary><c>s0</c>.</summary>
public sealed record AffineSymbolExpr(int Index) : AffineExpr;

/// <summary>An integer.</summary>
public sealed record AffineConstantExpr(long Value) : AffineExpr;

/// <summary>An operator on two expressions.</summary>
public sealed record AffineBinaryExpr(AffineOp Op, AffineExpr Lhs, AffineExpr Rhs) : AffineExpr;
