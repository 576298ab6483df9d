using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

// The types that operands and results may have, as upstream's definitions name them.

/// <summary>Any ranked tensor, per-tensor quantised ones included.</summary>
public sealed class HloTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float, HloElement.Pred, HloElement.Int, HloElement.Complex, HloElement.Quantized];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>Any ranked tensor, quantised ones included.</summary>
public sealed class HloTensorOrPerAxis : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float, HloElement.Pred, HloElement.Int, HloElement.Complex, HloElement.Quantized, HloElement.PerAxisQuantized];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor that is not quantised.</summary>
public sealed class HloNonQuantizedTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float, HloElement.Pred, HloElement.Int, HloElement.Complex];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of <c>i1</c>.</summary>
public sealed class HloPredTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Pred];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of integers.</summary>
public sealed class HloIntTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Int];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of integers or booleans.</summary>
public sealed class HloPredOrIntTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Pred, HloElement.Int];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of real numbers or booleans.</summary>
public sealed class HloPredIntOrFpTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Pred, HloElement.Int, HloElement.Float];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of real numbers.</summary>
public sealed class HloIntOrFpTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Int, HloElement.Float];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of floats.</summary>
public sealed class HloFpTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of f32 or f64.</summary>
public sealed class HloFp32Or64Tensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float32Or64];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of complex numbers.</summary>
public sealed class HloComplexTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Complex];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of floats or complex numbers.</summary>
public sealed class HloFpOrComplexTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float, HloElement.Complex];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of floats, or quantised.</summary>
public sealed class HloFpOrQuantizedTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float, HloElement.Quantized];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of floats or complex numbers, or quantised.</summary>
public sealed class HloFpComplexOrQuantizedTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float, HloElement.Complex, HloElement.Quantized];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of numbers (no booleans).</summary>
public sealed class HloNumericTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Int, HloElement.Float, HloElement.Complex, HloElement.Quantized];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of numbers with a sign.</summary>
public sealed class HloSignedTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.SignedInt, HloElement.Float, HloElement.Complex, HloElement.Quantized];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of real numbers with a sign.</summary>
public sealed class HloSignedRealTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.SignedInt, HloElement.Float, HloElement.Quantized];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked quantised tensor.</summary>
public sealed class HloQuantizedTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Quantized, HloElement.PerAxisQuantized];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of floats, or quantised.</summary>
public sealed class HloFpOrAnyQuantizedTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float, HloElement.Quantized, HloElement.PerAxisQuantized];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A ranked tensor of integers or indices.</summary>
public sealed class HloIndicesTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Int, HloElement.Index];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds);
    public static string Description => HloElements.Describe("ranked tensor", Kinds);
}

/// <summary>A tensor of rank 0.</summary>
public sealed class HloScalarTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float, HloElement.Pred, HloElement.Int, HloElement.Complex, HloElement.Quantized];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds) && type is RankedTensorType { Rank: 0 };
    public static string Description => HloElements.Describe("0D tensor", Kinds);
}

/// <summary>An integer tensor of rank 0.</summary>
public sealed class HloScalarIntTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Int];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds) && type is RankedTensorType { Rank: 0 };
    public static string Description => HloElements.Describe("0D tensor", Kinds);
}

/// <summary>A real or boolean tensor of rank 0.</summary>
public sealed class HloScalarPredIntOrFpTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Pred, HloElement.Int, HloElement.Float];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds) && type is RankedTensorType { Rank: 0 };
    public static string Description => HloElements.Describe("0D tensor", Kinds);
}

/// <summary>A float or quantised tensor of rank 1.</summary>
public sealed class HloVectorFpOrQuantized : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float, HloElement.Quantized];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds) && type is RankedTensorType { Rank: 1 };
    public static string Description => HloElements.Describe("1D tensor", Kinds);
}

/// <summary>A rank-1 tensor of sizes or indices.</summary>
public sealed class HloDimensionTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Index, HloElement.Int];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds) && type is RankedTensorType { Rank: 1 };
    public static string Description => HloElements.Describe("1D tensor", Kinds);
}

/// <summary>A rank-1 tensor of sizes or indices whose own size is known.</summary>
public sealed class HloStaticDimensionTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Index, HloElement.Int];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds) && type is RankedTensorType { Rank: 1, HasStaticShape: true };
    public static string Description => HloElements.Describe("statically shaped 1-dimensional tensor", Kinds);
}

/// <summary>A rank-1 integer tensor of known size.</summary>
public sealed class HloStatic1DIntTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Int];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds) && type is RankedTensorType { Rank: 1, HasStaticShape: true };
    public static string Description => "statically shaped 1-dimensional integer tensor";
}

/// <summary>A rank-2 integer tensor of known sizes.</summary>
public sealed class HloStatic2DIntTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Int];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds) && type is RankedTensorType { Rank: 2, HasStaticShape: true };
    public static string Description => "statically shaped 2-dimensional integer tensor";
}

