using Nacre.Compilation;
using Nacre.Runtime;
using Nacre.Targets.Cpu.Tactics;

namespace Nacre.Tests.Targets.Cpu;

/// <summary>Sums of products of bf16 in f32, by the dot-product instruction and without it.</summary>
public sealed class Bf16ContractionTests
{
    private const string WithDot = "x86-64-v4+avx512bf16";

    /// <summary>Everything that this machine can run.</summary>
    private static string[] Targets => CpuFeatures.Host.Contains("avx512bf16") ? ["host", "x86-64-v2", "x86-64-v3", "x86-64-v4", WithDot] : ["host", "x86-64-v2", "x86-64-v3"];

    /// <summary>A test of what only AVX512-BF16 runs.</summary>
    private sealed class DotFactAttribute : FactAttribute
    {
        public DotFactAttribute() => Skip = CpuFeatures.Host.Contains("avx512bf16") ? null : "this processor has no AVX512-BF16";
    }

    private static void Check(Bf16Program program)
    {
        foreach (var target in Targets)
        {
            var (tactics, difference) = program.Compare(target);
            Assert.True(difference is null, $"{target}: {difference}");
            Assert.All(tactics, t => Assert.NotEqual(Nacre.Dialects.Kernels.KernelOp.ReferenceTactic, t));
        }
    }

    /// <summary>Odd and even sums, a sum of one product, whole and cut panels, few rows, one column, rows 4 KiB apart.</summary>
    [Theory]
    [InlineData(17, 64, 64)]
    [InlineData(30, 33, 37)]
    [InlineData(1, 129, 100)]
    [InlineData(4, 7, 16)]
    [InlineData(5, 1, 40)]
    [InlineData(9, 11, 1)]
    [InlineData(20, 2048, 96)]
    public void Products_by_weights(long rows, long depth, long columns) => Check(Bf16Program.Product(rows, depth, columns));

    [Theory]
    [InlineData(3, 16, 32, 48)]
    [InlineData(2, 15, 9, 21)]
    [InlineData(4, 1, 13, 30)]
    public void Products_of_computed_sides(long batch, long rows, long depth, long columns) => Check(Bf16Program.Product(batch, rows, depth, columns));

    /// <summary>Activations in f32 by weights in bf16.</summary>
    [Theory]
    [InlineData(17, 33, 37)]
    [InlineData(1, 64, 130)]
    public void Products_of_f32_by_bf16(long rows, long depth, long columns) => Check(Bf16Program.Product(rows, depth, columns, "f32"));

    /// <summary>Runs of the sum that are odd, in groups, dilated and with stride.</summary>
    [Theory]
    [InlineData(8, 3, 40, 1, 1, 1)]
    [InlineData(3, 3, 33, 1, 2, 1)]
    [InlineData(5, 3, 16, 1, 1, 2)]
    [InlineData(6, 3, 34, 2, 1, 1)]
    [InlineData(9, 1, 64, 1, 1, 1)]
    public void Convolutions(long channels, long window, long features, long groups, long stride, long dilation) =>
        Check(Bf16Program.Convolution([2, 9, 11, channels], window, features, groups, stride, dilation));

    [Fact]
    public void Random_shapes()
    {
        var random = new Random(5);
        for (var i = 0; i < 6; i++)
            Check(Bf16Program.Product(random.Next(1, 40), random.Next(1, 70), random.Next(1, 150)));
    }

    /// <summary>Code can be generated for instructions that this machine lacks.</summary>
    [Theory]
    [InlineData(WithDot, true)]
    [InlineData("x86-64-v4", false)]
    [InlineData("x86-64-v3", false)]
    public void The_instruction_is_used_where_the_target_has_it(string target, bool isUsed)
    {
        var model = Model.FromMlir(Bf16Program.Product(28, 64, 64).Text());
        var code = PhaseText.Emit(model, new CompileOptions { Target = target }, PhaseText.Phases[^1]);
        Assert.Equal(isUsed, code.Contains("vdpbf16ps", StringComparison.Ordinal));
    }

    [DotFact]
    public void Reports_say_that_the_instruction_is_used()
    {
        var (tactics, difference) = Bf16Program.Product(28, 64, 64).Compare("host");
        Assert.Null(difference);
        Assert.Contains(ContractionTactic.PairName, tactics);
    }
}
