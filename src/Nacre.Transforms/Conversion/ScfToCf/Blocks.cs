using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Cutting blocks apart and moving them.</summary>
internal static class Blocks
{
    /// <summary>Cuts the block behind <paramref name="op"/>; the rest becomes a new block, which comes next in the region and takes arguments of the given types.</summary>
    public static Block SplitAfter(Operation op, IEnumerable<IRType> arguments)
    {
        var rest = new Block();
        foreach (var type in arguments)
            rest.AddArgument(type);
        InsertAfter(op.Block!, rest);
        op.Block!.MoveTailTo(op.Next, rest);
        return rest;
    }

    public static void InsertAfter(Block block, Block next)
    {
        block.Parent!.Insert(IndexOf(block) + 1, next);
    }

    private static int IndexOf(Block block)
    {
        var at = 0;
        while (!ReferenceEquals(block.Parent!.Blocks[at], block))
            at++;
        return at;
    }

    /// <summary>Moves the blocks of a region to the place before <paramref name="before"/>; returns the first and the last.</summary>
    public static (Block First, Block Last) Inline(Region region, Block before)
    {
        var moved = region.Blocks.ToArray();
        var at = IndexOf(before);
        foreach (var block in moved)
        {
            region.Remove(block);
            before.Parent!.Insert(at++, block);
        }
        return (moved[0], moved[^1]);
    }

    /// <summary>Puts <paramref name="branch"/> in the place of the terminator <paramref name="op"/>.</summary>
    public static void ReplaceTerminator(Operation op, ConversionRewriter rewriter, Action branch)
    {
        rewriter.SetBefore(op);
        branch();
        rewriter.Erase(op);
    }
}
