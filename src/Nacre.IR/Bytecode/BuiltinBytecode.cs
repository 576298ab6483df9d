namespace Nacre.IR;

/// <summary>The encoding of the builtin dialect's attributes, locations and types.</summary>
public sealed partial class BuiltinBytecode : IDialectBytecode
{
    public static BuiltinBytecode Instance { get; } = new();

    private enum AttrCode
    {
        Array, Dictionary, String, StringWithType, FlatSymbolRef, SymbolRef, Type, Unit, Integer, Float, CallSiteLoc, FileLineColLoc, FusedLoc, FusedLocWithMetadata, NameLoc,
        UnknownLoc, DenseResource, DenseArray, DenseElements, DenseStrings, Sparse, Distinct, FileLineColRange,
    }

    private enum TypeCode
    {
        Integer, Index, Function, BF16, F16, F32, F64, F80, F128, Complex, MemRef, MemRefWithSpace, None, RankedTensor, RankedTensorWithEncoding, Tuple, UnrankedMemRef,
        UnrankedMemRefWithSpace, UnrankedTensor, Vector, ScalableVector,
    }

    public Attr ReadAttribute(DialectBytecodeReader reader)
    {
        var code = reader.ReadVarInt();
        return (AttrCode)code switch
        {
            AttrCode.Array => new ArrayAttr(reader.ReadList(reader.ReadAttribute)),
            AttrCode.Dictionary => new DictionaryAttr(reader.ReadList(() => new NamedAttr(ReadText(reader), reader.ReadAttribute()))),
            AttrCode.String => new StringAttr(reader.ReadString()),
            AttrCode.StringWithType => new StringAttr(reader.ReadString(), reader.ReadType()),
            AttrCode.FlatSymbolRef => new SymbolRefAttr(ReadText(reader)),
            AttrCode.SymbolRef => new SymbolRefAttr(ReadText(reader), reader.ReadList(() => reader.ReadAttribute<SymbolRefAttr>("a symbol").Root)),
            AttrCode.Type => new TypeAttr(reader.ReadType()),
            AttrCode.Unit => UnitAttr.Instance,
            AttrCode.Integer => ReadInteger(reader),
            AttrCode.Float => ReadFloat(reader),
            AttrCode.DenseResource => ReadDenseResource(reader),
            AttrCode.DenseArray => ReadDenseArray(reader),
            AttrCode.DenseElements => ReadDenseElements(reader),
            AttrCode.DenseStrings => ReadDenseStrings(reader),
            _ => ReadLocation((AttrCode)code, reader) ?? throw reader.Error($"builtin attributes of code {code} are not supported"),
        };
    }

    private static Location? ReadLocation(AttrCode code, DialectBytecodeReader reader) => code switch
    {
        AttrCode.CallSiteLoc => new CallSiteLoc(ReadChild(reader), ReadChild(reader)),
        AttrCode.FileLineColLoc => new FileLineColLoc(ReadText(reader), reader.ReadInt32("line"), reader.ReadInt32("column")),
        AttrCode.FileLineColRange => ReadRange(reader),
        AttrCode.FusedLoc => new FusedLoc(reader.ReadList(() => ReadChild(reader))),
        AttrCode.FusedLocWithMetadata => new FusedLoc(reader.ReadList(() => ReadChild(reader)), reader.ReadAttribute()),
        AttrCode.NameLoc => ReadNameLoc(reader),
        AttrCode.UnknownLoc => Location.Unknown,
        _ => null,
    };

    private static string ReadText(DialectBytecodeReader reader) => reader.ReadAttribute<StringAttr>("a string").Value;
    private static Location ReadChild(DialectBytecodeReader reader) => reader.ReadAttribute<Location>("a location");

    private static NameLoc ReadNameLoc(DialectBytecodeReader reader)
    {
        var name = ReadText(reader);
        return new NameLoc(name, ReadChild(reader) is var child and not UnknownLoc ? child : null);
    }

    /// <summary>Of a range of text its start is kept.</summary>
    private static FileLineColLoc ReadRange(DialectBytecodeReader reader)
    {
        var file = ReadText(reader);
        var numbers = reader.ReadList(() => reader.ReadInt32("line or column"));
        return new FileLineColLoc(file, numbers.ElementAtOrDefault(0), numbers.ElementAtOrDefault(1));
    }

    private static IntegerAttr ReadInteger(DialectBytecodeReader reader)
    {
        var type = reader.ReadType();
        return type is IntegerType or IndexType ? new IntegerAttr(reader.ReadInteger(type.BitWidth()), type) : throw reader.Error($"an integer cannot be of type {type}");
    }

    private static FloatAttr ReadFloat(DialectBytecodeReader reader)
    {
        var type = reader.ReadType<FloatType>("a float type");
        return FloatAttr.FromBits(reader.ReadFloatBits(type.Kind), type);
    }

    private static DenseResourceElementsAttr ReadDenseResource(DialectBytecodeReader reader)
    {
        var type = reader.ReadType<ShapedType>("a shaped type");
        var (name, data) = reader.ReadResource();
        return new DenseResourceElementsAttr(type, name, data);
    }

