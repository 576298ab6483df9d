using Nacre.IR;

namespace Nacre.Dialects.X86Vector;

/// <summary>Vector instructions that only x86 has (https://mlir.llvm.org/docs/Dialects/X86Vector/).</summary>
public sealed class X86VectorDialect() : Dialect("x86vector")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } = [DotBF16Op.Definition];
}

/// <summary>
/// w + a₀·b₀ + a₁·b₁ for each pair of neighbouring bf16 elements of <c>a</c> and <c>b</c>, in f32: one instruction of AVX512-BF16. Subnormal numbers count as zero.
/// </summary>
/// <example><code>%0 = x86vector.avx512.dot %w, %a, %b : vector&lt;32xbf16> -> vector&lt;16xf32></code></example>
[Op("x86vector.avx512.dot", Format = "$w `,` $a `,` $b attr-dict `:` type($a) `->` type($w)")]
public sealed partial class DotBF16Op : Operation, IPure, IInferTypes, IInferOperandTypes, IVerifiable
{
    [Operand<AnyVector>] public partial Value W { get; }
    [Operand<AnyVector>] public partial Value A { get; }
    [Operand<AnyVector>] public partial Value B { get; }
    [Result<AnyVector>] public partial OpResult Dst { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type];

    public static void InferOperandTypes(FormatTypes types) => types["b"] = types["a"];

    public void Verify(Verifier verifier)
    {
        var isSupported = W.Type is VectorType { Rank: 1 } sums && A.Type is VectorType { Rank: 1 } pairs && sums.ElementType == FloatType.F32 && pairs.ElementType == FloatType.BF16
            && sums.Shape[0] is 4 or 8 or 16 && pairs.Shape[0] == 2 * sums.Shape[0];
        if (!isSupported || A.Type != B.Type || Dst.Type != W.Type)
            verifier.Error(this, $"expects sums of 4, 8 or 16 f32 and twice as many bf16 on both sides, got {W.Type}, {A.Type} and {B.Type}");
    }
}
