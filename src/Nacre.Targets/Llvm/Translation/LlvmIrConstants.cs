using System.Globalization;
using System.Text;
using Nacre.Dialects.Llvm;
using Nacre.IR;

namespace Nacre.Targets.Llvm.Translation;

/// <summary>Constants as LLVM IR writes them. Floats are written as bits, so that none is rounded.</summary>
internal sealed class LlvmIrConstants(LlvmIrTypes types)
{
    /// <summary>The value under a type, without the type itself.</summary>
    /// <exception cref="ArgumentException">The attribute is no value of the type.</exception>
    public string Of(Attr value, IRType type) => (value, type) switch
    {
        (IntegerAttr { Type: IntegerType { Width: 1 } } i, _) => i.Value != 0 ? "true" : "false",
        (IntegerAttr i, IntegerType) => i.BigValue.ToString(CultureInfo.InvariantCulture),
        (FloatAttr f, FloatType t) => Float(f.Bits, t),
        (StringAttr s, LlvmArrayType) => $"c\"{LlvmIrText.Escape(Encoding.UTF8.GetBytes(s.Value))}\"",
        (ElementsAttr { Data: not null } e, VectorType or LlvmArrayType) => Elements(e, type),
        _ => throw new ArgumentException($"the constant {value} is no value of type {type}"),
    };

    /// <summary>Hexadecimal digits of the format's bits; <c>float</c> is written as the <c>double</c> of equal value, <c>half</c> and <c>bfloat</c> have prefixes.</summary>
    private static string Float(long bits, FloatType type) => type.Kind switch
    {
        FloatKind.F16 => $"0xH{bits & 0xFFFF:X4}",
        FloatKind.BF16 => $"0xR{bits & 0xFFFF:X4}",
        FloatKind.F32 => $"0x{DoubleBits((uint)bits):X16}",
        FloatKind.F64 => $"0x{bits:X16}",
        _ => throw new ArgumentException($"constants of type {type} are not supported"),
    };

    /// <summary>The bits of the double that equals a float, with the payload of a NaN kept as it is.</summary>
    private static long DoubleBits(uint single)
    {
        var value = BitConverter.UInt32BitsToSingle(single);
        if (!float.IsNaN(value))
            return BitConverter.DoubleToInt64Bits(value);
        return ((long)(single >> 31) << 63) | (0x7FFL << 52) | ((long)(single & 0x7FFFFF) << 29);
    }

    private string Elements(ElementsAttr elements, IRType type)
    {
        if (IsZero(elements))
            return "zeroinitializer";
        if (elements.IsSplat && type is VectorType)
            return $"splat ({types.Of(elements.ElementType)} {Scalar(elements, 0)})";
        var index = 0L;
        return Nested(elements, type, ref index);
    }

    private static bool IsZero(ElementsAttr elements)
    {
        const int chunk = 1 << 24;
        for (var at = 0L; at < elements.Data!.Length; at += chunk)
        {
            if (elements.Data.Slice(at, (int)Math.Min(chunk, elements.Data.Length - at)).ContainsAnyExcept((byte)0))
                return false;
        }
        return true;
    }

    private string Nested(ElementsAttr elements, IRType type, ref long index)
    {
        if (type is not (VectorType or LlvmArrayType))
            return Scalar(elements, index++);
        var (count, element) = type is LlvmArrayType array ? (array.Count, array.ElementType) : (((VectorType)type).Shape[0], type.ElementOrSelf());
        if (type is LlvmArrayType && element is IntegerType { Width: 8 })
            return Bytes(elements, count, ref index);
        var text = new StringBuilder(type is LlvmArrayType ? "[" : "<");
        for (var i = 0L; i < count; i++)
            text.Append(i == 0 ? "" : ", ").Append(types.Of(element)).Append(' ').Append(Nested(elements, element, ref index));
        return text.Append(type is LlvmArrayType ? ']' : '>').ToString();
    }

    private static string Bytes(ElementsAttr elements, long count, ref long index)
    {
        var bytes = new byte[count];
        for (var i = 0; i < bytes.Length; i++)
            bytes[i] = (byte)elements.IntegerAt(index++);
        return $"c\"{LlvmIrText.Escape(bytes)}\"";
    }

    private static string Scalar(ElementsAttr elements, long index)
    {
        var bits = elements.IntegerAt(index);
        return elements.ElementType switch
        {
            FloatType f => Float(bits, f),
            IntegerType { Width: 1 } => bits != 0 ? "true" : "false",
            _ => bits.ToString(CultureInfo.InvariantCulture),
        };
    }
}