    private static DenseArrayAttr ReadDenseArray(DialectBytecodeReader reader)
    {
        var type = reader.ReadType();
        var count = reader.ReadVarInt();
        var bytes = reader.ReadBlob().Span;
        if (type is not (IntegerType { Width: 1 or 8 or 16 or 32 or 64 } or FloatType { Width: 8 or 16 or 32 or 64 }))
            throw reader.Error($"an array cannot hold elements of type {type}");
        var size = type.StorageBytes();
        if (bytes.Length % size != 0 || (ulong)(bytes.Length / size) != count)
            throw reader.Error($"{bytes.Length} bytes cannot hold {count} elements of type {type}");
        var values = new long[bytes.Length / size];
        for (var i = 0; i < values.Length; i++)
            values[i] = ElementsAttr.Read(bytes.Slice(i * size, size), type);
        return new DenseArrayAttr(type, values);
    }

    private static DenseElementsAttr ReadDenseElements(DialectBytecodeReader reader)
    {
        var type = reader.ReadType<ShapedType>("a shaped type");
        return PackedElements.Unpack(type, reader.ReadBlob(), PackedElements.AreBitsPacked(type)) ?? throw reader.Error($"these bytes are no elements of {type}");
    }

    private static DenseStringElementsAttr ReadDenseStrings(DialectBytecodeReader reader)
    {
        var type = reader.ReadType<ShapedType>("a shaped type");
        var isSplat = reader.ReadVarInt() != 0;
        if (!type.HasStaticShape)
            throw reader.Error($"the type {type} has no static shape");
        var count = isSplat ? 1 : reader.CheckCount(PackedElements.CountOf(type) ?? throw reader.Error($"the type {type} has too many elements"));
        var strings = new string[count];
        for (var i = 0; i < strings.Length; i++)
            strings[i] = reader.ReadString();
        return new DenseStringElementsAttr(type, strings);
    }

    public IRType ReadType(DialectBytecodeReader reader)
    {
        var code = reader.ReadVarInt();
        return (TypeCode)code switch
        {
            TypeCode.Integer => ReadIntegerType(reader),
            TypeCode.Index => IndexType.Instance,
            TypeCode.Function => new FunctionType(reader.ReadList(reader.ReadType), reader.ReadList(reader.ReadType)),
            TypeCode.BF16 => FloatType.BF16,
            TypeCode.F16 => FloatType.F16,
            TypeCode.F32 => FloatType.F32,
            TypeCode.F64 => FloatType.F64,
            TypeCode.F80 => new FloatType(FloatKind.F80),
            TypeCode.F128 => new FloatType(FloatKind.F128),
            TypeCode.Complex => new ComplexType(ReadElement(reader)),
            TypeCode.None => NoneType.Instance,
            TypeCode.Tuple => new TupleType(reader.ReadList(reader.ReadType)),
            _ => ReadShapedType((TypeCode)code, reader) ?? throw reader.Error($"builtin types of code {code} are not supported"),
        };
    }

    private static ShapedType? ReadShapedType(TypeCode code, DialectBytecodeReader reader)
    {
        var extra = code is TypeCode.MemRefWithSpace or TypeCode.RankedTensorWithEncoding or TypeCode.UnrankedMemRefWithSpace ? reader.ReadAttribute() : null;
        return code switch
        {
            TypeCode.RankedTensor or TypeCode.RankedTensorWithEncoding => new RankedTensorType(ReadShape(reader), reader.ReadType(), extra),
            TypeCode.UnrankedTensor => new UnrankedTensorType(reader.ReadType()),
            TypeCode.MemRef or TypeCode.MemRefWithSpace => new MemRefType(ReadShape(reader), reader.ReadType(), reader.ReadAttribute(), extra),
            TypeCode.UnrankedMemRef or TypeCode.UnrankedMemRefWithSpace => new UnrankedMemRefType(reader.ReadType(), extra),
            TypeCode.Vector => new VectorType(ReadShape(reader), ReadElement(reader)),
            TypeCode.ScalableVector => ReadScalableVector(reader),
            _ => null,
        };
    }

    private static IntegerType ReadIntegerType(DialectBytecodeReader reader)
    {
        var word = reader.ReadVarInt();
        var (width, signedness) = (word >> 2, (Signedness)(word & 3));
        return width <= IntegerType.MaxWidth && signedness <= Signedness.Unsigned ? new IntegerType((int)width, signedness) : throw reader.Error($"{word} is no integer type");
    }

    private static IRType ReadElement(DialectBytecodeReader reader) => reader.ReadType() is { IsScalar: true } type ? type : throw reader.Error("expected the type of a number");

    /// <summary>Sizes; <see cref="Shape.Dynamic"/> is stored as it is.</summary>
    private static Shape ReadShape(DialectBytecodeReader reader)
    {
        var dims = reader.ReadSignedVarInts();
        return dims.All(d => d is >= 0 or Shape.Dynamic) ? new Shape(dims) : throw reader.Error("a size is negative");
    }

    private static VectorType ReadScalableVector(DialectBytecodeReader reader)
    {
        var scalable = reader.ReadList(reader.ReadBool);
        var shape = ReadShape(reader);
        return scalable.Length == shape.Rank ? new VectorType(shape, ReadElement(reader), scalable) : throw reader.Error("the scalable dimensions are not those of the shape");
    }
}
