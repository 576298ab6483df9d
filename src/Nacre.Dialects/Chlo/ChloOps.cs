using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Chlo;

/// <inheritdoc cref="ComparisonDirection"/>
public sealed record ChloComparisonDirectionAttr(ComparisonDirection Value) : HloEnumAttr<ComparisonDirection>(Value)
{
    public override string Dialect => "chlo";
    public override string Mnemonic => "comparison_direction";
    public static implicit operator ChloComparisonDirectionAttr(ComparisonDirection value) => new(value);
}

/// <inheritdoc cref="ComparisonType"/>
public sealed record ChloComparisonTypeAttr(ComparisonType Value) : HloEnumAttr<ComparisonType>(Value)
{
    public override string Dialect => "chlo";
    public override string Mnemonic => "comparison_type";
    public static implicit operator ChloComparisonTypeAttr(ComparisonType value) => new(value);
}

/// <inheritdoc cref="Precision"/>
public sealed record ChloPrecisionAttr(Precision Value) : HloEnumAttr<Precision>(Value)
{
    public override string Dialect => "chlo";
    public override string Mnemonic => "precision";
    public static implicit operator ChloPrecisionAttr(Precision value) => new(value);
}

/// <summary>A constant tensor.</summary>
/// <example><code>%r = chlo.constant dense&lt;[1, 2]&gt; : tensor&lt;2xi32&gt;</code></example>
[Op("chlo.constant", Format = "attr-dict $value")]
public sealed partial class ConstantOp : Operation, IPure, IConstantLike, IInferHloTypes
{
    [Attr] public partial ElementsAttr Value { get; set; }
    [Result<HloStaticTensor>] public partial OpResult Output { get; }

    public Attr ConstantValue => Value;

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [((ElementsAttr)state.GetAttr("value")!).Type];
}

/// <summary>A number, repeated in the shape of a tensor.</summary>
[Op("chlo.constant_like")]
public sealed partial class ConstantLikeOp : Operation, IPure, IInferHloTypes, IVerifiable
{
    [Attr] public partial Attr Value { get; set; }
    [Operand<AnyHloTensor>] public partial Value Operand { get; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    private static IRType? ElementOf(Attr? value) => value switch
    {
        IntegerAttr integer => integer.Type,
        FloatAttr number => number.Type,
        ArrayAttr { Items: [FloatAttr real, FloatAttr] } => new ComplexType(real.Type),
        _ => null,
    };

    public static IReadOnlyList<IRType> InferTypes(OpState state) =>
        [ElementOf(state.GetAttr("value")) is { } element ? state.Operands[0].Type.WithElementOf(element) : state.Operands[0].Type];

    public void Verify(Verifier verifier)
    {
        if (ElementOf(Value) is { } element && element != Result.Type.ElementOrSelf())
            verifier.Error(this, "value's type doesn't match element return type");
    }
}

/// <summary>The next float after x toward y.</summary>
[Op("chlo.next_after", Format = "$x `,` $y attr-dict `:` type($x) `,` type($y) `->` type(results)")]
public sealed partial class NextAfterOp : Operation, IElementwiseOp, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpTensor>] public partial Value X { get; }
    [Operand<AnyFpTensor>] public partial Value Y { get; }
    [Result<AnyFpTensor>] public partial OpResult Result { get; }
}

/// <summary>The n-th derivative of digamma at x.</summary>
[Op("chlo.polygamma", Format = "$n `,` $x attr-dict `:` type($n) `,` type($x) `->` type(results)")]
public sealed partial class PolygammaOp : Operation, IElementwiseOp, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpTensor>] public partial Value N { get; }
    [Operand<AnyFpTensor>] public partial Value X { get; }
    [Result<AnyFpTensor>] public partial OpResult Result { get; }
}

/// <summary>The Hurwitz zeta function of x and q.</summary>
[Op("chlo.zeta", Format = "$x `,` $q attr-dict `:` type($x) `,` type($q) `->` type(results)")]
public sealed partial class ZetaOp : Operation, IElementwiseOp, ICompatibleOperandsAndResultType
{
    [Operand<AnyFpTensor>] public partial Value X { get; }
    [Operand<AnyFpTensor>] public partial Value Q { get; }
    [Result<AnyFpTensor>] public partial OpResult Result { get; }
}

