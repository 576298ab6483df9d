using Nacre.IR;

namespace Nacre.Dialects.Scf;

/// <summary>The text <c>(%arg = %init, …)</c>.</summary>
internal static class Assignments
{
    public static List<(UnresolvedOperand Argument, UnresolvedOperand Init)> Parse(OpAsmParser parser) => parser.ParseList("(", ")", () =>
    {
        var argument = parser.ParseOperand();
        parser.Parse("=");
        return (argument, parser.ParseOperand());
    });

    public static ParsedArgument Argument(UnresolvedOperand name, IRType type) => new(name, type, DictionaryAttr.Empty, Location.Unknown);

    public static void Print(OpAsmPrinter printer, IEnumerable<Value> arguments, IEnumerable<Value> inits)
    {
        printer.Write('(');
        printer.WriteList(arguments.Zip(inits), pair =>
        {
            printer.PrintOperand(pair.First);
            printer.Write(" = ");
            printer.PrintOperand(pair.Second);
        });
        printer.Write(')');
    }
}

/// <summary>Rules that loops and conditionals share.</summary>
internal static class RegionRules
{
    /// <summary>Initial values, the body's arguments, what the body yields and the results have the same types.</summary>
    public static void VerifyCarried(Operation op, Verifier verifier, OperandRange inits, IEnumerable<Value> arguments, YieldOp? yield)
    {
        if (yield is null)
        {
            verifier.Error(op, "expects regions to end with 'scf.yield'");
            return;
        }
        var index = 0;
        foreach (var (init, argument) in inits.Zip(arguments))
        {
            var result = op.Result(index).Type;
            if (init.Type != result)
                verifier.Error(op, $"types mismatch between {index}th iter operand and defined value");
            else if (argument.Type != result)
                verifier.Error(op, $"types mismatch between {index}th iter region arg and defined value");
            index++;
        }
        VerifyYield(op, verifier, yield);
    }

    /// <summary>The values that a region yields are those the operation defines.</summary>
    public static void VerifyYield(Operation op, Verifier verifier, Operation? yield)
    {
        if (yield is not YieldOp)
            verifier.Error(op, "expects regions to end with 'scf.yield'");
        else if (yield.OperandCount != op.ResultCount)
            verifier.Error(op, $"region control flow edge from 'scf.yield' has {yield.OperandCount} operands, but target successor needs {op.ResultCount}");
        else if (!yield.Operands.Types.SequenceEqual(op.Results.Types))
            verifier.Error(op, $"along control flow edge from 'scf.yield': source types do not match the results");
    }
}
