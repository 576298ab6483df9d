using Nacre.Dialects.Quant;
using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Vhlo;

internal sealed partial class VhloBytecode
{
    public bool WriteAttribute(Attr attribute, DialectBytecodeWriter writer)
    {
        if (attribute is not VhloAttr { Value: var value })
            return false;
        if (EnumOf(value) is var (code, number))
        {
            writer.WriteVarInt((int)code);
            writer.WriteVarInt(number);
            return true;
        }
        return value is HloAttr ? WriteStruct(value, writer) : WriteValue(value, writer);
    }

    private static (AttrCode Code, int Number)? EnumOf(Attr value) => value switch
    {
        IntegerAttr { Type: IntegerType { Width: 1, IsSignless: true } } flag => (AttrCode.Boolean, (int)flag.Value),
        ComparisonDirectionAttr e => (AttrCode.ComparisonDirection, (int)e.Value),
        ComparisonTypeAttr e => (AttrCode.ComparisonType, (int)e.Value),
        ApiVersionAttr e => (AttrCode.ApiVersion, (int)e.Value),
        FftTypeAttr e => (AttrCode.FftType, (int)e.Value),
        PrecisionAttr e => (AttrCode.Precision, (int)e.Value),
        RngAlgorithmAttr e => (AttrCode.RngAlgorithm, (int)e.Value),
        RngDistributionAttr e => (AttrCode.RngDistribution, (int)e.Value),
        TransposeAttr e => (AttrCode.Transpose, (int)e.Value),
        ResultAccuracyModeAttr e => (AttrCode.ResultAccuracyMode, (int)e.Value),
        _ => null,
    };

    private static bool WriteValue(Attr value, DialectBytecodeWriter writer)
    {
        switch (value)
        {
            case ArrayAttr array:
                writer.WriteVarInt((int)AttrCode.Array);
                writer.WriteList(array.Items, item => Write(writer, item));
                return true;
            case DictionaryAttr dictionary:
                writer.WriteVarInt((int)AttrCode.Dictionary);
                writer.WriteList(dictionary.Entries, entry =>
                {
                    Write(writer, new StringAttr(entry.Name));
                    Write(writer, entry.Value);
                });
                return true;
            case FloatAttr number:
                WriteHead(writer, AttrCode.Float, number.Type);
                writer.WriteFloatBits(number.Bits, number.Type.Kind);
                return true;
            case IntegerAttr integer:
                WriteHead(writer, AttrCode.Integer, integer.Type);
                writer.WriteInteger(integer.BigValue, integer.Type.BitWidth());
                return true;
            case StringAttr text:
                writer.WriteVarInt((int)AttrCode.String);
                writer.WriteString(text.Value);
                return true;
            case DenseElementsAttr elements when PackedElements.Pack(elements, PackedElements.AreBitsPacked(elements.Type)) is { } bytes:
                WriteHead(writer, AttrCode.Tensor, elements.Type);
                writer.WriteBlob(bytes);
                return true;
            case TypeAttr type:
                WriteHead(writer, AttrCode.Type, type.Value);
                return true;
            default:
                return false;
        }
    }

    private static void WriteHead(DialectBytecodeWriter writer, AttrCode code, IRType type)
    {
        writer.WriteVarInt((int)code);
        writer.WriteType(VhloType.Wrap(type));
    }

    private static void Write(DialectBytecodeWriter writer, Attr part) => writer.WriteAttribute(VhloAttr.Wrap(part));
    private static void Write(DialectBytecodeWriter writer, IRType part) => writer.WriteType(VhloType.Wrap(part));

    private static bool WriteStruct(Attr value, DialectBytecodeWriter writer)
    {
        switch (value)
        {
            case TypeExtensionsAttr extensions:
                writer.WriteVarInt((int)AttrCode.TypeExtensions);
                writer.WriteSignedVarInts(extensions.Bounds);
                return true;
            case OutputOperandAliasAttr alias:
                writer.WriteVarInt((int)AttrCode.OutputOperandAlias);
                writer.WriteSignedVarInts(alias.OutputTupleIndices);
                writer.WriteSignedVarInt(alias.OperandIndex);
                writer.WriteSignedVarInts(alias.OperandTupleIndices);
                return true;
            case ResultAccuracyAttr accuracy:
                writer.WriteVarInt((int)AttrCode.ResultAccuracy);
                writer.WriteDouble(accuracy.Atol);
                writer.WriteDouble(accuracy.Rtol);
                writer.WriteSignedVarInt(accuracy.Ulps);
                Write(writer, accuracy.Mode);
                return true;
            default:
                return WriteMesh(value, writer);
        }
    }

