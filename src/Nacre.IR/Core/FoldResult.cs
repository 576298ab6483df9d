namespace Nacre.IR;

/// <summary>What a fold gives for an operation with one result: nothing, an existing value, a constant, or a change in place.</summary>
public readonly record struct FoldResult
{
    public Value? Value { get; private init; }
    public Attr? Constant { get; private init; }

    /// <summary>The operation was changed in place and keeps its result.</summary>
    public bool InPlace { get; private init; }

    public static FoldResult None => default;
    public static FoldResult Changed => new() { InPlace = true };
    public bool IsNone => Value is null && Constant is null && !InPlace;

    public static implicit operator FoldResult(Value? value) => new() { Value = value };
    public static implicit operator FoldResult(Attr? constant) => new() { Constant = constant };
}
