using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Transforms.Kernels;

/// <summary>Arithmetic that processors with the instruction do in one step.</summary>
public static class FusedArithmetic
{
    /// <summary>
    /// a · b + c of floats, fused where the target has fused multiply-add, otherwise a product and a sum. (<c>math.fma</c> promises one rounding: without the
    /// instruction each lane would call the C library.)
    /// </summary>
    public static Value MultiplyAdd(OpBuilder builder, Value a, Value b, Value c)
    {
        var product = MulFOp.Create(builder, a, b, fastMath: FastMathFlags.Contract).Result;
        return AddFOp.Create(builder, product, c, fastMath: FastMathFlags.Contract).Result;
    }
}
