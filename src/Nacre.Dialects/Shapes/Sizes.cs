using Nacre.IR;

namespace Nacre.Dialects.Shapes;

/// <summary>A size known when compiling.</summary>
[Op("shape.const_size")]
public sealed partial class ConstSizeOp : Operation, IPure, IConstantLike, ICustomAssembly, INamesResults
{
    [Attr] public partial IntegerAttr Value { get; set; }
    [Result<AnySize>] public partial OpResult Output { get; }

    public Attr ConstantValue => Value;
    public IReadOnlyList<string> ResultNames => [$"c{Value.Value}"];

    /// <summary>The operation without saying its type.</summary>
    public static ConstSizeOp Create(OpBuilder builder, IntegerAttr value) => Create(builder, SizeType.Instance, value);

    public static void Parse(OpAsmParser parser, OpState state)
    {
        state.SetAttr("value", IntegerAttr.Index(parser.ParseInteger()));
        parser.ParseOptionalAttributeDict(state);
        state.ResultTypes.Add(SizeType.Instance);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write($" {Value.Value}");
        printer.PrintOptionalAttrDict(this, "value");
    }
}

/// <summary>An index as a size.</summary>
[Op("shape.index_to_size", Format = "$arg attr-dict")]
public sealed partial class IndexToSizeOp : Operation, IPure, IFoldable
{
    [Operand<IR.Index>] public partial Value Arg { get; }
    [Result<AnySize>] public partial OpResult Output { get; }

    public FoldResult Fold() => Arg.DefiningOp is SizeToIndexOp { Arg: { Type: SizeType } inner } ? inner : Arg.ConstantValue is IntegerAttr size ? size : FoldResult.None;
}

/// <summary>A size as an index; fails at run time for the error size.</summary>
[Op("shape.size_to_index", Format = "$arg attr-dict `:` type($arg)")]
public sealed partial class SizeToIndexOp : Operation, IPure, IFoldable
{
    [Operand<SizeOrIndex>] public partial Value Arg { get; }
    [Result<IR.Index>] public partial OpResult Output { get; }

    public FoldResult Fold() => Arg.Type is IndexType ? Arg : Arg.DefiningOp is IndexToSizeOp inner ? inner.Arg : Arg.ConstantValue is IntegerAttr size ? size : FoldResult.None;
}

/// <summary>The number of dimensions of a shape.</summary>
[Op("shape.rank", Format = "$shape attr-dict `:` type($shape) `->` type($output)")]
public sealed partial class RankOp : Operation, IPure, IVerifiable, IFoldable
{
    [Operand<ShapeOrExtentTensor>] public partial Value Shape { get; }
    [Result<SizeOrIndex>] public partial OpResult Output { get; }

    public void Verify(Verifier verifier) => ErrorTypes.CheckSize(this, verifier);
    public FoldResult Fold() => Shape.ConstantValue is DenseElementsAttr shape ? IntegerAttr.Index(shape.Count) : FoldResult.None;
}

/// <summary>A size of a value.</summary>
[Op("shape.dim", Format = "$value `,` $index attr-dict `:` type($value) `,` type($index) `->` type($extent)")]
public sealed partial class DimOp : Operation, IPure, IVerifiable, IFoldable
{
    [Operand<ShapedOrValueShape>] public partial Value Value { get; }
    [Operand<SizeOrIndex>] public partial Value Index { get; }
    [Result<SizeOrIndex>] public partial OpResult Extent { get; }

    public void Verify(Verifier verifier) => ErrorTypes.CheckSize(this, verifier);

    public FoldResult Fold() =>
        Index.ConstantValue is IntegerAttr { Value: >= 0 and var dim } && Value.Type is ShapedType { HasRank: true } type && dim < type.Rank && !type.Shape.IsDynamic((int)dim)
            ? IntegerAttr.Index(type.Shape[(int)dim]) : FoldResult.None;
}

/// <summary>A size of a shape.</summary>
[Op("shape.get_extent", Format = "$shape `,` $dim attr-dict `:` type($shape) `,` type($dim) `->` type($extent)")]
public sealed partial class GetExtentOp : Operation, IPure, IVerifiable, IFoldable
{
    [Operand<ShapeOrExtentTensor>] public partial Value Shape { get; }
    [Operand<SizeOrIndex>] public partial Value Dim { get; }
    [Result<SizeOrIndex>] public partial OpResult Extent { get; }

    public void Verify(Verifier verifier) => ErrorTypes.CheckSize(this, verifier);

    public FoldResult Fold()
    {
        if (Dim.ConstantValue is not IntegerAttr { Value: >= 0 and var dim })
            return FoldResult.None;
        if (Shape.ConstantValue is DenseElementsAttr shape && dim < shape.Count)
            return IntegerAttr.Index(shape.IntegerAt(dim));
        return Shape.DefiningOp is FromExtentsOp from && dim < from.Extents.Count && from.Extents[(int)dim].Type == Extent.Type ? from.Extents[(int)dim] : FoldResult.None;
    }
}

