using Nacre.Dialects.Quant;
using Nacre.Dialects.Shapes;
using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Vhlo;

/// <summary>
/// A type of the VHLO dialect. Each has one counterpart among the builtin, StableHLO and quantised types, and differs from it only in how it is written; so it is held as
/// that counterpart.
/// </summary>
public sealed record VhloType(IRType Value) : DialectType
{
    /// <summary>A type without parts.</summary>
    /// <param name="Code">Its number in bytecode.</param>
    /// <param name="Mnemonic">Its name in text.</param>
    /// <param name="Since">The version that brought it.</param>
    internal sealed record Scalar(int Code, string Mnemonic, string Since, IRType Type);

    internal static readonly Scalar[] Scalars =
    [
        new(0, "bool_v1", "0.9.0", IntegerType.I1),
        new(2, "bf16_v1", "0.9.0", FloatType.BF16),
        new(3, "f16_v1", "0.9.0", FloatType.F16),
        new(4, "f32_v1", "0.9.0", FloatType.F32),
        new(5, "f64_v1", "0.9.0", FloatType.F64),
        new(6, "f8E4M3FN_v1", "0.9.0", new FloatType(FloatKind.F8E4M3FN)),
        new(7, "f8E5M2_v1", "0.9.0", new FloatType(FloatKind.F8E5M2)),
        new(9, "index_v1", "0.9.0", IndexType.Instance),
        new(10, "i4_v1", "0.9.0", new IntegerType(4)),
        new(11, "i8_v1", "0.9.0", IntegerType.I8),
        new(12, "i16_v1", "0.9.0", new IntegerType(16)),
        new(13, "i32_v1", "0.9.0", IntegerType.I32),
        new(14, "i64_v1", "0.9.0", IntegerType.I64),
        new(15, "ui4_v1", "0.9.0", new IntegerType(4, Signedness.Unsigned)),
        new(16, "ui8_v1", "0.9.0", IntegerType.UI8),
        new(17, "ui16_v1", "0.9.0", new IntegerType(16, Signedness.Unsigned)),
        new(18, "ui32_v1", "0.9.0", IntegerType.UI32),
        new(19, "ui64_v1", "0.9.0", IntegerType.UI64),
        new(22, "token_v1", "0.9.0", TokenType.Instance),
        new(26, "witness_v1", "0.9.0", WitnessType.Instance),
        new(27, "f8E4M3FNUZ_v1", "0.10.0", new FloatType(FloatKind.F8E4M3FNUZ)),
        new(28, "f8E5M2FNUZ_v1", "0.10.0", new FloatType(FloatKind.F8E5M2FNUZ)),
        new(29, "f8E4M3B11FNUZ_v1", "0.11.0", new FloatType(FloatKind.F8E4M3B11FNUZ)),
        new(31, "i2_v1", "1.2.0", new IntegerType(2)),
        new(32, "ui2_v1", "1.2.0", new IntegerType(2, Signedness.Unsigned)),
        new(33, "none_v1", "1.6.0", NoneType.Instance),
        new(34, "tf31_v1", "1.6.0", new FloatType(FloatKind.TF32)),
        new(35, "f8E4M3_v1", "1.7.0", new FloatType(FloatKind.F8E4M3)),
        new(36, "f8E3M4_v1", "1.7.0", new FloatType(FloatKind.F8E3M4)),
        new(37, "f4E2M1FN_v1", "1.8.0", new FloatType(FloatKind.F4E2M1FN)),
        new(38, "f6E2M3FN_v1", "1.8.0", new FloatType(FloatKind.F6E2M3FN)),
        new(39, "f6E3M2FN_v1", "1.8.0", new FloatType(FloatKind.F6E3M2FN)),
        new(40, "f8E8M0FNU_v1", "1.8.0", new FloatType(FloatKind.F8E8M0FNU)),
    ];

    private static readonly Dictionary<IRType, Scalar> ByType = Scalars.ToDictionary(s => s.Type);
    private static readonly Dictionary<int, Scalar> ByCode = Scalars.ToDictionary(s => s.Code);

    public override string Dialect => "vhlo";

    internal static Scalar? ScalarOf(IRType type) => ByType.GetValueOrDefault(type);
    internal static Scalar? ScalarOf(int code) => ByCode.GetValueOrDefault(code);

    /// <summary>The VHLO form of a type; a type of another dialect stays as it is.</summary>
    public static IRType Wrap(IRType type) => type is OpaqueType or VhloType or (DialectType and not (TokenType or FutureType or WitnessType or QuantizedType)) ? type : new VhloType(type);

    /// <summary>The type that a VHLO type stands for.</summary>
    public static IRType Unwrap(IRType type) => type is VhloType vhlo ? vhlo.Value : type;

    /// <summary>The first version that has the type with all its parts; null when none has.</summary>
    public static VhloVersion? Since(IRType type) => ScalarOf(type) is { } scalar ? VhloVersion.Parse(scalar.Since) : type switch
    {
        VhloType vhlo => Since(vhlo.Value),
        ComplexType complex => Since(complex.ElementType),
        FunctionType function => VhloAttr.Latest("0.9.0", function.Inputs.Concat(function.Results).Select(Since)),
        RankedTensorType { Encoding: null or TypeExtensionsAttr } tensor => Since(tensor.ElementType),
        UnrankedTensorType tensor => Since(tensor.ElementType),
        TupleType tuple => VhloAttr.Latest("0.9.0", tuple.Types.Select(Since)),
        FutureType future => VhloAttr.Latest("1.15.0", future.Types.Select(Since)),
        UniformQuantizedType quantized => VhloAttr.Latest("0.9.0", [Since(quantized.StorageType), Since(quantized.ExpressedType)]),
        UniformQuantizedPerAxisType quantized => VhloAttr.Latest("0.18.0", [Since(quantized.StorageType), Since(quantized.ExpressedType)]),
        MemRefType { Layout: null, MemorySpace: null } buffer => VhloAttr.Latest("1.13.0", [Since(buffer.ElementType)]),
        OpaqueType or DialectType => VhloVersion.Parse("1.11.0"),
        _ => null,
    };

    public override void Print(AsmPrinter printer) => VhloText.Print(printer, Value);
}
