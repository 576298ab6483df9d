using Nacre.IR;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Optimize;

// Transposes sink towards the results of the graph, over everything that does not mind the order of dimensions, until they meet their inverse or a consumer that needs them.

/// <summary>transpose(transpose(x, p), q) → transpose(x, p∘q); the identity vanishes.</summary>
public sealed class ComposeTransposes : RewritePattern<Hlo.TransposeOp>
{
    protected override bool MatchAndRewrite(Hlo.TransposeOp op, PatternRewriter rewriter)
    {
        if (Permutations.IsIdentity([.. op.Permutation]))
        {
            rewriter.Replace(op, op.Operand);
            return true;
        }
        if (op.Operand.DefiningOp is not Hlo.TransposeOp inner)
            return rewriter.NoMatch(op, "its operand is no transpose");
        rewriter.Replace(op, Permutations.Transpose(rewriter, inner.Operand, Permutations.Compose(inner.Permutation, op.Permutation)));
        return true;
    }
}

/// <summary>transpose that only moves dimensions of size one → reshape: the bytes stay where they are.</summary>
public sealed class TransposeOfUnitDimensions : RewritePattern<Hlo.TransposeOp>
{
    protected override bool MatchAndRewrite(Hlo.TransposeOp op, PatternRewriter rewriter)
    {
        var type = (RankedTensorType)op.Operand.Type;
        var moved = op.Permutation.Where(d => type.Shape[(int)d] != 1).ToArray();
        if (!type.HasStaticShape || !moved.SequenceEqual(moved.Order()))
            return rewriter.NoMatch(op, "it moves elements");
        rewriter.Replace(op, Hlo.ReshapeOp.Create(rewriter, op.Result.Type, op.Operand).Result);
        return true;
    }
}

/// <summary>f(transpose(x, p), transpose(y, p), broadcast, constant) → transpose(f(x, y, …), p).</summary>
public sealed class SinkTransposeBelowElementwise : RewritePattern
{
    public override bool MatchAndRewrite(Operation op, PatternRewriter rewriter)
    {
        if (!ElementRules.IsPointwise(op) || ComplexParts.Is(op))
            return false;
        if (op.Operands.Select(o => o.DefiningOp).OfType<Hlo.TransposeOp>().FirstOrDefault() is not { } transpose)
            return rewriter.NoMatch(op, "no operand is a transpose");
        var p = transpose.Permutation;
        if (!op.Operands.All(o => CanFollow(o, p)))
            return rewriter.NoMatch(op, "another operand is in another order");
        var result = (RankedTensorType)op.Results[0].Type;
        var before = result.WithShape(Permutations.Permute(result.Shape, Permutations.Inverse(p)));
        var moved = rewriter.Create(op.Info, StateLike(op, before, [.. op.Operands.Select(o => Follow(rewriter, o, p))]));
        rewriter.Replace(op, Permutations.Transpose(rewriter, moved.Results[0], [.. p]));
        return true;
    }

    /// <summary>The same operation on other operands with a result of another shape.</summary>
    private static OpState StateLike(Operation op, RankedTensorType result, IReadOnlyList<Value> operands)
    {
        var state = new OpState(op.Location);
        state.Operands.AddRange(operands);
        state.Attributes.AddRange(op.Attributes);
        state.ResultTypes.Add(((RankedTensorType)op.Results[0].Type).WithShape(result.Shape));
        return state;
    }

    private static bool CanFollow(Value operand, EquatableArray<long> p, int depth = 0) =>
        ((RankedTensorType)operand.Type).Rank == 0
        || operand.DefiningOp switch
        {
            Hlo.TransposeOp transpose => transpose.Permutation == p,
            Hlo.ConstantOp or Hlo.BroadcastInDimOp => true,
            // What is computed from such alone, e.g. the divisor of an average.
            { } inner when ElementRules.IsPointwise(inner) => depth < 4 && inner.Results[0].HasOneUse && inner.Operands.All(o => CanFollow(o, p, depth + 1)),
            _ => false,
        };

    /// <summary>The operand in the order before the transpose.</summary>
    private static Value Follow(PatternRewriter rewriter, Value operand, EquatableArray<long> p)
    {
        var type = (RankedTensorType)operand.Type;
        if (type.Rank == 0)
            return operand;
        var before = type.WithShape(Permutations.Permute(type.Shape, Permutations.Inverse(p)));
        return operand.DefiningOp switch
        {
            Hlo.TransposeOp transpose => transpose.Operand,
            Hlo.BroadcastInDimOp b => Hlo.BroadcastInDimOp.Create(rewriter, before, b.Operand, b.BroadcastDimensions.Map(d => p[(int)d])).Result,
            Hlo.ConstantOp { Value: DenseElementsAttr { IsSplat: true } splat } => Hlo.ConstantOp.Create(rewriter, new DenseElementsAttr(before, splat.Data)).Output,
            { } inner when ElementRules.IsPointwise(inner) => rewriter.Create(inner.Info, StateLike(inner, before, [.. inner.Operands.Select(o => Follow(rewriter, o, p))])).Results[0],
            _ => Permutations.Transpose(rewriter, operand, Permutations.Inverse(p)),
        };
    }
}

