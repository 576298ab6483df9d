using Nacre.Dialects.Kernels;
using Nacre.Dialects.StableHlo;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;
using Nacre.Transforms.Interpreter.Direct;

namespace Nacre.Compilation;

/// <summary>A kernel without a tactic, run by the interpreter.</summary>
/// <param name="kernel">What it computes.</param>
/// <param name="calls">What custom calls in it mean.</param>
internal sealed class ReferenceKernel(KernelOp kernel, CustomCalls calls) : IHostKernel
{
    /// <summary>
    /// Bytes of a run's intermediate values from which on they are collected at once. The collector would wait for about half of the last-level cache, which many
    /// programs share on large machines, and each run would touch new memory until then.
    /// </summary>
    private const long CollectedAfter = 8 << 20;

    private readonly ReferenceInterpreter _interpreter = new(DirectEvaluators.Create(), calls);
    private readonly ValueLifetimes _lifetimes = ValueLifetimes.Of(kernel);

    /// <summary>Whether the interpreter knows the kernel's operations; unknown ones only fail when they are reached.</summary>
    public bool CanRun => kernel.BodyOps.All(o => o is IConstantLike || _interpreter.Evaluators.CanEvaluate(o));

    /// <summary>Whether it only calls functions outside the program, and lays out what they take.</summary>
    public bool IsCall => IsCallOf(kernel, calls);

    /// <inheritdoc cref="IsCall"/>
    public static bool IsCallOf(KernelOp kernel, CustomCalls calls) =>
        kernel.BodyOps.Any(o => o is CustomCallOp) && kernel.BodyOps.All(o => o is IConstantLike or ReshapeOp || (o is CustomCallOp call && calls.Find(call.CallTargetName) is not null));

    public void Run(ReadOnlySpan<HostTensor?> inputs, Span<HostTensor?> outputs)
    {
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        Compute(inputs, outputs);
        if (GC.GetAllocatedBytesForCurrentThread() - allocated > CollectedAfter)
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
    }

    private void Compute(ReadOnlySpan<HostTensor?> inputs, Span<HostTensor?> outputs)
    {
        var values = new InterpreterValue[inputs.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = Shaped(ElementTypeMap.ToBorrowedValue(inputs[i]!), kernel.FunctionType.Inputs[i]);
        var results = Evaluate(values);
        for (var i = 0; i < outputs.Length; i++)
        {
            if (outputs[i] is { } given && results[i] is TensorValue tensor)
                Store(tensor, given, kernel.FunctionType.Results[i]);
            else if (kernel.FunctionType.Results[i] is not NoneType)
                outputs[i] = Declared(ElementTypeMap.ToTensor(results[i]), kernel.FunctionType.Results[i]);
        }
    }

    /// <summary>Sizes that follow from the data may contradict those that the model declares.</summary>
    private HostTensor Declared(HostTensor tensor, IRType type)
    {
        if (type is RankedTensorType ranked && !TensorSize.Matches([.. ranked.Shape.Dims.Select(d => d == Shape.Dynamic ? -1 : d)], tensor.Shape))
            throw new NacreException(ExitCode.Unsupported, $"'{kernel.SymbolName}' gives a tensor of shape [{string.Join(", ", tensor.Shape.ToArray())}] where the model declares {type}");
        return tensor;
    }

    /// <summary>A branch that the inputs' sizes do not fit may give another shape than the plan has room for.</summary>
    private void Store(TensorValue result, HostTensor place, IRType type)
    {
        if (result.ByteSize != place.AsBytes().Length)
            throw new NacreException(ExitCode.Unsupported, $"'{kernel.SymbolName}' gives a tensor of shape [{result.Shape}] where the sizes of the inputs ask for {type}");
        result.Bytes.CopyTo(place.AsBytes());
    }

    /// <summary>A buffer that is seen through a reshape holds the same elements under another shape.</summary>
    private static InterpreterValue Shaped(InterpreterValue value, IRType type) =>
        value is TensorValue tensor && type is RankedTensorType { HasStaticShape: true } known && tensor.Shape != known.Shape ? tensor.Reshaped(known.Shape) : value;

    private IReadOnlyList<InterpreterValue> Evaluate(InterpreterValue[] values)
    {
        try
        {
            return _interpreter.Run(kernel, _lifetimes, values);
        }
        catch (LibraryMissingException e)
        {
            throw new NacreException(ExitCode.DeviceOrLibraryMissing, e.Message, e);
        }
        catch (DiagnosticException e)
        {
            throw new NacreException(ExitCode.Unsupported, e.Message, e);
        }
    }
}
