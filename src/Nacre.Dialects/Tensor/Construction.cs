using Nacre.IR;

namespace Nacre.Dialects.Tensor;

/// <summary>A tensor of the given sizes whose content is undefined.</summary>
/// <example><code>%t = tensor.empty(%n) : tensor&lt;4x?xf32&gt;</code></example>
[Op("tensor.empty", Format = "`` `(` $dynamicSizes `)` attr-dict `:` type($output)")]
public sealed partial class EmptyOp : Operation, IPure, IVerifiable
{
    [Operand<IR.Index>] public partial OperandRange DynamicSizes { get; }
    [Result<AnyRankedTensor>] public partial OpResult Output { get; }

    public void Verify(Verifier verifier) => TensorRules.CheckDynamicSizes(this, DynamicSizes.Count, verifier);
}

/// <summary>A tensor with one value in all places.</summary>
/// <example><code>%t = tensor.splat %v[%n] : tensor&lt;4x?xf32&gt;</code></example>
[Op("tensor.splat", Format = "$input (`[` $dynamicSizes^ `]`)? attr-dict `:` type($aggregate)")]
public sealed partial class SplatOp : Operation, IPure, IVerifiable, IInferOperandTypes, INamesResults
{
    [Operand] public partial Value Input { get; }
    [Operand<IR.Index>] public partial OperandRange DynamicSizes { get; }
    [Result<AnyRankedTensor>] public partial OpResult Aggregate { get; }

    public IReadOnlyList<string> ResultNames => ["splat"];

    public static void InferOperandTypes(FormatTypes types) => types["input"] = types["aggregate"]?.ElementOrSelf();

    public void Verify(Verifier verifier)
    {
        if (Input.Type != Aggregate.Type.ElementOrSelf())
            verifier.Error(this, "failed to verify that operand type matches element type of result");
        else
            TensorRules.CheckDynamicSizes(this, DynamicSizes.Count, verifier);
    }
}

/// <summary>A tensor of the given elements, row by row.</summary>
[Op("tensor.from_elements", Format = "$elements attr-dict `:` type($output)")]
public sealed partial class FromElementsOp : Operation, IPure, IVerifiable, IInferOperandTypes, INamesResults
{
    [Operand] public partial OperandRange Elements { get; }
    [Result<AnyRankedTensor>] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["from_elements"];

    public static void InferOperandTypes(FormatTypes types)
    {
        if (types["output"] is RankedTensorType result)
            types.SetAll("elements", Enumerable.Repeat(result.ElementType, types.Counts["elements"]));
    }

    public void Verify(Verifier verifier)
    {
        var type = (RankedTensorType)Output.Type;
        if (!type.HasStaticShape)
            verifier.Error(this, $"result #0 must be statically shaped tensor of any type values, but got '{type}'");
        else if (type.Shape.ElementCount != OperandCount)
            verifier.Error(this, $"number of operands ({OperandCount}) does not match the number of elements ({type.Shape.ElementCount})");
        else if (Elements.Types.Any(t => t != type.ElementType))
            verifier.Error(this, "failed to verify that operand types match result element type");
    }
}

/// <summary>A tensor whose elements the region computes from their indices.</summary>
[Op("tensor.generate", Format = "$dynamicExtents $body attr-dict `:` type($output)")]
public sealed partial class GenerateOp : Operation, IPure, IVerifiable, INamesResults
{
    [Operand<IR.Index>] public partial OperandRange DynamicExtents { get; }
    [Result<AnyRankedTensor>] public partial OpResult Output { get; }
    [Region] public partial Region Body { get; }

    public IReadOnlyList<string> ResultNames => ["generated"];

    public void Verify(Verifier verifier)
    {
        if (TensorRules.CheckDynamicSizes(this, DynamicExtents.Count, verifier))
            TensorRules.CheckElementRegion(this, Body, (RankedTensorType)Output.Type, verifier);
    }
}

/// <summary>Gives the element that a region of this dialect computes.</summary>
[Op("tensor.yield", Format = "$value attr-dict `:` type($value)")]
public sealed partial class YieldOp : Operation, IPure, ITerminator
{
    [Operand] public partial Value Value { get; }
}

/// <summary>Tensors one behind the other along a dimension.</summary>
[Op("tensor.concat", Format = "`dim` `(` $dim `)` $inputs attr-dict `:` functional-type(operands, results)")]
public sealed partial class ConcatOp : Operation, IPure, IVerifiable, IFoldable, INamesResults
{
    [Attr] public partial long Dim { get; set; }
    [Operand<AnyRankedTensor>] public partial OperandRange Inputs { get; }
    [Result<AnyRankedTensor>] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["concat"];

    /// <summary>The result type where nothing else is known: sizes add up along the dimension, and elsewhere the most precise one counts.</summary>
    public static RankedTensorType InferType(IReadOnlyList<RankedTensorType> inputs, int dim)
    {
        var sizes = inputs[0].Shape.Dims.ToArray();
        for (var i = 0; i < sizes.Length; i++)
            sizes[i] = i == dim ? SumOf(inputs, dim) : inputs.Select(t => t.Shape[i]).FirstOrDefault(s => s != Shape.Dynamic, Shape.Dynamic);
        return inputs[0].WithShape(sizes);
    }

    private static long SumOf(IReadOnlyList<RankedTensorType> inputs, int dim) =>
        inputs.Any(t => t.Shape.IsDynamic(dim)) ? Shape.Dynamic : inputs.Sum(t => t.Shape[dim]);

    public void Verify(Verifier verifier)
    {
        if (Inputs.Count == 0)
        {
            verifier.Error(this, "requires at least one input");
            return;
        }
        var inputs = Inputs.Types.Cast<RankedTensorType>().ToArray();
        if (Dim < 0 || Dim >= inputs[0].Rank)
            verifier.Error(this, "concatenation dim must be less than the tensor rank");
        else if (inputs.Any(t => t.Rank != inputs[0].Rank))
            verifier.Error(this, "rank of concatenated inputs must match result rank");
        else if (inputs.Any(t => t.ElementType != Output.Type.ElementOrSelf()))
            verifier.Error(this, "inputs and result element type must match");
        else if (MismatchOutside(inputs, (int)Dim) is { } mismatch)
            verifier.Error(this, $"static concatenation size mismatch along non-concatenated dimension {mismatch}");
        else if (!InferType(inputs, (int)Dim).HasCompatibleShape(Output.Type))
            verifier.Error(this, $"result type '{Output.Type}'does not match inferred shape '{InferType(inputs, (int)Dim)}' static sizes");
    }

    /// <summary>The first other dimension in which the inputs' known sizes differ.</summary>
    private static int? MismatchOutside(RankedTensorType[] inputs, int dim) => Enumerable.Range(0, inputs[0].Rank).Cast<int?>().FirstOrDefault(i =>
        i != dim && inputs.Select(t => t.Shape[i!.Value]).Where(s => s != Shape.Dynamic).Distinct().Count() > 1);

    public FoldResult Fold() => Inputs.Count == 1 && Inputs[0].Type == Output.Type ? Inputs[0] : FoldResult.None;
}
