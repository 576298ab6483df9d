using Nacre.Dialects.StableHlo;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;

namespace Nacre.Compilation;

/// <summary>What custom calls mean: the functions that the options give, then those that Nacre knows.</summary>
internal static class RegisteredCalls
{
    public static CustomCalls Of(CompileOptions options)
    {
        var calls = AllEvaluators.CreateCustomCalls();
        foreach (var (target, function) in options.CustomCalls)
            calls.Add(target, (op, operands, _) => Run((CustomCallOp)op, operands, function));
        return calls;
    }

    private static IReadOnlyList<InterpreterValue> Run(CustomCallOp op, IReadOnlyList<InterpreterValue> operands, Action<CustomCall> function)
    {
        var inputs = operands.Select(ElementTypeMap.ToTensor).ToArray();
        var outputs = op.Results.Types.Select(NewTensor).ToArray();
        try
        {
            function(new CustomCall(op.CallTargetName, inputs, outputs, op.BackendConfig ?? op.GetAttr("mhlo.backend_config")));
            return [.. outputs.Select(ElementTypeMap.ToValue)];
        }
        finally
        {
            foreach (var tensor in inputs.Concat(outputs))
                tensor.Dispose();
        }
    }

    private static HostTensor NewTensor(IRType type) => type is RankedTensorType { HasStaticShape: true } tensor
        ? HostTensor.Create(ElementTypeMap.ToRuntime(tensor.ElementType), [.. tensor.Shape.Dims])
        : throw new EvaluationException($"a result of type {type} cannot be made by a registered function; its sizes must be known");
}