/// <summary>reduce_window(transpose(x, p)) → transpose(reduce_window(x), p), with the window's numbers in the order of x.</summary>
public sealed class SinkTransposeBelowReduceWindow : RewritePattern<Hlo.ReduceWindowOp>
{
    protected override bool MatchAndRewrite(Hlo.ReduceWindowOp op, PatternRewriter rewriter)
    {
        if (op.Inputs is not [{ DefiningOp: Hlo.TransposeOp transpose }])
            return rewriter.NoMatch(op, "its only operand is no transpose");
        var p = transpose.Permutation;
        var state = new OpState(op.Location) { RegionCount = 1 };
        state.Operands.AddRange([transpose.Operand, op.InitValues[0]]);
        state.SetAttr("window_dimensions", Reorder(p, op.WindowDimensions));
        state.SetAttr("window_strides", Reorder(p, op.WindowStrides));
        state.SetAttr("base_dilations", Reorder(p, op.BaseDilations));
        state.SetAttr("window_dilations", Reorder(p, op.WindowDilations));
        state.SetAttr("padding", Reorder(p, op.Padding));
        var result = (RankedTensorType)op.Outputs[0].Type;
        state.ResultTypes.Add(result.WithShape(Permutations.Permute(result.Shape, Permutations.Inverse(p))));
        var moved = Hlo.ReduceWindowOp.Definition.Construct(state);
        moved.Regions[0].TakeBody(op.Body);
        rewriter.Insert(moved);
        rewriter.Replace(op, Permutations.Transpose(rewriter, moved.Results[0], [.. p]));
        return true;
    }

    private static DenseArrayAttr? Reorder(EquatableArray<long> p, EquatableArray<long>? values) =>
        values is { } present ? DenseArrayAttr.I64(Permutations.ToOperand(p, present)) : null;

    private static DenseElementsAttr? Reorder(EquatableArray<long> p, ElementsAttr? padding)
    {
        if (padding is null)
            return null;
        var pairs = Enumerable.Range(0, p.Count).Select(d => (Low: padding.IntegerAt(2 * d), High: padding.IntegerAt(2 * d + 1))).ToArray();
        return DenseElementsAttr.OfI64(padding.Type, [.. Permutations.ToOperand(p, pairs).SelectMany(pair => new[] { pair.Low, pair.High })]);
    }
}

/// <summary>pad(transpose(x, p)) → transpose(pad(x), p).</summary>
public sealed class SinkTransposeBelowPad : RewritePattern<Hlo.PadOp>
{
    protected override bool MatchAndRewrite(Hlo.PadOp op, PatternRewriter rewriter)
    {
        if (op.Operand.DefiningOp is not Hlo.TransposeOp transpose)
            return rewriter.NoMatch(op, "its operand is no transpose");
        var p = transpose.Permutation;
        var moved = Hlo.PadOp.Create(
            rewriter,
            transpose.Operand,
            op.PaddingValue,
            Permutations.ToOperand(p, op.EdgePaddingLow),
            Permutations.ToOperand(p, op.EdgePaddingHigh),
            Permutations.ToOperand(p, op.InteriorPadding));
        rewriter.Replace(op, Permutations.Transpose(rewriter, moved.Result, [.. p]));
        return true;
    }
}

/// <summary>slice(transpose(x, p)) → transpose(slice(x), p).</summary>
public sealed class SinkTransposeBelowSlice : RewritePattern<Hlo.SliceOp>
{
    protected override bool MatchAndRewrite(Hlo.SliceOp op, PatternRewriter rewriter)
    {
        if (op.Operand.DefiningOp is not Hlo.TransposeOp transpose)
            return rewriter.NoMatch(op, "its operand is no transpose");
        var p = transpose.Permutation;
        var moved = Hlo.SliceOp.Create(
            rewriter, transpose.Operand, Permutations.ToOperand(p, op.StartIndices), Permutations.ToOperand(p, op.LimitIndices), Permutations.ToOperand(p, op.Strides));
        rewriter.Replace(op, Permutations.Transpose(rewriter, moved.Result, [.. p]));
        return true;
    }
}

/// <summary>concatenate(transpose(x, p), transpose(y, p), …) → transpose(concatenate(x, y, …), p).</summary>
public sealed class SinkTransposeBelowConcatenate : RewritePattern<Hlo.ConcatenateOp>
{
    protected override bool MatchAndRewrite(Hlo.ConcatenateOp op, PatternRewriter rewriter)
    {
        var transposes = op.Inputs.Select(i => i.DefiningOp as Hlo.TransposeOp).ToArray();
        if (transposes.Length == 0 || transposes.Any(t => t is null || t.Permutation != transposes[0]!.Permutation))
            return rewriter.NoMatch(op, "its operands are no transposes of one order");
        var p = transposes[0]!.Permutation;
        var moved = Hlo.ConcatenateOp.Create(rewriter, [.. transposes.Select(t => t!.Operand)], p[(int)op.Dimension]);
        rewriter.Replace(op, Permutations.Transpose(rewriter, moved.Result, [.. p]));
        return true;
    }
}

