using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Optimize;

/// <summary>
/// reduce(x, {d, e}) → reduce(reduce(x, {e}), {d}) for long sums that are not along rows: the first half runs in parallel, and the rounding error grows with the
/// length of a part instead of the whole (partial sums: Higham, Accuracy and Stability of Numerical Algorithms, section 4.2).
/// </summary>
public sealed class SplitLongReduction : RewritePattern<Hlo.ReduceOp>
{
    /// <summary>Below this many elements a second kernel costs more than it saves.</summary>
    private const long MinElements = 1024;

    protected override bool MatchAndRewrite(Hlo.ReduceOp op, PatternRewriter rewriter)
    {
        var type = (RankedTensorType)op.InputsAndInitValues[0].Type;
        if (op.Inputs.Count != 1 || op.Dimensions.Count < 2 || !type.HasStaticShape || op.Dimensions.Aggregate(1L, (n, d) => n * type.Shape[(int)d]) < MinElements)
            return rewriter.NoMatch(op, "it reduces one dimension or few elements");
        if (op.Dimensions.Max() == type.Rank - 1)
            return rewriter.NoMatch(op, "it reduces rows");
        if (op.Combiner is not { } combiner || !AllowsSecondStart(combiner, op.InitValues[0]))
            return rewriter.NoMatch(op, "its initial value may count only once, or its body is no plain operation");
        var last = op.Dimensions.Max();
        var inner = Hlo.ReduceOp.Create(rewriter, op.Inputs[0], op.InitValues[0], (long[])[last], combiner.Info);
        // Dimensions before the last one keep their numbers.
        var outer = Hlo.ReduceOp.Create(rewriter, inner.Outputs[0], op.InitValues[0], op.Dimensions.Where(d => d != last).ToEquatableArray(), combiner.Info);
        rewriter.Replace(op, outer.Outputs[0]);
        return true;
    }

    /// <summary>Whether f(init, init) is init, so that both halves may start with it.</summary>
    private static bool AllowsSecondStart(Operation combiner, Value init) => combiner switch
    {
        Hlo.MaxOp or Hlo.MinOp or Hlo.AndOp or Hlo.OrOp => true,
        Hlo.AddOp => IsScalar(init, 0),
        Hlo.MulOp => IsScalar(init, 1),
        _ => false,
    };

    private static bool IsScalar(Value value, double expected) =>
        value.ConstantValue is DenseElementsAttr constant && constant.ElementType is FloatType or IntegerType && TensorValue.FromAttr(constant).DoubleAt(0) == expected;
}
