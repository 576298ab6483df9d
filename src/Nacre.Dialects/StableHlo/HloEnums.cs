using System.Diagnostics.CodeAnalysis;
using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>How precisely an operand of a contraction is used; what it means is the target's affair.</summary>
public enum Precision { [Keyword("DEFAULT")] Default, [Keyword("HIGH")] High, [Keyword("HIGHEST")] Highest }

/// <summary>How accurately a transcendental function is computed.</summary>
public enum ResultAccuracyMode { [Keyword("DEFAULT")] Default, [Keyword("HIGHEST")] Highest, [Keyword("TOLERANCE")] Tolerance }

/// <summary>Forward, inverse, and the two with a real side.</summary>
public enum FftType { [Keyword("FFT")] Fft, [Keyword("IFFT")] Ifft, [Keyword("RFFT")] Rfft, [Keyword("IRFFT")] Irfft }

/// <summary>The relation that a comparison asks for.</summary>
public enum ComparisonDirection
{
    [Keyword("EQ")] Equal,
    [Keyword("NE")] NotEqual,
    [Keyword("GE")] GreaterEqual,
    [Keyword("GT")] Greater,
    [Keyword("LE")] LessEqual,
    [Keyword("LT")] Less,
}

/// <summary>How the compared bits are read.</summary>
public enum ComparisonType
{
    [Keyword("NOTYPE")] NoType,
    [Keyword("FLOAT")] Float,
    [Keyword("TOTALORDER")] TotalOrder,
    [Keyword("SIGNED")] Signed,
    [Keyword("UNSIGNED")] Unsigned,
}

/// <summary>What is done to the matrix of a triangular solve.</summary>
public enum Transpose
{
    [Keyword("TRANSPOSE_INVALID")] Invalid,
    [Keyword("NO_TRANSPOSE")] None,
    [Keyword("TRANSPOSE")] Transposed,
    [Keyword("ADJOINT")] Adjoint,
}

/// <summary>The distribution of <c>rng</c>.</summary>
public enum RngDistribution { [Keyword("UNIFORM")] Uniform = 1, [Keyword("NORMAL")] Normal = 2 }

/// <summary>The generator of <c>rng_bit_generator</c>.</summary>
public enum RngAlgorithm { [Keyword("DEFAULT")] Default, [Keyword("THREE_FRY")] ThreeFry, [Keyword("PHILOX")] Philox }

/// <summary>How a custom call's target is called; stored as a plain <c>i32</c>.</summary>
public enum CustomCallApiVersion
{
    [Keyword("API_VERSION_UNSPECIFIED")] Unspecified,
    [Keyword("API_VERSION_ORIGINAL")] Original,
    [Keyword("API_VERSION_STATUS_RETURNING")] StatusReturning,
    [Keyword("API_VERSION_STATUS_RETURNING_UNIFIED")] StatusReturningUnified,
    [Keyword("API_VERSION_TYPED_FFI")] TypedFfi,
}

/// <summary>An enumeration as an attribute: <c>#stablehlo&lt;mnemonic VALUE&gt;</c>. It converts from and to the enumeration.</summary>
public abstract record HloEnumAttr<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicFields)] T>(T Value) : DialectAttr where T : struct, Enum
{
    public override string Dialect => "stablehlo";

    /// <summary>The word in front of the value.</summary>
    public abstract string Mnemonic { get; }
    public override bool InDialectBrackets => true;
    public override void Print(AsmPrinter printer) => printer.Write($"{Mnemonic} {EnumKeywords.Of(Value)}");
    public void PrintShort(AsmPrinter printer) => printer.Write(EnumKeywords.Of(Value));
}

/// <inheritdoc cref="Precision"/>
public sealed record PrecisionAttr(Precision Value) : HloEnumAttr<Precision>(Value), IShortForm<PrecisionAttr>
{
    public override string Mnemonic => "precision";
    public static PrecisionAttr ParseShort(AsmParser parser) => parser.ParseEnum<Precision>();
    public static implicit operator PrecisionAttr(Precision value) => new(value);
    public static implicit operator Precision(PrecisionAttr attribute) => attribute.Value;
}

/// <inheritdoc cref="FftType"/>
public sealed record FftTypeAttr(FftType Value) : HloEnumAttr<FftType>(Value), IShortForm<FftTypeAttr>
{
    public override string Mnemonic => "fft_type";
    public static FftTypeAttr ParseShort(AsmParser parser) => parser.ParseEnum<FftType>();
    public static implicit operator FftTypeAttr(FftType value) => new(value);
    public static implicit operator FftType(FftTypeAttr attribute) => attribute.Value;
}

/// <inheritdoc cref="ComparisonDirection"/>
public sealed record ComparisonDirectionAttr(ComparisonDirection Value) : HloEnumAttr<ComparisonDirection>(Value), IShortForm<ComparisonDirectionAttr>
{
    public override string Mnemonic => "comparison_direction";
    public static ComparisonDirectionAttr ParseShort(AsmParser parser) => parser.ParseEnum<ComparisonDirection>();
    public static implicit operator ComparisonDirectionAttr(ComparisonDirection value) => new(value);
    public static implicit operator ComparisonDirection(ComparisonDirectionAttr attribute) => attribute.Value;
}

/// <inheritdoc cref="ComparisonType"/>
public sealed record ComparisonTypeAttr(ComparisonType Value) : HloEnumAttr<ComparisonType>(Value), IShortForm<ComparisonTypeAttr>
{
    public override string Mnemonic => "comparison_type";
    public static ComparisonTypeAttr ParseShort(AsmParser parser) => parser.ParseEnum<ComparisonType>();
    public static implicit operator ComparisonTypeAttr(ComparisonType value) => new(value);
    public static implicit operator ComparisonType(ComparisonTypeAttr attribute) => attribute.Value;
}

/// <inheritdoc cref="Transpose"/>
public sealed record TransposeAttr(Transpose Value) : HloEnumAttr<Transpose>(Value), IShortForm<TransposeAttr>
{
    public override string Mnemonic => "transpose";
    public static TransposeAttr ParseShort(AsmParser parser) => parser.ParseEnum<Transpose>();
    public static implicit operator TransposeAttr(Transpose value) => new(value);
    public static implicit operator Transpose(TransposeAttr attribute) => attribute.Value;
}

/// <inheritdoc cref="RngDistribution"/>
public sealed record RngDistributionAttr(RngDistribution Value) : HloEnumAttr<RngDistribution>(Value), IShortForm<RngDistributionAttr>
{
    public override string Mnemonic => "rng_distribution";
    public static RngDistributionAttr ParseShort(AsmParser parser) => parser.ParseEnum<RngDistribution>();
    public static implicit operator RngDistributionAttr(RngDistribution value) => new(value);
    public static implicit operator RngDistribution(RngDistributionAttr attribute) => attribute.Value;
}

/// <inheritdoc cref="RngAlgorithm"/>
public sealed record RngAlgorithmAttr(RngAlgorithm Value) : HloEnumAttr<RngAlgorithm>(Value), IShortForm<RngAlgorithmAttr>
{
    public override string Mnemonic => "rng_algorithm";
    public static RngAlgorithmAttr ParseShort(AsmParser parser) => parser.ParseEnum<RngAlgorithm>();
    public static implicit operator RngAlgorithmAttr(RngAlgorithm value) => new(value);
    public static implicit operator RngAlgorithm(RngAlgorithmAttr attribute) => attribute.Value;
}
