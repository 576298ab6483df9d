using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Check;

/// <summary>Runs a grid of processes; inputs and results of all of them follow each other.</summary>
[Op("interpreter.run_parallel")]
public sealed partial class RunParallelOp : Operation
{
    [Operand<HloTensorOrToken>] public partial OperandRange Inputs { get; }

    /// <summary>Functions that give the infeed's data, one per call.</summary>
    [Attr] public partial ArrayAttr? Infeed { get; set; }

    /// <summary>Replicas, each a list of the functions that its partitions run.</summary>
    [Attr] public partial ArrayAttr Programs { get; set; }
    [Result<HloTensorOrToken>] public partial ResultRange Outputs { get; }
}

/// <summary>Prints a tensor.</summary>
[Op("interpreter.print", Format = "$operand attr-dict `:` type($operand)")]
public sealed partial class PrintOp : Operation
{
    [Operand<HloTensor>] public partial Value Operand { get; }
}

/// <summary>Stores a tensor in a file and passes it on.</summary>
[Op("interpreter.probe", Format = "$operand `,` `probe_id` `=` $probe_id attr-dict `:` type($result)")]
public sealed partial class ProbeOp : Operation, ISameOperandsAndResultType
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Attr] public partial string ProbeId { get; set; }
    [Result<HloTensor>] public partial OpResult Result { get; }
}
