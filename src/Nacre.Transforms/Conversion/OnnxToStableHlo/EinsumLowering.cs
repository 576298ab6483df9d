using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>
/// Einstein's notation as <c>numpy.einsum</c> reads it. Operands are combined from left to right; an index that later terms do not need is summed over as soon
/// as it is complete. Inside, an ellipsis is written as digits, counted from its end.
/// </summary>
internal sealed class EinsumLowering
{
    private readonly HloBuilder _hlo;
    private readonly List<Term> _terms;
    private readonly string _output;

    /// <summary>A tensor whose dimension i has index <c>Labels[i]</c>.</summary>
    private sealed record Term(Value Value, string Labels);

    public EinsumLowering(HloBuilder hlo, string equation, IReadOnlyList<Value> inputs)
    {
        _hlo = hlo;
        var sides = equation.Replace(" ", "", StringComparison.Ordinal).Split("->");
        var labels = sides[0].Split(',');
        if (labels.Length != inputs.Count || sides.Length > 2)
            throw new OnnxLoweringException($"the equation '{equation}' does not fit {inputs.Count} inputs");
        _terms = [.. inputs.Select((input, i) => new Term(input, Expand(labels[i], input.Rank())))];
        var widest = _terms.Max(t => t.Labels.Count(char.IsDigit));
        _output = sides.Length == 2 ? ExpandTo(sides[1], widest) : ImplicitOutput(widest);
    }

    private static string Ellipsis(int count) => string.Concat(Enumerable.Range(0, count).Reverse().Select(i => (char)('0' + i)));

    private static string Expand(string labels, int rank)
    {
        var named = labels.Replace("...", "", StringComparison.Ordinal).Length;
        var expanded = ExpandTo(labels, rank - named);
        return expanded.Length == rank && rank - named is >= 0 and <= 10 ? expanded : throw new OnnxLoweringException($"the indices '{labels}' do not fit rank {rank}");
    }

    private static string ExpandTo(string labels, int count) => labels.Replace("...", Ellipsis(Math.Max(0, count)), StringComparison.Ordinal);

    /// <summary>Without an arrow: the ellipsis, then the indices that occur once, by alphabet.</summary>
    private string ImplicitOutput(int ellipsis) =>
        Ellipsis(ellipsis) + string.Concat(_terms.SelectMany(t => t.Labels).Where(l => !char.IsDigit(l)).GroupBy(l => l).Where(g => g.Count() == 1).Select(g => g.Key).Order());

    public Value Build()
    {
        var result = Prepared(0);
        for (var i = 1; i < _terms.Count; i++)
            result = Multiply(result, Prepared(i), Needed(i + 1));
        result = SumAway(result, _output);
        if (result.Labels.Length != _output.Length || _output.Any(l => !result.Labels.Contains(l)))
            throw new OnnxLoweringException($"an index of the output '{_output}' is in no input");
        return _hlo.Transpose(result.Value, [.. _output.Select(l => (long)result.Labels.IndexOf(l))]);
    }

    /// <summary>The indices that terms from <paramref name="first"/> on and the output still refer to.</summary>
    private string Needed(int first) => string.Concat(_terms.Skip(first).Select(t => t.Labels)) + _output;

    private Term Prepared(int i) => SumAway(Diagonal(_terms[i]), string.Concat(_terms.Where((_, j) => j != i).Select(t => t.Labels)) + _output);

    /// <summary>Where an index occurs twice, only elements with equal positions count.</summary>
    private Term Diagonal(Term term)
    {
        var (value, labels) = term;
        for (var at = labels.Length - 1; at > 0; at--)
        {
            var first = labels.IndexOf(labels[at]);
            if (first == at)
                continue;
            var type = value.Tensor().WithElement(IntegerType.I64);
            var isEqual = _hlo.Compare(Equal, _hlo.Iota(type, first), _hlo.Iota(type, at));
            value = _hlo.Reduce(_hlo.Select(isEqual, value, _hlo.SplatLike(value, 0)), [at], ReduceKind.Sum, keepDims: false);
            labels = labels.Remove(at, 1);
        }
        return new Term(value, labels);
    }

    private Term SumAway(Term term, string needed)
    {
        int[] gone = [.. Shapes.Range(0, term.Labels.Length).Where(i => !needed.Contains(term.Labels[i]))];
        return new Term(_hlo.Reduce(term.Value, gone, ReduceKind.Sum, keepDims: false), string.Concat(term.Labels.Where(needed.Contains)));
    }

    private Term Multiply(Term a, Term b, string needed)
    {
        (a, b) = (DropUnits(a, b), DropUnits(b, a));
        var shared = a.Labels.Where(l => b.Labels.Contains(l)).ToArray();
        var batch = shared.Where(needed.Contains).ToArray();
        var contract = shared.Except(batch).ToArray();
        var product = _hlo.Dot(a.Value, b.Value, Positions(a, batch), Positions(b, batch), Positions(a, contract), Positions(b, contract));
        var labels = string.Concat(batch.Concat(a.Labels.Except(shared)).Concat(b.Labels.Except(shared)));
        return SumAway(new Term(product, labels), needed);
    }

    private static long[] Positions(Term term, char[] labels) => [.. labels.Select(l => (long)term.Labels.IndexOf(l))];

    /// <summary>Size 1 fits any size: the dimension is left out where the other term has the index.</summary>
    private Term DropUnits(Term term, Term other)
    {
        var (dims, otherDims) = (term.Value.Dims(), other.Value.Dims());
        int[] kept = [.. Shapes.Range(0, dims.Length).Where(i => dims[i] != 1 || !other.Labels.Contains(term.Labels[i]) || otherDims[other.Labels.IndexOf(term.Labels[i])] == 1)];
        return new Term(_hlo.Reshape(term.Value, [.. kept.Select(i => dims[i])]), string.Concat(kept.Select(i => term.Labels[i])));
    }
}
