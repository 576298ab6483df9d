using System.Diagnostics;

namespace Nacre.Tests.Lit;

/// <summary>MLIR's own <c>mlir-opt</c> (LLVM 22), the judge of the text form: the program that <c>NACRE_MLIR_OPT</c> names, or <c>mlir-opt-22</c> or <c>mlir-opt</c> on the path.</summary>
internal static class MlirOpt
{
    public static string? Program { get; } = Find();

    public static string? WhyMissing => Program is null ? "mlir-opt of LLVM 22 is not installed (NACRE_MLIR_OPT may name it)" : null;

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("NACRE_MLIR_OPT") is { Length: > 0 } configured)
            return configured;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return new[] { "mlir-opt-22", "mlir-opt" }.SelectMany(name => folders.Select(f => Path.Combine(f, name))).FirstOrDefault(File.Exists);
    }

    /// <summary>Runs the tool on a text and returns what it prints.</summary>
    /// <exception cref="LitException">It fails.</exception>
    public static string Run(string input, params IEnumerable<string> options)
    {
        var start = new ProcessStartInfo(Program!) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var option in options)
            start.ArgumentList.Add(option);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        process.WaitForExit();
        return process.ExitCode == 0 ? output.Result : throw new LitException($"mlir-opt {string.Join(' ', start.ArgumentList)}:\n{error.Result}\non:\n{input}");
    }
}

/// <summary>A parameterised test that needs <c>mlir-opt</c>, perhaps with a file of the test data, and is skipped with the reason where one is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MlirOptTheoryAttribute : TheoryAttribute
{
    public MlirOptTheoryAttribute(string? needs = null, bool isFull = false) =>
        Skip = MlirOpt.WhyMissing ?? (needs is null ? null : TestData.WhyMissing(needs)) ?? (isFull && !TestData.IsFull ? "it takes minutes; NACRE_FULL=1 runs it" : null);
}
