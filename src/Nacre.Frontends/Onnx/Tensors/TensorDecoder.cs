using System.Buffers.Binary;
using System.Text;
using Nacre.Frontends.Onnx.Proto;
using Nacre.IR;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Frontends.Onnx.Tensors;

/// <summary>
/// Turns tensors of a file into elements attributes. Data of byte-sized elements in <c>raw_data</c> or an external file is referred to, not copied; packed
/// elements are unpacked to a byte each; the typed fields, meant for small tensors, are converted.
/// </summary>
internal sealed class TensorDecoder(ExternalData external, OnnxLimits limits)
{
    /// <summary>Larger constants are resources, which are never printed in place.</summary>
    private const int MaxInlineBytes = 1024;

    public static string Describe(TensorProto tensor) => tensor.Name.Length > 0 ? $"tensor '{tensor.Name}'" : "a tensor without a name";

    /// <exception cref="ModelFormatException">The type is unknown, or the data does not fit type and shape.</exception>
    public ElementsAttr Decode(TensorProto tensor, string? resourceName = null)
    {
        var element = ElementTypes.ToIR(tensor.DataType) ?? throw Error(tensor, $"the element type {(int)tensor.DataType} is not known");
        var count = ElementCount(tensor);
        var type = new RankedTensorType(tensor.Dims.ToArray(), element);
        if (tensor.DataType == DataType.String)
            return new DenseStringElementsAttr(type, Strings(tensor, count));
        var data = count == 0 ? Blob.Of(Array.Empty<byte>()) : Data(tensor, count);
        return data.Length <= MaxInlineBytes ? new DenseElementsAttr(type, data) : new DenseResourceElementsAttr(type, resourceName ?? tensor.Name, data);
    }

    private long ElementCount(TensorProto tensor)
    {
        if (tensor.Segment is not null)
            throw Error(tensor, "tensors in segments are not supported");
        if (tensor.Dims.Count > limits.MaxRank)
            throw Error(tensor, $"it has {tensor.Dims.Count} dimensions; at most {limits.MaxRank} are read");
        if (tensor.Dims.FirstOrDefault(d => d < 0) is var negative and < 0)
            throw Error(tensor, $"the dimension {negative} is negative");
        if (tensor.Dims.Contains(0))
            return 0;
        var count = 1L;
        foreach (var dim in tensor.Dims)
        {
            if (dim > limits.MaxElements / count)
                throw Error(tensor, $"its shape [{string.Join(", ", tensor.Dims)}] has more than {limits.MaxElements} elements");
            count *= dim;
        }
        return count;
    }

    private Blob Data(TensorProto tensor, long count)
    {
        var bits = ElementTypes.PackedBits(tensor.DataType);
        var packedLength = checked((count * bits + 7) / 8);
        var packed = tensor.DataLocation == TensorProto.Types.DataLocation.External ? external.Open(tensor, packedLength)
            : tensor.HasRawData ? Blob.Of(tensor.RawData.Memory)
            : Blob.Of(TypedFields.ToBytes(tensor));
        if (packed.Length == 0)
            throw Error(tensor, $"it has no data, but its type and shape need {packedLength} bytes (were the weights stripped from the model?)");
        if (packed.Length != packedLength)
            throw Error(tensor, $"it has {packed.Length} bytes of data, but its type and shape need {packedLength}");
        if (packed.Length > Array.MaxLength / 8 && (bits < 8 || tensor.DataType == DataType.Bool))
            throw Error(tensor, $"{packed.Length} bytes of bool or packed elements are more than can be unpacked");
        return bits < 8 ? Blob.Of(Unpack(packed, count, bits, ElementTypes.IsSigned(tensor.DataType)))
            : tensor.DataType == DataType.Bool ? CanonicalBools(packed)
            : packed;
    }

    /// <summary>Spreads elements of 2 or 4 bits, lowest bits first, to a byte each; signed ones are sign-extended.</summary>
    private static byte[] Unpack(Blob packed, long count, int bits, bool signed)
    {
        var source = packed.Span;
        var target = new byte[count];
        var perByte = 8 / bits;
        for (var i = 0; i < target.Length; i++)
        {
            var lifted = (byte)(source[i / perByte] << (8 - bits - i % perByte * bits));
            target[i] = signed ? (byte)((sbyte)lifted >> (8 - bits)) : (byte)(lifted >> (8 - bits));
        }
        return target;
    }

    /// <summary>Any byte but 0 is true; the IR wants 1 for it.</summary>
    private static Blob CanonicalBools(Blob bytes) =>
        bytes.Span.ContainsAnyExceptInRange((byte)0, (byte)1) ? Blob.Of(bytes.Span.ToArray().Select(b => (byte)(b != 0 ? 1 : 0)).ToArray()) : bytes;

    private static string[] Strings(TensorProto tensor, long count)
    {
        if (tensor.StringData.Count != count)
            throw Error(tensor, $"it has {tensor.StringData.Count} strings, but its shape needs {count}");
        return [.. tensor.StringData.Select(s => s.ToStringUtf8())];
    }

    private static ModelFormatException Error(TensorProto tensor, string message) => new(message, node: Describe(tensor));

    /// <summary>The fields that hold elements as protobuf numbers.</summary>
    private static class TypedFields
    {
        public static byte[] ToBytes(TensorProto tensor) => tensor.DataType switch
        {
            DataType.Float or DataType.Complex64 => Convert(tensor.FloatData, 4, BinaryPrimitives.WriteSingleLittleEndian),
            DataType.Double or DataType.Complex128 => Convert(tensor.DoubleData, 8, BinaryPrimitives.WriteDoubleLittleEndian),
            DataType.Int64 => Convert(tensor.Int64Data, 8, BinaryPrimitives.WriteInt64LittleEndian),
            DataType.Uint64 => Convert(tensor.Uint64Data, 8, BinaryPrimitives.WriteUInt64LittleEndian),
            DataType.Uint32 => Convert(tensor.Uint64Data, 4, (target, v) => BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)v)),
            DataType.Int32 => Convert(tensor.Int32Data, 4, BinaryPrimitives.WriteInt32LittleEndian),
            DataType.Int16 or DataType.Uint16 or DataType.Float16 or DataType.Bfloat16 =>
                Convert(tensor.Int32Data, 2, (target, v) => BinaryPrimitives.WriteInt16LittleEndian(target, (short)v)),
            _ => Convert(tensor.Int32Data, 1, (target, v) => target[0] = (byte)v),
        };

        private delegate void Write<T>(Span<byte> target, T value);

        private static byte[] Convert<T>(IReadOnlyList<T> values, int width, Write<T> write)
        {
            var bytes = new byte[checked(values.Count * width)];
            for (var i = 0; i < values.Count; i++)
                write(bytes.AsSpan(i * width), values[i]);
            return bytes;
        }
    }
}
