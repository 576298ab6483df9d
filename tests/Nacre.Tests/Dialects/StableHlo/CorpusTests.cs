using Nacre.Tests.Lit;
using Xunit;

namespace Nacre.Tests.StableHlo;

/// <summary>StableHLO's own test files come back from printing and parsing as they were; they all verify.</summary>
public sealed class CorpusTests
{
    private const string Data = "stablehlo";

    /// <summary>Folders below the data, and of how many files one is read unless <c>NACRE_FULL=1</c>.</summary>
    public static TheoryData<string, int> Folders => new()
    {
        { "testdata", 60 },
        { "testdata-2024-08", 40 },
        { "tests/interpret", 4 },
        { "tests/math", 8 },
        { "tests/chlo", 1 },
    };

    /// <summary>Has two strides for one spatial dimension, which the spec's dynamic_conv_c2 forbids.</summary>
    private const string Invalid = "conv_general_dilated_1d_stride_2_even_enable_xla_True_dynamic.mlir";

    [DataTheory(Data), MemberData(nameof(Folders))]
    public void Folder(string folder, int step)
    {
        var files = Directory.GetFiles(TestData.PathOf(Path.Combine(Data, folder)), "*.mlir").Order(StringComparer.Ordinal).ToArray();
        Assert.NotEmpty(files);
        var every = Environment.GetEnvironmentVariable("NACRE_FULL") == "1" ? 1 : step;
        Assert.All(files.Where((f, i) => i % every == 0 && Path.GetFileName(f) != Invalid), file => RoundTrip.Check(File.ReadAllText(file), file, allowUnregistered: true));
    }

    [DataTheory(Data)]
    [InlineData("canonicalize")]
    [InlineData("ops_sparse")]
    [InlineData("ops_stablehlo_roundtrip")]
    [InlineData("ops_chlo_roundtrip")]
    [InlineData("print_reduce")]
    [InlineData("print_stablehlo")]
    [InlineData("print_while")]
    [InlineData("replica_groups_mesh_axes")]
    [InlineData("transform_chlo")]
    [InlineData("transform_stablehlo")]
    public void SyntaxFile(string name)
    {
        var file = TestData.PathOf($"{Data}/tests/{name}.mlir");
        RoundTrip.Check(File.ReadAllText(file), file, allowUnregistered: true);
    }
}
