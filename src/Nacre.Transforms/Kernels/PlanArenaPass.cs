using Nacre.Dialects.Func;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Gives each intermediate result of the host program its place in one arena: values that are needed at the same time do not overlap. Results of the function lie in
/// the caller's memory. A reshape shares its operand's place.
/// </summary>
public sealed record PlanArenaPass : Pass, IPass<PlanArenaPass>
{
    /// <summary>The function attribute with the size of the arena in bytes.</summary>
    public const string SizeAttribute = "nacre.arena_bytes";

    /// <summary>Alignment of places in bytes.</summary>
    private const long Alignment = 64;

    public static string PassArgument => "plan-arena";
    public static string Description => "Places the intermediate results of the host program in one arena";
    public override string Argument => PassArgument;
    public static PlanArenaPass FromOptions(PassOptions options) => new();

    public override void Run(Operation root, PassContext context)
    {
        foreach (var function in root.Regions[0].Entry.Operations.OfType<FuncOp>().Where(f => !f.IsExternal))
            new ArenaPlanner(function).Plan();
    }

    /// <summary>The attribute of control flow with the place of each result in bytes; -1 for one that is a result of the function.</summary>
    public const string PlacesAttribute = "nacre.arena";

    /// <summary>The value whose memory <paramref name="value"/> shares: of a reshape its operand, in a loop the result that is carried there.</summary>
    public static Value Storage(Value value)
    {
        while (SharedWith(value) is { } shared)
            value = shared;
        return value;
    }

    private static Value? SharedWith(Value value) => value.DefiningOp switch
    {
        Hlo.ReshapeOp reshape => reshape.Operand,
        Hlo.DynamicUpdateSliceOp write when PlannedControl.WritesInPlace(write) => write.Operand,
        null => PlannedControl.Carrier(value),
        _ => null,
    };

    private sealed class ArenaPlanner(FuncOp function)
    {
        private readonly SortedDictionary<long, long> _free = new() { [0] = long.MaxValue };
        private readonly Dictionary<Value, (long Offset, long Size)> _placed = [];
        private long _size;

        public void Plan()
        {
            var moments = new List<Moment>();
            Add(function.Body.Entry, moments);
            var lastUse = LastUses(moments);
            var returned = function.Body.Entry.Last!.Operands.Select(Storage).ToHashSet();
            for (var i = 0; i < moments.Count; i++)
            {
                if (!moments[i].IsEnd)
                    PlaceResults(moments[i].Op, returned);
                foreach (var value in lastUse[i])
                    Release(value);
            }
            function.SetAttr(SizeAttribute, IntegerAttr.I64(_size));
        }

        /// <summary>An operation's turn. Control flow begins before the operations of its regions and ends after them.</summary>
        private readonly record struct Moment(Operation Op, bool IsEnd = false);

        private static void Add(Block block, List<Moment> moments)
        {
            foreach (var op in block.Operations)
            {
                moments.Add(new Moment(op));
                if (!PlannedControl.Is(op))
                    continue;
                foreach (var region in op.Regions)
                    Add(region.Entry, moments);
                moments.Add(new Moment(op, IsEnd: true));
            }
        }

        private void PlaceResults(Operation op, HashSet<Value> returned)
        {
            if (op is not LaunchOp && !PlannedControl.Is(op))
                return;
            var places = op.Results.Select(r => returned.Contains(r) ? -1 : Place(r)).ToArray();
            if (op is LaunchOp launch)
                launch.Arena = places;
            else
                op.SetAttr(PlacesAttribute, DenseArrayAttr.I64(places));
        }

        /// <summary>For each moment the values that nobody needs after it. What a loop reads from outside, every iteration needs.</summary>
        private static List<Value>[] LastUses(List<Moment> moments)
        {
            var last = new Dictionary<Value, int>();
            for (var i = 0; i < moments.Count; i++)
            {
                var op = moments[i].Op;
                foreach (var value in op.Operands.Concat<Value>(op.Results))
                    last[Storage(value)] = i;
                if (moments[i].IsEnd && op is Hlo.WhileOp)
                {
                    foreach (var value in op.Walk().SelectMany(o => o.Operands).Select(Storage).Where(v => v.DefiningOp is null || !op.IsProperAncestorOf(v.DefiningOp)))
                        last[value] = i;
                }
            }
            var ends = Enumerable.Range(0, moments.Count).Select(_ => new List<Value>()).ToArray();
            foreach (var (value, at) in last)
                ends[at].Add(value);
            return ends;
        }

        private long Place(Value value)
        {
            if (value.Type is not RankedTensorType { HasStaticShape: true } type || !ElementRules.HasBytes(type.ElementType))
                return -1;
            var bytes = type.Shape.ElementCount * ElementEmitter.StorageType(type.ElementType).StorageBytes();
            var size = Math.Max(Alignment, (bytes + Alignment - 1) / Alignment * Alignment);
            // The smallest gap that is large enough.
            var gap = _free.Where(g => g.Value >= size).MinBy(g => g.Value);
            _free.Remove(gap.Key);
            if (gap.Value > size)
                _free[gap.Key + size] = gap.Value == long.MaxValue ? long.MaxValue : gap.Value - size;
            _placed[value] = (gap.Key, size);
            _size = Math.Max(_size, gap.Key + size);
            return gap.Key;
        }

        private void Release(Value value)
        {
            if (!_placed.Remove(value, out var place))
                return;
            var (start, size) = place;
            foreach (var (offset, length) in _free.ToArray())
            {
                if (length != long.MaxValue && offset + length == start)
                {
                    _free.Remove(offset);
                    (start, size) = (offset, size + length);
                }
            }
            if (_free.Remove(start + size, out var next))
                size = next == long.MaxValue ? long.MaxValue : size + next;
            _free[start] = size;
        }
    }
}
