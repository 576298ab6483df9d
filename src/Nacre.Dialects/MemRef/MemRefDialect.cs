using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Dialects.MemRef;

/// <summary>Allocating, reading, writing and viewing memory (https://mlir.llvm.org/docs/Dialects/MemRef/).</summary>
public sealed class MemRefDialect() : Dialect("memref")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } =
    [
        AllocOp.Definition, AllocaOp.Definition, ReallocOp.Definition, DeallocOp.Definition, AllocaScopeOp.Definition, AllocaScopeReturnOp.Definition,
        GlobalOp.Definition, GetGlobalOp.Definition,
        LoadOp.Definition, StoreOp.Definition, CopyOp.Definition, PrefetchOp.Definition, AtomicRMWOp.Definition,
        DimOp.Definition, RankOp.Definition, AssumeAlignmentOp.Definition, ExtractStridedMetadataOp.Definition, ExtractAlignedPointerAsIndexOp.Definition,
        CastOp.Definition, MemorySpaceCastOp.Definition, ReinterpretCastOp.Definition, SubViewOp.Definition, ViewOp.Definition, TransposeOp.Definition,
        ExpandShapeOp.Definition, CollapseShapeOp.Definition,
    ];

    public override Operation? MaterializeConstant(OpBuilder builder, Attr value, IRType type) => ArithDialect.TryConstant(builder, value, type);

    public override void CanonicalizationPatterns(PatternSet patterns)
    {
        patterns.Add(new UnusedAllocation<AllocOp>());
        patterns.Add(new UnusedAllocation<AllocaOp>());
    }
}

/// <summary>The directives of the dialect's assembly formats.</summary>
internal static class Directives
{
    public static CustomDirective DynamicIndexList => Dialects.DynamicIndexList.Directive;
}

/// <summary>A memref of known or unknown rank.</summary>
public sealed class AnyRankedOrUnrankedMemRef : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is MemRefType or UnrankedMemRefType;
    public static string Description => "ranked or unranked memref of any type values";
}

/// <summary>A one-dimensional memref of bytes.</summary>
public sealed class ByteBuffer : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is MemRefType { Rank: 1, ElementType: IntegerType { Width: 8, IsSignless: true } };
    public static string Description => "1D memref of 8-bit signless integer values";
}

/// <summary>An allocation without uses → nothing.</summary>
internal sealed class UnusedAllocation<T> : RewritePattern<T> where T : Operation
{
    protected override bool MatchAndRewrite(T op, PatternRewriter rewriter)
    {
        if (op.Result(0).Users.Any(u => u is not DeallocOp))
            return rewriter.NoMatch(op, "the memory is used");
        foreach (var user in op.Result(0).Users.ToArray())
            rewriter.Erase(user);
        rewriter.Erase(op);
        return true;
    }
}
