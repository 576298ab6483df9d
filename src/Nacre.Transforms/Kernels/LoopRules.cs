using Nacre.Dialects.Arith;
using Nacre.IR;
using Chlo = Nacre.Dialects.Chlo;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Element rules of operations that sum up many operand elements: loops with accumulators around the elements of the operands. Correct for every case and
/// vectorised along the result; tactics do the common cases faster.
/// </summary>
public static class LoopRules
{
    public static bool Has(Operation op) => op switch
    {
        Hlo.ReduceOp reduce => IsComputable(reduce.Regions[0]),
        Hlo.ReduceWindowOp window => IsComputable(window.Regions[0]) && HasNoBaseDilation(window),
        Hlo.DotGeneralOp dot => dot.Result.Type.ElementOrSelf() is FloatType or IntegerType,
        Hlo.ConvolutionOp convolution => HasNoDilatedInput(convolution) && convolution.BatchGroupCount == 1 && convolution.Result.Type.ElementOrSelf() is FloatType or IntegerType,
        Chlo.RaggedDotOp ragged => RaggedDotRule.Applies(ragged),
        _ => false,
    } && op.Operands.Types.Concat(op.Results.Types).All(ElementRules.IsEmittable);

    internal static bool IsComputable(Region region) => region.Entry.Operations.All(o => o is Hlo.ReturnOp || ScalarRules.Has(o) || o is Hlo.ConstantOp);
    private static bool HasNoBaseDilation(Hlo.ReduceWindowOp op) => op.BaseDilations?.All(d => d == 1) ?? true;
    private static bool HasNoDilatedInput(Hlo.ConvolutionOp op) => (op.LhsDilation?.All(d => d == 1) ?? true) && (op.WindowReversal?.All(r => !r) ?? true);

    public static Value Emit(ElementEmitter emitter, Operation op, int result, AffineExpr[] index) => op switch
    {
        Hlo.ReduceOp reduce => EmitReduce(emitter, reduce, index)[result],
        Hlo.ReduceWindowOp window when LanesCrossPadding(emitter, Window.Of(window), index, ((RankedTensorType)window.Inputs[0].Type).Shape.Dims) =>
            emitter.EmitEachLane(shift => EmitReduceWindow(emitter, window, [.. index.Select(shift)])[result]),
        Hlo.ReduceWindowOp window => EmitReduceWindow(emitter, window, index)[result],
        Hlo.DotGeneralOp dot => EmitDot(emitter, dot, index),
        Hlo.ConvolutionOp convolution when LanesCrossPadding(emitter, Window.Of(convolution), SpatialIndex(convolution, index), SpatialSizes(convolution)) =>
            emitter.EmitEachLane(shift => EmitConvolution(emitter, convolution, [.. index.Select(shift)])),
        Hlo.ConvolutionOp convolution => EmitConvolution(emitter, convolution, index),
        Chlo.RaggedDotOp ragged => RaggedDotRule.Emit(emitter, ragged, index),
        _ => throw new InvalidOperationException($"'{op.Name}' has no loop rule"),
    };

    /// <summary>Whether some lanes of a vector can lie in the padding while others do not: then each lane is computed by itself.</summary>
    private static bool LanesCrossPadding(ElementEmitter emitter, Window[] window, AffineExpr[] index, IReadOnlyList<long> sizes)
    {
        for (var d = 0; d < window.Length; d++)
        {
            if (!emitter.AnyDependsOnLane([index[d]]) || window[d] is { PadLow: 0, PadHigh: 0 })
                continue;
            var range = emitter.Space.Range(emitter.Space.Simplify(index[d]));
            var low = range.Min * window[d].Stride - window[d].PadLow;
            var high = (range.Max + emitter.Lanes - 1) * window[d].Stride - window[d].PadLow + (window[d].Size - 1) * window[d].Dilation;
            if (low < 0 || high >= sizes[d])
                return true;
        }
        return false;
    }

    private static long[] SpatialSizes(Hlo.ConvolutionOp op) => [.. op.DimensionNumbers.InputSpatialDimensions.Select(d => ((RankedTensorType)op.Lhs.Type).Shape[(int)d])];

