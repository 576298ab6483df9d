using System.Text;

namespace Nacre.Targets.Llvm.Interop;

/// <summary>Compiles textual LLVM IR. Every call has its own LLVM context, so threads may compile at once.</summary>
public static class LlvmCompiler
{
    private const int Assembly = 0, Object = 1;

    /// <summary>A relocatable object file in the target's format.</summary>
    /// <exception cref="LlvmException">The IR does not parse or verify, the pipeline is malformed, or the target cannot do an operation.</exception>
    public static byte[] CompileToObject(string llvmIr, LlvmTarget target, CodeGenOptions options) => Compile(llvmIr, target, options, Object);

    /// <summary>The target's assembly text (PTX for NVPTX).</summary>
    /// <inheritdoc cref="CompileToObject" path="/exception"/>
    public static string CompileToAssembly(string llvmIr, LlvmTarget target, CodeGenOptions options) =>
        Encoding.UTF8.GetString(Compile(llvmIr, target, options, Assembly));

    private static byte[] Compile(string llvmIr, LlvmTarget target, CodeGenOptions options, int fileType) => LlvmWorker.Run(() =>
    {
        using var module = LlvmModule.Parse(llvmIr, target, options.Level);
        module.Optimize(options);
        return module.Emit(fileType);
    });
}
