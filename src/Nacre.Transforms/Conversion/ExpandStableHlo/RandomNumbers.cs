using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Transforms.Conversion.ExpandComplex;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.ExpandStableHlo;

/// <summary>
/// rng → random bits of the counter-based generator, with a key of its own for each operation of a function: the same numbers in every run, as of the interpreter with its fixed seed.
/// </summary>
internal static class RandomNumbers
{
    public static Value[]? Expand(Hlo.RngOp op, OpBuilder builder)
    {
        if (op.Result.Type is not RankedTensorType { HasStaticShape: true } type)
            return null;
        var key = Enclosing(op).Walk<Hlo.RngOp>().TakeWhile(o => !ReferenceEquals(o, op)).Count() + 1;
        var wide = type.WithElement(FloatType.F64);
        Real Parameter(Value scalar) => new(builder, Hlo.BroadcastInDimOp.Create(builder, wide, Hlo.ConvertOp.Create(builder, scalar, FloatType.F64).Result).Result);
        var (a, b) = (Parameter(op.A), Parameter(op.B));
        var first = Uniform(builder, wide, key, 0);
        var number = op.RngDistribution.Value == Hlo.RngDistribution.Uniform ? a + (b - a) * first : a + b * Normal(first, Uniform(builder, wide, key, 1));
        var rounded = type.ElementType is FloatType ? number.Value : Hlo.FloorOp.Create(builder, number.Value).Result;
        return [Hlo.ConvertOp.Create(builder, rounded, type.ElementType).Result];
    }

    private static Operation Enclosing(Operation op)
    {
        while (op is not FuncOp && op.ParentOp is { } parent)
            op = parent;
        return op;
    }

    /// <summary>53 random bits as numbers from 0 to below 1.</summary>
    private static Real Uniform(OpBuilder builder, RankedTensorType type, long key, long stream)
    {
        var words = type.WithElement(IntegerType.UI64);
        var state = Hlo.ConstantOp.Create(builder, DenseElementsAttr.OfIntegers(RankedTensorType.Get(IntegerType.UI64, 2), [key, stream << 32])).Output;
        var bits = Hlo.RngBitGeneratorOp.Create(builder, state.Type, words, state, new Hlo.RngAlgorithmAttr(Hlo.RngAlgorithm.ThreeFry)).Output;
        var top = Hlo.ShiftRightLogicalOp.Create(builder, bits, Hlo.ConstantOp.Splat(builder, words, 11).Output).Result;
        return new Real(builder, Hlo.ConvertOp.Create(builder, top, FloatType.F64).Result) * Math.ScaleB(1, -53);
    }

    /// <summary>Normally distributed numbers of mean 0 and deviation 1 by the method of Box and Muller.</summary>
    private static Real Normal(Real u, Real v) => ((1 - u).Log() * -2).Sqrt() * (v * (2 * Math.PI)).Cos();
}
