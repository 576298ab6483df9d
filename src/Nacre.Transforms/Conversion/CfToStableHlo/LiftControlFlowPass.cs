using Nacre.Dialects.Cf;
using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Transforms.Generic;

namespace Nacre.Transforms.Conversion;

/// <summary>
/// Turns branches between the blocks of functions on tensors into <c>stablehlo.if</c> and <c>stablehlo.while</c>, from the inside out. Functions whose branches do not nest stay
/// as they are.
/// </summary>
/// <example><code>
/// ^head(%i): %c = …; %b = tensor.extract %c[]; cf.cond_br %b, ^body, ^end        →        %r = stablehlo.while(%i = %start) cond { … } do { … }
/// ^body: …; cf.br ^head(%next)
/// </code></example>
public sealed record LiftControlFlowPass : Pass, IPass<LiftControlFlowPass>
{
    public static string PassArgument => "lift-cf-to-stablehlo";
    public static string Description => "Turns branches between blocks into stablehlo.if and stablehlo.while.";
    public static LiftControlFlowPass FromOptions(PassOptions options) => new();
    public override string Argument => PassArgument;

    public override void Run(Operation root, PassContext context)
    {
        foreach (var function in root.Walk<FuncOp>().Where(f => f.Body.Blocks.Count > 1).ToArray())
        {
            do
                RegionSimplification.Apply(function);
            while (new FlowLifting(function.Body).Step());
        }
    }
}

/// <summary>One step on the way from branches to regions.</summary>
internal sealed class FlowLifting(Region body)
{
    private readonly Dictionary<Block, int> _entries = body.Blocks.SelectMany(b => b.Successors).CountBy(b => b).ToDictionary();

    /// <summary>Lifts one branch; false where there is none that can be.</summary>
    public bool Step() => body.Blocks.Any(b => b.Last is CondBranchOp branch && ConditionOf(branch) is { } condition && (LiftLoop(b, branch, condition) || LiftBranches(branch, condition)));

    /// <summary>The truth value as StableHLO has it.</summary>
    private static Value? ConditionOf(CondBranchOp branch) =>
        branch.Condition.DefiningOp is Dialects.Tensor.ExtractOp { Tensor: { Type: RankedTensorType { Rank: 0 } } condition } ? condition : null;

    /// <summary>Whether a block is entered from one place only.</summary>
    private bool IsOwned(Block block) => _entries.GetValueOrDefault(block) == 1 && !ReferenceEquals(block, body.Entry);

    private static bool AreTensors(IEnumerable<IRType> types) => types.All(t => t is RankedTensorType);

    // Branches --------------------------------------------------------------------------------------------------------------------------------------------

    /// <summary>One way of a branch.</summary>
    /// <param name="Block">What it computes; null where the branch goes to the join itself.</param>
    /// <param name="Join">Where it goes on; null where it leaves the function.</param>
    private sealed record Arm(Block? Block, Block? Join, Value[] Results);

    /// <summary><c>cond_br %c, ^a, ^b; ^a: …; br ^join(%x); ^b: …; br ^join(%y)  →  %r = if %c { …; %x } else { …; %y }; br ^join(%r)</c>, also where a way is empty or returns.</summary>
    private bool LiftBranches(CondBranchOp branch, Value condition)
    {
        var (yes, no) = (ArmOf(branch, 0), ArmOf(branch, 1));
        if (!ReferenceEquals(yes.Join, no.Join) || !AreTensors(yes.Results.Select(r => r.Type)) || ReferenceEquals(yes.Join, branch.Block))
            return false;
        var builder = OpBuilder.Before(branch);
        var lifted = Dialects.StableHlo.IfOp.Create(builder, yes.Results.Select(r => r.Type), condition);
        Fill(lifted.TrueBranch, yes);
        Fill(lifted.FalseBranch, no);
        Value[] results = [.. ((Operation)lifted).Results];
        if (yes.Join is { } join)
            BranchOp.Create(builder, results, join);
        else
            ReturnOp.Create(builder, results);
        branch.Erase();
        return true;
    }

