using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Optimize;

/// <summary>
/// Matrix products and convolutions of f32 take bf16 operands and sum up in f32: constant operands are stored in bf16, others are converted where they are computed.
/// Everything else keeps its type. As they are stay: products whose <c>precision_config</c> or <c>algorithm</c> asks for more than the default; depthwise convolutions,
/// sums of a few terms that narrow operands only make worse; and a vector times a matrix that is computed (a query times its keys), which reads each element once, so that
/// converting it first would cost more than it saves.
/// </summary>
/// <param name="WeightsOnly">
/// For targets that multiply f32 faster: only constant operands of matrix products become bf16. It halves what the weights take and what must be read of them; the other
/// operands lose nothing. Convolutions, whose time goes into multiplying, stay in f32.
/// </param>
/// <example><code>
/// dot_general %x, %w : (f32, f32) -> f32        →        %n = convert %x : (f32) -> bf16; dot_general %n, %w16 : (bf16, bf16) -> f32
/// </code></example>
public sealed record NarrowProductsPass(bool WeightsOnly = false) : Pass, IPass<NarrowProductsPass>
{
    public static string PassArgument => "narrow-products";
    public static string Description => "Multiplies matrices and convolves by bf16 operands with sums in f32.";
    public static NarrowProductsPass FromOptions(PassOptions options) => new(options.Get("weights-only", false));
    public override string Argument => PassArgument;

    public override void Run(Operation root, PassContext context)
    {
        var narrowing = new Narrowing(new ConstantFolder(AllEvaluators.Create(), new FoldLimits(MaxResultBytes: int.MaxValue)));
        foreach (var op in root.Walk().Where(IsNarrowed).ToArray())
        {
            for (var i = 0; i < op.OperandCount; i++)
            {
                if (!WeightsOnly || op.Operand(i).ConstantValue is not null)
                    op.SetOperand(i, narrowing.Narrow(op.Operand(i)));
            }
        }
        narrowing.EraseUnused();
    }

    private bool IsNarrowed(Operation op) => op switch
    {
        Hlo.DotGeneralOp dot => IsF32(op) && HasDefaultPrecision(dot.PrecisionConfig) && dot.Algorithm is null && !IsComputedMatrixTimesVector(dot),
        Hlo.ConvolutionOp convolution => !WeightsOnly && IsF32(op) && HasDefaultPrecision(convolution.PrecisionConfig) && !IsDepthwise(convolution),
        _ => false,
    };

    private static bool IsF32(Operation op) => op.Operands.Types.Concat(op.Results.Types).All(t => t.ElementOrSelf() == FloatType.F32);

    private static bool HasDefaultPrecision(ArrayAttr? config) => config is null || config.Items.All(p => p is Hlo.PrecisionAttr { Value: Hlo.Precision.Default });

    private static bool IsDepthwise(Hlo.ConvolutionOp op) =>
        op.FeatureGroupCount > 1 && op.Rhs.Type is RankedTensorType weights && weights.Shape[(int)op.DimensionNumbers.KernelInputFeatureDimension] == 1;

    private static bool IsComputedMatrixTimesVector(Hlo.DotGeneralOp op)
    {
        var n = op.DotDimensionNumbers;
        return op.Operands.All(o => !IsConstant(o)) && (IsVector(op.Lhs, n.LhsBatchingDimensions, n.LhsContractingDimensions) || IsVector(op.Rhs, n.RhsBatchingDimensions, n.RhsContractingDimensions));
    }

    private static bool IsVector(Value operand, EquatableArray<long> batching, EquatableArray<long> contracting) =>
        operand.Type is RankedTensorType type && Enumerable.Range(0, type.Rank).All(d => batching.Contains(d) || contracting.Contains(d) || type.Shape[d] == 1);

    internal static bool IsConstant(Value value)
    {
        while (value.DefiningOp is Hlo.ReshapeOp or Hlo.TransposeOp or Hlo.BroadcastInDimOp)
            value = value.DefiningOp.Operand(0);
        return value.ConstantValue is not null;
    }
}

/// <summary>bf16 forms of f32 values, each made once.</summary>
internal sealed class Narrowing(ConstantFolder folder)
{
    private readonly Dictionary<Value, Value> _narrow = [];

    public Value Narrow(Value wide)
    {
        if (!_narrow.TryGetValue(wide, out var narrow))
            _narrow[wide] = narrow = Make(wide);
        return narrow;
    }

    /// <summary>Erases the constants whose bf16 form is all that is used now.</summary>
    public void EraseUnused()
    {
        foreach (var op in _narrow.Keys.Select(v => v.DefiningOp).OfType<Operation>().Where(o => !o.Results.Any(r => r.HasUses) && Effects.IsPure(o)))
            op.Erase();
    }

    private Value Make(Value wide)
    {
        var type = wide.Type.WithElementOrSelf(FloatType.BF16);
        // Weights that the model stores in bf16 and converts.
        if (wide.DefiningOp is Hlo.ConvertOp { Operand: var stored } && stored.Type == type)
            return stored;
        var builder = After(wide);
        var convert = Hlo.ConvertOp.Create(builder, type, wide);
        if (folder.TryFold(convert) is not [{ } constant])
            return convert.Result;
        var folded = Hlo.ConstantOp.Create(builder, constant).Output;
        convert.Erase();
        return folded;
    }

    private static OpBuilder After(Value value)
    {
        var builder = new OpBuilder();
        if (value.DefiningOp is { } op)
        {
            builder.SetAfter(op);
            return builder;
        }
        builder.SetAtStart(((BlockArgument)value).Owner);
        builder.Location = ((BlockArgument)value).Location;
        return builder;
    }
}
