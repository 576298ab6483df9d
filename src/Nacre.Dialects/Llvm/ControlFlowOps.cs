using System.Globalization;
using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>Goes to a block.</summary>
[Op("llvm.br", Format = "$dest (`(` $destOperands^ `:` type($destOperands) `)`)? attr-dict")]
public sealed partial class LlvmBrOp : Operation, IPure, ITerminator, IBranch
{
    [Operand<LlvmAny>] public partial OperandRange DestOperands { get; }
    [Attr] public partial LoopAnnotationAttr? LoopAnnotation { get; set; }
    [Successor] public partial Block Dest { get; }

    public OperandRange SuccessorOperands(int index) => DestOperands;
}

/// <summary>Goes to one of two blocks.</summary>
[Op("llvm.cond_br", Format =
    "$condition (`weights` `(` $branch_weights^ `)`)? `,` $trueDest (`(` $trueDestOperands^ `:` type($trueDestOperands) `)`)? `,` " +
    "$falseDest (`(` $falseDestOperands^ `:` type($falseDestOperands) `)`)? attr-dict")]
public sealed partial class LlvmCondBrOp : Operation, IPure, ITerminator, IBranch
{
    [Operand<I1>] public partial Value Condition { get; }
    [Operand<LlvmAny>] public partial OperandRange TrueDestOperands { get; }
    [Operand<LlvmAny>] public partial OperandRange FalseDestOperands { get; }
    [Attr] public partial EquatableArray<int>? BranchWeights { get; set; }
    [Attr] public partial LoopAnnotationAttr? LoopAnnotation { get; set; }
    [Successor] public partial Block TrueDest { get; }
    [Successor] public partial Block FalseDest { get; }

    public OperandRange SuccessorOperands(int index) => index == 0 ? TrueDestOperands : FalseDestOperands;
}

/// <summary>Goes to the block of the case that equals the value, or to the default one.</summary>
/// <example><code>llvm.switch %v : i32, ^default [ 1: ^bb1(%a : f32), 2: ^bb2 ]</code></example>
[Op("llvm.switch")]
public sealed partial class LlvmSwitchOp : Operation, IPure, ITerminator, IBranch, ICustomAssembly
{
    [Operand<LlvmInteger>] public partial Value Value { get; }
    [Operand<LlvmAny>] public partial OperandRange DefaultOperands { get; }
    [Operand<LlvmAny>] public partial OperandRange CaseOperands { get; }
    [Attr] public partial DenseElementsAttr? CaseValues { get; set; }
    [Attr] public partial EquatableArray<int>? CaseOperandSegments { get; set; }
    [Attr] public partial EquatableArray<int>? BranchWeights { get; set; }
    [Successor] public partial Block DefaultDestination { get; }
    [Successor] public partial IReadOnlyList<Block> CaseDestinations { get; }

    public OperandRange SuccessorOperands(int index)
    {
        if (index == 0)
            return DefaultOperands;
        var sizes = CaseOperandSegments.GetValueOrDefault();
        return new OperandRange(this, CaseOperands.Start + sizes.Take(index - 1).Sum(), sizes[index - 1]);
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var value = parser.ParseOperand();
        parser.Parse(":");
        var type = parser.ParseType<IntegerType>("an integer type");
        parser.Parse(",");
        state.Operands.Add(parser.Resolve(value, type));
        var (defaultBlock, defaultOperands) = parser.ParseSuccessorAndOperands();
        state.Operands.AddRange(defaultOperands);
        state.Successors.Add(defaultBlock);
        var values = new List<long>();
        var segments = new List<int>();
        parser.ParseList("[", "]", () =>
        {
            values.Add(parser.ParseInteger());
            parser.Parse(":");
            var (block, operands) = parser.ParseSuccessorAndOperands();
            segments.Add(operands.Count);
            state.Operands.AddRange(operands);
            state.Successors.Add(block);
            return block;
        });
        if (values.Count > 0)
            state.SetAttr("case_values", DenseElementsAttr.OfI64(VectorType.Get(type, values.Count), [.. values]));
        state.SetAttr("case_operand_segments", DenseArrayAttr.I32([.. segments]));
        state.SetAttr("operandSegmentSizes", DenseArrayAttr.I32(1, defaultOperands.Count, segments.Sum()));
        parser.ParseOptionalAttributeDict(state);
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintOperand(Value);
        printer.Write(" : ");
        printer.Print(Value.Type);
        printer.Write(", ");
        printer.PrintSuccessorAndOperands(DefaultDestination, DefaultOperands);
        printer.Write(" [");
        printer.WriteList(CaseDestinations.Select((block, i) => (block, i)), c =>
        {
            printer.Write($" {CaseValues!.IntegerAt(c.i).ToString(CultureInfo.InvariantCulture)}: ");
            printer.PrintSuccessorAndOperands(c.block, SuccessorOperands(c.i + 1));
        }, ",");
        printer.Write(" ]");
        printer.PrintOptionalAttrDict(this, "case_values", "case_operand_segments", "operandSegmentSizes");
    }
}

/// <summary>A place that is never reached.</summary>
[Op("llvm.unreachable", Format = "attr-dict")]
public sealed partial class LlvmUnreachableOp : Operation, ITerminator;

/// <summary>Ends a function or the initial value of a global.</summary>
[Op("llvm.return", Format = "attr-dict ($arg^ `:` type($arg))?")]
public sealed partial class LlvmReturnOp : Operation, IPure, ITerminator, IVerifiable
{
    [Operand<LlvmAny>] public partial Value? Arg { get; }

    public void Verify(Verifier verifier)
    {
        if (ParentOp is not LlvmFuncOp func)
            return;
        var expected = func.Type.Results;
        if (expected.Count != OperandCount)
            verifier.Error(this, expected.IsEmpty ? "expected no operands" : "expected 1 operand");
        else if (Arg is { } value && value.Type != expected[0])
            verifier.Error(this, "mismatching result types");
    }
}
