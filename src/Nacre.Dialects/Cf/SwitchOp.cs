using Nacre.IR;

namespace Nacre.Dialects.Cf;

/// <summary>Goes on with the block of the case that equals an integer, or with the default block.</summary>
/// <example><code>cf.switch %x : i32, [default: ^bb1, 42: ^bb2(%y : f32)]</code></example>
[Op("cf.switch")]
public sealed partial class SwitchOp : Operation, IPure, ITerminator, IBranch, ICustomAssembly, IVerifiable
{
    [Operand<NonIndexIntegerLike>] public partial Value Flag { get; }
    [Operand] public partial OperandRange DefaultOperands { get; }

    /// <summary>The operands of all cases, one after the other; <see cref="CaseOperandSegments"/> says how many each has.</summary>
    [Operand] public partial OperandRange CaseOperands { get; }
    [Attr("case_values")] public partial DenseElementsAttr? CaseValues { get; set; }
    [Attr("case_operand_segments")] public partial EquatableArray<int> CaseOperandSegments { get; set; }
    [Successor] public partial Block DefaultDestination { get; }
    [Successor] public partial IReadOnlyList<Block> CaseDestinations { get; }

    public OperandRange SuccessorOperands(int index)
    {
        if (index == 0)
            return DefaultOperands;
        var before = CaseOperandSegments.Take(index - 1).Sum();
        return new OperandRange(this, CaseOperands.Start + before, CaseOperandSegments[index - 1]);
    }

    public void Verify(Verifier verifier)
    {
        var cases = CaseDestinations.Count;
        if (CaseOperandSegments.Count != cases || CaseOperandSegments.Sum() != CaseOperands.Count)
            verifier.Error(this, $"number of case operand segments ({CaseOperandSegments.Count}) should match number of case destinations ({cases})");
        else if ((CaseValues?.Count ?? 0) != cases)
            verifier.Error(this, $"number of case values ({CaseValues?.Count ?? 0}) should match number of case destinations ({cases})");
        else if (CaseValues is { } values && values.ElementType != Flag.Type)
            verifier.Error(this, $"'flag' type ('{Flag.Type}') should match case value type ('{values.ElementType}')");
        else
            BranchRules.Verify(this, this, verifier);
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var flag = parser.ParseOperand();
        parser.Parse(":");
        var type = parser.ParseType();
        parser.Parse(",");
        state.Operands.Add(parser.Resolve(flag, type));
        var values = new List<long>();
        var counts = new List<int>();
        parser.ParseList("[", "]", () => ParseCase(parser, state, type, values, counts));
        if (counts.Count == 0)
            throw parser.Error("expected 'default'");
        if (values.Count > 0)
            state.SetAttr("case_values", DenseElementsAttr.OfIntegers(VectorType.Get(type, values.Count), [.. values]));
        state.SetAttr("case_operand_segments", DenseArrayAttr.I32([.. counts.Skip(1)]));
        state.SetAttr("operandSegmentSizes", DenseArrayAttr.I32(1, counts[0], counts.Skip(1).Sum()));
        parser.ParseOptionalAttributeDict(state);
    }

    private static int ParseCase(OpAsmParser parser, OpState state, IRType type, List<long> values, List<int> counts)
    {
        if (counts.Count == 0)
            parser.Parse("default");
        else
            values.Add(IntegerAttr.Canonical(parser.ParseInteger(), type));
        parser.Parse(":");
        var (block, operands) = parser.ParseSuccessorAndOperands();
        state.Successors.Add(block);
        state.Operands.AddRange(operands);
        counts.Add(operands.Count);
        return 0;
    }

    public void Print(OpAsmPrinter printer)
    {
        printer.Write(' ');
        printer.PrintOperand(Flag);
        printer.Write(" : ");
        printer.Print(Flag.Type);
        printer.Write(", [");
        for (var i = 0; i < Successors.Count; i++)
        {
            printer.NewLine(2);
            printer.Write(i == 0 ? "default: " : $"{CaseValues!.IntegerAt(i - 1)}: ");
            printer.PrintSuccessorAndOperands(Successors[i], SuccessorOperands(i));
            if (i + 1 < Successors.Count)
                printer.Write(',');
        }
        printer.NewLine();
        printer.Write(']');
        printer.PrintOptionalAttrDict(this, "case_values", "case_operand_segments", "operandSegmentSizes");
    }
}
