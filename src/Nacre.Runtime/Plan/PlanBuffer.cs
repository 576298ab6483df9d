namespace Nacre.Runtime;

/// <summary>Where a buffer's elements lie while a session runs.</summary>
public enum BufferKind
{
    /// <summary>In the caller's input tensor.</summary>
    Input,

    /// <summary>In the caller's output tensor; the shape is static.</summary>
    Output,

    /// <summary>In <see cref="ExecutionPlan.Constants"/>.</summary>
    Constant,

    /// <summary>In the session's arena; the shape is static.</summary>
    Arena,

    /// <summary>In a tensor that a host step makes during the run.</summary>
    Dynamic,
}

/// <summary>A value of the host program.</summary>
/// <param name="Id">Its index in <see cref="ExecutionPlan.Buffers"/>.</param>
/// <param name="Name">Named in errors and profiles.</param>
/// <param name="Type">Element type; strings are never in the arena. <see cref="ElementType.Undefined"/> for a dynamic buffer whose type is only known at run time.</param>
/// <param name="Shape">Sizes; null or with -1 where only known at run time, which only inputs and dynamic buffers may have.</param>
/// <param name="Kind">Where it lies.</param>
/// <param name="Offset">Bytes from the start of the arena, or the index of the constant; 0 otherwise.</param>
/// <param name="ByteSize">Bytes of its elements; 0 where the shape is not static.</param>
public sealed record PlanBuffer(int Id, string Name, ElementType Type, PlanArray<long>? Shape, BufferKind Kind, long Offset = 0, long ByteSize = 0)
{
    public bool IsStatic => Shape is { } shape && TensorSize.IsStatic(shape.AsSpan());
}

/// <summary>An input or output as the user sees it.</summary>
/// <param name="Name">The model's name for it.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes; -1 where any size is accepted or will come out. Null: even the rank is not known.</param>
/// <param name="Buffer">The buffer that holds it. An output may be any buffer, also one that another output or an input names.</param>
/// <param name="DimensionNames">Empty, or a name or null per dimension; dimensions of one name must agree in size among the inputs of a run.</param>
public sealed record PlanPort(string Name, ElementType Type, PlanArray<long>? Shape, int Buffer, PlanArray<string?> DimensionNames = default)
{
    /// <summary><c>tensor&lt;?x3xf32&gt;</c>, or <c>tensor&lt;*xf32&gt;</c> without a rank.</summary>
    public string Describe() => Shape is { } shape ? TensorSize.Format(Type, shape.AsSpan()) : $"tensor<*x{Type.MlirName()}>";
}
