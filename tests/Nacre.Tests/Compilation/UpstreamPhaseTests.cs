using Nacre.Compilation;
using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.IR;
using Nacre.Tests.Lit;

namespace Nacre.Tests.Compilation;

/// <summary>
/// Every phase of models of many kinds is MLIR: <c>mlir-opt</c> reads it, and Nacre reads what that prints as the same IR. Modules with operations of other dialects go over in the generic form, in which MLIR
/// keeps what it does not know; modules that are all of dialects of its own go over in their custom form, and are verified.
/// </summary>
public sealed class UpstreamPhaseTests
{
    private const string Separator = "// -----\n";
    private static readonly HashSet<string> Upstream = ["builtin", "func", "arith", "math", "scf", "cf", "memref", "vector", "x86vector", "llvm", "tensor", "linalg", "ub"];

    /// <summary>The bytes of large constants are left out on both sides.</summary>
    private static readonly PrintOptions Custom = new(), Generic = Custom with { Generic = true };

    /// <summary>Models that take a second or two each.</summary>
    public static TheoryData<string> Small =>
    [
        "models/onnx/mnist-8/mnist.onnx", "models/onnx/iris-mlp-winml/Network.onnx", "models/onnx/tribuo/cnn_mnist.onnx", "models/onnx/ezkl-zoo/rnn/network.onnx",
        "models/onnx/tract-trees/lgbm_regressor_tensor/model.onnx",
        "models/stablehlo/iree-e2e-models/collatz.mlir", "models/stablehlo/iree-e2e-models/edge_detection.mlir",
        "models/stablehlo/iree-e2e-models/unidirectional_lstm.mlir", "models/stablehlo/iree-e2e-models/fullyconnected.mlir", "models/stablehlo/iree-samples/mnist.mlir",
    ];

    public static TheoryData<string> Large =>
    [
        "models/onnx/tribuo/extractors/tinybert.onnx", "models/onnx/gpt2-tiny-random-past/fp32/past.onnx", "models/onnx/ezkl-zoo/nanoGPT/network.onnx", "models/onnx/speech-dtln/model_1.onnx",
        "models/onnx/tract-small-cases/qlstm_3-2-3_T3_S1/model.onnx", "models/onnx/vad-silero-v6/silero_vad.onnx", "models/onnx/face-yunet/yunet_n_320_320.onnx", "models/onnx/fastestdet/FastestDet.onnx", "models/onnx/style-candy/candy.onnx",
        "onnx-1.22/light/light_squeezenet.onnx", "onnx-1.22/light/light_shufflenet.onnx", "models/stablehlo/gleason-exports/searchless_chess_9m.mlir", "models/stablehlo/gleason-exports/pt_bert.mlir",
    ];

    [MlirOptTheory("models/onnx"), MemberData(nameof(Small))]
    public void Mlir_reads_every_phase(string model) => Check(model);

    [MlirOptTheory("models/onnx", isFull: true), MemberData(nameof(Large))]
    public void Mlir_reads_every_phase_of_larger_models(string model) => Check(model);

    private static void Check(string model)
    {
        var phases = PhasesOf(Model.Load(TestData.PathOf(model)));
        Assert.Equal(CpuPipeline.Phases, phases.Keys);
        var modules = phases.Values.Select(Parse).ToArray();
        ReadBack([.. modules.Where(m => !IsUpstream(m)).Select(m => OpAsmPrinter.Print(m, Generic))], Generic, "--mlir-print-op-generic");
        ModuleOp[] parts = [.. modules.SelectMany(UpstreamParts)];
        Assert.NotEmpty(parts);
        ReadBack([.. parts.Select(p => OpAsmPrinter.Print(p, Custom))], Custom);
    }

    /// <summary>The text after each phase, from one compilation.</summary>
    private static Dictionary<string, string> PhasesOf(Model model)
    {
        var texts = new Dictionary<string, string>();
        var options = new CompileOptions { AfterPhase = (phase, module) => texts[phase] = OpAsmPrinter.Print(module, Custom) };
        texts[CpuPipeline.Target] = PhaseText.Emit(model, options, CpuPipeline.Target);
        return CpuPipeline.Phases.ToDictionary(phase => phase, phase => texts[phase]);
    }

    /// <summary>One run of the tool for all texts.</summary>
    private static void ReadBack(string[] texts, PrintOptions print, params string[] options)
    {
        var theirs = MlirOpt.Run(string.Join(Separator, texts.Select(t => t.TrimEnd() + "\n")), ["--allow-unregistered-dialect", "--split-input-file", .. options]).Split(Separator);
        Assert.Equal(texts.Length, theirs.Length);
        foreach (var (our, their) in texts.Zip(theirs))
            Assert.Equal(our.TrimEnd(), OpAsmPrinter.Print(Parse(their), print).TrimEnd());
    }

    /// <summary>The outermost modules that hold operations of upstream dialects only.</summary>
    private static IEnumerable<ModuleOp> UpstreamParts(ModuleOp module)
    {
        if (IsUpstream(module))
            return [module];
        return module.Body.Operations.OfType<ModuleOp>().SelectMany(UpstreamParts);
    }

    private static bool IsUpstream(ModuleOp module) => module.Body.Operations.Any() && module.Walk().All(op => Upstream.Contains(op.Info.Dialect));

    private static ModuleOp Parse(string text) => AllDialects.ParseModule(AllDialects.NewContext(), text);
}
