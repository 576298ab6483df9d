using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

// Operations that processes take part in together.

/// <summary>Joins the operands of a group's processes along a dimension (https://openxla.org/stablehlo/spec#all_gather).</summary>
[Op("stablehlo.all_gather")]
public sealed partial class AllGatherOp : Operation, IHasReplicaGroups, IVerifiable
{
    [Operand<HloTensor>] public partial OperandRange Inputs { get; }
    [Attr(Min = 0)] public partial long AllGatherDim { get; set; }
    /// <summary>The process groups: an <c>i64</c> matrix, or axes of a mesh.</summary>
    [Attr] public partial Attr ReplicaGroups { get; set; }
    [Attr] public partial ChannelHandleAttr? ChannelHandle { get; set; }
    [Attr] public partial UnitAttr? UseGlobalDeviceIds { get; set; }
    [Result<HloTensor>] public partial ResultRange Outputs { get; }

    public void Verify(Verifier verifier) => CollectiveChecks.AllGather(this, verifier);
}

/// <summary>Combines the operands of a group's processes (https://openxla.org/stablehlo/spec#all_reduce).</summary>
[Op("stablehlo.all_reduce")]
public sealed partial class AllReduceOp : Operation, IHasReplicaGroups, IInferHloTypes, IHasComputation, IVerifiable
{
    [Operand<HloTensor>] public partial OperandRange Inputs { get; }
    /// <summary>The process groups: an <c>i64</c> matrix, or axes of a mesh.</summary>
    [Attr] public partial Attr ReplicaGroups { get; set; }
    [Attr] public partial ChannelHandleAttr? ChannelHandle { get; set; }
    [Attr] public partial UnitAttr? UseGlobalDeviceIds { get; set; }
    [Region] public partial Region Computation { get; }
    [Result<HloTensor>] public partial ResultRange Outputs { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => InferReductions.AllReduce(state);

    public void Verify(Verifier verifier) => CollectiveChecks.AllReduce(this, verifier);
}

/// <summary>Combines the operands of a group's processes and gives each process its part (https://openxla.org/stablehlo/spec#reduce_scatter).</summary>
[Op("stablehlo.reduce_scatter")]
public sealed partial class ReduceScatterOp : Operation, IHasReplicaGroups, IHasComputation, IVerifiable
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Attr(Min = 0)] public partial long ScatterDimension { get; set; }
    /// <summary>The process groups: an <c>i64</c> matrix, or axes of a mesh.</summary>
    [Attr] public partial Attr ReplicaGroups { get; set; }
    [Attr] public partial ChannelHandleAttr? ChannelHandle { get; set; }
    [Attr] public partial UnitAttr? UseGlobalDeviceIds { get; set; }
    [Region] public partial Region Computation { get; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => CollectiveChecks.ReduceScatter(this, verifier);
}

