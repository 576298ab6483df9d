using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The constraints of collective operations.</summary>
internal static class CollectiveChecks
{
    /// <summary>all_gather_c2..c4, all_reduce_c1..c3, all_to_all_c5..c8, reduce_scatter_c3..c5.</summary>
    /// <param name="groups">A matrix of process ids, -1 filling up short rows, or axes of a mesh (not checked).</param>
    /// <param name="sameSize">Whether all groups must have one size.</param>
    /// <param name="globalIds">Whether the ids count over replicas and partitions.</param>
    /// <param name="groupSize">The size that the groups must have.</param>
    public static void CheckGroups(Attr? groups, bool sameSize, bool globalIds, long? groupSize = null)
    {
        if (groups is not ElementsAttr matrix)
            return;
        var shape = matrix.Type.Shape;
        Infer.Require(shape.Rank == 2, "replica groups should be a rank 2 tensor");
        Infer.Require(!globalIds || matrix.Count > 0, "if `use_global_device_ids` is set, the replica groups cannot be empty");
        var seen = new HashSet<long>();
        foreach (var id in matrix.ToIntegers())
        {
            Infer.Require(id != -1 || !sameSize, "Invalid replica id -1");
            Infer.Require(id == -1 || seen.Add(id), $"replica id #{id} seen more than once");
        }
        for (var id = 0; id < seen.Count; id++)
            Infer.Require(seen.Contains(id), $"replica id #{id} not seen in replica groups");
        if (sameSize && groupSize is { } size)
            Infer.Require(shape[0] != 0 && matrix.Count / shape[0] == size, $"group size of replica_groups must be {size}");
    }

    private static void CheckChannel(UnitAttr? globalIds, ChannelHandleAttr? channel) =>
        Infer.Require(globalIds is null || (channel?.Handle ?? 0) > 0, $"channel_id must be positive when useGlobalDeviceIds is set but got: {channel?.Handle ?? 0}");

