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
    /// <summary>The types of the initial values, the body's arguments, what the body yields and the results are the same.</summary>
    public static void VerifyCarried(Operation op, Verifier verifier, OperandRange inits, IReadOnlyList<Value> arguments, Operation? yield)
    {
        if (!VerifyEdge(op, verifier, yield, "Region #0", [.. op.Results.Types], checkTypes: false))
            return;
        for (var i = 0; i < inits.Count; i++)
        {
            var result = op.Result(i).Type;
            if (inits[i].Type != result)
                verifier.Error(op, $"{i}-th init and {i}-th region result have different type: '{inits[i].Type}' != '{result}'");
            else if (arguments[i].Type != result)
                verifier.Error(op, $"{i}-th init and {i}-th region iter_arg have different type: '{inits[i].Type}' != '{arguments[i].Type}'");
            else if (yield!.Operand(i).Type != result)
                verifier.Error(op, $"{i}-th region iter_arg and {i}-th yielded value have different type: '{arguments[i].Type}' != '{yield.Operand(i).Type}'");
        }
    }

    /// <summary>The values that a region yields are those the operation defines.</summary>
    public static void VerifyYield(Operation op, Verifier verifier, Operation? yield) => VerifyEdge(op, verifier, yield, "parent", [.. op.Results.Types]);

    /// <summary>What a terminator passes on is of the types that are expected where it goes. False after an error.</summary>
    public static bool VerifyEdge(Operation op, Verifier verifier, Operation? terminator, string target, IReadOnlyList<IRType> expected, bool checkTypes = true)
    {
        if (terminator is not (YieldOp or ConditionOp))
            return Fail(op, verifier, "expects regions to end with 'scf.yield'");
        IRType[] passed = [.. terminator is ConditionOp condition ? condition.Args.Types : terminator.Operands.Types];
        var edge = $"along control flow edge from Operation {terminator.Name} to {target}: ";
        if (passed.Length != expected.Count)
            return Fail(op, verifier, $"{edge}region branch point has {passed.Length} operands, but region successor needs {expected.Count} inputs");
        for (var i = 0; checkTypes && i < passed.Length; i++)
        {
            if (passed[i] != expected[i])
                return Fail(op, verifier, $"{edge}successor operand type #{i} '{passed[i]}' should match successor input type #{i} '{expected[i]}'");
        }
        return true;
    }

    private static bool Fail(Operation op, Verifier verifier, string message)
    {
        verifier.Error(op, message);
        return false;
    }
}
