using System.Runtime.CompilerServices;
using Nacre.IR;

namespace Nacre.Transforms.Generic;

/// <summary>
/// Common subexpression elimination: a pure operation that equals one whose results are available is replaced by it. Results are available in the blocks that their
/// block dominates and in the regions nested there, unless an isolated operation lies between.
/// </summary>
public sealed record CsePass : Pass, IPass<CsePass>
{
    public static string PassArgument => "cse";
    public static string Description => "Replaces pure operations that were computed before.";
    public static CsePass FromOptions(PassOptions options) => new();
    public override string Argument => PassArgument;

    public override void Run(Operation root, PassContext context)
    {
        var eliminator = new Eliminator(new DominanceInfo());
        foreach (var region in root.Regions)
            eliminator.Simplify(region);
        foreach (var op in eliminator.Dead)
            op.Erase();
    }

    /// <summary>Walks regions with the operations available at each point.</summary>
    private sealed class Eliminator(DominanceInfo dominance)
    {
        private Dictionary<Operation, Operation> _available = new(Equivalence.Instance);
        private Stack<Operation> _added = new();

        /// <summary>The operations that were replaced; nothing uses them.</summary>
        public List<Operation> Dead { get; } = [];

        public void Simplify(Region region)
        {
            if (region.IsEmpty)
                return;
            if (region.Blocks.Count == 1)
                InScope(() => Simplify(region.Entry));
            else
                SimplifyTree(region);
        }

        private void InScope(Action body)
        {
            var mark = _added.Count;
            body();
            while (_added.Count > mark)
                _available.Remove(_added.Pop());
        }

        /// <summary>Visits the blocks of a region down its dominator tree; a block that cannot be reached is left alone.</summary>
        private void SimplifyTree(Region region)
        {
            var children = region.Blocks.Where(b => dominance.ImmediateDominator(b) is not null).ToLookup(b => dominance.ImmediateDominator(b)!);
            var pending = new Stack<(Block Block, int Mark)>([(region.Entry, _added.Count)]);
            var outer = _added.Count;
            while (pending.TryPop(out var next))
            {
                while (_added.Count > next.Mark)
                    _available.Remove(_added.Pop());
                Simplify(next.Block);
                var mark = _added.Count;
                foreach (var child in children[next.Block])
                    pending.Push((child, mark));
            }
            while (_added.Count > outer)
                _available.Remove(_added.Pop());
        }

        private void Simplify(Block block)
        {
            var isOrdered = block.ParentOp is not IGraphRegion;
            foreach (var op in block.Operations)
            {
                if (isOrdered && IsCandidate(op))
                    Visit(op);
                else if (op.Regions.Count > 0)
                    SimplifyRegions(op);
            }
        }

        private static bool IsCandidate(Operation op) => op is IPure and not ITerminator && op.Regions.Count == 0 && op.ResultCount > 0;

        private void Visit(Operation op)
        {
            if (!_available.TryGetValue(op, out var same))
            {
                _available.Add(op, op);
                _added.Push(op);
                return;
            }
            for (var i = 0; i < op.ResultCount; i++)
                op.Result(i).ReplaceAllUsesWith(same.Result(i));
            Dead.Add(op);
        }

        private void SimplifyRegions(Operation op)
        {
            var outer = (_available, _added);
            if (op is IIsolatedFromAbove)
                (_available, _added) = (new Dictionary<Operation, Operation>(Equivalence.Instance), new Stack<Operation>());
            foreach (var region in op.Regions)
                Simplify(region);
            (_available, _added) = outer;
        }
    }

    /// <summary>Operations are equal that compute the same from the same values.</summary>
    private sealed class Equivalence : IEqualityComparer<Operation>
    {
        public static Equivalence Instance { get; } = new();

        public bool Equals(Operation? a, Operation? b)
        {
            if (ReferenceEquals(a, b))
                return true;
            if (a is null || b is null || !ReferenceEquals(a.Info, b.Info) || a.OperandCount != b.OperandCount || a.ResultCount != b.ResultCount || a.Attributes.Count != b.Attributes.Count)
                return false;
            for (var i = 0; i < a.OperandCount; i++)
            {
                if (!ReferenceEquals(a.Operand(i), b.Operand(i)))
                    return false;
            }
            for (var i = 0; i < a.ResultCount; i++)
            {
                if (a.Result(i).Type != b.Result(i).Type)
                    return false;
            }
            return a.Attributes.SequenceEqual(b.Attributes);
        }

        public int GetHashCode(Operation op)
        {
            var hash = new HashCode();
            hash.Add(RuntimeHelpers.GetHashCode(op.Info));
            for (var i = 0; i < op.OperandCount; i++)
                hash.Add(RuntimeHelpers.GetHashCode(op.Operand(i)));
            foreach (var attribute in op.Attributes)
                hash.Add(attribute.Value);
            return hash.ToHashCode();
        }
    }
}
