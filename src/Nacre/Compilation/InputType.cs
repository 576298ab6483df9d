using Nacre.Dialects.Builtin;
using Nacre.IR;
using Nacre.Runtime;

namespace Nacre.Compilation;

/// <summary>The type of an input that a program is compiled for.</summary>
/// <param name="Shape">Null leaves the type as the model says.</param>
internal readonly record struct InputType(ElementType Element, PlanArray<long>? Shape)
{
    public static InputType Of(HostTensor tensor) => new(tensor.ElementType, new PlanArray<long>(tensor.Shape));

    /// <summary>Null for what is compiled as the model says: values that are no tensors of numbers.</summary>
    public IRType? ToIR() => Shape is { } shape && Element != ElementType.String ? new RankedTensorType(shape.AsSpan().ToArray(), ElementTypeMap.ToIR(Element)) : null;

    public override string ToString() => Shape is { } shape && Element != ElementType.String ? TensorSize.Format(Element, shape.AsSpan()) : "?";
}
