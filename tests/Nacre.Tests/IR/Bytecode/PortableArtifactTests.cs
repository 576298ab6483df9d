using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Vhlo;
using Nacre.IR;
using Nacre.Transforms.Conversion;
using Nacre.Transforms.Interpreter;
using Xunit;
using Xunit.Abstractions;

namespace Nacre.Tests.Ir;

/// <summary>Portable artifacts that StableHLO's releases wrote, each with its program as text beside it. Of the large set a sample runs; all of it with <c>NACRE_FULL=1</c>.</summary>
public sealed class PortableArtifactTests(ITestOutputHelper output)
{
    private const string Released = "stablehlo/tests/vhlo", Old = "stablehlo/testdata-2023-05", OldTexts = "stablehlo/testdata-2024-08";

    private static readonly bool Full = Environment.GetEnvironmentVariable("NACRE_FULL") == "1";

    /// <summary>Programs of which the text was given a stride too many after the artifact was written, and is not valid.</summary>
    private static readonly string[] TextHasTooManyStrides =
        ["conv_general_dilated_1d_stride_2_even_enable_xla_True_dynamic.mlir", "conv_general_dilated_1d_stride_2_odd_enable_xla_True_dynamic.mlir"];

    private static IEnumerable<string> ReleasedFiles => Directory.GetFiles(TestData.PathOf(Released), "*.bc").Where(f => !f.Contains("future", StringComparison.Ordinal)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> OldFiles => Directory.GetFiles(TestData.PathOf(Old), "*.bc").Order(StringComparer.Ordinal).Where((_, i) => i % (Full ? 1 : 20) == 0);

    [DataFact(Released)]
    public void Every_release_is_read_as_its_text_says() => ForEach(ReleasedFiles, file => Difference(file, Path.ChangeExtension(file, null)), atLeast: 33);

    [DataFact(Old)]
    public void Programs_of_the_first_release_are_read_as_their_text_says() =>
        ForEach(OldFiles.Where(f => !TextHasTooManyStrides.Contains(OldName(f))), file => Difference(file, OldText(file)), atLeast: Full ? 919 : 45);

    [DataFact(Old)]
    public void Old_programs_run_as_their_text_does()
    {
        var interpreter = ReferenceInterpreter.Create();
        IEnumerable<CheckResult> Run(string file) => CheckProgram.InFile(file).Select(p => p.Run(interpreter));
        ForEach(OldFiles.Where((_, i) => i % 2 == 0), file => Compare(Run(file), Run(OldText(file))), atLeast: 23);
    }

    [DataFact(Released)]
    public void What_is_written_for_a_release_reads_back_the_same() => ForEach(ReleasedFiles, DifferenceWhenWritten, atLeast: 33);

    [DataFact(Old)]
    public void Old_programs_are_written_for_the_first_release_again() => ForEach(OldFiles, DifferenceWhenWritten, atLeast: Full ? 921 : 46);

    [DataFact(Released)]
    public void Vhlo_itself_is_written_and_read_back() => ForEach(ReleasedFiles, DifferenceOfVhlo, atLeast: 33);

    [DataFact(Released)]
    public void A_file_from_the_future_is_refused()
    {
        var file = Path.Combine(TestData.PathOf(Released), "invalid_vhlo_future.mlir.bc");
        var error = Assert.Throws<DiagnosticException>(() => PortableArtifact.Read(AllDialects.NewContext(), File.ReadAllBytes(file), "future.bc"));
        Assert.Contains("unregistered operation 'vhlo.constant_v99' found in dialect ('vhlo')", error.Message, StringComparison.Ordinal);
        Assert.Contains("in bytecode version 6 produced by: StableHLO_v2.0.0", error.Message, StringComparison.Ordinal);
        Assert.Contains("this Nacre reads files up to v1.20.0", error.Message, StringComparison.Ordinal);
    }

    /// <summary><c>name.mlir.0_9_0.bc</c> → <c>name.mlir</c>.</summary>
    private static string OldName(string file) => Path.GetFileName(file)[..^".0_9_0.bc".Length];

    private static string OldText(string file) => Path.Combine(TestData.PathOf(OldTexts), OldName(file));

    private static string? Compare(IEnumerable<CheckResult> bytes, IEnumerable<CheckResult> text)
    {
        var (a, b) = (bytes.ToArray(), text.ToArray());
        if (a.Length == 0 || a.Length != b.Length)
            return $"{a.Length} checks of the bytecode, {b.Length} of the text";
        return a.Zip(b).Where(p => p.First.Passed != p.Second.Passed).Select(p => $"{p.First.Name}: {p.First.Failure ?? "passes"}; text: {p.Second.Failure ?? "passes"}").FirstOrDefault();
    }

    private void ForEach(IEnumerable<string> files, Func<string, string?> difference, int atLeast)
    {
        var problems = new List<string>();
        var same = 0;
        foreach (var file in files)
        {
            if (Explain(difference, file) is { } problem)
                problems.Add($"{Path.GetFileName(file)}: {problem}");
            else
                same++;
        }
        output.WriteLine($"{same} files are as they should be");
        Assert.True(problems.Count == 0, $"{problems.Count} differ\n{string.Join("\n", problems.Take(20))}");
        Assert.True(same >= atLeast, $"only {same} files were compared");
    }

    private static string? Explain(Func<string, string?> difference, string file)
    {
        try
        {
            return difference(file);
        }
        catch (DiagnosticException e)
        {
            return e.Message;
        }
    }

    /// <summary>The text is read, and also written as VHLO and read back where it spells out defaults, which artifacts leave out.</summary>
    private static string? Difference(string file, string textFile)
    {
        var (bytes, text) = (Read(file), Read(textFile));
        if (Verifies(bytes) != Verifies(text))
            return "one of bytecode and text is valid, the other is not";
        if (bytes.ToString() == text.ToString())
            return null;
        var passes = new PassContext(AllDialects.NewContext());
        new StableHloToVhloPass().Run(text, passes);
        new VhloToStableHloPass().Run(text, passes);
        return FirstDifference(text, bytes);
    }

    private static string? DifferenceWhenWritten(string file)
    {
        var context = AllDialects.NewContext();
        var bytes = File.ReadAllBytes(file);
        var module = PortableArtifact.Read(context, bytes);
        var written = PortableArtifact.Serialize(context, module, PortableArtifact.VersionOf(bytes) ?? VhloVersion.Minimum);
        return FirstDifference(module, PortableArtifact.Read(context, written));
    }

    private static string? DifferenceOfVhlo(string file)
    {
        var context = AllDialects.NewContext();
        var bytes = File.ReadAllBytes(file);
        var module = AllDialects.ReadModule(context, bytes);
        var (version, producer) = BytecodeReader.Identify(bytes)!.Value;
        var written = BytecodeWriter.Write(context, module, new BytecodeOptions(version, producer));
        return FirstDifference(module, AllDialects.ReadModule(context, written));
    }

    private static ModuleOp Read(string file) => PortableArtifact.Read(AllDialects.NewContext(), File.ReadAllBytes(file), Path.GetFileName(file));

    private static bool Verifies(ModuleOp module) => Verifier.Verify(module, new DiagnosticEngine());

    private static string? FirstDifference(ModuleOp expected, ModuleOp actual)
    {
        var (a, b) = (Lines(expected), Lines(actual));
        var at = a.Zip(b).TakeWhile(p => p.First == p.Second).Count();
        return at == a.Length && at == b.Length ? null : $"line {at + 1}\n  expected: {a.ElementAtOrDefault(at)}\n  actual:   {b.ElementAtOrDefault(at)}";
    }

    private static string[] Lines(ModuleOp module) => module.ToString().Split('\n');
}