    private static AffineExpr[] SpatialIndex(Hlo.ConvolutionOp op, AffineExpr[] index) => [.. op.DimensionNumbers.OutputSpatialDimensions.Select(d => index[(int)d])];

    /// <summary>Runs a reducer's region on values; its operations are elementwise on scalars.</summary>
    /// <param name="rounds">Whether each step is rounded to its type; long sums are more exact when they are not.</param>
    public static Value[] EmitRegion(ElementEmitter emitter, Region region, IReadOnlyList<Value> arguments, bool rounds = true)
    {
        var values = new Dictionary<Value, Value>();
        foreach (var (argument, value) in region.Entry.Arguments.Zip(arguments))
            values[argument] = value;
        Value Lookup(Value v) => values.TryGetValue(v, out var known) ? known : emitter.Emit(v, []);
        foreach (var op in region.Entry.Operations)
        {
            if (op is Hlo.ReturnOp)
                return [.. op.Operands.Select(Lookup)];
            if (op is not Hlo.ConstantOp)
            {
                var args = emitter.Unify([.. op.Operands.Select(Lookup)]);
                values[op.Results[0]] = rounds ? ScalarRules.Emit(emitter.Builder, op, args) : ScalarRules.EmitUnrounded(emitter.Builder, op, args);
            }
        }
        throw new InvalidOperationException("a reducer's region has no return");
    }

    /// <summary>Nested loops over <paramref name="extents"/> that combine accumulators; the body gets the loop variables.</summary>
    internal static Value[] Accumulate(
        ElementEmitter emitter, IReadOnlyList<long> extents, IReadOnlyList<Value> initial, Func<AffineExpr[], IReadOnlyList<Value>, Value[]> body)
    {
        var variables = new AffineExpr[extents.Count];
        IReadOnlyList<Value> Level(int level, IReadOnlyList<Value> carried)
        {
            if (level == extents.Count)
                return body(variables, carried);
            return KernelLoops.For(emitter.Builder, extents[level], carried, (iv, inner) =>
            {
                variables[level] = extents[level] == 1 ? AffineExpr.Constant(0) : emitter.Bind(iv, 0, extents[level] - 1);
                return Level(level + 1, inner);
            });
        }
        return extents.Contains(0) ? [.. initial] : [.. Level(0, initial)];
    }

    /// <summary>Accumulators are vectors when the result is computed for several lanes.</summary>
    internal static Func<Value, Value> Shaper(ElementEmitter emitter, AffineExpr[] index) => emitter.AnyDependsOnLane(index) ? emitter.Widen : v => v;

    private static Value[] EmitReduce(ElementEmitter emitter, Hlo.ReduceOp op, AffineExpr[] index)
    {
        var shape = ((RankedTensorType)op.Inputs[0].Type).Shape;
        var shaper = Shaper(emitter, index);
        var initial = op.InitValues.Select(v => shaper(emitter.Emit(v, []))).ToArray();
        return Accumulate(emitter, [.. op.Dimensions.Select(d => shape[(int)d])], initial, (variables, carried) =>
        {
            var at = ReduceIndex(op, shape.Rank, index, variables);
            var elements = op.Inputs.Select(input => shaper(emitter.Emit(input, at)));
            return EmitRegion(emitter, op.Regions[0], [.. carried, .. elements], rounds: false);
        });
    }

    /// <summary>The operand's index: reduced dimensions from the loops, the others in order from the result's index.</summary>
    public static AffineExpr[] ReduceIndex(Hlo.ReduceOp op, int rank, AffineExpr[] index, AffineExpr[] reduced)
    {
        var kept = 0;
        return [.. Enumerable.Range(0, rank).Select(d => op.Dimensions.ToArray().AsSpan().IndexOf(d) is >= 0 and var at ? reduced[at] : index[kept++])];
    }

    private static Value[] EmitReduceWindow(ElementEmitter emitter, Hlo.ReduceWindowOp op, AffineExpr[] index)
    {
        var rank = index.Length;
        var window = Window.Of(op);
        var shape = ((RankedTensorType)op.Inputs[0].Type).Shape;
        var shaper = Shaper(emitter, index);
        var initial = op.InitValues.Select(v => shaper(emitter.Emit(v, []))).ToArray();
        return Accumulate(emitter, op.WindowDimensions, initial, (variables, carried) =>
        {
            var at = Enumerable.Range(0, rank).Select(d => index[d] * window[d].Stride + variables[d] * window[d].Dilation - window[d].PadLow).ToArray();
            return WhereInside(emitter, at, shape, carried, inside =>
                EmitRegion(emitter, op.Regions[0], [.. carried, .. op.Inputs.Select(input => shaper(emitter.Emit(input, inside)))]));
        });
    }

