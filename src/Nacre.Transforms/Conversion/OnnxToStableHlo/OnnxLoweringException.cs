namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>An operation has no StableHLO form for the types or constants at hand; the message says why. It then stays as it is.</summary>
public class OnnxLoweringException(string message) : Exception(message);

/// <summary>The sizes of an operation's operands do not fit together: it can only fail where it runs.</summary>
public sealed class OnnxMisfitException(string message) : OnnxLoweringException(message);