/// <summary>
/// reshape(transpose(x, p)) → transpose(reshape(transpose(x, q)), r), where the dimensions that the reshape splits or merges together lie side by side in x too:
/// q changes their order within such groups, r the order of the groups. (A shuffle of channels in the middle of an image becomes one of the last dimension.)
/// </summary>
public sealed class SinkTransposeBelowReshape : RewritePattern<Hlo.ReshapeOp>
{
    /// <summary>Dimensions <c>[From, From + FromCount)</c> of the operand become <c>[To, To + ToCount)</c> of the result.</summary>
    private sealed record Group(int From, int FromCount, int To, int ToCount);

    protected override bool MatchAndRewrite(Hlo.ReshapeOp op, PatternRewriter rewriter)
    {
        if (op.Operand.DefiningOp is not Hlo.TransposeOp transpose || op.Result.Type is not RankedTensorType { HasStaticShape: true } result)
            return rewriter.NoMatch(op, "its operand is no transpose of known shape");
        if (GroupsOf(((RankedTensorType)op.Operand.Type).Shape, result.Shape) is not { } groups)
            return rewriter.NoMatch(op, "it is empty");
        long[] Sources(Group g) => [.. transpose.Permutation.Skip(g.From).Take(g.FromCount)];
        if (groups.Any(g => Sources(g).Max() - Sources(g).Min() != g.FromCount - 1))
            return rewriter.NoMatch(op, "dimensions that it merges lie apart");
        var before = groups.OrderBy(g => Sources(g).Min()).ToArray();
        var places = before.SelectMany(g => Enumerable.Range(g.To, g.ToCount)).Select(d => (long)d).ToArray();
        if (Permutations.IsIdentity(places))
            return rewriter.NoMatch(op, "its groups are in order");
        var ordered = Permutations.Transpose(rewriter, transpose.Operand, [.. before.SelectMany(Sources)]);
        var moved = Hlo.ReshapeOp.Create(rewriter, result.WithShape(Permutations.Permute(result.Shape, places)), ordered).Result;
        rewriter.Replace(op, Permutations.Transpose(rewriter, moved, Permutations.Inverse(places)));
        return true;
    }

    /// <summary>The smallest runs of dimensions that hold the same number of elements on both sides; null for empty tensors.</summary>
    private static List<Group>? GroupsOf(Shape from, Shape to)
    {
        if (from.ElementCount == 0)
            return null;
        var groups = new List<Group>();
        var (i, j) = (0, 0);
        while (i < from.Rank && j < to.Rank)
        {
            var (startFrom, startTo, left, right) = (i, j, from[i++], to[j++]);
            while (left != right)
            {
                if (left < right)
                    left *= from[i++];
                else
                    right *= to[j++];
            }
            groups.Add(new Group(startFrom, i - startFrom, startTo, j - startTo));
        }
        // Dimensions of size one may be left on one side.
        if (groups.Count > 0)
            groups[^1] = groups[^1] with { FromCount = from.Rank - groups[^1].From, ToCount = to.Rank - groups[^1].To };
        return groups;
    }
}

/// <summary>reduce(transpose(x, p), dims) → reduce(x, p[dims]), transposed where the kept dimensions change their order.</summary>
public sealed class SinkTransposeBelowReduce : RewritePattern<Hlo.ReduceOp>
{
    protected override bool MatchAndRewrite(Hlo.ReduceOp op, PatternRewriter rewriter)
    {
        if (op.Inputs is not [{ DefiningOp: Hlo.TransposeOp transpose }])
            return rewriter.NoMatch(op, "its only operand is no transpose");
        var p = transpose.Permutation;
        var state = new OpState(op.Location) { RegionCount = 1 };
        state.Operands.AddRange([transpose.Operand, op.InitValues[0]]);
        state.SetAttr("dimensions", DenseArrayAttr.I64([.. op.Dimensions.Select(d => p[(int)d]).Order()]));
        var kept = Enumerable.Range(0, p.Count).Where(i => !op.Dimensions.Contains(i)).Select(i => p[i]).ToArray();
        var result = (RankedTensorType)op.Outputs[0].Type;
        var operand = ((RankedTensorType)transpose.Operand.Type).Shape;
        state.ResultTypes.Add(result.WithShape(Permutations.Permute(operand, kept.Order())));
        var moved = Hlo.ReduceOp.Definition.Construct(state);
        moved.Regions[0].TakeBody(op.Body);
        rewriter.Insert(moved);
        var order = kept.Order().ToList();
        rewriter.Replace(op, Permutations.Transpose(rewriter, moved.Results[0], [.. kept.Select(d => (long)order.IndexOf(d))]));
        return true;
    }
}