    /// <summary>Runs <paramref name="body"/> where the index lies in the shape; keeps the carried values elsewhere. All lanes are inside or none is.</summary>
    internal static Value[] WhereInside(ElementEmitter emitter, AffineExpr[] at, Shape shape, IReadOnlyList<Value> carried, Func<AffineExpr[], Value[]> body)
    {
        var outside = at.Where((x, d) => emitter.Space.Range(emitter.Space.Simplify(x)) is var range && (range.Min < 0 || range.Max >= shape[d])).ToArray();
        if (outside.Length == 0)
            return body(at);
        var condition = Inside(emitter, at, shape);
        return [.. Enumerable.Range(0, carried.Count).Select(i => KernelLoops.If(emitter.Builder, condition, () => body(at)[i], () => carried[i]))];
    }

    private static Value Inside(ElementEmitter emitter, AffineExpr[] at, Shape shape)
    {
        Value? all = null;
        for (var d = 0; d < at.Length; d++)
        {
            var position = emitter.Space.Simplify(at[d]);
            var range = emitter.Space.Range(position);
            if (range.Min >= 0 && range.Max < shape[d])
                continue;
            // One unsigned comparison tests both ends.
            var test = CmpIOp.Create(emitter.Builder, emitter.EmitIndex(position), KernelLoops.Constant(emitter.Builder, shape[d]), CmpIPredicate.Ult).Result;
            all = all is null ? test : AndIOp.Create(emitter.Builder, all, test).Result;
        }
        return all!;
    }

    private static Value EmitDot(ElementEmitter emitter, Hlo.DotGeneralOp op, AffineExpr[] index)
    {
        var numbers = op.DotDimensionNumbers;
        var (lhs, rhs) = ((RankedTensorType)op.Lhs.Type, (RankedTensorType)op.Rhs.Type);
        var shaper = Shaper(emitter, index);
        var extents = numbers.LhsContractingDimensions.Select(d => lhs.Shape[(int)d]).ToArray();
        var result = (RankedTensorType)op.Result.Type;
        return Accumulate(emitter, extents, [shaper(Zero(emitter, result))], (k, carried) =>
        {
            var next = numbers.LhsBatchingDimensions.Count;
            var a = DotIndex(lhs.Rank, numbers.LhsBatchingDimensions, numbers.LhsContractingDimensions, index, k, ref next);
            var b = DotIndex(rhs.Rank, numbers.RhsBatchingDimensions, numbers.RhsContractingDimensions, index, k, ref next);
            return [MultiplyAdd(emitter, emitter.Emit(op.Lhs, a), emitter.Emit(op.Rhs, b), carried[0], lhs.ElementType, rhs.ElementType, result.ElementType)];
        })[0];
    }

    private static AffineExpr[] DotIndex(int rank, EquatableArray<long> batching, EquatableArray<long> contracting, AffineExpr[] index, AffineExpr[] k, ref int next)
    {
        var at = new AffineExpr[rank];
        for (var d = 0; d < rank; d++)
        {
            if (batching.ToArray().AsSpan().IndexOf(d) is >= 0 and var batch)
                at[d] = index[batch];
            else
                at[d] = contracting.ToArray().AsSpan().IndexOf(d) is >= 0 and var reduced ? k[reduced] : index[next++];
        }
        return at;
    }

    internal static Value Zero(ElementEmitter emitter, RankedTensorType type) => ConstantOp.Zero(emitter.Builder, ElementEmitter.ComputeType(type.ElementType)).Result;

