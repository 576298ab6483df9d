using Nacre.Runtime;
using Nacre.Targets.Llvm.Interop;

namespace Nacre;

/// <summary>Finds options that mean nothing, or nothing for this model, before any work is done.</summary>
internal static class OptionCheck
{
    /// <exception cref="NacreException"><see cref="ExitCode.Usage"/>: says what is allowed.</exception>
    public static void Check(IReadOnlyList<ModelPort> inputs, CompileOptions options)
    {
        if (!IsTarget(options.Target))
            throw Usage($"the target '{options.Target}' is not known; there are host, {CompileOptions.Interpreter}, {string.Join(", ", CpuTarget.Levels)}, and instruction sets behind a level, such as x86-64-v4+avx512bf16");
        if (options is { Target: CompileOptions.Interpreter, Precision: not Precision.Model })
            throw Usage("the interpreter computes in the model's own precision");
        if (options.Threads < 0)
            throw Usage($"the number of threads cannot be {options.Threads}; 0 stands for all cores");
        if (options.MaxPrograms < 1)
            throw Usage($"the number of programs that are kept cannot be {options.MaxPrograms}; at least one is needed");
        if (options.Tune is { Budget: var budget } && budget <= TimeSpan.Zero)
            throw Usage($"the time for tuning must be more than {budget.TotalSeconds:0.#} s");
        if (options.Tune is null && options.TuningFile is { } file && !File.Exists(file))
            throw Usage($"the tuning database '{file}' does not exist");
        foreach (var (name, shape) in options.Shapes)
            CheckShape(inputs, name, shape);
    }

    private static bool IsTarget(string target) =>
        target is "host" or CompileOptions.Interpreter || (target.Split('+') is [var level, .. var features] && CpuTarget.Levels.Contains(level) && features.All(CpuFeatures.Known.Contains));

    private static void CheckShape(IReadOnlyList<ModelPort> inputs, string name, long[] shape)
    {
        var port = inputs.FirstOrDefault(p => p.Name == name) ?? throw NoSuchInput(inputs, name);
        if (!port.Fits(shape))
            throw Usage($"input '{name}' must be {port.TypeText}, got shape [{string.Join(", ", shape)}]");
    }

    /// <summary>The error for a name that is none of the inputs.</summary>
    public static NacreException NoSuchInput(IReadOnlyList<ModelPort> inputs, string name) =>
        Usage($"the model has no input '{name}'; its inputs are {string.Join(", ", inputs.Select(p => $"'{p.Name}'"))}");

    private static NacreException Usage(string message) => new(ExitCode.Usage, message);
}
