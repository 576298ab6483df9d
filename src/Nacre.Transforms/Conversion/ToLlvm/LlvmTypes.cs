using Nacre.Dialects.Llvm;
using Nacre.Dialects.MemRef;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>
/// How types become types of LLVM. A memref whose strides are constants is a bare pointer to its first element: sizes and strides are known to every user.
/// </summary>
public static class LlvmTypes
{
    /// <summary>Bits of <c>index</c>.</summary>
    private const int IndexBits = 64;

    public static TypeConverter Converter() => new TypeConverter()
        .Add<IndexType>(_ => new IntegerType(IndexBits))
        .Add<FloatType>(f => f.Width < 16 ? new IntegerType(8) : null)
        .Add<VectorType>(Vector)
        .Add<FunctionType>(_ => LlvmPointerType.Instance)
        .Add<MemRefType>(m => HasConstantStrides(m) ? new LlvmPointerType(AddressSpace(m)) : null);

    /// <summary>The stride of each dimension and the offset are constants, or the offset is already in the address.</summary>
    public static bool HasConstantStrides(MemRefType type) => Layouts.StridesOf(type) is { } layout && !layout.Strides.Contains(Shape.Dynamic);

    public static int AddressSpace(MemRefType type) => type.MemorySpace is IntegerAttr space ? (int)space.Value : 0;

    /// <summary>A vector of several dimensions is an array of vectors; one without dimensions is a vector of one element.</summary>
    private static IRType Vector(VectorType type)
    {
        var element = type.ElementType is IndexType ? new IntegerType(IndexBits) : type.ElementType;
        IRType result = VectorType.Get(element, type.Rank == 0 ? 1 : type.Shape[type.Rank - 1]);
        for (var i = type.Rank - 2; i >= 0; i--)
            result = new LlvmArrayType(type.Shape[i], result);
        return result;
    }
}
