using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Dialects.Vector;

/// <summary>lhs * rhs + acc, element by element, rounded once.</summary>
[Op("vector.fma", Format = "$lhs `,` $rhs `,` $acc attr-dict `:` type($lhs)")]
public sealed partial class FmaOp : Operation, IPure, ISameOperandsAndResultType
{
    [Operand<AnyVector>] public partial Value Lhs { get; }
    [Operand<AnyVector>] public partial Value Rhs { get; }
    [Operand<AnyVector>] public partial Value Acc { get; }
    [Result<AnyVector>] public partial OpResult Result { get; }
}

/// <summary>Combines the elements of a vector of one dimension, and an accumulator if there is one. Floats are combined in order unless <c>reassoc</c> is set.</summary>
/// <example><code>%s = vector.reduction &lt;add>, %v, %acc fastmath&lt;reassoc> : vector&lt;16xf32> into f32</code></example>
[Op("vector.reduction", Format = "$kind `,` $vector (`,` $acc^)? (`fastmath` `` $fastmath^)? attr-dict `:` type($vector) `into` type($dest)")]
public sealed partial class ReductionOp : Operation, IPure, IInferTypes, IInferOperandTypes, IFastMath, IVerifiable
{
    [Attr] public partial CombiningKind Kind { get; set; }
    [Operand<AnyVector>] public partial Value Vector { get; }
    [Operand] public partial Value? Acc { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result] public partial OpResult Dest { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type.ElementOrSelf()];

    public static void InferOperandTypes(FormatTypes types)
    {
        if (types.Counts["acc"] > 0)
            types["acc"] = types["dest"];
    }

    public void Verify(Verifier verifier)
    {
        var type = (VectorType)Vector.Type;
        if (type.Rank > 1)
            verifier.Error(this, $"unsupported reduction rank: {type.Rank}");
        else if (Dest.Type != type.ElementType)
            verifier.Error(this, "failed to verify that source operand and result have same element type");
        else if (!ReductionRules.Supports(Kind, type.ElementType))
            verifier.Error(this, $"unsupported reduction type ''{type.ElementType}'' for kind '{EnumKeywords.Of(Kind)}'");
    }
}

/// <summary>Combines a vector along some dimensions into an accumulator.</summary>
/// <example><code>%r = vector.multi_reduction &lt;add>, %v, %acc [1] : vector&lt;4x8xf32> to vector&lt;4xf32></code></example>
[Op("vector.multi_reduction", Format = "$kind `,` $source `,` $acc $reduction_dims attr-dict `:` type($source) `to` type($dest)")]
public sealed partial class MultiReductionOp : Operation, IPure, IInferTypes, IInferOperandTypes, IVerifiable
{
    [Attr] public partial CombiningKind Kind { get; set; }
    [Operand<AnyVector>] public partial Value Source { get; }
    [Operand] public partial Value Acc { get; }
    [Attr] public partial EquatableArray<long> ReductionDims { get; set; }
    [Result] public partial OpResult Dest { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[1].Type];
    public static void InferOperandTypes(FormatTypes types) => types["acc"] = types["dest"];

    public void Verify(Verifier verifier)
    {
        var type = (VectorType)Source.Type;
        var kept = Enumerable.Range(0, type.Rank).Where(i => !ReductionDims.Contains(i)).Select(i => type.Shape[i]).ToArray();
        IRType expected = kept.Length == 0 ? type.ElementType : new VectorType(kept, type.ElementType);
        if (Dest.Type != expected)
            verifier.Error(this, $"destination type '{Dest.Type}' is incompatible with source type '{Source.Type}'");
        else if (!ReductionRules.Supports(Kind, type.ElementType))
            verifier.Error(this, $"unsupported reduction type ''{type.ElementType}'' for kind '{EnumKeywords.Of(Kind)}'");
    }
}

/// <summary>Prefix combination along one dimension; also gives the total.</summary>
[Op("vector.scan", Format = "$kind `,` $source `,` $initialValue attr-dict `:` type($source) `,` type($initialValue)")]
public sealed partial class ScanOp : Operation, IPure, IInferTypes
{
    [Attr] public partial CombiningKind Kind { get; set; }
    [Operand<AnyVector>] public partial Value Source { get; }
    [Operand<AnyVector>] public partial Value InitialValue { get; }
    [Attr] public partial long ReductionDim { get; set; }

    /// <summary>Whether element i is part of result i.</summary>
    [Attr] public partial bool Inclusive { get; set; }
    [Result<AnyVector>] public partial OpResult Dest { get; }
    [Result<AnyVector>] public partial OpResult AccumulatedValue { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type, state.Operands[1].Type];
}

internal static class ReductionRules
{
    public static bool Supports(CombiningKind kind, IRType element) => kind switch
    {
        CombiningKind.Add or CombiningKind.Mul => element is IntegerType or IndexType or FloatType,
        CombiningKind.MinNumF or CombiningKind.MaxNumF or CombiningKind.MinimumF or CombiningKind.MaximumF => element is FloatType,
        _ => element is IntegerType or IndexType,
    };
}
