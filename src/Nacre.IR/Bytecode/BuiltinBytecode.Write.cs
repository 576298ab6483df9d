using System.Buffers.Binary;

namespace Nacre.IR;

public sealed partial class BuiltinBytecode
{
    public bool WriteAttribute(Attr attribute, DialectBytecodeWriter writer)
    {
        if (attribute is Location location)
            return WriteLocation(location, writer);
        switch (attribute)
        {
            case ArrayAttr array:
                writer.WriteVarInt((int)AttrCode.Array);
                writer.WriteList(array.Items, writer.WriteAttribute);
                return true;
            case DictionaryAttr dictionary:
                writer.WriteVarInt((int)AttrCode.Dictionary);
                writer.WriteList(dictionary.Entries, entry =>
                {
                    writer.WriteAttribute(new StringAttr(entry.Name));
                    writer.WriteAttribute(entry.Value);
                });
                return true;
            case StringAttr text:
                writer.WriteVarInt((int)(text.Type is null ? AttrCode.String : AttrCode.StringWithType));
                writer.WriteString(text.Value);
                if (text.Type is { } textType)
                    writer.WriteType(textType);
                return true;
            case SymbolRefAttr symbol:
                WriteSymbol(symbol, writer);
                return true;
            case TypeAttr type:
                writer.WriteVarInt((int)AttrCode.Type);
                writer.WriteType(type.Value);
                return true;
            case UnitAttr:
                writer.WriteVarInt((int)AttrCode.Unit);
                return true;
            default:
                return WriteNumbers(attribute, writer);
        }
    }

    private static bool WriteLocation(Location location, DialectBytecodeWriter writer)
    {
        switch (location)
        {
            case CallSiteLoc call:
                writer.WriteVarInt((int)AttrCode.CallSiteLoc);
                writer.WriteAttribute(call.Callee);
                writer.WriteAttribute(call.Caller);
                return true;
            case FileLineColLoc place:
                writer.WriteVarInt((int)AttrCode.FileLineColLoc);
                writer.WriteAttribute(new StringAttr(place.File));
                writer.WriteVarInt(place.Line);
                writer.WriteVarInt(place.Column);
                return true;
            case FusedLoc fused:
                writer.WriteVarInt((int)(fused.Metadata is null ? AttrCode.FusedLoc : AttrCode.FusedLocWithMetadata));
                writer.WriteList(fused.Locations, writer.WriteAttribute);
                if (fused.Metadata is { } metadata)
                    writer.WriteAttribute(metadata);
                return true;
            case NameLoc name:
                writer.WriteVarInt((int)AttrCode.NameLoc);
                writer.WriteAttribute(new StringAttr(name.Name));
                writer.WriteAttribute(name.Child ?? Location.Unknown);
                return true;
            default:
                writer.WriteVarInt((int)AttrCode.UnknownLoc);
                return true;
        }
    }

    private static void WriteSymbol(SymbolRefAttr symbol, DialectBytecodeWriter writer)
    {
        writer.WriteVarInt((int)(symbol.Nested.IsEmpty ? AttrCode.FlatSymbolRef : AttrCode.SymbolRef));
        writer.WriteAttribute(new StringAttr(symbol.Root));
        if (!symbol.Nested.IsEmpty)
            writer.WriteList(symbol.Nested, name => writer.WriteAttribute(new SymbolRefAttr(name)));
    }

    private static bool WriteNumbers(Attr attribute, DialectBytecodeWriter writer)
    {
        switch (attribute)
        {
            case IntegerAttr integer:
                writer.WriteVarInt((int)AttrCode.Integer);
                writer.WriteType(integer.Type);
                writer.WriteInteger(integer.BigValue, integer.Type.BitWidth());
                return true;
            case FloatAttr { Type.Width: <= 64 } number:
                writer.WriteVarInt((int)AttrCode.Float);
                writer.WriteType(number.Type);
                writer.WriteFloatBits(number.Bits, number.Type.Kind);
                return true;
            case DenseArrayAttr { ElementType: IntegerType { Width: 1 or 8 or 16 or 32 or 64 } or FloatType { Width: 8 or 16 or 32 or 64 } } array:
                WriteDenseArray(array, writer);
                return true;
            case DenseElementsAttr dense when PackedElements.Pack(dense, PackedElements.AreBitsPacked(dense.Type)) is { } bytes:
                writer.WriteVarInt((int)AttrCode.DenseElements);
                writer.WriteType(dense.Type);
                writer.WriteBlob(bytes);
                return true;
            case DenseStringElementsAttr strings:
                writer.WriteVarInt((int)AttrCode.DenseStrings);
                writer.WriteType(strings.Type);
                writer.WriteVarInt(strings.IsSplat ? 1 : 0);
                foreach (var text in strings.IsSplat ? [strings.Strings[0]] : strings.Strings)
                    writer.WriteString(text);
                return true;
            case DenseResourceElementsAttr resource:
                writer.WriteVarInt((int)AttrCode.DenseResource);
                writer.WriteType(resource.Type);
                writer.WriteResource(resource.Name, resource.Data);
                return true;
            default:
                return false;
        }
    }

