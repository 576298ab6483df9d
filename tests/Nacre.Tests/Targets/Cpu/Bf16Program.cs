using System.Globalization;
using System.Runtime.InteropServices;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Testing;
using Nacre.Tests.Interpreter;
using Nacre.Tests.Properties;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Targets.Cpu;

/// <summary>A contraction by a constant and by a computed right side, the sum of both with a rectifier behind it.</summary>
/// <param name="Left">Shape of the left side.</param>
/// <param name="Right">Shape of the right sides.</param>
/// <param name="Result">Shape of the result.</param>
/// <param name="Operation">The operation with %x, and %r for the right side, up to the types.</param>
/// <param name="Depth">Products in each sum.</param>
/// <param name="LeftElement">Elements of the left side.</param>
internal sealed record Bf16Program(long[] Left, long[] Right, long[] Result, string Operation, long Depth, string LeftElement = "bf16")
{
    private readonly Random _random = new(11);

    /// <summary>lhs [batch, M, K] × rhs [batch, K, N].</summary>
    public static Bf16Program Product(long batch, long rows, long depth, long columns, string left = "bf16") => new(
        [batch, rows, depth], [batch, depth, columns], [batch, rows, columns], "stablehlo.dot_general %x, %r, batching_dims = [0] x [0], contracting_dims = [2] x [1]", depth, left);

    /// <summary>lhs [M, K] × rhs [K, N]: weights in panels.</summary>
    public static Bf16Program Product(long rows, long depth, long columns, string left = "bf16") =>
        new([rows, depth], [depth, columns], [rows, columns], "stablehlo.dot_general %x, %r, contracting_dims = [1] x [0]", depth, left);

    public static Bf16Program Convolution(long[] image, long window, long features, long groups, long stride, long dilation) => new(
        image,
        [window, window, image[3] / groups, features],
        [image[0], Outputs(image[1], window, stride, dilation), Outputs(image[2], window, stride, dilation), features],
        "stablehlo.convolution(%x, %r) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], "
        + $"window = {{stride = [{stride}, {stride}], rhs_dilate = [{dilation}, {dilation}]}} {{batch_group_count = 1 : i64, feature_group_count = {groups} : i64}}",
        window * window * image[3] / groups);

    private static long Outputs(long size, long window, long stride, long dilation) => (size - (window - 1) * dilation - 1) / stride + 1;

    private static long Count(long[] shape) => shape.Aggregate(1L, (a, b) => a * b);

    private static string Type(long[] shape, string element) => $"tensor<{string.Concat(shape.Select(s => s.ToString(CultureInfo.InvariantCulture) + "x"))}{element}>";

    private byte[] Numbers(long count, string element)
    {
        float[] numbers = [.. Enumerable.Range(0, (int)count).Select(_ => _random.NextSingle() * 2 - 1)];
        // bf16 is the upper half of f32.
        return element == "f32" ? MemoryMarshal.AsBytes<float>(numbers).ToArray() : MemoryMarshal.AsBytes<ushort>(numbers.Select(n => (ushort)(BitConverter.SingleToUInt32Bits(n) >> 16)).ToArray()).ToArray();
    }

    private TensorValue Tensor(long[] shape, string element) => new(new RankedTensorType(shape, element == "f32" ? FloatType.F32 : FloatType.BF16), Numbers(Count(shape), element));

    public string Text()
    {
        var (left, right, result) = (Type(Left, LeftElement), Type(Right, "bf16"), Type(Result, "f32"));
        var types = $"({left}, {right}) -> {result}";
        return $$"""
            func.func @main(%x: {{left}}, %y: {{right}}) -> {{result}} {
              %w = stablehlo.constant dense<"0x{{Convert.ToHexString(Numbers(Count(Right), "bf16"))}}"> : {{right}}
              %z = stablehlo.constant dense<0.0> : {{result}}
              %a = {{Operation.Replace("%r", "%w", StringComparison.Ordinal)}} : {{types}}
              %b = {{Operation.Replace("%r", "%y", StringComparison.Ordinal)}} : {{types}}
              %s = stablehlo.add %a, %b : {{result}}
              %m = stablehlo.maximum %s, %z : {{result}}
              return %m : {{result}}
            }
            """;
    }

    /// <summary>Runs it compiled and on the interpreter: the kernels' tactics, and the first difference or null.</summary>
    public (string[] Tactics, string? Difference) Compare(string target)
    {
        var text = Text();
        TensorValue[] inputs = [Tensor(Left, LeftElement), Tensor(Right, "bf16")];
        using var engine = Model.FromMlir(text).Compile(new CompileOptions { Target = target, Threads = 1 });
        using var session = engine.CreateSession();
        var actual = SessionRuns.Run(session, inputs)[0];
        var expected = Programs.Run(text, inputs)[0];
        // Products of bf16 are exact in f32; only their sums round.
        var tolerance = new Tolerance(1e-5, 1e-6 * Math.Sqrt(Depth), IsNetwork: false);
        return ([.. session.LastKernels.Select(k => k.Tactic)], ValueComparer.Difference(actual, expected, tolerance));
    }
}
