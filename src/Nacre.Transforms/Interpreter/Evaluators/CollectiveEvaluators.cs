using Nacre.Dialects.Check;
using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Semantics of operations that several processes take part in, of those between a process and its host, and of running processes.</summary>
internal static class CollectiveEvaluators
{
    /// <summary>A bound on the threads of one operation.</summary>
    private const int MaxProcesses = 256;

    public static OpEvaluators AddCollectives(this OpEvaluators table) => table
        .Add<RunParallelOp>(RunParallel)
        .Add<AllGatherOp>((op, x, context) => [.. Gathered(ProcessGroups.OfReduction(context.Process, op.ReplicaGroups, op.ChannelHandle, op.UseGlobalDeviceIds is not null), op.ChannelHandle, x, context)
            .Select(parts => DataMovement.Concatenate(parts, (int)op.AllGatherDim))])
        .Add<AllReduceOp>((op, x, context) => [.. Reduced(op.Computation, ProcessGroups.OfReduction(context.Process, op.ReplicaGroups, op.ChannelHandle, op.UseGlobalDeviceIds is not null), op.ChannelHandle, x, context)])
        .Add<ReduceScatterOp>(ReduceScatter)
        .Add<CollectiveReduceOp>(CollectiveReduce)
        .Add<AllToAllOp>(AllToAll)
        .Add<CollectiveBroadcastOp>(Broadcast)
        .Add<CollectivePermuteOp>(Permute)
        .Add<ReplicaIdOp>((_, _, context) => [TensorValue.OfIntegers(Id, [context.Process.Replica])])
        .Add<PartitionIdOp>((_, _, context) => [TensorValue.OfIntegers(Id, [context.Process.Partition])])
        .Add<InfeedOp>((_, _, context) => [.. context.Process.Grid.TakeInfeed(), TokenValue.Instance])
        .Add<OutfeedOp>((_, _, _) => [TokenValue.Instance])
        .Add<SendOp>(Send)
        .Add<RecvOp>((op, _, context) => [.. context.Process.Grid.Take($"channel {op.ChannelHandle.Handle}"), TokenValue.Instance]);

    private static readonly RankedTensorType Id = RankedTensorType.Get(new IntegerType(32, Signedness.Unsigned));

    private static IReadOnlyList<InterpreterValue> RunParallel(RunParallelOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        var programs = op.Programs.Items.Select(r => ((ArrayAttr)r).Items.Select(p => Function(op, p)).ToArray()).ToArray();
        if (programs.Length * programs[0].Length > MaxProcesses)
            throw new EvaluationException($"more than {MaxProcesses} processes");
        var infeed = (op.Infeed?.Items ?? []).Select(f => context.Call(Function(op, f), [])).ToArray();
        var grid = new ProcessGrid(programs.Length, programs[0].Length, infeed);
        var starts = new List<int> { 0 };
        foreach (var function in programs.SelectMany(p => p))
            starts.Add(starts[^1] + function.FunctionType.Inputs.Count);
        return grid.Run(process =>
        {
            var function = programs[process.Replica][process.Partition];
            return context.OfProcess(process).Call(function, [.. operands.Skip(starts[process.Id]).Take(function.FunctionType.Inputs.Count)]);
        });
    }

    private static IFunctionLike Function(Operation op, Attr symbol) =>
        SymbolTable.LookupNearest(op, (SymbolRefAttr)symbol) as IFunctionLike ?? throw new EvaluationException($"{symbol} does not name a function");

    /// <summary>For each operand, what the processes of the group have of it, in the group's order.</summary>
    private static IEnumerable<TensorValue[]> Gathered(IReadOnlyList<int>? group, ChannelHandleAttr? channel, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        if (group is null)
            throw new EvaluationException("the process is in none of the groups");
        var all = context.Process.Exchange(channel?.Handle ?? 0, group, operands);
        return Enumerable.Range(0, operands.Count).Select(i => all.Select(values => values[i].AsTensor).ToArray());
    }

    private static IEnumerable<TensorValue> Reduced(Region computation, IReadOnlyList<int>? group, ChannelHandleAttr? channel, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        var lanes = context.Lanes(computation);
        return Gathered(group, channel, operands, context).Select(parts => parts.Aggregate((a, b) => Combined(lanes, a, b))).ToArray();
    }

