using Nacre.IR;

namespace Nacre.Dialects.Quant;

/// <summary>The base of <c>!quant.uniform</c> types: a number is <c>(stored - zero point) * scale</c>.</summary>
/// <param name="StorageType">The integer that is stored; <c>i8</c> for a signed number, <c>u8</c> in the text for an unsigned one.</param>
/// <param name="IsSigned">Whether the stored integer is signed.</param>
/// <param name="ExpressedType">The float that the number stands for.</param>
/// <param name="StorageMin">The least stored value that is used.</param>
/// <param name="StorageMax">The greatest stored value that is used.</param>
public abstract record QuantizedType(IntegerType StorageType, bool IsSigned, FloatType ExpressedType, long StorageMin, long StorageMax) : DialectType
{
    public override string Dialect => "quant";

    /// <summary>The whole range of a stored integer of <paramref name="width"/> bits.</summary>
    public static (long Min, long Max) FullRange(int width, bool isSigned) => isSigned ? (-(1L << (width - 1)), (1L << (width - 1)) - 1) : (0, (1L << width) - 1);

    /// <summary>The zero points lie in the range of what is stored (quantized_type_c7, quantized_type_c8).</summary>
    public abstract bool HasValidZeroPoints { get; }

    /// <summary>Whether a scale can be told by the expressed type: it is not below the least positive number nor rounded to infinity.</summary>
    internal static bool IsScaleOf(FloatType expressed, double scale) => scale >= FloatBits.ToDouble(1, expressed.Kind) && double.IsFinite(FloatBits.ToDouble(FloatBits.FromDouble(scale, expressed.Kind), expressed.Kind));

    /// <summary>A scale as it is printed.</summary>
    internal static string ScaleText(double scale) => AsmPrinter.FloatText(BitConverter.DoubleToInt64Bits(scale), FloatType.F64);

    private protected bool IsStorable(long value) => value >= StorageMin && value <= StorageMax;

    private protected void PrintStorage(AsmPrinter printer)
    {
        printer.Write($"uniform<{(IsSigned ? 'i' : 'u')}{StorageType.Width}");
        if ((StorageMin, StorageMax) != FullRange(StorageType.Width, IsSigned))
            printer.Write($"<{StorageMin}:{StorageMax}>");
        printer.Write($":{ExpressedType}");
    }

    private protected static void PrintScale(AsmPrinter printer, double scale, long zeroPoint)
    {
        printer.Write(ScaleText(scale));
        if (zeroPoint != 0)
            printer.Write($":{zeroPoint}");
    }
}

/// <summary><c>!quant.uniform&lt;i8:f32, 0.5:3&gt;</c>: one scale and zero point for the whole tensor.</summary>
public sealed record UniformQuantizedType(IntegerType StorageType, bool IsSigned, FloatType ExpressedType, double Scale, long ZeroPoint, long StorageMin, long StorageMax)
    : QuantizedType(StorageType, IsSigned, ExpressedType, StorageMin, StorageMax)
{
    public override bool HasValidZeroPoints => IsStorable(ZeroPoint);

    public override void Print(AsmPrinter printer)
    {
        PrintStorage(printer);
        printer.Write(", ");
        PrintScale(printer, Scale, ZeroPoint);
        printer.Write('>');
    }
}

/// <summary><c>!quant.uniform&lt;i8:f32:1, {0.5, 0.25:3}&gt;</c>: a scale and zero point for each index of one dimension.</summary>
public sealed record UniformQuantizedPerAxisType(
    IntegerType StorageType, bool IsSigned, FloatType ExpressedType, EquatableArray<double> Scales, EquatableArray<long> ZeroPoints, int QuantizedDimension, long StorageMin,
    long StorageMax)
    : QuantizedType(StorageType, IsSigned, ExpressedType, StorageMin, StorageMax)
{
    public override bool HasValidZeroPoints => ZeroPoints.All(IsStorable);

    public override void Print(AsmPrinter printer)
    {
        PrintStorage(printer);
        printer.Write($":{QuantizedDimension}, {{");
        printer.WriteList(Enumerable.Range(0, Scales.Count), i => PrintScale(printer, Scales[i], ZeroPoints[i]), ",");
        printer.Write("}>");
    }
}
