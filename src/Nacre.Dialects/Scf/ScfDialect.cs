using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Dialects.Scf;

/// <summary>Structured control flow: loops and conditionals with regions (https://mlir.llvm.org/docs/Dialects/SCFDialect/).</summary>
public sealed class ScfDialect() : Dialect("scf")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } =
    [
        ForOp.Definition, IfOp.Definition, WhileOp.Definition, ConditionOp.Definition, YieldOp.Definition, ExecuteRegionOp.Definition, IndexSwitchOp.Definition,
        ParallelOp.Definition, ReduceOp.Definition, ReduceReturnOp.Definition, ForallOp.Definition, InParallelOp.Definition,
    ];

    public override Operation? MaterializeConstant(OpBuilder builder, Attr value, IRType type) => ArithDialect.TryConstant(builder, value, type);
    public override void CanonicalizationPatterns(PatternSet patterns) => ScfCanonicalization.Add(patterns);
}

/// <summary>Ends a region and gives its values to the operation that holds it.</summary>
[Op("scf.yield", Format = "attr-dict ($values^ `:` type($values))?")]
public sealed partial class YieldOp : Operation, IPure, ITerminator, IVerifiable
{
    [Operand] public partial OperandRange Values { get; }

    public void Verify(Verifier verifier)
    {
        if (ParentOp is not (ExecuteRegionOp or ForOp or IfOp or IndexSwitchOp or WhileOp))
            verifier.Error(this, "expects parent op to be one of 'scf.execute_region, scf.for, scf.if, scf.index_switch, scf.while'");
    }
}
