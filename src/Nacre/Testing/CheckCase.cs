using Nacre.Compilation;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;

namespace Nacre.Testing;

/// <summary>A StableHLO program that compares its results itself.</summary>
/// <remarks>
/// On a target that compiles, everything but the comparisons is compiled as a model is, with the program's constants as its inputs, so that nothing is computed while it is compiled
/// (<see cref="CheckedModel"/>).
/// </remarks>
internal sealed class CheckCase(CheckProgram program) : ITestCase
{
    public const string Extension = ".mlir";

    public static IEnumerable<ITestCase> InFile(string path) => CheckProgram.InFile(path).Select(p => new CheckCase(p));

    public string Name => program.Name;
    public Tolerance? Tolerance => null;

    public TestOutcome Run(CompileOptions options, Tolerance? tolerance = null)
    {
        if (program.Function is not { } function)
            return new TestOutcome(Name, program.Error, []);
        if (function.FunctionType.Inputs.Count > 0)
            return new TestOutcome(Name, null, [], "it takes arguments");
        return TestCase.Guarded(Name, () => options.Target == TestCases.Interpreter ? Interpret() : RunCompiled(options));
    }

    private TestOutcome Interpret() => new(Name, program.Run(ReferenceInterpreter.Create()).Failure, []) { IsInterpreted = true };

    private TestOutcome RunCompiled(CompileOptions options)
    {
        if (CheckedModel.Of(program.Function!) is not { } split)
            return options.Strict ? new TestOutcome(Name, "its checks and effects cannot be told from its arithmetic, so all of it would run on the interpreter, and --strict is given", []) : Interpret();
        using var engine = split.Model.Compile(options);
        using var session = engine.CreateSession();
        var outputs = split.HasOutputs ? session.Run([.. split.Inputs.Select(ElementTypeMap.ToTensor)]).Select(ElementTypeMap.ToValue).ToArray() : [];
        return new TestOutcome(Name, split.Check(outputs), session.LastKernels) { IsInterpreted = session.LastRunWasInterpreted };
    }
}
