using Nacre.IR;

namespace Nacre.Dialects.Linalg;

/// <summary>The maps of operations that slide a window over an image (n, h, w, c) and write (n, oh, ow, loop 3).</summary>
internal static class Windows
{
    /// <summary>The image is read at o * stride + k * dilation.</summary>
    /// <param name="firstWindow">The loop over the window's rows; the next is over its columns.</param>
    /// <param name="channel">The loop over the image's channels.</param>
    /// <param name="filter">The loops that index the second input.</param>
    public static IReadOnlyList<AffineMap> Maps(int loops, DenseElementsAttr? strides, DenseElementsAttr? dilations, int firstWindow, int channel, int[] filter)
    {
        AffineExpr Position(int axis) => AffineExpr.Dim(1 + axis) * At(strides, axis) + AffineExpr.Dim(firstWindow + axis) * At(dilations, axis);
        var image = new AffineMap(loops, 0, [AffineExpr.Dim(0), Position(0), Position(1), AffineExpr.Dim(channel)]);
        return [image, AffineMap.Select(loops, filter), AffineMap.Select(loops, 0, 1, 2, 3)];
    }

    private static long At(DenseElementsAttr? values, int axis) => values is null || values.Count <= axis ? 1 : values.IntegerAt(axis);
}

/// <summary>2-D convolution: image (n, h, w, c), filter (kh, kw, c, f).</summary>
[Op("linalg.conv_2d_nhwc_hwcf")]
public sealed partial class Conv2DNhwcHwcfOp : Operation, INamedStructuredOp<Conv2DNhwcHwcfOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Attr] public partial DenseElementsAttr? Strides { get; set; }
    [Attr] public partial DenseElementsAttr? Dilations { get; set; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => Windows.Maps(7, Strides, Dilations, firstWindow: 4, channel: 6, filter: [4, 5, 6, 3]);
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.MultiplyAdd(builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<Conv2DNhwcHwcfOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>2-D convolution of each channel on its own: image (n, h, w, c), filter (kh, kw, c).</summary>
[Op("linalg.depthwise_conv_2d_nhwc_hwc")]
public sealed partial class DepthwiseConv2DNhwcHwcOp : Operation, INamedStructuredOp<DepthwiseConv2DNhwcHwcOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Attr] public partial DenseElementsAttr? Strides { get; set; }
    [Attr] public partial DenseElementsAttr? Dilations { get; set; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => Windows.Maps(6, Strides, Dilations, firstWindow: 4, channel: 3, filter: [4, 5, 3]);
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.MultiplyAdd(builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<DepthwiseConv2DNhwcHwcOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>The largest value of each window: image (n, h, w, c); the second input only gives the window's size.</summary>
[Op("linalg.pooling_nhwc_max")]
public sealed partial class PoolingNhwcMaxOp : Operation, INamedStructuredOp<PoolingNhwcMaxOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Attr] public partial DenseElementsAttr? Strides { get; set; }
    [Attr] public partial DenseElementsAttr? Dilations { get; set; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => Windows.Maps(6, Strides, Dilations, firstWindow: 4, channel: 3, filter: [4, 5]);
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Max(builder, elements[2], Scalars.Cast(builder, elements[0], elements[2].Type));
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<PoolingNhwcMaxOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>The smallest value of each window: image (n, h, w, c); the second input only gives the window's size.</summary>
[Op("linalg.pooling_nhwc_min")]
public sealed partial class PoolingNhwcMinOp : Operation, INamedStructuredOp<PoolingNhwcMinOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Attr] public partial DenseElementsAttr? Strides { get; set; }
    [Attr] public partial DenseElementsAttr? Dilations { get; set; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => Windows.Maps(6, Strides, Dilations, firstWindow: 4, channel: 3, filter: [4, 5]);
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Min(builder, elements[2], Scalars.Cast(builder, elements[0], elements[2].Type));
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<PoolingNhwcMinOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>The sum of the values of each window: image (n, h, w, c); the second input only gives the window's size.</summary>
[Op("linalg.pooling_nhwc_sum")]
public sealed partial class PoolingNhwcSumOp : Operation, INamedStructuredOp<PoolingNhwcSumOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Attr] public partial DenseElementsAttr? Strides { get; set; }
    [Attr] public partial DenseElementsAttr? Dilations { get; set; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => Windows.Maps(6, Strides, Dilations, firstWindow: 4, channel: 3, filter: [4, 5]);
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Add(builder, elements[2], Scalars.Cast(builder, elements[0], elements[2].Type));
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<PoolingNhwcSumOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}
