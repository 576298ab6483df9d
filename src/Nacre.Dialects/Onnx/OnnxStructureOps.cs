using Nacre.IR;

namespace Nacre.Dialects.Onnx;

public sealed partial class ConstantOp : IConstantLike, IVerifiable
{
    /// <summary>The elements; the importer brings every way to write a constant into this form.</summary>
    public Attr ConstantValue => Value ?? throw new InvalidOperationException("an onnx.Constant without 'value'");

    public void Verify(Verifier verifier)
    {
        if (Value is null)
            verifier.Error(this, "requires attribute 'value'");
    }
}

/// <summary>Stands for an optional input that a node leaves out.</summary>
/// <example><code>%none = "onnx.NoValue"() : () -> none</code></example>
[Op("onnx.NoValue")]
public sealed partial class NoValueOp : Operation, IPure
{
    [Result] public partial OpResult Output { get; }
}

/// <summary>Ends the region of an operator with a subgraph, giving the subgraph's outputs.</summary>
[Op("onnx.Yield")]
public sealed partial class YieldOp : Operation, IPure, ITerminator
{
    [Operand] public partial OperandRange Outputs { get; }
}

/// <summary>
/// A node whose operator ONNX does not publish, kept as it is. ONNX's operators only compute values, so an unused one can go; two equal ones may still differ
/// in what they give, such as random numbers. <c>node_attributes</c> holds its attributes by name; a subgraph is a region, in the order
/// of <c>region_names</c>.
/// </summary>
[Op("onnx.Custom")]
public sealed partial class CustomOp : Operation, IReadsMemory
{
    [Operand] public partial OperandRange Inputs { get; }
    [Attr("domain")] public partial string Domain { get; set; }
    [Attr("op_type")] public partial string OpType { get; set; }
    [Attr("node_attributes")] public partial DictionaryAttr NodeAttributes { get; set; }
    [Attr("region_names")] public partial ArrayAttr? RegionNames { get; set; }
    [Result] public partial ResultRange Outputs { get; }
    [Region] public partial IReadOnlyList<Region> Bodies { get; }

    /// <summary>The operator as users know it, for messages.</summary>
    public string Operator => $"{Domain}.{OpType}";
}
