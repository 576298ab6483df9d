using Nacre.Dialects;
using Nacre.IR;
using Nacre.Tests.Lit;
using Xunit;

namespace Nacre.Tests.Ir;

/// <summary>Bytecode between Nacre and <c>mlir-opt</c>: each reads what the other writes as it reads the text.</summary>
public sealed class UpstreamBytecodeTests
{
    /// <summary>The dialects whose operations declare the same attributes as upstream's, so that the properties can be read.</summary>
    public static TheoryData<string> Both => ["Arith", "Cf", "Math", "MemRef", "Scf", "Shape", "Tensor", "Vector"];

    public static TheoryData<string> Written => ["Arith", "Cf", "Linalg", "Math", "MemRef", "Scf", "Shape", "Tensor", "Vector"];

    [MlirOptTheory]
    [MemberData(nameof(Written))]
    public void Upstream_reads_ours(string dialect)
    {
        using var folder = new TemporaryFolder();
        var context = AllDialects.NewContext();
        var text = SourceOf(dialect);
        for (var version = 0; version <= BytecodeFormat.LatestVersion; version++)
        {
            var bytes = BytecodeWriter.Write(context, AllDialects.ParseModule(context, text), new BytecodeOptions(version));
            Assert.Equal(MlirOpt.Run(text), MlirOpt.Run("", folder.Write($"{version}.mlirbc", bytes)));
        }
    }

    [MlirOptTheory]
    [MemberData(nameof(Both))]
    public void We_read_upstreams(string dialect)
    {
        using var folder = new TemporaryFolder();
        var text = SourceOf(dialect);
        var expected = AllDialects.ParseModule(AllDialects.NewContext(), text).ToString();
        for (var version = 0; version <= BytecodeFormat.LatestVersion; version++)
        {
            var file = folder[$"{version}.mlirbc"];
            MlirOpt.Run(text, "--emit-bytecode", $"--emit-bytecode-version={version}", "-o", file);
            Assert.Equal(expected, AllDialects.ReadModule(AllDialects.NewContext(), File.ReadAllBytes(file)).ToString());
        }
    }

    private static string SourceOf(string dialect) => File.ReadAllText(Path.Combine(TestData.Repository, $"tests/lit/Dialects/{dialect}/ops.mlir"));
}
