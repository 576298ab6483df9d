namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>An operation has no StableHLO form for the types or constants at hand; the message says why. It then stays as it is.</summary>
public sealed class OnnxLoweringException(string message) : Exception(message);
