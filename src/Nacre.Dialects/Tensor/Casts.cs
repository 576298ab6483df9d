using Nacre.IR;

namespace Nacre.Dialects.Tensor;

/// <summary>The same tensor under a type that says more or less of its sizes.</summary>
[Op("tensor.cast", Format = "$source attr-dict `:` type($source) `to` type($dest)")]
public sealed partial class CastOp : Operation, IPure, IVerifiable, IFoldable, INamesResults
{
    [Operand<AnyTensor>] public partial Value Source { get; }
    [Result<AnyTensor>] public partial OpResult Dest { get; }

    public IReadOnlyList<string> ResultNames => ["cast"];

    public void Verify(Verifier verifier)
    {
        if (!TensorRules.AreCastCompatible(Source.Type, Dest.Type))
            verifier.Error(this, $"operand type '{Source.Type}' and result type '{Dest.Type}' are cast incompatible");
    }

    public FoldResult Fold() => Source.Type == Dest.Type ? Source : Source.DefiningOp is CastOp inner && inner.Source.Type == Dest.Type ? inner.Source : FoldResult.None;
}

/// <summary>The same bits as elements of another type of equal width.</summary>
[Op("tensor.bitcast", Format = "$source attr-dict `:` type($source) `to` type($dest)")]
public sealed partial class BitcastOp : Operation, IPure, IVerifiable, IFoldable
{
    [Operand<AnyTensor>] public partial Value Source { get; }
    [Result<AnyTensor>] public partial OpResult Dest { get; }

    public void Verify(Verifier verifier)
    {
        var (from, to) = (Source.Type.ElementOrSelf(), Dest.Type.ElementOrSelf());
        if (from is not (IntegerType or FloatType) || to is not (IntegerType or FloatType) || from.BitWidth() != to.BitWidth() || !Source.Type.HasCompatibleShape(Dest.Type))
            verifier.Error(this, $"operand type '{Source.Type}' and result type '{Dest.Type}' are cast incompatible");
    }

    public FoldResult Fold() => Source.Type == Dest.Type ? Source : Source.DefiningOp is BitcastOp inner && inner.Source.Type == Dest.Type ? inner.Source : FoldResult.None;
}

/// <summary>The elements in row-major order under the sizes that a tensor holds.</summary>
[Op("tensor.reshape", Format = "$source `(` $shape `)` attr-dict `:` functional-type(operands, results)")]
public sealed partial class ReshapeOp : Operation, IPure, IVerifiable, IFoldable, INamesResults
{
    [Operand<AnyTensor>] public partial Value Source { get; }
    [Operand<AnyRankedTensor>] public partial Value Shape { get; }
    [Result<AnyTensor>] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["reshape"];

    public void Verify(Verifier verifier)
    {
        var shape = (RankedTensorType)Shape.Type;
        if (Source.Type.ElementOrSelf() != Output.Type.ElementOrSelf())
            verifier.Error(this, "element types of source and destination tensor types should be the same");
        else if (shape.Rank != 1)
            verifier.Error(this, $"operand #1 must be 1D tensor of signless integer or index values, but got '{shape}'");
        else if (Output.Type is RankedTensorType result)
            VerifyRanked(result, shape.Shape[0], verifier);
    }

    private void VerifyRanked(RankedTensorType result, long rank, Verifier verifier)
    {
        if (rank == IR.Shape.Dynamic)
            verifier.Error(this, "cannot use shape operand with dynamic length to reshape to statically-ranked tensor type");
        else if (rank != result.Rank)
            verifier.Error(this, "length of shape operand differs from the result's tensor rank");
        else if (Source.Type is RankedTensorType { HasStaticShape: true } source && result.HasStaticShape && source.Shape.ElementCount != result.Shape.ElementCount)
            verifier.Error(this, "source and destination tensor should have the same number of elements");
    }

    public FoldResult Fold() => Source.Type == Output.Type && Source.Type is RankedTensorType { HasStaticShape: true } ? Source : FoldResult.None;
}
