using System.Text.RegularExpressions;

namespace Nacre.Tests.Lit;

/// <summary>
/// A test file: IR with comments that say how it is tested. <c>// RUN:</c> is a command line that is run in process (<see cref="LitRunner"/>);
/// <c>// UPSTREAM</c>, with options behind a colon, lets MLIR's own tool judge the file where it is installed, with
/// <c>// UPSTREAM-SAME</c> to the letter; <c>// CHECK-AUTO</c> lets
/// <c>NACRE_UPDATE=1</c> rewrite the file's CHECK lines.
/// </summary>
internal sealed partial class LitFile
{
    private LitFile(string path, string text) => (Path, Text) = (path, text);

    public static string Root { get; } = System.IO.Path.Combine(TestData.Repository, "tests", "lit");

    /// <summary>The files below <c>tests/lit</c>, relative to it.</summary>
    public static IEnumerable<string> All { get; } =
        [.. Directory.EnumerateFiles(Root, "*.mlir", SearchOption.AllDirectories).Select(f => System.IO.Path.GetRelativePath(Root, f)).Order(StringComparer.Ordinal)];

    public static LitFile Load(string relative)
    {
        var path = System.IO.Path.Combine(Root, relative);
        return new LitFile(path, File.ReadAllText(path));
    }

    public string Path { get; }
    public string Text { get; private set; }

    [GeneratedRegex(@"^\s*//\s*RUN:\s*(.*?)\s*$", RegexOptions.Multiline)]
    private static partial Regex RunLine();

    [GeneratedRegex(@"^\s*//\s*UPSTREAM(?::\s*(.*?))?\s*$", RegexOptions.Multiline)]
    private static partial Regex UpstreamLine();

    /// <summary>The command lines; one that ends with a backslash goes on in the next RUN line.</summary>
    public IReadOnlyList<string> Commands
    {
        get
        {
            var joined = string.Join('\n', RunLine().Matches(Text).Select(m => m.Groups[1].Value)).Replace("\\\n", " ");
            return joined.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        }
    }

    /// <summary>The options for MLIR's tool; null when the file is not for it.</summary>
    public string? UpstreamOptions => UpstreamLine().Match(Text) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>Whether MLIR's tool prints the file just as Nacre does, names and all.</summary>
    public bool IsSameUpstream => Text.Contains("// UPSTREAM-SAME", StringComparison.Ordinal);

    public bool MayUpdate => Text.Contains("// CHECK-AUTO", StringComparison.Ordinal);

    /// <summary>Replaces the file's CHECK lines by the output, part by part.</summary>
    public void Update(string output)
    {
        Text = ExpectationWriter.Rewrite(Text, output);
        File.WriteAllText(Path, Text);
    }
}
