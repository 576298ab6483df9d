using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo.Contrib;

/// <summary>A node of an operator that ONNX does not publish, as its row sees it: inputs by place, attributes by name.</summary>
internal sealed class ContribNode(CustomOp op, OnnxLoweringContext context)
{
    public OnnxLoweringContext Context => context;
    public HloBuilder Hlo => context.Hlo;
    public int InputCount => op.OperandCount;

    /// <summary>An input that the operator needs.</summary>
    /// <exception cref="OnnxLoweringException">The node leaves it out.</exception>
    public Value this[int input] => Optional(input) ?? throw context.Cannot($"its input {input} is missing; {op.Operator} needs it");

    public Value? Optional(int input) => input < op.OperandCount ? OnnxLoweringContext.Optional(op.Operand(input)) : null;

    /// <summary>Whether an output is asked for.</summary>
    public bool Wants(int output) => output < op.ResultCount && OnnxLoweringContext.IsWanted(op.Result(output));

    public double? Float(string name) => op.NodeAttributes[name] is FloatAttr given ? given.Value : null;
    public double Float(string name, double otherwise) => Float(name) ?? otherwise;
    public double[] Floats(string name) => op.NodeAttributes[name] is DenseArrayAttr { ElementType: FloatType } given ? [.. given.Floats.Select(f => (double)f)] : [];
    public long Int(string name, long otherwise = 0) => op.NodeAttributes[name] is IntegerAttr given ? given.Value : otherwise;
    public bool Flag(string name) => Int(name) != 0;
    public EquatableArray<long>? Ints(string name) => op.NodeAttributes[name] is DenseArrayAttr { ElementType: IntegerType } given ? given.Bits : default(EquatableArray<long>?);
    public string Text(string name, string otherwise = "") => op.NodeAttributes[name] is StringAttr given ? given.Value : otherwise;

    /// <exception cref="OnnxLoweringException">The node lacks the attribute, or it is not positive.</exception>
    public long Count(string name) => Int(name) is > 0 and var count ? count : throw context.Cannot($"its attribute '{name}' must be given and positive");

    /// <summary>The reason that stops a row where an input or attribute has no meaning here.</summary>
    public void Refuse(bool isUsed, string what)
    {
        if (isUsed)
            throw context.Cannot($"{op.Operator} with {what} is not supported");
    }

    /// <summary>The window of a convolution or pooling.</summary>
    /// <param name="kernel">Its sizes; null takes those of the attribute.</param>
    public WindowAttributes Window(long[]? kernel = null) => new(
        kernel ?? Ints("kernel_shape")?.ToArray() ?? throw context.Cannot("its attribute 'kernel_shape' is missing"),
        Text("auto_pad", "NOTSET"), Ints("strides"), Ints("dilations"), Ints("pads"), Flag("ceil_mode"));

    /// <summary>[N, …, C] as [N, C, …].</summary>
    public Value ChannelsFirst(Value x) => Hlo.Transpose(x, [0, x.Rank() - 1, .. Enumerable.Range(1, x.Rank() - 2).Select(i => (long)i)]);

    /// <summary>[N, C, …] as [N, …, C].</summary>
    public Value ChannelsLast(Value x) => Hlo.Transpose(x, [0, .. Enumerable.Range(2, x.Rank() - 2).Select(i => (long)i), 1]);

    /// <summary>Applies a function of images with the channels first to one with the channels where the node says.</summary>
    public Value OnImage(Value x, Func<Value, Value> compute, bool? isLast = null) =>
        isLast ?? Flag("channels_last") ? ChannelsLast(compute(ChannelsFirst(x))) : compute(x);
}

/// <summary>Builds the StableHLO of a node: a value per result, null for results that nobody asked for.</summary>
/// <exception cref="OnnxLoweringException">There is no StableHLO form for the types or constants at hand.</exception>
internal delegate IReadOnlyList<Value?> ContribLowering(ContribNode node);
