using System.Runtime.InteropServices;
using Nacre.Runtime;
using Nacre.Targets.Llvm.Interop;
using Xunit;

namespace Nacre.Tests.Targets.Llvm;

public sealed unsafe class LlvmInteropTests
{
    private const string Saxpy = """
        define void @saxpy(ptr noalias %x, ptr noalias %y, float %a, i64 %n) {
        entry:
          br label %loop
        loop:
          %i = phi i64 [ 0, %entry ], [ %next, %loop ]
          %px = getelementptr float, ptr %x, i64 %i
          %py = getelementptr float, ptr %y, i64 %i
          %vx = load float, ptr %px, align 4
          %vy = load float, ptr %py, align 4
          %ax = fmul float %a, %vx
          %r = fadd float %ax, %vy
          store float %r, ptr %py, align 4
          %next = add nuw nsw i64 %i, 1
          %more = icmp ult i64 %next, %n
          br i1 %more, label %loop, label %done
        done:
          ret void
        }
        """;

    [Fact]
    public void TheLibraryTellsItsVersion()
    {
        Assert.True(LlvmLibrary.TryLoad(out var reason), reason);
        Assert.Equal(LlvmLibrary.RequiredMajor, LlvmLibrary.Load().Version.Major);
        Assert.Contains(LlvmLibrary.Load().Path, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void ANamedLibraryThatIsMissingIsReportedAndNotReplaced()
    {
        Assert.Null(LlvmLibrary.Open("/nonexistent/libLLVM.so", out var reason));
        Assert.Contains("/nonexistent/libLLVM.so", reason, StringComparison.Ordinal);
        if (OperatingSystem.IsLinux())
            Assert.Contains("apt-get install -y libllvm22", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void AnotherLibraryIsNotTakenForLlvm()
    {
        var other = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), OperatingSystem.IsWindows() ? "System.IO.Compression.Native.dll" : "libSystem.Native.so");
        Assert.Null(LlvmLibrary.Open(other, out var reason));
        Assert.Contains("is not LLVM", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("default<O3>")]
    [InlineData(CodeGenOptions.KernelPipeline)]
    public void CompiledCodeRuns(string pipeline)
    {
        using var code = CodeImage.Load([LlvmCompiler.CompileToObject(Saxpy, CpuTarget.Host(), new CodeGenOptions { Pipeline = pipeline })]);
        var saxpy = (delegate* unmanaged<float*, float*, float, long, void>)code.Lookup("saxpy");
        float[] x = [1, 2, 3, 4, 5], y = [10, 20, 30, 40, 50];
        fixed (float* px = x, py = y)
            saxpy(px, py, 2, 4);
        Assert.Equal([12, 24, 36, 48, 50], y);
    }

    [Fact]
    public void TextThatIsNoIrGivesLlvmsMessage()
    {
        var error = Assert.Throws<LlvmException>(() => Compile("define void @f() {\n  %a = frobnicate i32 1\n}"));
        Assert.Contains("expected instruction opcode", error.Message, StringComparison.Ordinal);
        Assert.Contains(":2:", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InvalidIrGivesTheVerifiersMessage()
    {
        var error = Assert.Throws<LlvmException>(() => Compile(
            "define i32 @f(i1 %c) {\n br i1 %c, label %a, label %b\na:\n %x = add i32 1, 2\n br label %b\nb:\n ret i32 %x\n}"));
        Assert.Contains("does not dominate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMalformedPipelineIsAnError()
    {
        var error = Assert.Throws<LlvmException>(() => LlvmCompiler.CompileToObject(Saxpy, CpuTarget.Host(), new CodeGenOptions { Pipeline = "no-such-pass" }));
        Assert.Contains("no-such-pass", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownTargetIsAnError()
    {
        var error = Assert.Throws<LlvmException>(() => LlvmCompiler.CompileToAssembly(Saxpy, new LlvmTarget("z80-unknown-unknown"), CodeGenOptions.Default));
        Assert.Contains("z80", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ABackEndDiagnosticIsAnErrorAndTheProcessLivesOn()
    {
        var error = Assert.Throws<LlvmException>(() => Compile("define void @f() {\n call void asm sideeffect \"frobnicate\", \"\"()\n ret void\n}"));
        Assert.Contains("frobnicate", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFatalErrorOfTheBackEndIsAnErrorAndTheProcessLivesOn()
    {
        const string ir = "define float @f(float %x) {\n %r = call float @llvm.tan.f32(float %x)\n ret float %r\n}\ndeclare float @llvm.tan.f32(float)";
        var target = new LlvmTarget("nvptx64-nvidia-cuda", "sm_90", "+ptx85");
        var error = Assert.Throws<LlvmException>(() => LlvmCompiler.CompileToAssembly(ir, target, CodeGenOptions.Default));
        Assert.Contains("tan", error.Message, StringComparison.Ordinal);
        Assert.Contains("fma", LlvmCompiler.CompileToAssembly(
            "define float @f(float %x) {\n %r = call float @llvm.fma.f32(float %x, float %x, float %x)\n ret float %r\n}\ndeclare float @llvm.fma.f32(float, float, float)",
            target, CodeGenOptions.Default), StringComparison.Ordinal);
    }

    [Fact]
    public void ThreadsCompileAtOnce()
    {
        var results = new byte[8][];
        Parallel.For(0, results.Length, i => results[i] = Compile(Saxpy.Replace("saxpy", $"saxpy{i}", StringComparison.Ordinal)));
        using var code = CodeImage.Load(results.Select(r => new ReadOnlyMemory<byte>(r)));
        Assert.Equal(results.Length, Enumerable.Range(0, results.Length).Select(i => code.Lookup($"saxpy{i}")).Distinct().Count());
    }

    [Fact]
    public void TheSameIrCompilesForOtherTargets()
    {
        var arm = LlvmCompiler.CompileToAssembly(Saxpy, new LlvmTarget("aarch64-linux-gnu", "neoverse-v1"), CodeGenOptions.Default);
        Assert.Contains("fmul\ts", arm, StringComparison.Ordinal);
        var riscV = LlvmCompiler.CompileToAssembly(Saxpy, new LlvmTarget("riscv64-linux-gnu", "", "+f,+d"), CodeGenOptions.Default);
        Assert.Contains("fmul.s", riscV, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x86-64-v2", "xmm")]
    [InlineData("x86-64-v3", "ymm")]
    [InlineData("x86-64-v4", "zmm")]
    public void ALevelUsesItsFullVectorWidth(string level, string register)
    {
        var target = CpuTarget.FromLevel(level);
        var type = $"<{target.Lanes(32)} x float>";
        var ir = $"define void @f(ptr %p) {{\n %v = load {type}, ptr %p, align 4\n %w = fadd {type} %v, %v\n store {type} %w, ptr %p, align 4\n ret void\n}}";
        Assert.Contains(register, LlvmCompiler.CompileToAssembly(ir, target, CodeGenOptions.Default), StringComparison.Ordinal);
    }

    [Fact]
    public void AnUnknownLevelNamesTheKnownOnes()
    {
        var error = Assert.Throws<ArgumentException>(() => CpuTarget.FromLevel("x86-64-v9"));
        Assert.Contains("x86-64-v3", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheHostHasAPlausibleDescription()
    {
        var host = CpuTarget.Host();
        Assert.NotEmpty(host.Cpu);
        Assert.Contains(host.VectorBits, new[] { 128, 256, 512 });
        Assert.InRange(host.Caches.L1d, 8 << 10, 1 << 20);
        Assert.InRange(host.Caches.L2, host.Caches.L1d, 1L << 30);
    }

    private static byte[] Compile(string ir) => LlvmCompiler.CompileToObject(ir, CpuTarget.Host(), CodeGenOptions.Default);
}
