using Xunit;

namespace Nacre.Tests.Structure;

/// <summary>The arrows between assemblies and between the namespaces of the targets, as docs/architecture.md draws them.</summary>
public class ArchitectureTests
{
    private const string Llvm = "Llvm", LlvmInterop = "Nacre.Targets.Llvm.Interop";

    /// <summary>What each assembly may use of the others. Runtime uses none: an engine is deployed with it alone.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Nacre.IR"] = [],
        ["Nacre.Runtime"] = [],
        ["Nacre.Imaging"] = [],
        ["Nacre.Dialects"] = ["Nacre.IR"],
        ["Nacre.Frontends"] = ["Nacre.IR", "Nacre.Dialects"],
        ["Nacre.Transforms"] = ["Nacre.IR", "Nacre.Dialects", "Nacre.Imaging"],
        ["Nacre.Targets"] = ["Nacre.IR", "Nacre.Dialects", "Nacre.Transforms", "Nacre.Runtime"],
        ["Nacre"] = ["Nacre.IR", "Nacre.Dialects", "Nacre.Transforms", "Nacre.Frontends", "Nacre.Targets", "Nacre.Runtime", "Nacre.Imaging"],
        ["Nacre.Cli"] = ["Nacre.IR", "Nacre.Dialects", "Nacre.Transforms", "Nacre.Frontends", "Nacre.Targets", "Nacre.Runtime", "Nacre.Imaging", "Nacre"],
        ["Nacre.Server"] = ["Nacre.Runtime", "Nacre"],
    };

    private static readonly string[] Targets = [Llvm, "Cpu", "Cuda", "Vulkan", "TensorRT"];

    private static readonly CompiledAssembly[] Built = [.. Directory.GetFiles(AppContext.BaseDirectory, "Nacre*.dll")
        .Where(path => Path.GetFileName(path) != "Nacre.Tests.dll").Select(path => new CompiledAssembly(path))];

    [Fact]
    public void The_assemblies_of_the_table_are_there()
    {
        string[] optional = ["Nacre.Server"];

        Assert.Empty(Allowed.Keys.Except(optional).Except(Built.Select(assembly => assembly.Name)));
        Assert.Empty(Built.Select(assembly => assembly.Name).Except(Allowed.Keys));
    }

    [Fact]
    public void Assemblies_use_only_what_the_arrows_allow()
    {
        var wrong = from assembly in Built
                    from reference in assembly.References
                    where reference.StartsWith("Nacre", StringComparison.Ordinal) && !Allowed[assembly.Name].Contains(reference)
                    select $"{assembly.Name} uses {reference}";

        Assert.Empty(wrong);
    }

    [Fact]
    public void Only_the_interop_namespace_calls_LLVM()
    {
        var wrong = from assembly in Built
                    from import in assembly.NativeImports
                    where IsLlvm(import) && !IsIn(import.Type, LlvmInterop)
                    select $"{import.Type} declares {import.Function} of {import.Library}";

        Assert.Empty(wrong);
    }

    /// <summary>Code generation by LLVM is shared: a target may use it, but it knows no target.</summary>
    [Fact]
    public void Targets_do_not_use_each_other()
    {
        var wrong = from assembly in Built
                    where assembly.Name == "Nacre.Targets"
                    from type in assembly.Uses
                    from used in type.Value
                    let target = TargetOf(used)
                    where target is not (null or Llvm) && TargetOf(type.Key) is { } own && own != target
                    select $"{type.Key} uses {used}";

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("Field"), InlineData("Parameter"), InlineData("Base"), InlineData("Body"), InlineData("Argument"), InlineData("Nested"), InlineData("Lambda")]
    public void Every_way_to_mention_a_type_is_seen(string way)
    {
        var own = new CompiledAssembly(typeof(ArchitectureTests).Assembly.Location);

        Assert.Contains("Nacre.Tests.Structure.Mentioned.Target", own.Uses[$"Nacre.Tests.Structure.Mentions.{way}"]);
        Assert.DoesNotContain("Nacre.Tests.Structure.Mentioned.Target", own.Uses["Nacre.Tests.Structure.Mentions.Nothing"]);
    }

    [Fact]
    public void Native_imports_are_seen()
    {
        var own = new CompiledAssembly(typeof(ArchitectureTests).Assembly.Location);

        Assert.Contains(new NativeImport("Nacre.Tests.Structure.Mentions.Native", "libLLVM-test", "LLVMTest"), own.NativeImports);
    }

    private static bool IsLlvm(NativeImport import)
        => import.Library.Contains("LLVM", StringComparison.OrdinalIgnoreCase) || import.Function.StartsWith("LLVM", StringComparison.Ordinal);

    private static string? TargetOf(string type) => Targets.FirstOrDefault(target => IsIn(type, $"Nacre.Targets.{target}"));

    private static bool IsIn(string type, string space) => type.StartsWith(space + ".", StringComparison.Ordinal);
}
