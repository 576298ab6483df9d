using System.Diagnostics.CodeAnalysis;
using Nacre.Dialects.Quant;
using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Vhlo;

/// <summary>The encoding of VHLO's attributes and types, which no version may change.</summary>
internal sealed partial class VhloBytecode : IDialectBytecode
{
    private enum AttrCode
    {
        Array = 1, Boolean, ComparisonDirection, ComparisonType, ApiVersion, Dictionary, FftType, Float, Integer, OutputOperandAlias, Precision, RngAlgorithm, RngDistribution,
        String, Tensor, Transpose, Type, TypeExtensions, ResultAccuracyMode, ResultAccuracy, SubAxisInfo, AxisRef, ReplicaGroupMeshAxes, MeshAxis, Mesh,
    }

    /// <summary>The types that have parts; those without are in <see cref="VhloType.Scalars"/>.</summary>
    private enum TypeCode
    {
        Complex = 1, Function = 8, RankedTensor = 20, RankedTensorWithEncoding = 21, Tuple = 23, UniformQuantized = 24, UnrankedTensor = 25, UniformQuantizedPerAxis = 30, RankedBuffer = 41,
        Future = 42,
    }

    public static VhloBytecode Instance { get; } = new();

    public bool StoresProperties => true;

    public Attr ReadAttribute(DialectBytecodeReader reader)
    {
        var code = reader.ReadVarInt();
        return new VhloAttr(ReadEnum((AttrCode)code, reader) ?? ReadValue((AttrCode)code, reader) ?? ReadStruct((AttrCode)code, reader) ?? throw reader.Error($"unknown vhlo attribute code: {code}"));
    }

    private static Attr? ReadEnum(AttrCode code, DialectBytecodeReader reader) => code switch
    {
        AttrCode.ComparisonDirection => new ComparisonDirectionAttr(Enum<ComparisonDirection>(reader)),
        AttrCode.ComparisonType => new ComparisonTypeAttr(Enum<ComparisonType>(reader)),
        AttrCode.ApiVersion => new ApiVersionAttr(Enum<CustomCallApiVersion>(reader)),
        AttrCode.FftType => new FftTypeAttr(Enum<FftType>(reader)),
        AttrCode.Precision => new PrecisionAttr(Enum<Precision>(reader)),
        AttrCode.RngAlgorithm => new RngAlgorithmAttr(Enum<RngAlgorithm>(reader)),
        AttrCode.RngDistribution => new RngDistributionAttr(Enum<RngDistribution>(reader)),
        AttrCode.Transpose => new TransposeAttr(Enum<Transpose>(reader)),
        AttrCode.ResultAccuracyMode => new ResultAccuracyModeAttr(Enum<ResultAccuracyMode>(reader)),
        _ => null,
    };

    private static T Enum<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(DialectBytecodeReader reader) where T : struct, Enum
    {
        var number = reader.ReadInt32("enumeration member");
        var value = (T)System.Enum.ToObject(typeof(T), number);
        return EnumKeywords.IsDefined(value) ? value : throw reader.Error($"{number} is no {typeof(T).Name}");
    }

    private static Attr? ReadValue(AttrCode code, DialectBytecodeReader reader) => code switch
    {
        AttrCode.Array => new ArrayAttr(reader.ReadList(() => Part(reader))),
        AttrCode.Boolean => IntegerAttr.Bool(ReadBoolean(reader)),
        AttrCode.Dictionary => new DictionaryAttr(reader.ReadList(() => new NamedAttr(Text(reader), Part(reader)))),
        AttrCode.Float => ReadFloat(reader),
        AttrCode.Integer => ReadInteger(reader),
        AttrCode.String => new StringAttr(reader.ReadString()),
        AttrCode.Tensor => ReadTensor(reader),
        AttrCode.Type => new TypeAttr(PartType(reader)),
        _ => null,
    };

    private static HloAttr? ReadStruct(AttrCode code, DialectBytecodeReader reader) => code switch
    {
        AttrCode.TypeExtensions => new TypeExtensionsAttr(reader.ReadSignedVarInts()),
        AttrCode.OutputOperandAlias => new OutputOperandAliasAttr(reader.ReadSignedVarInts(), reader.ReadSignedVarInt(), reader.ReadSignedVarInts()),
        AttrCode.ResultAccuracy => new ResultAccuracyAttr(reader.ReadDouble(), reader.ReadDouble(), reader.ReadSignedVarInt(), Part<ResultAccuracyModeAttr>(reader, "a mode of accuracy")),
        AttrCode.SubAxisInfo => new SubAxisAttr(reader.ReadSignedVarInt(), reader.ReadSignedVarInt()),
        AttrCode.AxisRef => new AxisRefAttr(Text(reader), ReadSubAxis(reader)),
        AttrCode.MeshAxis => new MeshAxisAttr(Text(reader), reader.ReadSignedVarInt()),
        AttrCode.Mesh => ReadMesh(reader),
        AttrCode.ReplicaGroupMeshAxes => new ReplicaGroupMeshAxesAttr(ReadMeshOrSymbol(reader), Part<ArrayAttr>(reader, "axes")),
        _ => null,
    };

    private static Attr Part(DialectBytecodeReader reader) => VhloAttr.Unwrap(reader.ReadAttribute());
    private static T Part<T>(DialectBytecodeReader reader, string what) where T : Attr => Part(reader) is T part ? part : throw reader.Error($"expected {what}");
    private static string Text(DialectBytecodeReader reader) => Part<StringAttr>(reader, "a string").Value;
    private static IRType PartType(DialectBytecodeReader reader) => VhloType.Unwrap(reader.ReadType());
    private static T PartType<T>(DialectBytecodeReader reader, string what) where T : IRType => PartType(reader) is T type ? type : throw reader.Error($"expected {what}");

