using Nacre.IR;

namespace Nacre.Dialects.Cf;

/// <summary>Branches between the blocks of a region (https://mlir.llvm.org/docs/Dialects/ControlFlowDialect/).</summary>
public sealed class CfDialect() : Dialect("cf")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } = [BranchOp.Definition, CondBranchOp.Definition, SwitchOp.Definition, AssertOp.Definition];

    public override void CanonicalizationPatterns(PatternSet patterns) => CfCanonicalization.Add(patterns);
}

/// <summary>Goes on with a block.</summary>
/// <example><code>cf.br ^bb1(%x : i32)</code></example>
[Op("cf.br", Format = "$dest (`(` $destOperands^ `:` type($destOperands) `)`)? attr-dict")]
public sealed partial class BranchOp : Operation, IPure, ITerminator, IBranch, IVerifiable
{
    [Operand] public partial OperandRange DestOperands { get; }
    [Successor] public partial Block Dest { get; }

    public OperandRange SuccessorOperands(int index) => DestOperands;
    public void Verify(Verifier verifier) => BranchRules.Verify(this, this, verifier);
}

/// <summary>Goes on with one of two blocks.</summary>
/// <example><code>cf.cond_br %c, ^then(%x : i32), ^else</code></example>
[Op("cf.cond_br", Format = """
    $condition (`weights` `(` $branch_weights^ `)`)? `,` $trueDest (`(` $trueDestOperands^ `:` type($trueDestOperands) `)`)? `,`
    $falseDest (`(` $falseDestOperands^ `:` type($falseDestOperands) `)`)? attr-dict
    """)]
public sealed partial class CondBranchOp : Operation, IPure, ITerminator, IBranch, IVerifiable
{
    [Operand<I1>] public partial Value Condition { get; }
    [Operand] public partial OperandRange TrueDestOperands { get; }
    [Operand] public partial OperandRange FalseDestOperands { get; }

    /// <summary>How often each way is taken, relative to the other.</summary>
    [Attr] public partial EquatableArray<int>? BranchWeights { get; set; }
    [Successor] public partial Block TrueDest { get; }
    [Successor] public partial Block FalseDest { get; }

    public OperandRange SuccessorOperands(int index) => index == 0 ? TrueDestOperands : FalseDestOperands;
    public void Verify(Verifier verifier) => BranchRules.Verify(this, this, verifier);
}

/// <summary>Stops the program with a message when a condition does not hold.</summary>
[Op("cf.assert", Format = "$arg `,` $msg attr-dict")]
public sealed partial class AssertOp : Operation
{
    [Operand<I1>] public partial Value Arg { get; }
    [Attr] public partial string Msg { get; set; }
}

/// <summary>What all branches must fulfil: the operands match the arguments of the block.</summary>
internal static class BranchRules
{
    public static void Verify(Operation op, IBranch branch, Verifier verifier)
    {
        for (var i = 0; i < op.Successors.Count; i++)
        {
            var (operands, arguments) = (branch.SuccessorOperands(i), op.Successors[i].Arguments);
            if (operands.Count != arguments.Count)
            {
                verifier.Error(op, $"branch has {operands.Count} operands for successor #{i}, but target block has {arguments.Count}");
                continue;
            }
            for (var k = 0; k < operands.Count; k++)
            {
                if (operands[k].Type != arguments[k].Type)
                    verifier.Error(op, $"type mismatch for bb argument #{k} of successor #{i}");
            }
        }
    }
}