/// <summary>The upper half of the bits of the product.</summary>
[Op("chlo.mulhi", Format = "$lhs `,` $rhs attr-dict `:` type($lhs) `,` type($rhs) `->` type($result)")]
public sealed partial class MulhiOp : Operation, IBinaryElementwise, ICommutative, ICompatibleOperandsAndResultType
{
    [Operand<HloIntTensor>] public partial Value Lhs { get; }
    [Operand<HloIntTensor>] public partial Value Rhs { get; }
    [Result<HloIntTensor>] public partial OpResult Result { get; }
}

/// <summary>The k largest elements of the last dimension and their places, largest first; of equal ones the first comes first.</summary>
/// <example><code>%v, %i = chlo.top_k(%x, k = 8) : tensor&lt;16x16xi32&gt; -> (tensor&lt;16x8xi32&gt;, tensor&lt;16x8xi32&gt;)</code></example>
[Op("chlo.top_k", Format = "`(` $operand `,` `k` `=` $k (`,` `is_stable` `=` $is_stable^)? `)` attr-dict `:` type($operand) `->` `(` type($values) `,` type($indices) `)`")]
public sealed partial class TopKOp : Operation, IPure, IInferHloTypes
{
    [Operand<AnyHloTensor>] public partial Value Operand { get; }
    [Attr] public partial long K { get; set; }
    [Attr(Default = true)] public partial bool IsStable { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Values { get; }
    [Result<AnyHloTensor>] public partial OpResult Indices { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state)
    {
        if (state.Operands[0].Type is not RankedTensorType operand)
            return [state.Operands[0].Type, new UnrankedTensorType(IntegerType.I32)];
        var k = state.I64("k");
        Infer.Require(operand.Rank >= 1, "operand's rank must be at least 1");
        Infer.Require(operand.Shape.IsDynamic(operand.Rank - 1) || operand.Shape.Dims[^1] >= k, "operand's last dimension must be at least " + k);
        var values = operand with { Shape = new Shape([.. operand.Shape.Dims.Take(operand.Rank - 1), k]) };
        return [values, values.WithElement(IntegerType.I32)];
    }
}

/// <summary>Which dimensions a ragged product pairs, sums and cuts into groups.</summary>
public sealed record RaggedDotDimensionNumbersAttr(DotDimensionNumbersAttr Dot, EquatableArray<long> LhsRaggedDimensions, EquatableArray<long> RhsGroupDimensions) : DialectAttr
{
    public override string Dialect => "chlo";

    public override void Print(AsmPrinter printer) => StructParser.Print(
        printer,
        "ragged_dot",
        ("lhs_batching_dimensions", Dot.LhsBatchingDimensions, 0),
        ("rhs_batching_dimensions", Dot.RhsBatchingDimensions, 0),
        ("lhs_contracting_dimensions", Dot.LhsContractingDimensions, 0),
        ("rhs_contracting_dimensions", Dot.RhsContractingDimensions, 0),
        ("lhs_ragged_dimensions", LhsRaggedDimensions, 0),
        ("rhs_group_dimensions", RhsGroupDimensions, 0));

    internal static RaggedDotDimensionNumbersAttr ParseStruct(AsmParser parser)
    {
        var dot = new DotDimensionNumbersAttr([], [], [], []);
        EquatableArray<long> ragged = [], groups = [];
        StructParser.Parse(parser, new Dictionary<string, Action>
        {
            ["lhs_batching_dimensions"] = () => dot = dot with { LhsBatchingDimensions = StructParser.ParseDims(parser) },
            ["rhs_batching_dimensions"] = () => dot = dot with { RhsBatchingDimensions = StructParser.ParseDims(parser) },
            ["lhs_contracting_dimensions"] = () => dot = dot with { LhsContractingDimensions = StructParser.ParseDims(parser) },
            ["rhs_contracting_dimensions"] = () => dot = dot with { RhsContractingDimensions = StructParser.ParseDims(parser) },
            ["lhs_ragged_dimensions"] = () => ragged = StructParser.ParseDims(parser),
            ["rhs_group_dimensions"] = () => groups = StructParser.ParseDims(parser),
        });
        return new RaggedDotDimensionNumbersAttr(dot, ragged, groups);
    }
}

/// <summary>A product whose left side falls into groups of unequal size along one dimension, each with its own right side.</summary>
[Op("chlo.ragged_dot")]
public sealed partial class RaggedDotOp : Operation, IPure, IVerifiable
{
    [Operand<AnyHloTensor>] public partial Value Lhs { get; }
    [Operand<AnyHloTensor>] public partial Value Rhs { get; }
    [Operand<HloIntTensor>] public partial Value GroupSizes { get; }
    [Attr] public partial RaggedDotDimensionNumbersAttr RaggedDotDimensionNumbers { get; set; }
    [Attr] public partial ArrayAttr? PrecisionConfig { get; set; }
    [Result<AnyHloTensor>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => RaggedDotChecks.Verify(this, verifier);
}

/// <summary>Runs a body along a dimension, carrying values from step to step.</summary>
/// <example><code>%o, %c = chlo.scan(%x) inits (%s) dimension=0 { … } : (tensor&lt;4xf32&gt;, tensor&lt;f32&gt;) -> (tensor&lt;4xf32&gt;, tensor&lt;f32&gt;)</code></example>
[Op("chlo.scan")]
public sealed partial class ScanOp : Operation, IPure, IIsolatedFromAbove, ICustomAssembly, IVerifiable
{
    [Operand<AnyHloTensor>] public partial OperandRange Inputs { get; }
    [Operand<AnyHloTensor>] public partial OperandRange Inits { get; }
    [Attr] public partial long Dimension { get; set; }
    [Attr] public partial long? ScanDimSize { get; set; }
    [Attr(Default = false)] public partial bool IsReverse { get; set; }
    [Attr] public partial bool? IsAssociative { get; set; }
    [Region] public partial Region Body { get; }
    [Result<AnyHloTensor>] public partial ResultRange Outputs { get; }
    [Result<AnyHloTensor>] public partial ResultRange Carries { get; }

