using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Combines the elements along dimensions, starting from initial values (https://openxla.org/stablehlo/spec#reduce).</summary>
/// <remarks>The operands are the inputs, then as many initial values (scalars). The body takes the results so far, then elements of the inputs.</remarks>
/// <example><code>%r = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [1] : (tensor&lt;1x6xi64&gt;, tensor&lt;i64&gt;) -> tensor&lt;1xi64&gt;</code></example>
[Op("stablehlo.reduce")]
public sealed partial class ReduceOp : Operation, IPure, IInferHloTypes, IHasComputation, ICustomAssembly, IVerifiable
{
    [Operand<HloTensor>] public partial OperandRange InputsAndInitValues { get; }
    [Attr] public partial EquatableArray<long> Dimensions { get; set; }
    [Region] public partial Region Body { get; }
    [Result<HloTensor>] public partial ResultRange Outputs { get; }

    public OperandRange Inputs => new(this, 0, OperandCount / 2);
    public OperandRange InitValues => new(this, OperandCount / 2, OperandCount / 2);
    public Region Computation => Body;

    /// <summary>The operation that the body is, when it is just one binary operation on its two arguments; null otherwise.</summary>
    public Operation? Combiner => ReduceSyntax.Combiner(Body);

    /// <param name="builder">Where the operation goes.</param>
    /// <param name="inputs">The tensors to reduce, of one shape.</param>
    /// <param name="initValues">A scalar per input.</param>
    /// <param name="dimensions">The dimensions that vanish.</param>
    /// <param name="body">From results so far and elements to new results.</param>
    public static ReduceOp Create(OpBuilder builder, IReadOnlyList<Value> inputs, IReadOnlyList<Value> initValues, EquatableArray<long> dimensions, RegionBody body)
    {
        var op = Create(builder, [.. inputs, .. initValues], dimensions);
        HloRegions.Fill(builder, op.Body, HloRegions.ScalarPairs(inputs, initValues), body);
        return op;
    }

    /// <summary>Reduces one tensor by a binary operation such as <c>AddOp.Definition</c>.</summary>
    public static ReduceOp Create(OpBuilder builder, Value input, Value initValue, EquatableArray<long> dimensions, OpDefinition combiner) =>
        Create(builder, [input], [initValue], dimensions, HloRegions.Binary(combiner));

    public static IReadOnlyList<IRType> InferTypes(OpState state) => InferReductions.Reduce(state);

    public void Verify(Verifier verifier) => HloVerifyReductions.Reduce(this, verifier);

    public static void Parse(OpAsmParser parser, OpState state) => ReduceSyntax.Parse(parser, state);

    /// <summary>The custom form pairs inputs with initial values, and the body's arguments likewise.</summary>
    public bool HasCustomForm => OperandCount > 0 && OperandCount % 2 == 0 && Body.Blocks.Count == 1 && Body.Entry.Arguments.Count % 2 == 0;

    public void Print(OpAsmPrinter printer) => ReduceSyntax.Print(printer, this);
}

/// <summary>Combines the elements of each window that slides over the inputs (https://openxla.org/stablehlo/spec#reduce_window).</summary>
/// <remarks>The operands are the inputs, then as many initial values (scalars). Attributes left out stand for ones (strides, dilations) and zeros (padding).</remarks>
[Op("stablehlo.reduce_window")]
public sealed partial class ReduceWindowOp : Operation, IPure, IInferHloTypes, IHasComputation, IVerifiable
{
    [Operand<HloTensor>] public partial OperandRange InputsAndInitValues { get; }
    [Attr] public partial EquatableArray<long> WindowDimensions { get; set; }
    [Attr] public partial EquatableArray<long>? WindowStrides { get; set; }
    [Attr] public partial EquatableArray<long>? BaseDilations { get; set; }
    [Attr] public partial EquatableArray<long>? WindowDilations { get; set; }

    /// <summary>Low and high padding per dimension, shape <c>rank x 2</c>.</summary>
    [Attr] public partial ElementsAttr? Padding { get; set; }
    [Region] public partial Region Body { get; }
    [Result<HloTensor>] public partial ResultRange Outputs { get; }

    public OperandRange Inputs => new(this, 0, OperandCount / 2);
    public OperandRange InitValues => new(this, OperandCount / 2, OperandCount / 2);
    public Region Computation => Body;

    /// <summary>The operation that the body is, when it is just one binary operation on its two arguments; null otherwise.</summary>
    public Operation? Combiner => ReduceSyntax.Combiner(Body);

    /// <summary>The window along each dimension, with what is left out filled in.</summary>
    public IReadOnlyList<WindowDimension> Window => WindowDimension.Of(WindowDimensions, WindowStrides, Padding, BaseDilations, WindowDilations, null);

    /// <param name="builder">Where the operation goes.</param>
    /// <param name="inputs">The tensors to reduce, of one shape.</param>
    /// <param name="initValues">A scalar per input.</param>
    /// <param name="window">The window along each dimension.</param>
    /// <param name="body">From results so far and elements to new results.</param>
    public static ReduceWindowOp Create(OpBuilder builder, IReadOnlyList<Value> inputs, IReadOnlyList<Value> initValues, IReadOnlyList<WindowDimension> window, RegionBody body)
    {
        var op = Create(
            builder, [.. inputs, .. initValues], window.Select(w => w.Size).ToEquatableArray(), window.Select(w => w.Stride).ToEquatableArray(),
            window.Select(w => w.BaseDilation).ToEquatableArray(), window.Select(w => w.WindowDilation).ToEquatableArray(), WindowDimension.PaddingAttr(window));
        HloRegions.Fill(builder, op.Body, HloRegions.ScalarPairs(inputs, initValues), body);
        return op;
    }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => InferReductions.ReduceWindow(state);

    public void Verify(Verifier verifier) => HloVerifyReductions.ReduceWindow(this, verifier);
}

/// <summary>
/// Scatters each source element to the place in its window that the first region selects, and combines by the second: the gradient of max pooling
/// (https://openxla.org/stablehlo/spec#select_and_scatter).
/// </summary>
[Op("stablehlo.select_and_scatter")]
public sealed partial class SelectAndScatterOp : Operation, IPure, IInferHloTypes, IVerifiable
{
    [Operand<HloTensor>] public partial Value Operand { get; }
    [Operand<HloTensor>] public partial Value Source { get; }
    [Operand<HloTensor>] public partial Value InitValue { get; }
    [Attr] public partial EquatableArray<long>? WindowDimensions { get; set; }
    [Attr] public partial EquatableArray<long>? WindowStrides { get; set; }
    [Attr] public partial ElementsAttr? Padding { get; set; }
    [Region] public partial Region Select { get; }
    [Region] public partial Region Scatter { get; }
    [Result<HloTensor>] public partial OpResult Result { get; }

    /// <summary>The window along each dimension, with what is left out filled in.</summary>
    public IReadOnlyList<WindowDimension> Window => WindowDimension.Of(WindowDimensions ?? [], WindowStrides, Padding, null, null, null);

    public static IReadOnlyList<IRType> InferTypes(OpState state) => InferReductions.SelectAndScatter(state);

    public void Verify(Verifier verifier) => HloVerifyReductions.SelectAndScatter(this, verifier);
}

/// <summary>Sorts the inputs together along a dimension by a comparison (https://openxla.org/stablehlo/spec#sort).</summary>
/// <remarks>The comparator takes two scalars of each input and gives whether the first come before the second.</remarks>
[Op("stablehlo.sort")]
public sealed partial class SortOp : Operation, IPure, ISameOperandsAndResultShape, IInferHloTypes, IVerifiable
{
    [Operand<HloTensor>] public partial OperandRange Inputs { get; }

    /// <summary>-1 stands for the last dimension.</summary>
    [Attr(Default = -1L)] public partial long Dimension { get; set; }
    [Attr(Default = false)] public partial bool IsStable { get; set; }
    [Region] public partial Region Comparator { get; }
    [Result<HloTensor>] public partial ResultRange Outputs { get; }

    /// <summary>Sorts by a comparison given as a body.</summary>
    public static SortOp Create(OpBuilder builder, IReadOnlyList<Value> inputs, long dimension, bool isStable, RegionBody comparator)
    {
        var op = Create(builder, inputs, dimension, isStable);
        HloRegions.Fill(builder, op.Comparator, [.. inputs.SelectMany(v => new[] { v.Type.ScalarOf(), v.Type.ScalarOf() })], comparator);
        return op;
    }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [.. state.Operands.Select(o => o.Type)];

    public void Verify(Verifier verifier) => HloVerifyReductions.Sort(this, verifier);
}
