using Nacre.Transforms.Interpreter;

namespace Nacre.Fuzz.Judging;

internal enum VerdictKind
{
    Agrees,

    /// <summary>ONNX Runtime refuses the case, so that there is nothing to compare with.</summary>
    Refused,

    /// <summary>The results differ for a reason that is not Nacre's.</summary>
    Explained,

    Unexplained,
}

/// <summary>What became of a case.</summary>
/// <param name="Detail">The reference's refusal, the reason, or the difference.</param>
/// <param name="Expected">The reference's outputs by name; null where it refuses.</param>
internal sealed record Verdict(VerdictKind Kind, string Detail = "", IReadOnlyDictionary<string, TensorValue>? Expected = null);
