using System.Globalization;
using Nacre.Dialects;
using Nacre.Dialects.Func;
using Nacre.Compilation;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Testing;
using Nacre.Tests.Interpreter;
using Nacre.Tests.Targets.Cpu;
using Nacre.Transforms.Interpreter;
using Xunit.Abstractions;

namespace Nacre.Tests.Properties;

/// <summary>
/// Random programs: compiled code computes what the interpreter computes, and so does the interpreter after each pass. A failure prints the seed and the shortest
/// program from it that still fails. <c>NACRE_SEEDS=100-900</c> chooses other seeds.
/// </summary>
public sealed class RandomProgramTests(ITestOutputHelper output)
{
    private const int Programs = 25, MostSteps = 5;

    private int _kernels, _compiledKernels;
    private string _target = "host";

    public static TheoryData<string> Kinds => [.. RandomHlo.Kinds];

    [Theory, MemberData(nameof(Kinds))]
    public void Compiled_code_computes_what_the_interpreter_computes(string kind)
    {
        CheckSeeds(seed => (kind, "f32", false), CompiledDifference);
        Assert.Equal(_kernels, _compiledKernels);
    }

    [Theory]
    [InlineData("f64")]
    [InlineData("f16")]
    [InlineData("bf16")]
    [InlineData("i8")]
    [InlineData("ui8")]
    [InlineData("i32")]
    [InlineData("i64")]
    [InlineData("i1")]
    public void Compiled_code_of_other_element_types(string element)
    {
        CheckSeeds(seed => ("mixed", element, false), CompiledDifference);
        Assert.Equal(_kernels, _compiledKernels);
    }

    /// <summary>Every level of x86-64 computes the same: with narrower vectors, fewer registers, and without fused multiply-add.</summary>
    [Theory, MemberData(nameof(ProcessorLevels.Here), MemberType = typeof(ProcessorLevels))]
    public void Compiled_code_of_every_processor_level(string level)
    {
        _target = level;
        CheckSeeds(seed => (RandomHlo.Kinds[seed % RandomHlo.Kinds.Count], "f32", false), CompiledDifference);
        Assert.Equal(_kernels, _compiledKernels);
    }

    /// <summary>Kernels whose inner sizes are still open after the inputs' sizes are known run on the interpreter.</summary>
    [Theory]
    [InlineData("elementwise")]
    [InlineData("reduce")]
    [InlineData("dot")]
    [InlineData("mixed")]
    public void Compiled_code_for_open_sizes(string kind) => CheckSeeds(seed => (kind, "f32", true), CompiledDifference);

    [Theory]
    [InlineData("canonicalize")]
    [InlineData("cse")]
    [InlineData("optimize-graph")]
    [InlineData("optimize-graph,cse,canonicalize")]
    public void A_pass_changes_no_result(string pipeline) => CheckSeeds(
        seed => (RandomHlo.Kinds[seed % RandomHlo.Kinds.Count], seed % 3 == 0 ? "i32" : "f32", seed % 5 == 0), program => PassDifference(program, pipeline));

    private void CheckSeeds(Func<int, (string Kind, string Element, bool IsOpen)> what, Func<RandomProgram, string?> compare)
    {
        var difference = (RandomProgram program) => Guarded(program, compare);
        var failures = new List<string>();
        foreach (var seed in Seeds())
        {
            var (kind, element, isOpen) = what(seed);
            var shortest = Enumerable.Range(1, MostSteps).Reverse().TakeWhile(steps => difference(RandomHlo.Make(seed, kind, element, steps, isOpen)) is not null).LastOrDefault();
            if (shortest == 0)
                continue;
            var program = RandomHlo.Make(seed, kind, element, shortest, isOpen);
            failures.Add($"seed {seed}, {kind}, {element}, {shortest} steps: {difference(program)}\n{program.Text}");
        }
        output.WriteLine($"{_compiledKernels} of {_kernels} kernels are compiled code");
        Assert.True(failures.Count == 0, string.Join("\n\n", failures.OrderBy(f => f.Length)));
    }

    private static string? Guarded(RandomProgram program, Func<RandomProgram, string?> compare)
    {
        try
        {
            return compare(program);
        }
        catch (Exception e) when (e is NacreException or DiagnosticException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            return $"{e.GetType().Name}: {e.Message}";
        }
    }

    private static IEnumerable<int> Seeds()
    {
        var range = (Environment.GetEnvironmentVariable("NACRE_SEEDS") ?? $"0-{Programs - 1}").Split('-').Select(s => int.Parse(s, CultureInfo.InvariantCulture)).ToArray();
        return Enumerable.Range(range[0], range[^1] - range[0] + 1);
    }

    private string? CompiledDifference(RandomProgram program)
    {
        using var engine = Model.FromMlir(program.Text).Compile(new CompileOptions { UseCache = false, Target = _target });
        using var session = engine.CreateSession();
        var inputSets = new[] { program.Inputs, program.Larger }.OfType<TensorValue[]>();
        var difference = inputSets.Select(inputs => Difference(program, Interpret(program, inputs), SessionRuns.Run(session, inputs))).FirstOrDefault(d => d is not null);
        _kernels += session.LastKernels.Count;
        _compiledKernels += session.LastKernels.Count(k => k.IsCompiled);
        return difference;
    }

    private static TensorValue[] Interpret(RandomProgram program, TensorValue[] inputs) => Interpreter.Programs.Run(program.Text, inputs);

    private static string? PassDifference(RandomProgram program, string pipeline)
    {
        var context = AllDialects.NewContext();
        var module = AllDialects.ParseModule(context, program.Text);
        if (!new PassManager(context, PassPipeline.Parse(pipeline, Passes.All())).Run(module))
            return string.Join('\n', context.Diagnostics.Errors);
        var after = ReferenceInterpreter.Create().Run(module.Walk<FuncOp>().First(), program.Inputs).Select(v => v.AsTensor).ToArray();
        return Difference(program, Interpret(program, program.Inputs), after);
    }

    private static string? Difference(RandomProgram program, TensorValue[] expected, TensorValue[] actual) =>
        expected.Select((e, i) => ValueComparer.Difference(actual[i], e, ToleranceOf(program.ResultElements)) is { } d ? $"result {i}: {d}" : null).FirstOrDefault(d => d is not null);

    /// <summary>Numbers stay below about 100, and a program has few steps. The least exact type that a program may have used counts.</summary>
    private static Tolerance ToleranceOf(string[] elements) => elements.Contains("bf16") ? new(0.1, 0.5, IsNetwork: false) : elements.Contains("f16") ? new(0.02, 0.1, IsNetwork: false) : new(1e-4, 2e-4, IsNetwork: false);
}
