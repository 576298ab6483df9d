using Nacre.Dialects.Kernels;
using Nacre.IR;
using Chlo = Nacre.Dialects.Chlo;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// What one launch of a kernel must do at least, counted from its body: the measure that a roofline holds its time against. What a tactic computes twice counts once, and so
/// does what an algorithm such as Winograd's saves.
/// </summary>
/// <param name="Flops">Arithmetic operations: 2·M·N·K for a contraction, one per element for elementwise operations, one per combined element for reductions. Moving data is none.</param>
/// <param name="Bytes">Of the operands read and the results written, each once; of an operand that is only gathered or sliced from, no more than what is taken.</param>
public readonly record struct KernelWork(double Flops, double Bytes)
{
    public static KernelWork Of(KernelOp kernel) => new(
        kernel.BodyOps.Sum(FlopsOf),
        kernel.Body.Entry.Arguments.Sum(ReadBytes) + kernel.FunctionType.Results.Sum(BytesOf));

    private static double FlopsOf(Operation op) => op switch
    {
        Hlo.DotGeneralOp dot => 2.0 * Count(dot.Result.Type) * Depth(dot.Lhs, dot.DotDimensionNumbers),
        Chlo.RaggedDotOp dot => 2.0 * Count(dot.Result.Type) * Depth(dot.Lhs, dot.RaggedDotDimensionNumbers.Dot),
        Hlo.ConvolutionOp convolution => 2.0 * Count(convolution.Result.Type) * Depth(convolution),
        Hlo.ReduceOp reduce => Count(reduce.Inputs[0].Type) * (double)CombinerFlops(reduce.Body),
        Hlo.ReduceWindowOp window => Count(window.Results[0].Type) * (double)window.WindowDimensions.Aggregate(1L, (a, b) => a * b) * CombinerFlops(window.Regions[0]),
        _ => IsArithmetic(op) ? Count(op.Results[0].Type) : 0,
    };

    private static int CombinerFlops(Region combiner) => combiner.Entry.Operations.Count(IsArithmetic);

    private static bool IsArithmetic(Operation op) =>
        ScalarRules.Has(op) && op is not (Hlo.ConvertOp or Hlo.SelectOp or Hlo.CompareOp or Hlo.IsFiniteOp or Hlo.AndOp or Hlo.OrOp or Hlo.XorOp or Hlo.NotOp);

    /// <summary>Products summed up in each element.</summary>
    private static double Depth(Value lhs, Hlo.DotDimensionNumbersAttr numbers) => numbers.LhsContractingDimensions.Aggregate(1.0, (product, d) => product * ShapeOf(lhs.Type)[(int)d]);

    /// <summary>As if the whole window lay inside the image; of an input with zeros between its elements only the elements count.</summary>
    private static double Depth(Hlo.ConvolutionOp op) =>
        (double)Count(op.Rhs.Type) / ShapeOf(op.Rhs.Type)[(int)op.DimensionNumbers.KernelOutputFeatureDimension] / (op.LhsDilation?.Aggregate(1L, (a, b) => a * b) ?? 1);

    private static double ReadBytes(BlockArgument argument) =>
        Math.Min(BytesOf(argument.Type), argument.Uses.Sum(use => IsPartOf(use) ? BytesOf(use.Owner.Results[0].Type) : BytesOf(argument.Type)));

    /// <summary>Whether the operation reads no more of its operand than it has results.</summary>
    private static bool IsPartOf(OpOperand use) => use.Owner is Hlo.GatherOp or Hlo.DynamicSliceOp or Hlo.SliceOp && use.Index == 0;

    private static double BytesOf(IRType type) => Count(type) * (double)type.ElementOrSelf().StorageBytes();

    private static long Count(IRType type) => type is RankedTensorType { HasStaticShape: true } tensor ? tensor.Shape.ElementCount : 0;

    private static Shape ShapeOf(IRType type) => ((RankedTensorType)type).Shape;
}
