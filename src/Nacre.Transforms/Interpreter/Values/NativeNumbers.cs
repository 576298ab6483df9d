using System.Numerics;
using System.Runtime.InteropServices;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Work on elements in the .NET number type that stores them.</summary>
internal interface INumberWork<out TResult>
{
    TResult Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>;
}

/// <summary>
/// Chooses the .NET number type for an element type. Integers narrower than their storage work in the storage type and are wrapped afterwards;
/// floats that .NET lacks (bf16, f8…) are widened to f32 first, which keeps one operation of +, -, *, / exact under the final rounding.
/// </summary>
internal static class NativeNumbers
{
    /// <summary>Whether the elements must be widened to <see cref="FloatType.F32"/> before <see cref="Run"/>.</summary>
    public static bool NeedsWidening(IRType type) => type is FloatType { Kind: not (FloatKind.F16 or FloatKind.F32 or FloatKind.F64) };

    public static TResult Run<TWork, TResult>(IRType type, TWork work) where TWork : INumberWork<TResult> => type switch
    {
        FloatType { Kind: FloatKind.F32 } => work.Run<float>(),
        FloatType { Kind: FloatKind.F64 } => work.Run<double>(),
        FloatType { Kind: FloatKind.F16 } => work.Run<Half>(),
        IndexType => work.Run<long>(),
        IntegerType { Width: 1 } => work.Run<byte>(),
        IntegerType { IsUnsigned: true } => type.StorageBytes() switch
        {
            1 => work.Run<byte>(),
            2 => work.Run<ushort>(),
            4 => work.Run<uint>(),
            8 => work.Run<ulong>(),
            _ => throw ElementCodec.Unsupported(type),
        },
        IntegerType => type.StorageBytes() switch
        {
            1 => work.Run<sbyte>(),
            2 => work.Run<short>(),
            4 => work.Run<int>(),
            8 => work.Run<long>(),
            _ => throw ElementCodec.Unsupported(type),
        },
        _ => throw ElementCodec.Unsupported(type),
    };

    /// <summary>The tensor as f32; exact for the types that <see cref="NeedsWidening"/> names.</summary>
    public static TensorValue Widen(TensorValue x)
    {
        var type = x.Type.WithElement(FloatType.F32);
        if (x.IsSplat)
            return TensorValue.Splat(type, x.DoubleAt(0));
        var bytes = TensorValue.NewBytes(type);
        var target = MemoryMarshal.Cast<byte, float>(bytes.AsSpan());
        if (x.ElementType is FloatType { Kind: FloatKind.BF16 })
            WidenBF16(x.As<ushort>(), target);
        else
            WidenByTable((FloatType)x.ElementType, x.Bytes, target);
        return new TensorValue(type, bytes);
    }

    private static void WidenBF16(ReadOnlySpan<ushort> source, Span<float> target)
    {
        for (var i = 0; i < source.Length; i++)
            target[i] = BitConverter.UInt32BitsToSingle((uint)source[i] << 16);
    }

    private static void WidenByTable(FloatType type, ReadOnlySpan<byte> source, Span<float> target)
    {
        if (type.StorageBytes() != 1)
            throw ElementCodec.Unsupported(type);
        var table = new float[256];
        for (var code = 0; code < table.Length; code++)
            table[code] = (float)FloatBits.ToDouble(code, type.Kind);
        for (var i = 0; i < source.Length; i++)
            target[i] = table[source[i]];
    }

    /// <summary>An f32 tensor rounded to a narrower float type, ties to even.</summary>
    public static TensorValue Narrow(TensorValue x, FloatType type)
    {
        var result = x.Type.WithElement(type);
        var values = x.Stored<float>();
        var bytes = new byte[values.Length * type.StorageBytes()];
        if (type.Kind == FloatKind.BF16)
            NarrowBF16(values, MemoryMarshal.Cast<byte, ushort>(bytes.AsSpan()));
        else
            ElementCodec.FromDoubles(type, Array.ConvertAll(values.ToArray(), v => (double)v), bytes);
        return new TensorValue(result, bytes);
    }

    private static void NarrowBF16(ReadOnlySpan<float> source, Span<ushort> target)
    {
        for (var i = 0; i < source.Length; i++)
        {
            var bits = BitConverter.SingleToUInt32Bits(source[i]);
            target[i] = float.IsNaN(source[i]) ? (ushort)(bits >> 16 | 0x40) : (ushort)((bits + 0x7FFF + (bits >> 16 & 1)) >> 16);
        }
    }
}
