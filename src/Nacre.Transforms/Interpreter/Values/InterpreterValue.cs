using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>What an SSA value is while a program is interpreted.</summary>
public abstract record InterpreterValue
{
    /// <summary>Bytes of memory that the value keeps alive, roughly; counted against <see cref="EvaluationLimits.MaxLiveBytes"/>.</summary>
    public virtual long ByteSize => 0;

    /// <summary>The value as a tensor.</summary>
    /// <exception cref="InvalidOperationException">It is of another kind.</exception>
    public TensorValue AsTensor => this as TensorValue ?? throw new InvalidOperationException($"expected a tensor, got {GetType().Name}");
}

/// <summary>A tuple.</summary>
public sealed record TupleValue(EquatableArray<InterpreterValue> Items) : InterpreterValue
{
    public override long ByteSize => Items.Sum(i => i.ByteSize);
}

/// <summary>A token: orders effects, holds nothing.</summary>
public sealed record TokenValue : InterpreterValue
{
    public static TokenValue Instance { get; } = new();
}

/// <summary>A tensor of strings, row-major.</summary>
public sealed record StringTensorValue(Shape Shape, EquatableArray<string> Strings) : InterpreterValue
{
    public override long ByteSize => Strings.Sum(s => 2L * s.Length + 24);
}

/// <summary>A list of values of one type (ONNX sequences).</summary>
public sealed record SequenceValue(EquatableArray<InterpreterValue> Items) : InterpreterValue
{
    public override long ByteSize => Items.Sum(i => i.ByteSize);
}

/// <summary>A value or nothing (ONNX optionals).</summary>
public sealed record OptionalValue(InterpreterValue? Item) : InterpreterValue
{
    public override long ByteSize => Item?.ByteSize ?? 0;
}

/// <summary>Keys with their values, in insertion order; a key is a <see cref="long"/> or a <see cref="string"/> (ONNX maps).</summary>
public sealed record MapValue(EquatableArray<(object Key, InterpreterValue Value)> Entries) : InterpreterValue
{
    public override long ByteSize => Entries.Sum(e => e.Value.ByteSize + 16);
}
