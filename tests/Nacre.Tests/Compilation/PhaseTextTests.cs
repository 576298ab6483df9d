using Nacre.Compilation;
using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.IR;
using Nacre.Tests.Lit;

namespace Nacre.Tests.Compilation;

/// <summary>What <c>--emit</c> prints of each phase reads back as the same IR, weights included, and MLIR accepts the parts that are all its own.</summary>
public sealed class PhaseTextTests
{
    private const string Digits = "samples/digits/digits.onnx";
    private const string Pitch = "models/onnx/music-basic-pitch/nmp.onnx", Yunet = "models/onnx/face-yunet/yunet_n_320_320.onnx";

    private static readonly PrintOptions Whole = new(ResourceLimit: long.MaxValue);
    private static readonly HashSet<string> Upstream = ["builtin", "func", "arith", "math", "scf", "cf", "memref", "vector", "x86vector", "llvm", "tensor", "linalg", "ub"];

    public static TheoryData<string> Phases => [.. CpuPipeline.Phases];

    [Theory, MemberData(nameof(Phases))]
    public void Sample_reads_back(string phase) => RoundTrip(Path.Combine(TestData.Repository, Digits), phase);

    [DataTheory(Pitch), MemberData(nameof(Phases))]
    public void Basic_pitch_reads_back(string phase) => RoundTrip(TestData.PathOf(Pitch), phase);

    [DataTheory(Yunet), MemberData(nameof(Phases))]
    public void Yunet_reads_back(string phase) => RoundTrip(TestData.PathOf(Yunet), phase);

    [MlirOptTheory, InlineData(CpuPipeline.Scheduled), InlineData(CpuPipeline.Target)]
    public void Mlir_reads_the_kernels_of_the_sample(string phase) => ReadByMlir(Path.Combine(TestData.Repository, Digits), phase);

    [MlirOptTheory(Pitch), InlineData(CpuPipeline.Scheduled), InlineData(CpuPipeline.Target)]
    public void Mlir_reads_the_kernels_of_basic_pitch(string phase) => ReadByMlir(TestData.PathOf(Pitch), phase);

    [MlirOptTheory(Yunet), InlineData(CpuPipeline.Scheduled), InlineData(CpuPipeline.Target)]
    public void Mlir_reads_the_kernels_of_yunet(string phase) => ReadByMlir(TestData.PathOf(Yunet), phase);

    private static void RoundTrip(string model, string phase)
    {
        var text = PhaseText.Emit(Model.Load(model), new CompileOptions(), phase, Whole);
        var module = Parse(text);
        Assert.True(Verifier.Verify(module, new DiagnosticEngine()));
        Assert.Equal(text, OpAsmPrinter.Print(module, Whole));
        var generic = OpAsmPrinter.Print(module, Whole with { Generic = true });
        var fromGeneric = Parse(generic);
        Assert.Equal(generic, OpAsmPrinter.Print(fromGeneric, Whole with { Generic = true }));
        Assert.Equal(text, OpAsmPrinter.Print(fromGeneric, Whole));
    }

    private static void ReadByMlir(string model, string phase)
    {
        var module = Parse(PhaseText.Emit(Model.Load(model), new CompileOptions(), phase, Whole));
        var parts = UpstreamParts(module).ToArray();
        Assert.NotEmpty(parts);
        foreach (var part in parts.Select(p => OpAsmPrinter.Print(p, Whole)))
        {
            // Kernels carry attributes of Nacre's own, which MLIR keeps as they are.
            var theirs = MlirOpt.Run(part, "--allow-unregistered-dialect");
            Assert.Equal(part.TrimEnd(), OpAsmPrinter.Print(Parse(theirs), Whole).TrimEnd());
        }
    }

    /// <summary>The outermost modules that hold operations of upstream dialects only.</summary>
    private static IEnumerable<ModuleOp> UpstreamParts(ModuleOp module)
    {
        if (module.Body.Operations.Any() && module.Walk().All(op => Upstream.Contains(op.Info.Dialect)))
            return [module];
        return module.Body.Operations.OfType<ModuleOp>().SelectMany(UpstreamParts);
    }

    private static ModuleOp Parse(string text) => AllDialects.ParseModule(AllDialects.NewContext(), text);
}