    private static bool ReadBoolean(DialectBytecodeReader reader)
    {
        var value = reader.ReadVarInt();
        return value <= 1 ? value == 1 : throw reader.Error($"{value} is no boolean");
    }

    private static FloatAttr ReadFloat(DialectBytecodeReader reader)
    {
        var type = PartType<FloatType>(reader, "a float type");
        return FloatAttr.FromBits(reader.ReadFloatBits(type.Kind), type);
    }

    private static IntegerAttr ReadInteger(DialectBytecodeReader reader)
    {
        var type = PartType(reader);
        return type is IntegerType or IndexType ? new IntegerAttr(reader.ReadInteger(type.BitWidth()), type) : throw reader.Error($"an integer cannot be of type {type}");
    }

    private static DenseElementsAttr ReadTensor(DialectBytecodeReader reader)
    {
        var type = PartType<RankedTensorType>(reader, "a tensor type");
        return PackedElements.Unpack(type, reader.ReadBlob(), PackedElements.AreBitsPacked(type)) ?? throw reader.Error($"these bytes are no elements of {type}");
    }

    private static (long, long)? ReadSubAxis(DialectBytecodeReader reader)
    {
        if (reader.ReadVarInt() == 0)
            return null;
        var sub = Part<SubAxisAttr>(reader, "a part of an axis");
        return (sub.PreSize, sub.Size);
    }

    private static Attr ReadMeshOrSymbol(DialectBytecodeReader reader) => Part(reader) switch
    {
        StringAttr symbol => new SymbolRefAttr(symbol.Value),
        var mesh => mesh,
    };

    private static MeshAttr ReadMesh(DialectBytecodeReader reader)
    {
        var axes = Part<ArrayAttr>(reader, "axes").Items.Map(a => a as MeshAxisAttr ?? throw reader.Error("expected an axis of a mesh"));
        return new MeshAttr(axes, reader.ReadOptionalAttribute() is { } ids ? VhloAttr.Unwrap(ids) as DenseElementsAttr ?? throw reader.Error("expected device ids") : null);
    }

    public IRType ReadType(DialectBytecodeReader reader)
    {
        var code = reader.ReadInt32("vhlo type code");
        return new VhloType(VhloType.ScalarOf(code)?.Type ?? ReadCompound((TypeCode)code, reader) ?? throw reader.Error($"unknown vhlo type code: {code}"));
    }

    private static IRType? ReadCompound(TypeCode code, DialectBytecodeReader reader) => code switch
    {
        TypeCode.Complex => new ComplexType(PartType(reader) is { IsScalar: true } type ? type : throw reader.Error("expected the type of a number")),
        TypeCode.Function => new FunctionType(PartTypes(reader), PartTypes(reader)),
        TypeCode.RankedTensor => new RankedTensorType(ReadShape(reader), PartType(reader)),
        TypeCode.RankedTensorWithEncoding => ReadEncodedTensor(reader),
        TypeCode.UnrankedTensor => new UnrankedTensorType(PartType(reader)),
        TypeCode.RankedBuffer => new MemRefType(ReadShape(reader), PartType(reader)),
        TypeCode.Tuple => new TupleType(PartTypes(reader)),
        TypeCode.Future => new FutureType(PartTypes(reader)),
        TypeCode.UniformQuantized => ReadQuantized(reader),
        TypeCode.UniformQuantizedPerAxis => ReadQuantizedPerAxis(reader),
        _ => null,
    };

    private static IRType[] PartTypes(DialectBytecodeReader reader) => reader.ReadList(() => PartType(reader));

    private static Shape ReadShape(DialectBytecodeReader reader)
    {
        var dims = reader.ReadSignedVarInts();
        return dims.All(d => d is >= 0 or Shape.Dynamic) ? new Shape(dims) : throw reader.Error("a size is negative");
    }

    private static RankedTensorType ReadEncodedTensor(DialectBytecodeReader reader)
    {
        var encoding = Part(reader);
        return new RankedTensorType(ReadShape(reader), PartType(reader), encoding);
    }

    private static UniformQuantizedType ReadQuantized(DialectBytecodeReader reader)
    {
        var isSigned = (reader.ReadVarInt() & 1) != 0;
        var (storage, expressed) = (PartType<IntegerType>(reader, "an integer type"), PartType<FloatType>(reader, "a float type"));
        var (scale, zeroPoint) = (reader.ReadDouble(), reader.ReadSignedVarInt());
        return new UniformQuantizedType(storage, isSigned, expressed, scale, zeroPoint, reader.ReadSignedVarInt(), reader.ReadSignedVarInt());
    }

    private static UniformQuantizedPerAxisType ReadQuantizedPerAxis(DialectBytecodeReader reader)
    {
        var isSigned = (reader.ReadVarInt() & 1) != 0;
        var (storage, expressed) = (PartType<IntegerType>(reader, "an integer type"), PartType<FloatType>(reader, "a float type"));
        var axis = reader.ReadInt32("dimension");
        var (min, max) = (reader.ReadSignedVarInt(), reader.ReadSignedVarInt());
        var (scales, zeroPoints) = (reader.ReadList(reader.ReadDouble), reader.ReadSignedVarInts());
        return scales.Length == zeroPoints.Length
            ? new UniformQuantizedPerAxisType(storage, isSigned, expressed, scales, zeroPoints, axis, min, max)
            : throw reader.Error($"{scales.Length} scales and {zeroPoints.Length} zero points");
    }
}
