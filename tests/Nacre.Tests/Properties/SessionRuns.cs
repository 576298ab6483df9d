using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Properties;

/// <summary>Runs a compiled model on the interpreter's values, so that both can be compared.</summary>
internal static class SessionRuns
{
    public static TensorValue[] Run(InferenceSession session, TensorValue[] inputs)
    {
        var tensors = inputs.Select(i =>
        {
            var tensor = HostTensor.Create(HloWriter.RuntimeType(i.ElementType), [.. i.Shape.Dims]);
            i.Bytes.CopyTo(tensor.AsBytes());
            return tensor;
        }).ToArray();
        return [.. session.Run(tensors).Select(t => new TensorValue(new RankedTensorType(t.Shape.ToArray(), HloWriter.IRTypeOf(t.ElementType)), t.AsBytes().ToArray()))];
    }
}
