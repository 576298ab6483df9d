namespace Nacre.IR;

/// <summary><c>(d0, d1)[s0] -&gt; (d1, d0 + s0)</c>: a function from dimensions and symbols to integers.</summary>
public sealed record AffineMap(int DimCount, int SymbolCount, EquatableArray<AffineExpr> Results)
{
    public static AffineMap Identity(int rank) => new(rank, 0, Enumerable.Range(0, rank).Select(AffineExpr.Dim).ToEquatableArray());

    /// <summary>The results are the dimensions <paramref name="dims"/> in that order.</summary>
    public static AffineMap Select(int dimCount, params IEnumerable<int> dims) => new(dimCount, 0, dims.Select(AffineExpr.Dim).ToEquatableArray());

    public int ResultCount => Results.Count;
    public bool IsIdentity => SymbolCount == 0 && ResultCount == DimCount && Results.Select((r, i) => r is AffineDimExpr d && d.Index == i).All(same => same);

    /// <summary>Every result is a different dimension.</summary>
    public bool IsProjectedPermutation => Results.All(r => r is AffineDimExpr) && Results.Distinct().Count() == ResultCount;
    public bool IsPermutation => IsProjectedPermutation && ResultCount == DimCount;

    /// <summary><c>this ∘ inner</c>: the results of <paramref name="inner"/> feed the dimensions of this map.</summary>
    public AffineMap Compose(AffineMap inner)
    {
        if (inner.ResultCount != DimCount)
            throw new ArgumentException($"cannot compose a map of {DimCount} dimensions with one of {inner.ResultCount} results");
        return new AffineMap(inner.DimCount, inner.SymbolCount + SymbolCount,
            Results.Map(r => r.Replace(d => inner.Results[d], s => AffineExpr.Symbol(s + inner.SymbolCount))));
    }

    public long[] Evaluate(ReadOnlySpan<long> dims, ReadOnlySpan<long> symbols = default)
    {
        var values = new long[ResultCount];
        for (var i = 0; i < values.Length; i++)
            values[i] = Results[i].Evaluate(dims, symbols);
        return values;
    }

    public override string ToString() => AsmPrinter.ToText(this);
}

/// <summary>Constraints <c>expr == 0</c> or <c>expr &gt;= 0</c> on dimensions and symbols.</summary>
public sealed record IntegerSet(int DimCount, int SymbolCount, EquatableArray<AffineExpr> Constraints, EquatableArray<bool> IsEquality);
