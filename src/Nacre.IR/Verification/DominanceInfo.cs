namespace Nacre.IR;

/// <summary>Which definitions are visible where. Dominator trees are computed per region on demand (Cooper, Harvey and Kennedy, "A Simple, Fast Dominance Algorithm").</summary>
public sealed class DominanceInfo
{
    private readonly Dictionary<Region, Dictionary<Block, (Block Dominator, int PostOrder)>> _trees = [];

    /// <summary>Whether <paramref name="value"/> may be used by <paramref name="user"/>.</summary>
    public bool Dominates(Value value, Operation user)
    {
        if (value.ParentBlock is not { } block || user.AncestorInRegion(block.Parent) is not { } ancestor)
            return false;
        if (value is BlockArgument)
            return Dominates(block, ancestor.Block!);
        if (ReferenceEquals(ancestor.Block, block))
            return block.ParentOp is IGraphRegion || value.DefiningOp!.IsBeforeInBlock(ancestor);
        return Dominates(block, ancestor.Block!);
    }

    /// <summary>Whether every path from the entry to <paramref name="b"/> goes through <paramref name="a"/>.</summary>
    public bool Dominates(Block a, Block b)
    {
        if (ReferenceEquals(a, b))
            return true;
        if (a.Parent is not { } region || !ReferenceEquals(region, b.Parent))
            return false;
        var tree = Tree(region);
        // An unreachable block is dominated by everything.
        if (!tree.TryGetValue(b, out var node))
            return true;
        while (!ReferenceEquals(b, region.Entry))
        {
            b = node.Dominator;
            if (ReferenceEquals(a, b))
                return true;
            node = tree[b];
        }
        return false;
    }

    /// <summary>The closest block that every path to <paramref name="block"/> goes through; null for the entry and for what cannot be reached.</summary>
    public Block? ImmediateDominator(Block block) =>
        block.Parent is { } region && !ReferenceEquals(block, region.Entry) && Tree(region).TryGetValue(block, out var node) ? node.Dominator : null;

    private Dictionary<Block, (Block Dominator, int PostOrder)> Tree(Region region)
    {
        if (!_trees.TryGetValue(region, out var tree))
            _trees[region] = tree = Compute(region);
        return tree;
    }

    private static Dictionary<Block, (Block Dominator, int PostOrder)> Compute(Region region)
    {
        var postOrder = PostOrder(region.Entry);
        var tree = new Dictionary<Block, (Block Dominator, int PostOrder)> { [region.Entry] = (region.Entry, postOrder.Count - 1) };
        var number = postOrder.Select((block, i) => (block, i)).ToDictionary(p => p.block, p => p.i);
        var predecessors = new Dictionary<Block, List<Block>>();
        foreach (var block in postOrder)
        {
            foreach (var successor in block.Successors)
                (predecessors.TryGetValue(successor, out var list) ? list : predecessors[successor] = []).Add(block);
        }
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var block in Enumerable.Reverse(postOrder).Skip(1))
            {
                var dominator = predecessors[block].Where(tree.ContainsKey).Aggregate((a, b) => Intersect(a, b, tree));
                changed |= !tree.TryGetValue(block, out var old) || !ReferenceEquals(old.Dominator, dominator);
                tree[block] = (dominator, number[block]);
            }
        }
        return tree;
    }

    private static Block Intersect(Block a, Block b, Dictionary<Block, (Block Dominator, int PostOrder)> tree)
    {
        while (!ReferenceEquals(a, b))
        {
            if (tree[a].PostOrder < tree[b].PostOrder)
                a = tree[a].Dominator;
            else
                b = tree[b].Dominator;
        }
        return a;
    }

    private static List<Block> PostOrder(Block entry)
    {
        var order = new List<Block>();
        var seen = new HashSet<Block> { entry };
        var stack = new Stack<(Block Block, IEnumerator<Block> Pending)>();
        stack.Push((entry, entry.Successors.GetEnumerator()));
        while (stack.TryPeek(out var top))
        {
            if (!top.Pending.MoveNext())
            {
                order.Add(stack.Pop().Block);
                continue;
            }
            if (seen.Add(top.Pending.Current))
                stack.Push((top.Pending.Current, top.Pending.Current.Successors.GetEnumerator()));
        }
        return order;
    }
}

internal static class RegionAncestry
{
    /// <summary>The ancestor of <paramref name="op"/>, or itself, that lies directly in a block of <paramref name="region"/>.</summary>
    public static Operation? AncestorInRegion(this Operation op, Region? region)
    {
        for (var current = op; current is not null; current = current.ParentOp)
        {
            if (current.Block?.Parent is { } parent && ReferenceEquals(parent, region))
                return current;
        }
        return null;
    }
}
