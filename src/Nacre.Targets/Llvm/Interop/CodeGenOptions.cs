namespace Nacre.Targets.Llvm.Interop;

/// <summary>How hard LLVM's code generator tries; its -O levels.</summary>
public enum CodeGenLevel
{
    None = 0,
    Less = 1,
    Default = 2,
    Aggressive = 3,
}

/// <summary>How a module is optimised and emitted. The defaults suit kernels that are already vectorised; docs/cpu-kernels.md gives the figures.</summary>
public sealed record CodeGenOptions
{
    /// <summary>Inlines, removes redundancies and moves invariant code out of loops; neither unrolls nor vectorises, which tactics do themselves.</summary>
    public const string KernelPipeline =
        "always-inline,function(sroa,early-cse<memssa>,simplifycfg,instcombine<no-verify-fixpoint>,loop-mssa(licm),early-cse,adce,simplifycfg)";

    public static CodeGenOptions Default { get; } = new();

    /// <summary>A textual pass pipeline as <c>opt -passes=</c> takes it; empty runs none.</summary>
    public string Pipeline { get; init; } = KernelPipeline;

    public CodeGenLevel Level { get; init; } = CodeGenLevel.Default;

    /// <summary>Lets a <c>default&lt;O2&gt;</c> or higher pipeline vectorise scalar loops and straight-line code and unroll.</summary>
    public bool AutoVectorize { get; init; }

    /// <summary>Runs LLVM's verifier after each pass.</summary>
    public bool VerifyEach { get; init; }
}
