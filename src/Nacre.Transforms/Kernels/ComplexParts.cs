using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>Complex tensors as kernels see them: real and imaginary part of each element side by side in memory, read by <c>real</c> and <c>imag</c> and made by <c>complex</c>.</summary>
public static class ComplexParts
{
    /// <summary>The type of the real parts of a complex tensor; null for all other types.</summary>
    public static RankedTensorType? Of(IRType type) => type is RankedTensorType { HasStaticShape: true, ElementType: ComplexType { ElementType: FloatType } complex } tensor ? tensor.WithElement(complex.ElementType) : null;

    /// <summary>Whether an operation takes complex numbers apart or puts them together.</summary>
    public static bool Is(Operation op) => op switch
    {
        Hlo.RealOp real => Of(real.Operand.Type) is not null,
        Hlo.ImagOp imaginary => Of(imaginary.Operand.Type) is not null,
        Hlo.ComplexOp complex => Of(complex.Result.Type) is not null,
        _ => false,
    };
}