/// <summary>Splits the operands and gives each process of a group the parts meant for it (https://openxla.org/stablehlo/spec#all_to_all).</summary>
[Op("stablehlo.all_to_all")]
public sealed partial class AllToAllOp : Operation, IHasReplicaGroups, IInferHloTypes, IVerifiable
{
    [Operand<HloTensor>] public partial OperandRange Inputs { get; }
    [Attr(Min = 0)] public partial long SplitDimension { get; set; }
    [Attr(Min = 0)] public partial long ConcatDimension { get; set; }
    [Attr(Min = 1)] public partial long SplitCount { get; set; }
    /// <summary>The process groups: an <c>i64</c> matrix, or axes of a mesh.</summary>
    [Attr] public partial Attr ReplicaGroups { get; set; }
    [Attr] public partial ChannelHandleAttr? ChannelHandle { get; set; }
    [Result<HloTensor>] public partial ResultRange Outputs { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => InferCollectives.AllToAll(state);

    public void Verify(Verifier verifier) => CollectiveChecks.AllToAll(this, verifier);
}

/// <summary>Gives all processes of a group the first one's operand (https://openxla.org/stablehlo/spec#collective_broadcast).</summary>
[Op("stablehlo.collective_broadcast")]
public sealed partial class CollectiveBroadcastOp : Operation, IHasReplicaGroups, IInferHloTypes, IVerifiable
{
    [Operand<HloTensor>] public partial OperandRange Inputs { get; }
    /// <summary>The process groups: an <c>i64</c> matrix, or axes of a mesh.</summary>
    [Attr] public partial Attr ReplicaGroups { get; set; }
    [Attr] public partial ChannelHandleAttr? ChannelHandle { get; set; }
    [Attr] public partial UnitAttr? HasDynamicRoot { get; set; }
    [Result<HloTensor>] public partial ResultRange Outputs { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => InferCollectives.DataTypes(state);

    public void Verify(Verifier verifier) => CollectiveChecks.CollectiveBroadcast(this, verifier);
}

/// <summary>Combines the operands of a group's processes for the first one of them.</summary>
[Op("stablehlo.collective_reduce")]
public sealed partial class CollectiveReduceOp : Operation, IHasReplicaGroups, IInferHloTypes, IHasComputation, IVerifiable
{
    [Operand<HloTensor>] public partial OperandRange Inputs { get; }
    /// <summary>The process groups: an <c>i64</c> matrix, or axes of a mesh.</summary>
    [Attr] public partial Attr ReplicaGroups { get; set; }
    [Attr] public partial ChannelHandleAttr? ChannelHandle { get; set; }
    [Attr] public partial UnitAttr? UseGlobalDeviceIds { get; set; }
    [Attr] public partial UnitAttr? HasDynamicRoot { get; set; }
    [Region] public partial Region Computation { get; }
    [Result<HloTensor>] public partial ResultRange Outputs { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => InferCollectives.DataTypes(state);

    public void Verify(Verifier verifier) => CollectiveChecks.CollectiveReduce(this, verifier);
}

/// <summary>Sends the operand from source to target processes (https://openxla.org/stablehlo/spec#collective_permute).</summary>
[Op("stablehlo.collective_permute")]
public sealed partial class CollectivePermuteOp : Operation, IInferHloTypes, IVerifiable
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    /// <summary>Shape <c>n x 2</c>.</summary>
    [Attr] public partial ElementsAttr SourceTargetPairs { get; set; }
    [Attr] public partial ChannelHandleAttr? ChannelHandle { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [.. state.Operands.Select(o => o.Type)];

    public void Verify(Verifier verifier) => CollectiveChecks.CollectivePermute(this, verifier);
}

/// <summary>Sum over the replicas; superseded by <c>all_reduce</c>.</summary>
[Op("stablehlo.cross-replica-sum")]
public sealed partial class CrossReplicaSumOp : Operation, IPure, ICompatibleOperandsAndResultType
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Attr] public partial ElementsAttr ReplicaGroups { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }
}

/// <summary>The replica that this process is (https://openxla.org/stablehlo/spec#replica_id).</summary>
[Op("stablehlo.replica_id", Format = "attr-dict `:` type(results)")]
public sealed partial class ReplicaIdOp : Operation, IPure, IInferHloTypes
{
    [Result<HloUI32Tensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.ProcessId];
}

/// <summary>The partition that this process is (https://openxla.org/stablehlo/spec#partition_id).</summary>
[Op("stablehlo.partition_id", Format = "attr-dict `:` type(results)")]
public sealed partial class PartitionIdOp : Operation, IPure, IInferHloTypes
{
    [Result<HloUI32Tensor>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.ProcessId];
}

/// <summary>Starts the operation in its region without waiting for it.</summary>
[Op("stablehlo.async_start")]
public sealed partial class AsyncStartOp : Operation, IIsolatedFromAbove, IImplicitTerminator<ReturnOp>, IVerifiable
{
    [Operand<HloTensor>] public partial OperandRange Inputs { get; }
    [Region] public partial Region Body { get; }
    [Result<HloFuture>] public partial OpResult Result { get; }

    public void Verify(Verifier verifier) => HloVerify.Inferred(this, verifier, () => [CollectiveChecks.Started(this)]);
}

/// <summary>Waits for what an <c>async_start</c> started.</summary>
[Op("stablehlo.async_done")]
public sealed partial class AsyncDoneOp : Operation, IInferHloTypes
{
    [Operand<HloFuture>] public partial Value Operand { get; }
    [Result<HloTensor>] public partial ResultRange Outputs { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => state.Operands[0].Type is FutureType future ? future.Types : [];
}