/// <summary>The product of the sizes.</summary>
[Op("shape.num_elements", Format = "$shape attr-dict `:` type($shape) `->` type($output)")]
public sealed partial class NumElementsOp : Operation, IPure, IVerifiable, IFoldable
{
    [Operand<ShapeOrExtentTensor>] public partial Value Shape { get; }
    [Result<SizeOrIndex>] public partial OpResult Output { get; }

    public void Verify(Verifier verifier) => ErrorTypes.CheckSize(this, verifier);
    public FoldResult Fold() => Shape.ConstantValue is DenseElementsAttr shape ? IntegerAttr.Index(shape.ToIntegers().Aggregate(1L, (a, b) => unchecked(a * b))) : FoldResult.None;
}

/// <summary>Sum of sizes.</summary>
[Op("shape.add", Format = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($output)")]
public sealed partial class AddOp : Operation, IPure, ICommutative, IVerifiable, IFoldable
{
    [Operand<SizeOrIndex>] public partial Value Lhs { get; }
    [Operand<SizeOrIndex>] public partial Value Rhs { get; }
    [Result<SizeOrIndex>] public partial OpResult Output { get; }

    public void Verify(Verifier verifier) => ErrorTypes.CheckSize(this, verifier);
    public FoldResult Fold() => SizeRules.Fold(Lhs, Rhs, (a, b) => a + b);
}

/// <summary>Product of sizes.</summary>
[Op("shape.mul", Format = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($output)")]
public sealed partial class MulOp : Operation, IPure, ICommutative, IVerifiable, IFoldable
{
    [Operand<SizeOrIndex>] public partial Value Lhs { get; }
    [Operand<SizeOrIndex>] public partial Value Rhs { get; }
    [Result<SizeOrIndex>] public partial OpResult Output { get; }

    public void Verify(Verifier verifier) => ErrorTypes.CheckSize(this, verifier);
    public FoldResult Fold() => SizeRules.Fold(Lhs, Rhs, (a, b) => a * b);
}

/// <summary>Quotient of sizes, rounded down.</summary>
[Op("shape.div", Format = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($output)")]
public sealed partial class DivOp : Operation, IPure, IVerifiable, IFoldable
{
    [Operand<SizeOrIndex>] public partial Value Lhs { get; }
    [Operand<SizeOrIndex>] public partial Value Rhs { get; }
    [Result<SizeOrIndex>] public partial OpResult Output { get; }

    public void Verify(Verifier verifier) => ErrorTypes.CheckSize(this, verifier);
    public FoldResult Fold() => SizeRules.Fold(Lhs, Rhs, (a, b) => b == 0 ? null : AffineExpr.Apply(AffineOp.FloorDiv, a, b));
}

/// <summary>The smaller size.</summary>
[Op("shape.min", Format = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($output)")]
public sealed partial class MinOp : Operation, IPure, ICommutative, IFoldable
{
    [Operand<SizeOrIndex>] public partial Value Lhs { get; }
    [Operand<SizeOrIndex>] public partial Value Rhs { get; }
    [Result<SizeOrIndex>] public partial OpResult Output { get; }

    public FoldResult Fold() => SizeRules.Fold(Lhs, Rhs, (a, b) => Math.Min(a, b));
}

/// <summary>The larger size.</summary>
[Op("shape.max", Format = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($output)")]
public sealed partial class MaxOp : Operation, IPure, ICommutative, IFoldable
{
    [Operand<SizeOrIndex>] public partial Value Lhs { get; }
    [Operand<SizeOrIndex>] public partial Value Rhs { get; }
    [Result<SizeOrIndex>] public partial OpResult Output { get; }

    public FoldResult Fold() => SizeRules.Fold(Lhs, Rhs, (a, b) => Math.Max(a, b));
}

/// <summary>Arithmetic on constant sizes.</summary>
internal static class SizeRules
{
    public static FoldResult Fold(Value lhs, Value rhs, Func<long, long, long?> apply) =>
        (lhs.ConstantValue, rhs.ConstantValue) is (IntegerAttr a, IntegerAttr b) && apply(a.Value, b.Value) is { } value ? IntegerAttr.Index(value) : FoldResult.None;
}

/// <summary>An operand that may be an error (<c>!shape.size</c>, <c>!shape.shape</c>) asks for a result that may be one.</summary>
internal static class ErrorTypes
{
    public static void CheckSize(Operation op, Verifier verifier)
    {
        if (op.Result(0).Type is not SizeType && HasErrorOperand(op))
            verifier.Error(op, "if at least one of the operands can hold error values then the result must be of type `size` to propagate them");
    }

    public static void CheckShape(Operation op, Verifier verifier)
    {
        if (op.Result(0).Type is not ShapeType && HasErrorOperand(op))
            verifier.Error(op, "if at least one of the operands can hold error values then the result must be of type `shape` to propagate them");
    }

    private static bool HasErrorOperand(Operation op) => op.Operands.Types.Any(t => t is SizeType or ShapeType or ValueShapeType);
}