    private static void WriteDenseArray(DenseArrayAttr array, DialectBytecodeWriter writer)
    {
        var size = array.ElementType.StorageBytes();
        var bytes = new byte[array.Count * size];
        Span<byte> word = stackalloc byte[8];
        for (var i = 0; i < array.Count; i++)
        {
            BinaryPrimitives.WriteInt64LittleEndian(word, array[i]);
            word[..size].CopyTo(bytes.AsSpan(i * size));
        }
        writer.WriteVarInt((int)AttrCode.DenseArray);
        writer.WriteType(array.ElementType);
        writer.WriteVarInt(array.Count);
        writer.WriteBlob(bytes);
    }

    public bool WriteType(IRType type, DialectBytecodeWriter writer)
    {
        if (type is ShapedType shaped)
            return WriteShapedType(shaped, writer);
        switch (type)
        {
            case IntegerType integer:
                writer.WriteVarInt((int)TypeCode.Integer);
                writer.WriteVarInt((integer.Width << 2) | (int)integer.Signedness);
                return true;
            case FunctionType function:
                writer.WriteVarInt((int)TypeCode.Function);
                writer.WriteList(function.Inputs, writer.WriteType);
                writer.WriteList(function.Results, writer.WriteType);
                return true;
            case ComplexType complex:
                writer.WriteVarInt((int)TypeCode.Complex);
                writer.WriteType(complex.ElementType);
                return true;
            case TupleType tuple:
                writer.WriteVarInt((int)TypeCode.Tuple);
                writer.WriteList(tuple.Types, writer.WriteType);
                return true;
            default:
                if (SimpleCode(type) is not { } code)
                    return false;
                writer.WriteVarInt((int)code);
                return true;
        }
    }

    private static TypeCode? SimpleCode(IRType type) => type switch
    {
        IndexType => TypeCode.Index,
        NoneType => TypeCode.None,
        FloatType { Kind: FloatKind.BF16 } => TypeCode.BF16,
        FloatType { Kind: FloatKind.F16 } => TypeCode.F16,
        FloatType { Kind: FloatKind.F32 } => TypeCode.F32,
        FloatType { Kind: FloatKind.F64 } => TypeCode.F64,
        FloatType { Kind: FloatKind.F80 } => TypeCode.F80,
        FloatType { Kind: FloatKind.F128 } => TypeCode.F128,
        _ => null,
    };

    private static bool WriteShapedType(ShapedType type, DialectBytecodeWriter writer)
    {
        switch (type)
        {
            case RankedTensorType tensor:
                WriteHead(writer, TypeCode.RankedTensor, TypeCode.RankedTensorWithEncoding, tensor.Encoding);
                break;
            case UnrankedTensorType:
                WriteHead(writer, TypeCode.UnrankedTensor, TypeCode.UnrankedTensor, null);
                break;
            case MemRefType memRef:
                WriteHead(writer, TypeCode.MemRef, TypeCode.MemRefWithSpace, memRef.MemorySpace);
                break;
            case UnrankedMemRefType memRef:
                WriteHead(writer, TypeCode.UnrankedMemRef, TypeCode.UnrankedMemRefWithSpace, memRef.MemorySpace);
                break;
            case VectorType vector:
                writer.WriteVarInt((int)(vector.Scalable.IsEmpty ? TypeCode.Vector : TypeCode.ScalableVector));
                if (!vector.Scalable.IsEmpty)
                    writer.WriteList(vector.Scalable, writer.WriteBool);
                break;
            default:
                return false;
        }
        if (type.HasRank)
            writer.WriteSignedVarInts(type.Shape.Dims);
        writer.WriteType(type.ElementType);
        if (type is MemRefType { Layout: var layout })
            writer.WriteAttribute(layout ?? new AffineMapAttr(AffineMap.Identity(type.Rank)));
        return true;
    }

    private static void WriteHead(DialectBytecodeWriter writer, TypeCode plain, TypeCode withExtra, Attr? extra)
    {
        writer.WriteVarInt((int)(extra is null ? plain : withExtra));
        if (extra is not null)
            writer.WriteAttribute(extra);
    }
}
