namespace Nacre.Tests.Frontends.Onnx;

/// <summary>The folder of test models: the environment variable NACRE_DATA, or <c>.data</c> in the repository root.</summary>
internal static class OnnxTestData
{
    public static string? Root { get; } = Find();

    /// <summary>All files below a folder of the test data, as paths relative to <see cref="Root"/>.</summary>
    public static IEnumerable<string> Files(string folder, string pattern)
    {
        var path = Path.Combine(Root!, folder);
        return Directory.Exists(path) ? Directory.EnumerateFiles(path, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [];
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("NACRE_DATA") is { Length: > 0 } configured)
            return configured;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Nacre.slnx")))
                return Path.Combine(folder.FullName, ".data") is var data && Directory.Exists(data) ? data : null;
        }
        return null;
    }
}

/// <summary>A test that needs a folder of the test data; skipped with the reason where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class OnnxDataFactAttribute : FactAttribute
{
    public OnnxDataFactAttribute(string folder)
    {
        if (OnnxTestData.Root is not { } root)
            Skip = "no test data: set NACRE_DATA or unpack it into .data";
        else if (!Directory.Exists(Path.Combine(root, folder)))
            Skip = $"the test data has no folder '{folder}'";
    }
}
