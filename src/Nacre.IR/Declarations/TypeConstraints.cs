namespace Nacre.IR;

// The constraints that several dialects share; the words are MLIR's, because verifier messages are compared with upstream's.

public sealed class AnyType : ITypeConstraint
{
    public static bool Accepts(IRType type) => true;
    public static string Description => "any type";
}

/// <summary><c>i1</c>.</summary>
public sealed class I1 : ITypeConstraint, IBuildableType
{
    public static IRType Type => IntegerType.I1;
    public static bool Accepts(IRType type) => type == IntegerType.I1;
    public static string Description => "1-bit signless integer";
}

/// <summary>A signless integer or index, or a shape of them.</summary>
public sealed class IntegerLike : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is not (MemRefType or UnrankedMemRefType) && type.ElementOrSelf() is IntegerType { IsSignless: true } or IndexType;
    public static string Description => "signless-integer-like";
}

/// <summary>A signless integer (no index), or a shape of them.</summary>
public sealed class NonIndexIntegerLike : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is not (MemRefType or UnrankedMemRefType) && type.ElementOrSelf() is IntegerType { IsSignless: true };
    public static string Description => "signless-integer-like";
}

/// <summary><c>i1</c> or a shape of them.</summary>
public sealed class BoolLike : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is not (MemRefType or UnrankedMemRefType) && type.ElementOrSelf() == IntegerType.I1;
    public static string Description => "bool-like";
}

/// <summary>A float or a shape of them.</summary>
public sealed class FloatLike : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is not (MemRefType or UnrankedMemRefType) && type.ElementOrSelf() is FloatType;
    public static string Description => "floating-point-like";
}

/// <summary><c>index</c>.</summary>
public sealed class Index : ITypeConstraint, IBuildableType
{
    public static IRType Type => IndexType.Instance;
    public static bool Accepts(IRType type) => type is IndexType;
    public static string Description => "index";
}

/// <summary>A tensor of known or unknown rank.</summary>
public sealed class AnyTensor : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is TensorType;
    public static string Description => "tensor of any type values";
}

/// <summary>A tensor of known rank.</summary>
public sealed class AnyRankedTensor : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is RankedTensorType;
    public static string Description => "ranked tensor of any type values";
}

/// <summary>A memref of known rank.</summary>
public sealed class AnyMemRef : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is MemRefType;
    public static string Description => "memref of any type values";
}

/// <summary>A vector.</summary>
public sealed class AnyVector : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is VectorType;
    public static string Description => "vector of any type values";
}
