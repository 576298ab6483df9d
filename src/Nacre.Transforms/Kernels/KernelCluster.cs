using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// The operations that are computed together with one value that must lie in memory: grown backwards from it, latest producer first, so that all users of a
/// producer are decided before it. A producer joins when nothing outside needs it and computing it in place costs no more than reading it would.
/// </summary>
internal sealed class KernelCluster
{
    /// <summary>A bound on the code of one kernel.</summary>
    private const int MaxOperations = 80;

    private readonly HashSet<Operation> _members = [];
    private readonly RankedTensorType? _output;

    private readonly bool _makesComplex;

    private KernelCluster(Value output) => (_output, _makesComplex) = (output.Type as RankedTensorType, output.DefiningOp is Hlo.ComplexOp);

    /// <summary>The members in program order.</summary>
    public IEnumerable<Operation> Members(Block block) => block.Operations.Where(_members.Contains);

    /// <summary>The one operation with a sum or window that the kernel is built around; null for elementwise kernels and rows.</summary>
    public Operation? Root { get; private set; }

    private (Shape Shape, int RowRank)? _rows;

    public static KernelCluster Grow(Operation op)
    {
        var cluster = new KernelCluster(op.Results[0]);
        cluster._members.Add(op);
        if (!ElementRules.CanEmit(op))
            return cluster;
        cluster.NoteRoot(op);
        var candidates = new PriorityQueue<Operation, long>();
        cluster.Offer(op, candidates);
        while (cluster._members.Count < MaxOperations && candidates.TryDequeue(out var producer, out _))
        {
            if (cluster._members.Contains(producer) || !cluster.MayJoin(producer))
                continue;
            cluster._members.Add(producer);
            cluster.NoteRoot(producer);
            cluster.Offer(producer, candidates);
        }
        return cluster;
    }

    private void NoteRoot(Operation op)
    {
        if (op is Hlo.ReduceOp reduce && RowsOf(reduce) is { } rows && (_rows is null || _rows == rows) && Root is null)
            _rows = rows;
        else if (LoopRules.Has(op))
            Root = op;
    }

    /// <summary>The producers of a member, latest first.</summary>
    private void Offer(Operation member, PriorityQueue<Operation, long> candidates)
    {
        if (SumScale.Of(member) is { } scale)
        {
            _members.UnionWith(scale.Operations);
            return;
        }
        // Operands of windows and sums are read many times: they lie in memory, but for what costs nothing.
        var readsOften = LoopRules.Has(member) && member is not Hlo.ReduceOp;
        foreach (var producer in member.Operands.Select(o => o.DefiningOp).OfType<Operation>())
        {
            // A complex number is put together in memory only.
            if (!ReferenceEquals(producer.Block, member.Block) || producer is Hlo.ComplexOp || (readsOften && !(IsScalarConstant(producer) && producer.Results[0].Type is RankedTensorType { Rank: 0 })))
                continue;
            candidates.Enqueue(producer, -Position(producer));
        }
    }

    private readonly Dictionary<Operation, long> _positions = [];

    private long Position(Operation op)
    {
        if (_positions.Count == 0)
        {
            var at = 0L;
            foreach (var each in op.Block!.Operations)
                _positions[each] = at++;
        }
        return _positions[op];
    }

    private bool MayJoin(Operation op)
    {
        if (!ElementRules.CanEmit(op) || op.ResultCount != 1)
            return false;
        if (IsScalarConstant(op))
            return true;
        if (_makesComplex && LoopRules.Has(op))
            return false;
        // Tactics with sums in registers read what they add to them in order.
        if (op is Hlo.ConcatenateOp || (Root is not null && op is (Hlo.DynamicSliceOp or Hlo.GatherOp or Hlo.DynamicUpdateSliceOp or Hlo.BitcastConvertOp)))
            return false;
        var usesOutside = op.Results[0].Users.Any(u => !_members.Contains(u));
        if (LoopRules.Has(op))
            return !usesOutside && (op is Hlo.ReduceOp reduce && JoinsRows(reduce) || JoinsAsRoot(op));
        return !usesOutside || IsFree(op);
    }

    private static bool IsScalarConstant(Operation op) => op is Hlo.ConstantOp constant && ElementRules.CanEmit(constant);

    /// <summary>Computing the element again costs about as much as loading it.</summary>
    private static bool IsFree(Operation op) => op is Hlo.BroadcastInDimOp or Hlo.ReshapeOp or Hlo.IotaOp or Hlo.SliceOp;

    /// <summary>The first epilogue of a root: elementwise from it to the kernel's result.</summary>
    private bool JoinsAsRoot(Operation op)
    {
        if (Root is not null || _rows is not null || !IsOutputReshaped(op.Results[0]) || (!KeepsColumns(op) && ((RankedTensorType)op.Results[0].Type).Shape != _output!.Shape))
            return false;
        return op.Results[0].HasOneUse && _members.All(m => ElementRules.IsPointwise(m) || m is Hlo.BroadcastInDimOp or Hlo.ConstantOp or Hlo.ReshapeOp or Hlo.SliceOp or Hlo.IotaOp) && FlowsElementwise(op.Results[0]);
    }

    /// <summary>Each element goes into the same element of the result only, counted in row-major order.</summary>
    private bool FlowsElementwise(Value value) =>
        value.Users.All(u => (ElementRules.IsPointwise(u) || u is Hlo.ReshapeOp) && IsOutputReshaped(u.Results[0]) && (!u.Results[0].Users.Any(_members.Contains) || FlowsElementwise(u.Results[0])));

    /// <summary>Whether the kernel's result ends with the columns of a matrix product: reshaping its rows changes nothing for it.</summary>
    private bool KeepsColumns(Operation op)
    {
        if (op is not Hlo.DotGeneralOp dot)
            return false;
        var numbers = dot.DotDimensionNumbers;
        var columns = ((RankedTensorType)dot.Rhs.Type).Rank - numbers.RhsBatchingDimensions.Count - numbers.RhsContractingDimensions.Count;
        return ((RankedTensorType)dot.Result.Type).Shape.Dims.TakeLast(columns).SequenceEqual(_output!.Shape.Dims.TakeLast(columns));
    }

    private bool IsOutputReshaped(Value value) => value.Type is RankedTensorType { HasStaticShape: true } type && type.Shape.ElementCount == _output!.Shape.ElementCount;

    /// <summary>A reduction over the same rows as the kernel's result.</summary>
    private bool JoinsRows(Hlo.ReduceOp op)
    {
        if (Root is not null || RowsOf(op) is not { } rows || op.Inputs.Count != 1)
            return false;
        if (_rows is { } known)
            return known == rows;
        return _output!.Shape == rows.Shape && _members.All(m => m is not (Hlo.TransposeOp or Hlo.ReverseOp or Hlo.PadOp or Hlo.GatherOp or Hlo.SliceOp));
    }

    /// <summary>The space whose last dimensions a reduction sums up; null when it sums up others.</summary>
    private static (Shape Shape, int RowRank)? RowsOf(Hlo.ReduceOp op)
    {
        var shape = ((RankedTensorType)op.Inputs[0].Type).Shape;
        var rank = op.Dimensions.Count;
        var isTrailing = op.Inputs.Count == 1 && rank > 0 && op.Dimensions.Order().SequenceEqual(Enumerable.Range(shape.Rank - rank, rank).Select(d => (long)d));
        return isTrailing ? (shape, rank) : null;
    }
}
