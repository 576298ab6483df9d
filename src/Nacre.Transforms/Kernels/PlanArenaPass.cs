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

    /// <summary>The value whose memory <paramref name="value"/> shares.</summary>
    public static Value Storage(Value value)
    {
        while (value.DefiningOp is Hlo.ReshapeOp reshape)
            value = reshape.Operand;
        return value;
    }

    private sealed class ArenaPlanner(FuncOp function)
    {
        private readonly SortedDictionary<long, long> _free = new() { [0] = long.MaxValue };
        private readonly Dictionary<Value, (long Offset, long Size)> _placed = [];
        private long _size;

        public void Plan()
        {
            var operations = function.Body.Entry.Operations.ToArray();
            var lastUse = LastUses(operations);
            var returned = operations[^1].Operands.Select(Storage).ToHashSet();
            for (var i = 0; i < operations.Length; i++)
            {
                if (operations[i] is LaunchOp launch)
                    launch.Arena = launch.Outputs.Select(r => returned.Contains(r) ? -1 : Place(r)).ToArray();
                foreach (var value in lastUse[i])
                    Release(value);
            }
            function.SetAttr(SizeAttribute, IntegerAttr.I64(_size));
        }

        /// <summary>For each operation the values that nobody needs after it.</summary>
        private static List<Value>[] LastUses(Operation[] operations)
        {
            var last = new Dictionary<Value, int>();
            for (var i = 0; i < operations.Length; i++)
            {
                foreach (var value in operations[i].Operands.Concat<Value>(operations[i].Results))
                    last[Storage(value)] = i;
            }
            var ends = Enumerable.Range(0, operations.Length).Select(_ => new List<Value>()).ToArray();
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