    /// <summary>acc + a·b in the compute type of the result.</summary>
    internal static Value MultiplyAdd(ElementEmitter emitter, Value a, Value b, Value accumulator, IRType aType, IRType bType, IRType resultType)
    {
        var builder = emitter.Builder;
        var wideA = ScalarRules.Convert(builder, a, aType, Wide(resultType));
        var wideB = ScalarRules.Convert(builder, b, bType, Wide(resultType));
        var all = emitter.Unify(wideA, wideB, accumulator);
        if (accumulator.Type.IsFloat())
            return FusedArithmetic.MultiplyAdd(builder, all[0], all[1], all[2]);
        return accumulator.Type.IsBool()
            ? OrIOp.Create(builder, AndIOp.Create(builder, all[0], all[1]).Result, all[2]).Result
            : AddIOp.Create(builder, MulIOp.Create(builder, all[0], all[1]).Result, all[2]).Result;
    }

    private static IRType Wide(IRType type) => type is FloatType { Width: < 32 } ? FloatType.F32 : type;

    /// <summary>Σ over the window and the group's input features; padding contributes nothing.</summary>
    private static Value EmitConvolution(ElementEmitter emitter, Hlo.ConvolutionOp op, AffineExpr[] index)
    {
        var numbers = op.DimensionNumbers;
        var (lhs, rhs, result) = ((RankedTensorType)op.Lhs.Type, (RankedTensorType)op.Rhs.Type, (RankedTensorType)op.Result.Type);
        var window = Window.Of(op);
        var spatial = window.Length;
        var features = rhs.Shape[(int)numbers.KernelInputFeatureDimension];
        var outputFeature = index[(int)numbers.OutputFeatureDimension];
        var perGroup = rhs.Shape[(int)numbers.KernelOutputFeatureDimension] / op.FeatureGroupCount;
        var group = op.FeatureGroupCount == 1 ? AffineExpr.Constant(0) : outputFeature.FloorDiv(perGroup);
        var shaper = Shaper(emitter, index);
        var extents = numbers.KernelSpatialDimensions.Select(d => rhs.Shape[(int)d]).Append(features).ToArray();
        return Accumulate(emitter, extents, [shaper(Zero(emitter, result))], (variables, carried) =>
        {
            var input = new AffineExpr[lhs.Rank];
            var kernel = new AffineExpr[rhs.Rank];
            input[(int)numbers.InputBatchDimension] = index[(int)numbers.OutputBatchDimension];
            input[(int)numbers.InputFeatureDimension] = group * features + variables[spatial];
            kernel[(int)numbers.KernelInputFeatureDimension] = variables[spatial];
            kernel[(int)numbers.KernelOutputFeatureDimension] = outputFeature;
            for (var i = 0; i < spatial; i++)
            {
                input[(int)numbers.InputSpatialDimensions[i]] =
                    index[(int)numbers.OutputSpatialDimensions[i]] * window[i].Stride + variables[i] * window[i].Dilation - window[i].PadLow;
                kernel[(int)numbers.KernelSpatialDimensions[i]] = variables[i];
            }
            return WhereInside(emitter, input, lhs.Shape, carried, inside =>
                [shaper(MultiplyAdd(emitter, emitter.Emit(op.Lhs, inside), emitter.Emit(op.Rhs, kernel), carried[0], lhs.ElementType, rhs.ElementType, result.ElementType))]);
        })[0];
    }
}

/// <summary>One spatial dimension of a window operation.</summary>
public readonly record struct Window(long Size, long Stride, long Dilation, long PadLow, long PadHigh)
{
    public static Window[] Of(Hlo.ReduceWindowOp op) => [.. Enumerable.Range(0, op.WindowDimensions.Count).Select(i => new Window(
        op.WindowDimensions[i], op.WindowStrides?[i] ?? 1, op.WindowDilations?[i] ?? 1, Padding(op.Padding, i, 0), Padding(op.Padding, i, 1)))];

    /// <summary>The windows of the spatial dimensions, in the order of the dimension numbers.</summary>
    public static Window[] Of(Hlo.ConvolutionOp op)
    {
        var kernel = ((RankedTensorType)op.Rhs.Type).Shape;
        return [.. op.DimensionNumbers.KernelSpatialDimensions.Select((d, i) => new Window(
            kernel[(int)d], op.WindowStrides?[i] ?? 1, op.RhsDilation?[i] ?? 1, Padding(op.Padding, i, 0), Padding(op.Padding, i, 1)))];
    }

    private static long Padding(ElementsAttr? padding, int dim, int side) => padding?.IntegerAt(2 * dim + side) ?? 0;
}