/// <summary>A tensor of known shape.</summary>
public sealed class HloStaticTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float, HloElement.Pred, HloElement.Int, HloElement.Complex, HloElement.Quantized, HloElement.PerAxisQuantized];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds) && type is RankedTensorType { HasStaticShape: true };
    public static string Description => "statically shaped tensor";
}

/// <summary>A tensor of numbers and of known shape.</summary>
public sealed class HloStaticNumericTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Int, HloElement.Float, HloElement.Complex, HloElement.Quantized];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds) && type is RankedTensorType { HasStaticShape: true };
    public static string Description => HloElements.Describe("statically shaped tensor", Kinds);
}

/// <summary>A tensor of real numbers and of known shape.</summary>
public sealed class HloStaticIntOrFpTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Int, HloElement.Float];
    public static bool Accepts(IRType type) => HloElements.IsRanked(type, Kinds) && type is RankedTensorType { HasStaticShape: true };
    public static string Description => HloElements.Describe("statically shaped tensor", Kinds);
}

/// <summary>A tensor of known shape, or with one dimension that is only bounded.</summary>
public sealed class HloStaticOrBoundedTensor : ITypeConstraint
{
    public static bool Accepts(IRType type) => HloTensorOrPerAxis.Accepts(type) && type is RankedTensorType tensor && (tensor.HasStaticShape || HasSingleBoundedDimension(tensor));
    public static string Description => "statically shaped or single bounded dimension tensor";

    private static bool HasSingleBoundedDimension(RankedTensorType type) =>
        type.Shape.DynamicCount == 1 && type.Bounds() is { IsEmpty: false } bounds && Enumerable.Range(0, type.Rank).All(i => !type.Shape.IsDynamic(i) || bounds[i] != Shape.Dynamic);
}

/// <summary><c>tensor&lt;ui32&gt;</c>, the type of process ids.</summary>
public sealed class HloUI32Tensor : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is RankedTensorType { ElementType: IntegerType { Width: 32, IsUnsigned: true } };
    public static string Description => "ranked tensor of 32-bit unsigned integer values";
}

/// <summary>A ranked tensor of <c>i32</c>.</summary>
public sealed class HloI32Tensor : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is RankedTensorType { ElementType: IntegerType { Width: 32, IsSignless: true } };
    public static string Description => "ranked tensor of 32-bit signless integer values";
}

/// <summary>A token.</summary>
public sealed class HloToken : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is TokenType;
    public static string Description => "token";
}

/// <summary>A future.</summary>
public sealed class HloFuture : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is FutureType;
    public static string Description => "future";
}

/// <summary>A tuple, possibly nested.</summary>
public sealed class HloTuple : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is TupleType tuple && tuple.Types.All(t => HloTensorOrPerAxis.Accepts(t) || t is TokenType or MemRefType || Accepts(t));
    public static string Description => $"nested tuple with any combination of {HloTensor.Description} or memref of any type values or {HloElements.Describe("ranked tensor", HloElement.PerAxisQuantized)} or token values";
}

/// <summary>A tensor or token.</summary>
public sealed class HloTensorOrToken : ITypeConstraint
{
    public static bool Accepts(IRType type) => HloTensor.Accepts(type) || type is TokenType;
    public static string Description => $"{HloTensor.Description} or token";
}

/// <summary>A tensor, quantised ones included, or token.</summary>
public sealed class HloTensorOrPerAxisOrToken : ITypeConstraint
{
    public static bool Accepts(IRType type) => HloTensorOrPerAxis.Accepts(type) || type is TokenType;
    public static string Description => $"{HloTensor.Description} or {HloElements.Describe("ranked tensor", HloElement.PerAxisQuantized)} or token";
}

/// <summary>Whatever control flow passes around: a tensor, a token or a buffer.</summary>
public sealed class HloControlValue : ITypeConstraint
{
    public static bool Accepts(IRType type) => HloTensorOrPerAxis.Accepts(type) || type is TokenType or MemRefType;
    public static string Description => $"{HloTensor.Description} or {HloElements.Describe("ranked tensor", HloElement.PerAxisQuantized)} or token or memref of any type values";
}

/// <summary>A tensor, token, tuple or buffer.</summary>
public sealed class HloAnyValue : ITypeConstraint
{
    public static bool Accepts(IRType type) => HloControlValue.Accepts(type) || HloTuple.Accepts(type);
    public static string Description => $"{HloControlValue.Description} or {HloTuple.Description}";
}

/// <summary>What a custom call takes and gives: also unranked tensors and futures.</summary>
public sealed class HloCustomCallValue : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is TensorType or TokenType or MemRefType or FutureType || (type is TupleType tuple && tuple.Types.All(Accepts));
    public static string Description => "tensor, memref, token, tuple or future";
}
