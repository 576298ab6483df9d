using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Constants and what passes values through.</summary>
internal static class ConstantRows
{
    public static OnnxRows AddConstants(this OnnxRows rows) => rows
        .One<ConstantOp>(Constant)
        .One<ConstantOfShapeOp>(ConstantOfShape)
        .One<IdentityOp>((op, _) => op.Input)
        .Add<DropoutOp>(Dropout);

    private static Value Constant(ConstantOp op, OnnxLoweringContext c) =>
        op.Value is { ElementType: IntegerType or FloatType or ComplexType } value ? c.Hlo.Const(value) : throw c.Cannot("its elements are no numbers");

    private static Value ConstantOfShape(ConstantOfShapeOp op, OnnxLoweringContext c)
    {
        var shape = c.Require(op.Input, "the shape").ToIntegers();
        var value = op.Value ?? DenseElementsAttr.OfDoubles(RankedTensorType.Get(FloatType.F32), [0]);
        if (value.Data is not { } one || value.Count != 1)
            throw c.Cannot("its value is not one number");
        return c.Hlo.Const(new DenseElementsAttr(RankedTensorType.Get(value.ElementType, shape), one));
    }

    /// <summary>At inference nothing is dropped.</summary>
    private static IReadOnlyList<Value?> Dropout(DropoutOp op, OnnxLoweringContext c)
    {
        var training = OnnxLoweringContext.Optional(op.TrainingMode) is { } mode && c.Require(mode, "the training mode").IntegerAt(0) != 0;
        var ratio = training && OnnxLoweringContext.Optional(op.Ratio) is { } given ? c.Require(given, "the ratio").DoubleAt(0) : 0.5;
        if (training && ratio != 0)
            throw c.Cannot("it drops elements at random");
        var mask = OnnxLoweringContext.IsWanted(op.Mask) ? c.Hlo.Splat(op.Data.Tensor().WithElement(IntegerType.I1), 1) : null;
        return [op.Data, mask];
    }
}
