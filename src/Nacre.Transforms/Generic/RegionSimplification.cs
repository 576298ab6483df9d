using Nacre.Dialects.Cf;
using Nacre.IR;

namespace Nacre.Transforms.Generic;

/// <summary>Simplifies the blocks of regions: removes those that nothing reaches and joins a block to the only one that branches to it.</summary>
public static class RegionSimplification
{
    /// <summary>Simplifies all regions inside <paramref name="root"/>. Returns whether anything changed.</summary>
    public static bool Apply(Operation root)
    {
        var changed = false;
        foreach (var region in root.Walk().SelectMany(o => o.Regions).Where(r => r.Blocks.Count > 1).ToArray())
        {
            // The removal of a block may have taken the region with it.
            if (region.Blocks.Count > 1)
                changed |= RemoveUnreachable(region) | JoinBlocks(region);
        }
        return changed;
    }

    private static bool RemoveUnreachable(Region region)
    {
        var reached = new HashSet<Block> { region.Entry };
        var pending = new Stack<Block>([region.Entry]);
        while (pending.TryPop(out var block))
        {
            foreach (var successor in block.Successors.Where(reached.Add))
                pending.Push(successor);
        }
        var dead = region.Blocks.Where(b => !reached.Contains(b)).ToArray();
        foreach (var op in dead.SelectMany(b => b.Operations))
            op.DropAllReferences();
        foreach (var block in dead)
            block.Remove();
        return dead.Length > 0;
    }

    /// <summary>^a: … br ^b(%x) / ^b(%y): … → ^a: … with %x for %y, where ^a alone branches to ^b.</summary>
    private static bool JoinBlocks(Region region)
    {
        var predecessors = region.Blocks.SelectMany(b => b.Successors).GroupBy(b => b).ToDictionary(g => g.Key, g => g.Count());
        var changed = false;
        foreach (var block in region.Blocks.ToArray())
        {
            while (block.Parent is not null && block.Last is BranchOp { Dest: var next } branch && CanJoin(block, next, predecessors))
            {
                Join(block, branch, next);
                changed = true;
            }
        }
        return changed;
    }

    private static bool CanJoin(Block block, Block next, Dictionary<Block, int> predecessors) =>
        predecessors[next] == 1 && !ReferenceEquals(next, block) && !ReferenceEquals(next, block.Parent!.Entry);

    private static void Join(Block block, BranchOp branch, Block next)
    {
        for (var i = 0; i < next.Arguments.Count; i++)
            next.Arguments[i].ReplaceAllUsesWith(branch.DestOperands[i]);
        branch.Erase();
        next.MoveTailTo(next.First, block);
        next.Remove();
    }
}
