using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>
/// Evaluates functions operation by operation on tensors in memory: slow, obvious, right. It folds constants, is the oracle in tests and runs what no code generator covers.
/// </summary>
public sealed class ReferenceInterpreter(OpEvaluators evaluators, CustomCalls customCalls, EvaluationLimits? limits = null)
{
    /// <summary>An interpreter with the semantics of all dialects.</summary>
    public static ReferenceInterpreter Create(EvaluationLimits? limits = null) => new(AllEvaluators.Create(), AllEvaluators.CreateCustomCalls(), limits);

    /// <summary>The semantics it uses; another dialect may add rows.</summary>
    public OpEvaluators Evaluators => evaluators;

    /// <summary>Calls a function.</summary>
    /// <exception cref="DiagnosticException">An operation has no reference semantics, a check fails, an input is wrong or a limit is reached.</exception>
    public IReadOnlyList<InterpreterValue> Run(IFunctionLike function, params IReadOnlyList<InterpreterValue> arguments) => Run(function, lifetimes: null, arguments);

    /// <summary>Calls a function and lets go of values after the operation that <paramref name="lifetimes"/> names; with null they are kept until the end.</summary>
    /// <exception cref="DiagnosticException">An operation has no reference semantics, a check fails, an input is wrong or a limit is reached.</exception>
    public IReadOnlyList<InterpreterValue> Run(IFunctionLike function, ValueLifetimes? lifetimes, IReadOnlyList<InterpreterValue> arguments)
    {
        if (function.FunctionType.Inputs.Count != arguments.Count)
            throw new DiagnosticException((Operation)function, $"takes {function.FunctionType.Inputs.Count} arguments, got {arguments.Count}");
        try
        {
            return new EvaluationContext(evaluators, customCalls, limits ?? EvaluationLimits.Default) { Lifetimes = lifetimes }.Call(function, arguments);
        }
        catch (EvaluationException e)
        {
            throw new DiagnosticException((Operation)function, e.Message);
        }
    }

    /// <summary>A fresh evaluation, for operations evaluated one by one.</summary>
    public EvaluationContext NewContext() => new(evaluators, customCalls, limits ?? EvaluationLimits.Default);
}
