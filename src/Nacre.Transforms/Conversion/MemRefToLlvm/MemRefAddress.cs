using Nacre.Dialects.Llvm;
using Nacre.Dialects.MemRef;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Addresses of elements.</summary>
internal static class MemRefAddress
{
    /// <summary>base + Σ index·stride, in elements.</summary>
    public static Value Of(OpBuilder builder, MemRefType type, Value @base, IEnumerable<Value> indices, IRType element) =>
        Offset(builder, Layouts.StridesOf(type)!.Value.Strides, indices) is { } offset ? LlvmGetElementPtrOp.Offset(builder, @base, offset, element) : @base;

    /// <summary>Σ index·stride; null for 0.</summary>
    public static Value? Offset(OpBuilder builder, IReadOnlyList<long> strides, IEnumerable<Value> indices)
    {
        Value? sum = null;
        foreach (var (index, stride) in indices.Zip(strides))
        {
            if (index.ConstantValue is IntegerAttr { Value: 0 } || stride == 0)
                continue;
            var term = stride == 1 ? index : LlvmMulOp.Create(builder, index, LlvmConstantOp.I64(builder, stride), IntegerOverflowFlags.Nsw).Res;
            sum = sum is null ? term : LlvmAddOp.Create(builder, sum, term, IntegerOverflowFlags.Nsw).Res;
        }
        return sum;
    }

    /// <summary>Alignment in bytes of an element or a vector: that of one element unless the program promises more.</summary>
    public static long Alignment(long? promised, MemRefType type) => promised ?? type.ElementType.StorageBytes();
}
