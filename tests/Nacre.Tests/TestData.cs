using Xunit;

namespace Nacre.Tests;

/// <summary>Models and inputs that are not part of the repository: the folder <c>NACRE_DATA</c> names, or <c>.data</c> at the repository's root.</summary>
internal static class TestData
{
    /// <summary>The folder of the checkout that these tests were built in.</summary>
    public static string Repository { get; } = FindRepository();

    public static string Root { get; } =
        Environment.GetEnvironmentVariable("NACRE_DATA") is { Length: > 0 } configured ? configured : Path.Combine(Repository, ".data");

    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>Whether tests that take minutes, and whole suites instead of samples, run: <c>NACRE_FULL=1</c>.</summary>
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("NACRE_FULL") == "1";

    /// <summary>Why a test that needs a file or folder of the data cannot run, or null.</summary>
    public static string? WhyMissing(string relative)
        => Path.Exists(PathOf(relative)) ? null : $"test data '{relative}' is not in {Root} (set NACRE_DATA)";

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Nacre.slnx")))
            folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException($"{AppContext.BaseDirectory} is not inside a checkout");
    }
}

/// <summary>A test that needs a file or folder of the test data, and is skipped with the reason where that is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DataFactAttribute : FactAttribute
{
    public DataFactAttribute(string needs) => Skip = TestData.WhyMissing(needs);
}

/// <summary>A parameterised test that needs a file or folder of the test data, and is skipped with the reason where that is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class DataTheoryAttribute : TheoryAttribute
{
    public DataTheoryAttribute(string needs) => Skip = TestData.WhyMissing(needs);
}

/// <summary>A parameterised test that takes minutes: it needs test data and runs with <c>NACRE_FULL=1</c> only.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class FullDataTheoryAttribute : TheoryAttribute
{
    public FullDataTheoryAttribute(string needs) => Skip = TestData.WhyMissing(needs) ?? (TestData.IsFull ? null : "it takes minutes; NACRE_FULL=1 runs it");
}
