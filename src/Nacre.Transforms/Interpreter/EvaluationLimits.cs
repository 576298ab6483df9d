namespace Nacre.Transforms.Interpreter;

/// <summary>Where an evaluation gives up with an error, so that a hostile or runaway program ends.</summary>
/// <param name="MaxWork">Elements computed, multiply-adds of contractions and windows, and a fixed cost for every operation and region; a step takes about a nanosecond.</param>
/// <param name="MaxLiveBytes">Bytes of all values that a program still can refer to.</param>
/// <param name="MaxTensorBytes">Bytes of one tensor.</param>
/// <param name="MaxDepth">Nested calls and regions.</param>
public sealed record EvaluationLimits(long MaxWork = 1L << 38, long MaxLiveBytes = 16L << 30, long MaxTensorBytes = int.MaxValue, int MaxDepth = 200)
{
    public static EvaluationLimits Default { get; } = new();
}
