using Nacre.Dialects.Arith;
using Nacre.Dialects.Cf;
using Nacre.Dialects.Scf;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Patterns from <c>scf</c> to <c>cf</c>.</summary>
public static class ScfToCf
{
    public static PatternSet Patterns() =>
        new() { new ParallelToFor(), new ForToBranches(), new IfToBranches(), new WhileToBranches(), new ExecuteRegionToBlocks(), new IndexSwitchToBranches() };

    /// <summary>Attributes of LLVM on a structured operation, such as <c>llvm.loop_annotation</c>, go to the branch that closes it.</summary>
    internal static void CopyLlvmAttributes(Operation from, Operation to)
    {
        foreach (var attribute in from.Attributes.Where(a => a.Name.StartsWith("llvm.", StringComparison.Ordinal)))
            to.SetAttr(attribute.Name, attribute.Value);
    }
}

/// <summary>
/// for iv = lo to hi step s → <c>cond_br (lo &lt; hi), ^body(lo, init), ^exit(init); ^body(iv, args): …; next = iv + s; cond_br (next &lt; hi), ^body(next, yields), ^exit(yields)</c>.
/// </summary>
internal sealed class ForToBranches : ConversionPattern<ForOp>
{
    protected override bool MatchAndRewrite(ForOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var before = op.Block!;
        var exit = Blocks.SplitAfter(op, op.Results.Types);
        var (body, last) = Blocks.Inline(op.Region, exit);
        var yield = (YieldOp)last.Last!;
        var values = yield.Operands.ToArray();
        var predicate = op.UnsignedCmp is null ? CmpIPredicate.Slt : CmpIPredicate.Ult;

        Blocks.ReplaceTerminator(yield, rewriter, () =>
        {
            // An induction variable that wrapped around would never have ended the loop.
            var flags = op.UnsignedCmp is null ? IntegerOverflowFlags.NoSignedWrap : IntegerOverflowFlags.NoUnsignedWrap;
            var next = AddIOp.Create(rewriter, body.Arguments[0], op.Step, flags).Result;
            var more = CmpIOp.Create(rewriter, next, op.UpperBound, predicate).Result;
            ScfToCf.CopyLlvmAttributes(op, CondBranchOp.Create(rewriter, more, [next, .. values], values, body, exit));
        });
        rewriter.SetAtEnd(before);
        if (RunsAtLeastOnce(op))
        {
            BranchOp.Create(rewriter, [op.LowerBound, .. op.InitArgs], body);
        }
        else
        {
            var any = CmpIOp.Create(rewriter, op.LowerBound, op.UpperBound, predicate).Result;
            CondBranchOp.Create(rewriter, any, [op.LowerBound, .. op.InitArgs], [.. op.InitArgs], body, exit);
        }
        rewriter.Replace(op, [.. exit.Arguments]);
        return true;
    }

    private static bool RunsAtLeastOnce(ForOp op) =>
        op is { LowerBound.ConstantValue: IntegerAttr { Value: >= 0 and var lower }, UpperBound.ConstantValue: IntegerAttr { Value: var upper } } && lower < upper;
}

/// <summary>if c → <c>cond_br c, ^then, ^else</c>; both go on to a block that takes the results.</summary>
internal sealed class IfToBranches : ConversionPattern<IfOp>
{
    protected override bool MatchAndRewrite(IfOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var before = op.Block!;
        var exit = Blocks.SplitAfter(op, op.Results.Types);
        var then = Inline(op.ThenRegion, exit, rewriter);
        var otherwise = op.ElseRegion.IsEmpty ? exit : Inline(op.ElseRegion, exit, rewriter);
        rewriter.SetAtEnd(before);
        CondBranchOp.Create(rewriter, op.Condition, [], [], then, otherwise);
        rewriter.Replace(op, [.. exit.Arguments]);
        return true;
    }

    internal static Block Inline(Region region, Block exit, ConversionRewriter rewriter)
    {
        var (first, last) = Blocks.Inline(region, exit);
        var yield = last.Last!;
        Blocks.ReplaceTerminator(yield, rewriter, () => BranchOp.Create(rewriter, [.. yield.Operands], exit));
        return first;
    }
}

/// <summary>while → <c>br ^before(inits); ^before: …; cond_br c, ^after(values), ^exit(values); ^after: …; br ^before(yields)</c>.</summary>
internal sealed class WhileToBranches : ConversionPattern<WhileOp>
{
    protected override bool MatchAndRewrite(WhileOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var block = op.Block!;
        var exit = Blocks.SplitAfter(op, op.Results.Types);
        var (head, headEnd) = Blocks.Inline(op.Before, exit);
        var (body, bodyEnd) = Blocks.Inline(op.After, exit);
        var condition = (ConditionOp)headEnd.Last!;
        var yield = (YieldOp)bodyEnd.Last!;
        var passed = condition.Operands.Skip(1).ToArray();
        Blocks.ReplaceTerminator(condition, rewriter, () => CondBranchOp.Create(rewriter, condition.Operand(0), passed, passed, body, exit));
        Blocks.ReplaceTerminator(yield, rewriter, () => ScfToCf.CopyLlvmAttributes(op, BranchOp.Create(rewriter, [.. yield.Operands], head)));
        rewriter.SetAtEnd(block);
        BranchOp.Create(rewriter, [.. op.Inits], head);
        rewriter.Replace(op, [.. exit.Arguments]);
        return true;
    }
}

