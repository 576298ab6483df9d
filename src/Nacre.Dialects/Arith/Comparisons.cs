using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>Compares integers.</summary>
/// <example><code>%r = arith.cmpi slt, %a, %b : i32</code></example>
[Op("arith.cmpi", Format = "$predicate `,` $lhs `,` $rhs attr-dict `:` type($lhs)")]
public sealed partial class CmpIOp : Operation, IPure, ISameTypeOperands, IElementwise, IInferTypes, IBinaryOp, IFoldable
{
    [Attr] public partial CmpIPredicate Predicate { get; set; }
    [Operand<IntegerLike>] public partial Value Lhs { get; }
    [Operand<IntegerLike>] public partial Value Rhs { get; }
    [Result<BoolLike>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type.WithElementOrSelf(IntegerType.I1)];
    public FoldResult Fold() => CompareFolds.CmpI(this);
}

/// <summary>Compares floats.</summary>
/// <example><code>%r = arith.cmpf olt, %a, %b : f32</code></example>
[Op("arith.cmpf", Format = "$predicate `,` $lhs `,` $rhs (`fastmath` `` $fastmath^)? attr-dict `:` type($lhs)")]
public sealed partial class CmpFOp : Operation, IPure, ISameTypeOperands, IElementwise, IInferTypes, IBinaryOp, IFastMath, IFoldable
{
    [Attr] public partial CmpFPredicate Predicate { get; set; }
    [Operand<FloatLike>] public partial Value Lhs { get; }
    [Operand<FloatLike>] public partial Value Rhs { get; }
    [Attr("fastmath", Default = FastMathFlags.None)] public partial FastMathFlags FastMath { get; set; }
    [Result<BoolLike>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[0].Type.WithElementOrSelf(IntegerType.I1)];
    public FoldResult Fold() => CompareFolds.CmpF(this);
}

/// <summary>One of two values: by one condition, or element by element.</summary>
/// <example><code>%r = arith.select %mask, %a, %b : vector&lt;4xi1>, vector&lt;4xf32></code></example>
[Op("arith.select")]
public sealed partial class SelectOp : Operation, IPure, IInferTypes, IVerifiable, ICustomAssembly, IFoldable
{
    [Operand<BoolLike>] public partial Value Condition { get; }
    [Operand] public partial Value TrueValue { get; }
    [Operand] public partial Value FalseValue { get; }
    [Result] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [state.Operands[1].Type];

    public void Verify(Verifier verifier)
    {
        if (TrueValue.Type != Result.Type || FalseValue.Type != Result.Type)
            verifier.Error(this, "failed to verify that all of {true_value, false_value, result} have same type");
        else if (Condition.Type != IntegerType.I1 && Condition.Type != Result.Type.WithElementOrSelf(IntegerType.I1))
            verifier.Error(this, "failed to verify that condition is signless i1 or has matching shape");
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var operands = parser.ParseCommaList(parser.ParseOperand);
        if (operands.Count != 3)
            throw parser.Error($"expected 3 operands, but found {operands.Count}");
        parser.ParseOptionalAttributeDict(state);
        parser.Parse(":");
        var type = parser.ParseType();
        IRType condition = IntegerType.I1;
        if (parser.ParseOptional(","))
            (condition, type) = (type, parser.ParseType());
        parser.Resolve(operands, [condition, type, type], state);
        state.ResultTypes.Add(type);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintOperands(Operands);
        printer.PrintOptionalAttrDict(this);
        printer.Write(" : ");
        if (Condition.Type is ShapedType)
        {
            printer.Print(Condition.Type);
            printer.Write(", ");
        }
        printer.Print(Result.Type);
    }

    public FoldResult Fold() => CompareFolds.Select(this);
}
