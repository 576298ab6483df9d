using Nacre.Runtime;
using Nacre.Targets.Llvm.Interop;
using Xunit;

namespace Nacre.Tests.Targets.Llvm;

/// <summary>What docs/cpu-kernels.md promises of the default pipeline, on the inner loop that it shows.</summary>
public sealed unsafe class KernelPipelineTests
{
    private const int M = 28, N = 64, K = 64, PanelWidth = 32, Tiles = 4;

    [Fact]
    public void TheExampleComputesTheProduct()
    {
        using var code = CodeImage.Load([LlvmCompiler.CompileToObject(Example(), CpuTarget.Host(), CodeGenOptions.Default)]);
        var gemm = (delegate* unmanaged<float*, float*, float*, long, long, void>)code.Lookup("gemm");
        float[] a = Numbers(M * K), b = Numbers(K * N), c = new float[M * N];
        fixed (float* pa = a, pb = Pack(b), pc = c)
        {
            gemm(pa, pb, pc, 0, 3);
            gemm(pa, pb, pc, 3, Tiles);
        }

        for (var i = 0; i < M * N; i++)
            Assert.Equal(Enumerable.Range(0, K).Sum(k => a[i / N * K + k] * b[k * N + i % N]), c[i]);
    }

    [Fact]
    public void TheAccumulatorsStayInRegisters()
    {
        var assembly = LlvmCompiler.CompileToAssembly(Example(), CpuTarget.FromLevel("x86-64-v4"), CodeGenOptions.Default).Split('\n');
        Assert.Equal(28, assembly.Count(line => line.Contains("vfmadd", StringComparison.Ordinal)));
        Assert.Equal(14, assembly.Count(line => line.Contains("vbroadcastss", StringComparison.Ordinal)));
        Assert.DoesNotContain(assembly, line => line.Contains("zmm", StringComparison.Ordinal) && line.Contains("%rsp", StringComparison.Ordinal));
    }

    /// <summary>Small integers, so that sums are exact in any order.</summary>
    private static float[] Numbers(int count) => Enumerable.Range(0, count).Select(i => (float)(i * 7 % 11 - 5)).ToArray();

    private static float[] Pack(float[] b)
    {
        var packed = new float[b.Length];
        for (var k = 0; k < K; k++)
            for (var n = 0; n < N; n++)
                packed[n / PanelWidth * K * PanelWidth + k * PanelWidth + n % PanelWidth] = b[k * N + n];
        return packed;
    }

    private static string Example()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Nacre.slnx")))
            folder = folder.Parent;
        return File.ReadAllText(Path.Combine(folder!.FullName, "docs", "examples", "gemm-14x32.ll"));
    }
}