    private static bool WriteMesh(Attr value, DialectBytecodeWriter writer)
    {
        switch (value)
        {
            case SubAxisAttr sub:
                writer.WriteVarInt((int)AttrCode.SubAxisInfo);
                writer.WriteSignedVarInt(sub.PreSize);
                writer.WriteSignedVarInt(sub.Size);
                return true;
            case AxisRefAttr axis:
                writer.WriteVarInt((int)AttrCode.AxisRef);
                Write(writer, new StringAttr(axis.Name));
                writer.WriteVarInt(axis.SubAxis is null ? 0 : 1);
                if (axis.SubAxis is var (preSize, size))
                    Write(writer, new SubAxisAttr(preSize, size));
                return true;
            case MeshAxisAttr axis:
                writer.WriteVarInt((int)AttrCode.MeshAxis);
                Write(writer, new StringAttr(axis.Name));
                writer.WriteSignedVarInt(axis.Size);
                return true;
            case MeshAttr mesh:
                writer.WriteVarInt((int)AttrCode.Mesh);
                Write(writer, new ArrayAttr(mesh.Axes.Map(Attr (a) => a)));
                writer.WriteOptionalAttribute(mesh.DeviceIds is { } ids ? VhloAttr.Wrap(ids) : null);
                return true;
            case ReplicaGroupMeshAxesAttr groups:
                writer.WriteVarInt((int)AttrCode.ReplicaGroupMeshAxes);
                Write(writer, groups.Mesh);
                Write(writer, groups.Axes);
                return true;
            default:
                return false;
        }
    }

    public bool WriteType(IRType type, DialectBytecodeWriter writer)
    {
        if (type is not VhloType { Value: var value })
            return false;
        if (VhloType.ScalarOf(value) is not { } scalar)
            return WriteCompound(value, writer);
        writer.WriteVarInt(scalar.Code);
        return true;
    }

    private static bool WriteCompound(IRType type, DialectBytecodeWriter writer)
    {
        switch (type)
        {
            case ComplexType complex:
                writer.WriteVarInt((int)TypeCode.Complex);
                Write(writer, complex.ElementType);
                return true;
            case FunctionType function:
                writer.WriteVarInt((int)TypeCode.Function);
                writer.WriteList(function.Inputs, t => Write(writer, t));
                writer.WriteList(function.Results, t => Write(writer, t));
                return true;
            case TupleType tuple:
                writer.WriteVarInt((int)TypeCode.Tuple);
                writer.WriteList(tuple.Types, t => Write(writer, t));
                return true;
            case FutureType future:
                writer.WriteVarInt((int)TypeCode.Future);
                writer.WriteList(future.Types, t => Write(writer, t));
                return true;
            case QuantizedType quantized:
                WriteQuantized(quantized, writer);
                return true;
            default:
                return WriteShaped(type, writer);
        }
    }

    private static bool WriteShaped(IRType type, DialectBytecodeWriter writer)
    {
        switch (type)
        {
            case RankedTensorType { Encoding: { } encoding }:
                writer.WriteVarInt((int)TypeCode.RankedTensorWithEncoding);
                Write(writer, encoding);
                break;
            case RankedTensorType:
                writer.WriteVarInt((int)TypeCode.RankedTensor);
                break;
            case UnrankedTensorType:
                writer.WriteVarInt((int)TypeCode.UnrankedTensor);
                break;
            case MemRefType:
                writer.WriteVarInt((int)TypeCode.RankedBuffer);
                break;
            default:
                return false;
        }
        var shaped = (ShapedType)type;
        if (shaped.HasRank)
            writer.WriteSignedVarInts(shaped.Shape.Dims);
        Write(writer, shaped.ElementType);
        return true;
    }

    private static void WriteQuantized(QuantizedType type, DialectBytecodeWriter writer)
    {
        writer.WriteVarInt((int)(type is UniformQuantizedType ? TypeCode.UniformQuantized : TypeCode.UniformQuantizedPerAxis));
        writer.WriteVarInt(type.IsSigned ? 1 : 0);
        Write(writer, type.StorageType);
        Write(writer, type.ExpressedType);
        if (type is UniformQuantizedType uniform)
        {
            writer.WriteDouble(uniform.Scale);
            writer.WriteSignedVarInt(uniform.ZeroPoint);
        }
        else
        {
            writer.WriteVarInt(((UniformQuantizedPerAxisType)type).QuantizedDimension);
        }
        writer.WriteSignedVarInt(type.StorageMin);
        writer.WriteSignedVarInt(type.StorageMax);
        if (type is not UniformQuantizedPerAxisType perAxis)
            return;
        writer.WriteList(perAxis.Scales, writer.WriteDouble);
        writer.WriteSignedVarInts(perAxis.ZeroPoints);
    }
}