/// <summary>execute_region → its blocks in place; yields go on behind it.</summary>
internal sealed class ExecuteRegionToBlocks : ConversionPattern<ExecuteRegionOp>
{
    protected override bool MatchAndRewrite(ExecuteRegionOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var block = op.Block!;
        var exit = Blocks.SplitAfter(op, op.Results.Types);
        var yields = op.Region.Blocks.Select(b => b.Last).OfType<YieldOp>().ToArray();
        var (first, _) = Blocks.Inline(op.Region, exit);
        foreach (var yield in yields)
            Blocks.ReplaceTerminator(yield, rewriter, () => BranchOp.Create(rewriter, [.. yield.Operands], exit));
        rewriter.SetAtEnd(block);
        BranchOp.Create(rewriter, [], first);
        rewriter.Replace(op, [.. exit.Arguments]);
        return true;
    }
}

/// <summary>index_switch → a chain of comparisons, a block per case.</summary>
internal sealed class IndexSwitchToBranches : ConversionPattern<IndexSwitchOp>
{
    protected override bool MatchAndRewrite(IndexSwitchOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var test = op.Block!;
        var exit = Blocks.SplitAfter(op, op.Results.Types);
        var otherwise = IfToBranches.Inline(op.DefaultRegion, exit, rewriter);
        for (var i = 0; i < op.Cases.Count; i++)
        {
            var block = IfToBranches.Inline(op.CaseRegions[i], exit, rewriter);
            var next = new Block();
            Blocks.InsertAfter(test, next);
            rewriter.SetAtEnd(test);
            var value = ConstantOp.Create(rewriter, IntegerAttr.Index(op.Cases[i])).Result;
            CondBranchOp.Create(rewriter, CmpIOp.Create(rewriter, op.Arg, value, CmpIPredicate.Eq).Result, [], [], block, next);
            test = next;
        }
        rewriter.SetAtEnd(test);
        BranchOp.Create(rewriter, [], otherwise);
        rewriter.Replace(op, [.. exit.Arguments]);
        return true;
    }
}

/// <summary>parallel (i, j) → nested loops, i outermost, that carry what is reduced.</summary>
internal sealed class ParallelToFor : ConversionPattern<ParallelOp>
{
    protected override bool MatchAndRewrite(ParallelOp op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var loop = Nest(op, 0, [], [.. op.InitVals], rewriter);
        rewriter.Replace(op, loop);
        return true;
    }

    private static IReadOnlyList<Value> Nest(ParallelOp op, int depth, IReadOnlyList<Value> indices, IReadOnlyList<Value> carried, OpBuilder rewriter)
    {
        if (depth == op.LowerBound.Count)
            return Body(op, indices, carried, rewriter);
        var loop = ForOp.Create(rewriter, op.LowerBound[depth], op.UpperBound[depth], op.Step[depth], carried,
            (b, iv, args) => Nest(op, depth + 1, [.. indices, iv], args, b));
        return [.. loop.Results];
    }

    /// <summary>Moves the body to the builder, with its reductions applied to the carried values.</summary>
    private static IReadOnlyList<Value> Body(ParallelOp op, IReadOnlyList<Value> indices, IReadOnlyList<Value> carried, OpBuilder rewriter)
    {
        var reduce = (ReduceOp)op.Region.Entry.Last!;
        Move(op.Region.Entry, indices, rewriter);
        return [.. carried.Select((value, i) => Combine(reduce, i, value, rewriter))];
    }

    private static Value Combine(ReduceOp reduce, int index, Value carried, OpBuilder rewriter)
    {
        var reduction = reduce.Reductions[index].Entry;
        Move(reduction, [carried, reduce.Inputs[index]], rewriter);
        return reduction.Last!.Operand(0);
    }

    /// <summary>Moves all operations but the terminator, with values in place of the block's arguments.</summary>
    private static void Move(Block from, IReadOnlyList<Value> arguments, OpBuilder rewriter)
    {
        for (var i = 0; i < arguments.Count; i++)
            from.Arguments[i].ReplaceAllUsesWith(arguments[i]);
        foreach (var inner in from.Operations.Where(o => !ReferenceEquals(o, from.Last)).ToArray())
        {
            inner.Remove();
            rewriter.InsertionBlock!.Append(inner);
        }
    }
}
