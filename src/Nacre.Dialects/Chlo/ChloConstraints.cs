using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Chlo;

// The types that operands and results may have; unlike StableHLO's these include tensors of unknown rank.

/// <summary>Any tensor.</summary>
public sealed class AnyHloTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float, HloElement.Pred, HloElement.Int, HloElement.Complex, HloElement.Quantized, HloElement.PerAxisQuantized];
    public static bool Accepts(IRType type) => HloElements.IsTensor(type, Kinds);
    public static string Description => HloElements.Describe("tensor", Kinds);
}

/// <summary>A tensor of <c>i1</c>.</summary>
public sealed class AnyPredTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Pred];
    public static bool Accepts(IRType type) => HloElements.IsTensor(type, Kinds);
    public static string Description => HloElements.Describe("tensor", Kinds);
}

/// <summary>A tensor of floats.</summary>
public sealed class AnyFpTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float];
    public static bool Accepts(IRType type) => HloElements.IsTensor(type, Kinds);
    public static string Description => HloElements.Describe("tensor", Kinds);
}

/// <summary>A tensor of complex numbers.</summary>
public sealed class AnyComplexTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Complex];
    public static bool Accepts(IRType type) => HloElements.IsTensor(type, Kinds);
    public static string Description => HloElements.Describe("tensor", Kinds);
}

/// <summary>A tensor of floats or complex numbers.</summary>
public sealed class AnyFpOrComplexTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Float, HloElement.Complex];
    public static bool Accepts(IRType type) => HloElements.IsTensor(type, Kinds);
    public static string Description => HloElements.Describe("tensor", Kinds);
}

/// <summary>A tensor of integers or booleans.</summary>
public sealed class AnyPredOrIntTensor : ITypeConstraint
{
    private static readonly HloElement[] Kinds = [HloElement.Pred, HloElement.Int];
    public static bool Accepts(IRType type) => HloElements.IsTensor(type, Kinds);
    public static string Description => HloElements.Describe("tensor", Kinds);
}