    private Arm ArmOf(CondBranchOp branch, int way)
    {
        var (target, given) = (branch.Successors[way], branch.SuccessorOperands(way));
        if (!IsOwned(target) || target.Last is not (BranchOp or ReturnOp))
            return new Arm(null, target, [.. given]);
        for (var i = 0; i < given.Count; i++)
            target.Arguments[i].ReplaceAllUsesWith(given[i]);
        return new Arm(target, (target.Last as BranchOp)?.Dest, [.. target.Last.Operands]);
    }

    private static void Fill(Region region, Arm arm)
    {
        var block = region.AddBlock();
        if (arm.Block is { } source)
        {
            source.Last!.Erase();
            source.MoveTailTo(source.First, block);
            source.Remove();
        }
        Dialects.StableHlo.ReturnOp.Create(OpBuilder.AtEnd(block), arm.Results);
    }

    // Loops -----------------------------------------------------------------------------------------------------------------------------------------------

    private bool LiftLoop(Block header, CondBranchOp branch, Value condition)
    {
        for (var way = 0; way < 2; way++)
        {
            if (IsLoop(header, branch.Successors[way]) && !ReferenceEquals(branch.Successors[1 - way], branch.Successors[way]))
            {
                MakeLoop(header, branch, condition, way);
                return true;
            }
        }
        return false;
    }

    /// <summary>Whether a block is the whole body of a loop that a header begins. The header's operations are computed twice, once more for what follows the loop.</summary>
    private bool IsLoop(Block header, Block block) =>
        IsOwned(block) && block.Last is BranchOp { Dest: var next } && ReferenceEquals(next, header) && !ReferenceEquals(block, header)
        && AreTensors(header.Arguments.Select(a => a.Type)) && header.Operations.All(o => o is ITerminator || Effects.IsPure(o));

    private static void MakeLoop(Block header, CondBranchOp branch, Value condition, int way)
    {
        var (block, exit) = (branch.Successors[way], branch.Successors[1 - way]);
        var head = header.Operations.Where(o => o is not ITerminator).ToArray();
        var builder = header.First is { } first ? OpBuilder.Before(first) : OpBuilder.AtEnd(header);
        var loop = Dialects.StableHlo.WhileOp.Create(
            builder, header.Arguments,
            (inner, carried) => [Condition(inner, Copy(inner, head, header, carried).Lookup(condition), isNegated: way == 1)],
            (inner, carried) => Iteration(inner, Copy(inner, head, header, carried), block, branch.SuccessorOperands(way)));
        for (var i = 0; i < header.Arguments.Count; i++)
            header.Arguments[i].ReplaceUsesWhere(loop.Outputs[i], use => !ReferenceEquals(use.Owner, loop));
        BranchOp.Create(OpBuilder.Before(branch), [.. branch.SuccessorOperands(1 - way)], exit);
        branch.Erase();
        for (var op = block.Last; op is not null; op = block.Last)
            op.Erase();
        block.Remove();
    }

    private static IRMapping Copy(OpBuilder builder, Operation[] operations, Block header, IReadOnlyList<Value> carried)
    {
        var mapping = new IRMapping();
        mapping.Map(header.Arguments, carried);
        foreach (var op in operations)
            builder.Clone(op, mapping);
        return mapping;
    }

    private static Value Condition(OpBuilder builder, Value condition, bool isNegated) => isNegated ? Dialects.StableHlo.NotOp.Create(builder, condition).Result : condition;

    /// <summary>The body of the loop, and what it hands to the next iteration.</summary>
    private static Value[] Iteration(OpBuilder builder, IRMapping mapping, Block block, OperandRange given)
    {
        mapping.Map(block.Arguments, given.Select(mapping.Lookup).ToArray());
        foreach (var op in block.Operations.Where(o => o is not ITerminator))
            builder.Clone(op, mapping);
        return [.. block.Last!.Operands.Select(mapping.Lookup)];
    }
}
