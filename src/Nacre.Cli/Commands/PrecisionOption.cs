using System.CommandLine;

namespace Nacre.Cli.Commands;

/// <summary><c>--precision bf16</c>.</summary>
internal static class PrecisionOption
{
    public static Option<Precision> New() => new("--precision")
    {
        Description = "model: floats as the model says; bf16: matrix products and convolutions of f32 by operands in bf16, sums in f32; f64: all in f64, to tell rounding errors from others",
    };

    /// <summary>The name in figures: what f32 models compute in.</summary>
    public static string Name(Precision precision) => precision switch
    {
        Precision.Bf16 => "bf16",
        Precision.F64 => "f64",
        _ => "f32",
    };
}
