using Nacre.IR;

namespace Nacre.Dialects.Shapes;

/// <summary>A shape known when compiling.</summary>
/// <example><code>%s = shape.const_shape [1, 2, 3] : tensor&lt;3xindex></code></example>
[Op("shape.const_shape")]
public sealed partial class ConstShapeOp : Operation, IPure, IConstantLike, ICustomAssembly
{
    [Attr] public partial DenseElementsAttr Shape { get; set; }
    [Result<ShapeOrExtentTensor>] public partial OpResult Output { get; }

    public Attr ConstantValue => Shape;

    public static DenseElementsAttr Extents(params ReadOnlySpan<long> sizes) => DenseElementsAttr.OfI64(RankedTensorType.Get(IndexType.Instance, sizes.Length), sizes);

    public static void Parse(OpAsmParser parser, OpState state)
    {
        parser.ParseOptionalAttributeDict(state);
        var sizes = parser.ParseList("[", "]", parser.ParseInteger);
        state.SetAttr("shape", Extents([.. sizes]));
        parser.Parse(":");
        state.ResultTypes.Add(parser.ParseType());
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.PrintOptionalAttrDict(this, "shape");
        printer.Write($" [{string.Join(", ", Shape.ToIntegers())}] : ");
        printer.Print(Output.Type);
    }
}

/// <summary>The shape of a value.</summary>
[Op("shape.shape_of", Format = "$arg attr-dict `:` type($arg) `->` type($output)")]
public sealed partial class ShapeOfOp : Operation, IPure, IFoldable
{
    [Operand<ShapedOrValueShape>] public partial Value Arg { get; }
    [Result<ShapeOrExtentTensor>] public partial OpResult Output { get; }

    public FoldResult Fold() => Arg.Type is ShapedType { HasStaticShape: true } type ? ConstShapeOp.Extents(type.Shape.Dims.Span) : FoldResult.None;
}

/// <summary>A shape from its sizes.</summary>
[Op("shape.from_extents", Format = "$extents attr-dict `:` type($extents)")]
public sealed partial class FromExtentsOp : Operation, IPure, IFoldable
{
    [Operand<SizeOrIndex>] public partial OperandRange Extents { get; }
    [Result<AnyShape>] public partial OpResult Output { get; }

    public FoldResult Fold()
    {
        var sizes = Extents.Select(e => (e.ConstantValue as IntegerAttr)?.Value).ToArray();
        return sizes.All(s => s is not null) ? ConstShapeOp.Extents([.. sizes.Select(s => s!.Value)]) : FoldResult.None;
    }
}

/// <summary>An extent tensor as a shape.</summary>
[Op("shape.from_extent_tensor", Format = "$input attr-dict `:` type($input)")]
public sealed partial class FromExtentTensorOp : Operation, IPure
{
    [Operand<ExtentTensor>] public partial Value Input { get; }
    [Result<AnyShape>] public partial OpResult Output { get; }
}

/// <summary>A shape as an extent tensor; fails at run time for the error shape.</summary>
[Op("shape.to_extent_tensor", Format = "$input attr-dict `:` type($input) `->` type($output)")]
public sealed partial class ToExtentTensorOp : Operation, IPure, IFoldable
{
    [Operand<ShapeOrExtentTensor>] public partial Value Input { get; }
    [Result<ExtentTensor>] public partial OpResult Output { get; }

    public FoldResult Fold() => Input.Type == Output.Type ? Input : Input.ConstantValue is DenseElementsAttr shape && shape.Type == Output.Type ? shape : FoldResult.None;
}

/// <summary>The shape that operands broadcast to, by NumPy's rules.</summary>
[Op("shape.broadcast", Format = "$shapes attr-dict `:` type($shapes) `->` type($output)")]
public sealed partial class BroadcastOp : Operation, IPure, IVerifiable, IFoldable
{
    [Operand<ShapeOrExtentTensor>] public partial OperandRange Shapes { get; }
    [Attr] public partial string? Error { get; set; }
    [Result<ShapeOrExtentTensor>] public partial OpResult Output { get; }

    public void Verify(Verifier verifier) => ErrorTypes.CheckShape(this, verifier);

    public FoldResult Fold()
    {
        if (Shapes.Count == 1 && Shapes[0].Type == Output.Type)
            return Shapes[0];
        var constants = Shapes.Select(s => (s.ConstantValue as DenseElementsAttr)?.ToIntegers()).ToArray();
        return constants.Length > 0 && constants.All(c => c is not null) && BroadcastRules.Broadcast(constants!) is { } sizes && Fits(sizes.Length) ? ConstShapeOp.Extents(sizes) : FoldResult.None;
    }

    private bool Fits(int rank) => Output.Type is not RankedTensorType type || type.Shape[0] == rank;
}

/// <summary>Two shapes one behind the other.</summary>
[Op("shape.concat", Format = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($output)")]
public sealed partial class ConcatOp : Operation, IPure
{
    [Operand<ShapeOrExtentTensor>] public partial Value Lhs { get; }
    [Operand<ShapeOrExtentTensor>] public partial Value Rhs { get; }
    [Result<ShapeOrExtentTensor>] public partial OpResult Output { get; }
}

/// <summary>A shape cut in two before the dimension <c>index</c>; a negative one counts from the end.</summary>
[Op("shape.split_at")]
public sealed partial class SplitAtOp : Operation, IPure
{
    [Operand<ShapeOrExtentTensor>] public partial Value Input { get; }
    [Operand<SizeOrIndex>] public partial Value Index { get; }
    [Result<ShapeOrExtentTensor>] public partial OpResult Head { get; }
    [Result<ShapeOrExtentTensor>] public partial OpResult Tail { get; }
}

/// <summary>Any of several shapes that the program knows to agree.</summary>
[Op("shape.any", Format = "$inputs attr-dict `:` type($inputs) `->` type($output)")]
public sealed partial class AnyOp : Operation, IPure
{
    [Operand<ShapeOrExtentTensor>] public partial OperandRange Inputs { get; }
    [Result<ShapeOrExtentTensor>] public partial OpResult Output { get; }
}

/// <summary>Whether all shapes are equal.</summary>
[Op("shape.shape_eq", Format = "$shapes attr-dict `:` type($shapes)")]
public sealed partial class ShapeEqOp : Operation, IPure, IFoldable
{
    [Operand<ShapeOrExtentTensor>] public partial OperandRange Shapes { get; }
    [Result<I1>] public partial OpResult Output { get; }

    public FoldResult Fold() => BroadcastRules.AllEqual(Shapes) ? IntegerAttr.Bool(true) : FoldResult.None;
}

/// <summary>Whether the shapes broadcast to one.</summary>
[Op("shape.is_broadcastable", Format = "$shapes attr-dict `:` type($shapes)")]
public sealed partial class IsBroadcastableOp : Operation, IPure, IFoldable
{
    [Operand<ShapeOrExtentTensor>] public partial OperandRange Shapes { get; }
    [Result<I1>] public partial OpResult Output { get; }

    public FoldResult Fold() => BroadcastRules.AreBroadcastable(Shapes) ? IntegerAttr.Bool(true) : FoldResult.None;
}