    public void Verify(Verifier verifier) => HloVerify.Run(this, verifier, () =>
    {
        Infer.Require(Inputs.Count + Outputs.Count > 0, "at least one of inputs or outputs must be present");
        CheckSizes();
        var arguments = Body.Entry.Arguments;
        Infer.Require(arguments.Count == OperandCount, $"expects {OperandCount} arguments in the body, but got {arguments.Count}");
        for (var i = 0; i < OperandCount; i++)
        {
            var type = i < Inputs.Count ? WithoutDimension(Infer.Ranked(Operand(i).Type)) : Operand(i).Type;
            Infer.Require(HloCompatibility.AreCompatible(type, arguments[i].Type), $"operand and body argument {i} are incompatible");
        }
    });

    /// <summary>All inputs have the dimension, with one size.</summary>
    private void CheckSizes()
    {
        var size = ScanDimSize;
        for (var i = 0; i < Inputs.Count; i++)
        {
            Infer.Require(Inputs[i].Type is RankedTensorType, $"operand {i} is not ranked");
            var shape = Infer.Ranked(Inputs[i].Type).Shape;
            Infer.Require(Dimension >= 0 && Dimension < shape.Rank, $"scan dimension of operand {i} is out of bounds");
            if (shape.IsDynamic((int)Dimension))
                continue;
            Infer.Require(size is null || size == shape[(int)Dimension], $"invalid scan dimension size of operand {i}");
            size = shape[(int)Dimension];
        }
    }

    private RankedTensorType WithoutDimension(RankedTensorType type) => Infer.Tensor([.. type.Shape.Dims.Where((_, d) => d != Dimension)], type.ElementType);

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var position = parser.Position;
        var inputs = parser.ParseOperandList("(", ")");
        parser.Parse("inits");
        var inits = parser.ParseOperandList("(", ")");
        parser.Parse("dimension");
        parser.Parse("=");
        state.SetAttr("dimension", IntegerAttr.I64(parser.ParseInteger()));
        parser.ParseOptionalAttributeDictWithKeyword(state);
        parser.ParseRegion(state, null, Definition);
        parser.Parse(":");
        var type = parser.ParseFunctionType();
        if (type.Inputs.Count != inputs.Count + inits.Count)
            throw parser.Error(position, "operand types must match the number of inputs and inits");
        if (type.Results.Count < inits.Count)
            throw parser.Error(position, "not enough result types to cover the required carries");
        parser.Resolve([.. inputs, .. inits], [.. type.Inputs], state);
        state.ResultTypes.AddRange(type.Results);
        state.SetAttr("operandSegmentSizes", DenseArrayAttr.I32(inputs.Count, inits.Count));
        state.SetAttr("resultSegmentSizes", DenseArrayAttr.I32(type.Results.Count - inits.Count, inits.Count));
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write('(');
        printer.PrintOperands(Inputs);
        printer.Write(") inits (");
        printer.PrintOperands(Inits);
        printer.Write($") dimension={Dimension} ");
        printer.PrintOptionalAttrDictWithKeyword(this, "dimension", "operandSegmentSizes", "resultSegmentSizes");
        printer.Write(' ');
        printer.PrintRegion(Body);
        printer.Write(" : ");
        printer.PrintFunctionType(Operands.Types, [.. Results.Types]);
    }
}