    public static void AllGather(AllGatherOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        Infer.Require(op.OperandCount == op.ResultCount, "requires the same number of operands and results");
        CheckGroups(op.ReplicaGroups, sameSize: true, op.UseGlobalDeviceIds is not null);
        Infer.Require(op.UseGlobalDeviceIds is null || (op.ChannelHandle?.Handle ?? 0) >= 0, "channel_id cannot be negative when useGlobalDeviceIds is set"); // all_gather_c5
        for (var i = 0; i < op.OperandCount; i++)
            CheckGathered(i, Infer.Ranked(op.Operand(i).Type), Infer.Ranked(op.Result(i).Type), (int)op.AllGatherDim);
    });

    private static void CheckGathered(int index, RankedTensorType operand, RankedTensorType result, int dimension)
    {
        Infer.Require(operand.ElementType == result.ElementType, $"requires the same element type for operand and result at index {index}"); // all_gather_c6
        Infer.Require(dimension < operand.Rank, "all_gather_dim must be a valid index of operand"); // all_gather_c1
        var size = operand.Shape[dimension];
        Infer.Require(size != 0, "dimension size of operand at 'all_gather_dim' cannot be zero");
        Infer.Require(operand.Rank == result.Rank, "operand and result must have the same rank"); // all_gather_c6
        for (var d = 0; d < operand.Rank; d++)
            Infer.Require(d == dimension || Dims.Match(operand.Shape[d], result.Shape[d]), "operand and result should have the same shape except for the dimension size at 'all_gather_dim'"); // all_gather_c6
        var gathered = result.Shape[dimension];
        Infer.Require(size == Shape.Dynamic || gathered == Shape.Dynamic || gathered % size == 0, $"result gather dimension has size {Infer.Size(gathered)}, expected to be a multiple of operand gather dimension size {Infer.Size(size)}"); // all_gather_c6
    }

    public static void AllToAll(AllToAllOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        Infer.Require(op.OperandCount == op.ResultCount, "requires the same number of operands and results");
        for (var i = 0; i < op.OperandCount; i++)
            Infer.Require(op.Operand(i).Type.ElementOrSelf() == op.Result(i).Type.ElementOrSelf(), $"requires the same element type for operand and result at index {i}"); // all_to_all_c9
    });

    /// <summary>The future of what the body of an <c>async_start</c> computes: one collective operation or slice.</summary>
    public static FutureType Started(AsyncStartOp op)
    {
        Infer.Require(!op.Body.IsEmpty, "region must not be empty");
        var block = op.Body.Entry;
        var isPair = block.Operations.Take(3).Count() == 2;
        Infer.Require(isPair, "region must contain exactly one operation and a return");
        var mayRun = block.First is AllGatherOp or AllReduceOp or AllToAllOp or CollectiveBroadcastOp or CollectivePermuteOp or CollectiveReduceOp or DynamicSliceOp
            or DynamicUpdateSliceOp or ReduceScatterOp or SliceOp;
        Infer.Require(mayRun, "region must contain a collective or slice operation");
        Infer.Require(op.OperandCount == block.Arguments.Count, $"number of operands ({op.OperandCount}) must match number of region arguments ({block.Arguments.Count})");
        for (var i = 0; i < op.OperandCount; i++)
            Infer.Require(op.Operand(i).Type == block.Arguments[i].Type, $"operand type '{op.Operand(i).Type}' at index {i} must match region argument type '{block.Arguments[i].Type}'");
        var end = block.Last!;
        Infer.Require(end.OperandCount == 1, $"region must return exactly one value, but got {end.OperandCount}");
        return new FutureType([end.Operand(0).Type]);
    }

    public static void AllReduce(AllReduceOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        CheckGroups(op.ReplicaGroups, sameSize: false, op.UseGlobalDeviceIds is not null);
        CheckChannel(op.UseGlobalDeviceIds, op.ChannelHandle); // all_reduce_c4
        foreach (var operand in op.Operands)
            ReducerChecks.Check(op.Computation, [operand.Type], [operand.Type.ScalarOf()], []); // all_reduce_c5
    });

    public static void CollectiveReduce(CollectiveReduceOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        CheckGroups(op.ReplicaGroups, sameSize: false, op.UseGlobalDeviceIds is not null);
        CheckChannel(op.UseGlobalDeviceIds, op.ChannelHandle);
        var data = CheckRoot("collective_reduce", op.HasDynamicRoot, op.Operands);
        foreach (var operand in op.Operands.Take(data))
            ReducerChecks.Check(op.Computation, [operand.Type], [operand.Type.ScalarOf()], []);
    });

    /// <summary>With a dynamic root the last operand holds a root per tensor; gives the number of the tensors.</summary>
    private static int CheckRoot(string name, UnitAttr? dynamicRoot, OperandRange operands)
    {
        Infer.Require(dynamicRoot is not null || operands.Count > 0, $"{name} requires at least one data operand");
        if (dynamicRoot is null)
            return operands.Count;
        Infer.Require(operands.Count >= 2, $"{name} with has_dynamic_root=true requires at least two operands (data + root)");
        var root = operands[operands.Count - 1].Type;
        var isVector = root is RankedTensorType { Rank: 1, ElementType: IntegerType { Width: 32, IsSignless: true } };
        Infer.Require(isVector, $"last operand of {name} with has_dynamic_root=true must be a rank-1 i32 tensor, but got '{root}'");
        var (size, count) = (((RankedTensorType)root).Shape[0], operands.Count - 1);
        Infer.Require(size == count, $"last operand of {name} with has_dynamic_root=true must have the same number of elements as data operands ({count}), but got {Infer.Size(size)}");
        return count;
    }

    public static void CollectiveBroadcast(CollectiveBroadcastOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        if (op.ReplicaGroups is ElementsAttr groups)
        {
            Infer.Require(groups.Type.Shape.Rank == 2, $"replica groups should be a rank 2 tensor,but instead it is of rank {groups.Type.Shape.Rank}");
            var seen = new HashSet<long>();
            foreach (var id in groups.ToIntegers())
            {
                Infer.Require(id >= 0, $"replica_groups values must be positive, but was given {id}"); // collective_broadcast_c2
                Infer.Require(seen.Add(id), $"replica id #{id} seen more than once"); // collective_broadcast_c1
            }
        }
        CheckRoot("collective_broadcast", op.HasDynamicRoot, op.Operands);
    });

    public static void CollectivePermute(CollectivePermuteOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var shape = op.SourceTargetPairs.Type.Shape;
        Infer.Require(shape.Rank == 2, $"expect source_target_pairs attribute to be of rank 2, but got rank {shape.Rank}"); // collective_permute_i2
        Infer.Require(shape[1] == 2, $"expect source_target_pairs attribute of shape (N, 2), but got ({DimChecks.Join(shape.Dims)})"); // collective_permute_c1
        var (sources, targets) = (new HashSet<long>(), new HashSet<long>());
        foreach (var pair in op.SourceTargetPairs.ToIntegers().Chunk(2))
        {
            Infer.Require(pair.All(id => id >= 0), "replica ids in source_target_pairs must be >= 0."); // collective_permute_c4
            Infer.Require(sources.Add(pair[0]), "duplicate sources not allowed."); // collective_permute_c2
            Infer.Require(targets.Add(pair[1]), "duplicate targets not allowed."); // collective_permute_c3
        }
    });

    public static void ReduceScatter(ReduceScatterOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        var (operand, result) = (Infer.Ranked(op.Operand.Type), Infer.Ranked(op.Result.Type));
        CheckGroups(op.ReplicaGroups, sameSize: true, op.UseGlobalDeviceIds is not null);
        ReducerChecks.Check(op.Computation, [operand], [operand.ScalarOf()], []); // reduce_scatter_c7
        Infer.Require(operand.Rank == result.Rank, "operand and result should have same rank"); // reduce_scatter_c8
        Infer.Require(op.ScatterDimension < operand.Rank, "scatter dim should be less than operand/result rank"); // reduce_scatter_c2
        CheckChannel(op.UseGlobalDeviceIds, op.ChannelHandle); // reduce_scatter_c6
        var (from, to) = (operand.Shape[(int)op.ScatterDimension], result.Shape[(int)op.ScatterDimension]);
        Infer.Require(to != 0, "result dimension size at scatter_dimension cannot be zero");
        Infer.Require(from != 0, "operand dimension size at scatter_dimension cannot be zero");
        Infer.Require(from == Shape.Dynamic || to == Shape.Dynamic || from % to == 0, $"operand scatter dimension has size {Infer.Size(from)}, expected to be a multiple of result scatter dimension size {Infer.Size(to)}"); // reduce_scatter_c8
        for (var d = 0; d < operand.Rank; d++)
            Infer.Require(d == op.ScatterDimension || Dims.Match(operand.Shape[d], result.Shape[d]), $"non scatter dimensions should be same for operand ({Infer.Size(operand.Shape[d])}) and result ({Infer.Size(result.Shape[d])})"); // reduce_scatter_c8
        var element = op.Computation.Entry.Last!.Operand(0).Type.ElementOrSelf();
        Infer.Require(result.ElementType == element, $"result element-type is expected to be '{element}', but got '{result.ElementType}'"); // reduce_scatter_c9
    });
}
