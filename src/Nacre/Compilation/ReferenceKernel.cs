using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;
using Nacre.Transforms.Interpreter.Direct;

namespace Nacre.Compilation;

/// <summary>A kernel without a tactic, run by the interpreter.</summary>
internal sealed class ReferenceKernel(KernelOp kernel) : IHostKernel
{
    private readonly ReferenceInterpreter _interpreter = new(DirectEvaluators.Create(), AllEvaluators.CreateCustomCalls());

    /// <summary>Whether the interpreter knows the kernel's operations; unknown ones only fail when they are reached.</summary>
    public bool CanRun => kernel.BodyOps.All(o => o is IConstantLike || _interpreter.Evaluators.CanEvaluate(o));

    public void Run(ReadOnlySpan<HostTensor?> inputs, Span<HostTensor?> outputs)
    {
        var values = new InterpreterValue[inputs.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = Shaped(ElementTypeMap.ToBorrowedValue(inputs[i]!), kernel.FunctionType.Inputs[i]);
        var results = Evaluate(values);
        for (var i = 0; i < outputs.Length; i++)
        {
            if (outputs[i] is { } given && results[i] is TensorValue tensor)
                tensor.Bytes.CopyTo(given.AsBytes());
            else if (kernel.FunctionType.Results[i] is not NoneType)
                outputs[i] = ElementTypeMap.ToTensor(results[i]);
        }
    }

    /// <summary>A buffer that is seen through a reshape holds the same elements under another shape.</summary>
    private static InterpreterValue Shaped(InterpreterValue value, IRType type) =>
        value is TensorValue tensor && type is RankedTensorType { HasStaticShape: true } known && tensor.Shape != known.Shape ? tensor.Reshaped(known.Shape) : value;

    private IReadOnlyList<InterpreterValue> Evaluate(InterpreterValue[] values)
    {
        try
        {
            return _interpreter.Run(kernel, values);
        }
        catch (DiagnosticException e)
        {
            throw new NacreException(ExitCode.Unsupported, e.Message, e);
        }
    }
}
