namespace Nacre.Targets.Llvm.Interop;

/// <summary>What LLVM generates code for.</summary>
/// <param name="Triple">For example <c>x86_64-pc-linux-gnu</c>, <c>nvptx64-nvidia-cuda</c>.</param>
/// <param name="Cpu">A processor or chip name as in <c>-mcpu</c>; empty for the architecture's baseline.</param>
/// <param name="Features">Comma separated, as in <c>-mattr</c>: <c>+avx2,-prefer-256-bit</c>.</param>
public record LlvmTarget(string Triple, string Cpu = "", string Features = "");