    private static TensorValue Combined(LaneFunction lanes, TensorValue a, TensorValue b)
    {
        var flat = Shape.Of(a.Count);
        return lanes.Apply([a.Reshaped(flat), b.Reshaped(flat)])[0].Reshaped(a.Shape);
    }

    private static IReadOnlyList<InterpreterValue> ReduceScatter(ReduceScatterOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        var group = ProcessGroups.OfReduction(context.Process, op.ReplicaGroups, op.ChannelHandle, op.UseGlobalDeviceIds is not null);
        var reduced = Reduced(op.Computation, group, op.ChannelHandle, operands, context).Single();
        return [PartOf(reduced, op.ScatterDimension, group!.Count, IndexOf(group, context))];
    }

    private static int IndexOf(IReadOnlyList<int> group, EvaluationContext context) => group.TakeWhile(id => id != context.Process.Id).Count();

    /// <summary>One of equal parts along a dimension.</summary>
    private static TensorValue PartOf(TensorValue x, long dimension, long count, long index)
    {
        var (start, limit) = (new long[x.Rank], x.Shape.Dims.ToArray());
        var size = limit[dimension] / count;
        (start[dimension], limit[dimension]) = (index * size, (index + 1) * size);
        return DataMovement.Slice(x, start, limit, [.. Enumerable.Repeat(1L, x.Rank)]);
    }

    private static IReadOnlyList<InterpreterValue> CollectiveReduce(CollectiveReduceOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        var data = operands.Take(op.ResultCount).ToArray();
        var group = ProcessGroups.OfReduction(context.Process, op.ReplicaGroups, op.ChannelHandle, op.UseGlobalDeviceIds is not null);
        if (group is null)
            return Zeros(data);
        var results = Reduced(op.Computation, group, op.ChannelHandle, data, context).ToArray();
        return [.. results.Select((r, i) => group[Root(op.HasDynamicRoot is not null, operands, i)] == context.Process.Id ? r : Zero(r))];
    }

    private static IReadOnlyList<InterpreterValue> Broadcast(CollectiveBroadcastOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        var data = operands.Take(op.ResultCount).ToArray();
        if (ProcessGroups.OfExchange(context.Process, op.ReplicaGroups, op.ChannelHandle) is not { } group)
            return Zeros(data);
        return [.. Gathered(group, op.ChannelHandle, data, context).Select((parts, i) => parts[Root(op.HasDynamicRoot is not null, operands, i)])];
    }

    /// <summary>The place of the root in the group: what the last operand says, or the first.</summary>
    private static int Root(bool isDynamic, IReadOnlyList<InterpreterValue> operands, int index) => isDynamic ? (int)operands[^1].AsTensor.IntegerAt(index) : 0;

    private static InterpreterValue[] Zeros(IEnumerable<InterpreterValue> values) => [.. values.Select(v => Zero(v.AsTensor))];

    private static TensorValue Zero(TensorValue like) => new(like.Type, TensorValue.NewBytes(like.Type));

    private static IReadOnlyList<InterpreterValue> AllToAll(AllToAllOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        var group = ProcessGroups.OfExchange(context.Process, op.ReplicaGroups, op.ChannelHandle);
        return [.. Gathered(group, op.ChannelHandle, operands, context).Select(parts =>
            DataMovement.Concatenate([.. parts.Select(p => PartOf(p, op.SplitDimension, op.SplitCount, IndexOf(group!, context)))], (int)op.ConcatDimension))];
    }

    private static IReadOnlyList<InterpreterValue> Permute(CollectivePermuteOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        var (process, channel) = (context.Process, op.ChannelHandle?.Handle ?? 0);
        var isAcrossPartitions = channel > 0;
        var (me, row) = isAcrossPartitions ? (process.Partition, process.Replica) : (process.Replica, process.Partition);
        var pairs = op.SourceTargetPairs.ToIntegers().Chunk(2).ToArray();
        foreach (var pair in pairs.Where(p => p[0] == me))
            process.Grid.Post(Address(pair), operands);
        return pairs.FirstOrDefault(p => p[1] == me) is { } source ? process.Grid.Take(Address(source)) : Zeros(operands);

        string Address(long[] pair) => $"permute {channel} {isAcrossPartitions} {row}: {pair[0]} to {pair[1]}";
    }

    private static IReadOnlyList<InterpreterValue> Send(SendOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context)
    {
        context.Process.Grid.Post($"channel {op.ChannelHandle.Handle}", [.. operands.Take(operands.Count - 1)]);
        return [TokenValue.Instance];
    }
}
