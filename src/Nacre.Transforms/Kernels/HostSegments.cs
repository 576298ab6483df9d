using Nacre.Dialects.Onnx;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Brings the operations of a block that no code generator takes (<em>host operations</em>) together: each stage of generated code is followed by a stage of all
/// host operations whose operands are there by then. So values of unknown size or kind mostly stay between operations of one segment, which runs as a whole.
/// </summary>
internal sealed class HostSegments
{
    private readonly Dictionary<Operation, int> _stages = [];
    private readonly Func<Operation, bool> _isNeutral;

    private HostSegments(Func<Operation, bool> isNeutral) => _isNeutral = isNeutral;

    /// <summary>Reorders the block and gives its segments.</summary>
    /// <param name="block">Its dead operations are erased.</param>
    /// <param name="isNeutral">Operations that take no time and stand anywhere, such as constants.</param>
    public static HostSegments Arrange(Block block, Func<Operation, bool> isNeutral)
    {
        var segments = new HostSegments(isNeutral);
        var operations = block.Operations.Where(o => o is not ITerminator).ToArray();
        foreach (var op in operations)
            segments._stages[op] = segments.StageOf(op);
        if (block.Terminator is { } end)
        {
            foreach (var op in operations.OrderBy(o => segments._stages[o]))
                op.MoveBefore(end);
        }
        return segments;
    }

    /// <summary>Whether nothing but the interpreter can compute the operation.</summary>
    public static bool IsHost(Operation op) => !ElementRules.CanEmit(op) && !OrderedRules.Has(op);

    /// <summary>The host operations that run together with <paramref name="op"/>, in order; one whose meaning nobody knows is alone, so that reports can name it.</summary>
    public IReadOnlyList<Operation> Of(Operation op) =>
        op is CustomOp ? [op] : [.. op.Block!.Operations.Where(o => _stages.TryGetValue(o, out var stage) && stage == _stages[op] && o is not CustomOp && !_isNeutral(o) && IsInSegment(o))];

    /// <summary>Even stages are generated code, odd ones host operations.</summary>
    private int StageOf(Operation op)
    {
        var isHost = IsInSegment(op) && !_isNeutral(op);
        var stage = isHost ? 1 : 0;
        foreach (var operand in op.Walk().SelectMany(o => o.Operands))
        {
            if (operand.DefiningOp is not { } producer || !_stages.TryGetValue(producer, out var before))
                continue;
            // A lone operation ends its segment: what uses it comes after.
            var isSame = before % 2 == (isHost ? 1 : 0) && producer is not CustomOp && !(isHost && op is CustomOp);
            stage = Math.Max(stage, isSame ? before : before + (before % 2 == (isHost ? 1 : 0) ? 2 : 1));
        }
        return stage;
    }

    /// <summary>A reshape between host operations belongs to them; another one is a view of memory.</summary>
    private static bool IsInSegment(Operation op) =>
        op is Hlo.ReshapeOp reshape ? reshape.Operand.DefiningOp is { } producer && IsInSegment(producer) && producer is not IConstantLike && reshape.Result.Users.All(u => u is not ITerminator && IsHost(u)) : IsHost(op);
}
