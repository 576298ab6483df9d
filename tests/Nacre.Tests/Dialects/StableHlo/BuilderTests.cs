using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Chlo;
using Nacre.Dialects.Func;
using Nacre.Dialects.StableHlo;
using Nacre.IR;
using Xunit;
using ConstantOp = Nacre.Dialects.StableHlo.ConstantOp;
using ReturnOp = Nacre.Dialects.Func.ReturnOp;

namespace Nacre.Tests.StableHlo;

/// <summary>Operations built by code have the inferred types, verify, and fold where a fold needs no data.</summary>
public sealed class BuilderTests
{
    private readonly ModuleOp _module = ModuleOp.New();
    private readonly OpBuilder _builder;
    private readonly FuncOp _function;

    public BuilderTests()
    {
        _builder = OpBuilder.AtEnd(_module.Body);
        _function = FuncOp.Create(_builder, "f", new FunctionType([], []));
        _builder.SetAtEnd(_function.Body.Entry);
    }

    private Value Argument(params long[] sizes) => Argument(FloatType.F32, sizes);

    private BlockArgument Argument(IRType element, params long[] sizes)
    {
        var argument = _function.Body.Entry.AddArgument(RankedTensorType.Get(element, sizes));
        _function.FunctionType = new FunctionType(_function.Body.Entry.Arguments.Select(a => a.Type).ToEquatableArray(), []);
        return argument;
    }

    private void Check(Value value, string type)
    {
        Assert.Equal(type, value.Type.ToString());
        ReturnOp.Create(_builder, []);
        var diagnostics = new DiagnosticEngine();
        Assert.True(Verifier.Verify(_module, diagnostics), string.Join('\n', diagnostics.All));
    }

    [Fact]
    public void BinaryTakesTheMoreSpecificType() => Check(AddOp.Create(_builder, Argument(Shape.Dynamic, 3), Argument(2, Shape.Dynamic)).Result, "tensor<2x3xf32>");

    [Fact]
    public void CompareGivesBooleans() => Check(CompareOp.Create(_builder, Argument(4), Argument(4), ComparisonDirection.Less).Result, "tensor<4xi1>");

    [Fact]
    public void ComplexParts() => Check(AbsOp.Create(_builder, ComplexOp.Create(_builder, Argument(4), Argument(4)).Result).Result, "tensor<4xf32>");

    [Fact]
    public void TransposePermutes() => Check(TransposeOp.Create(_builder, Argument(2, 3, 4), [2, 0, 1]).Result, "tensor<4x2x3xf32>");

    [Fact]
    public void SliceCountsStrides() => Check(SliceOp.Create(_builder, Argument(8, 9), [1, 0], [8, 9], [2, 4]).Result, "tensor<4x3xf32>");

    [Fact]
    public void PadGrowsAndCuts() => Check(PadOp.Create(_builder, Argument(4, 4), Argument(), [1, -1], [2, 0], [1, 0]).Result, "tensor<10x3xf32>");

    [Fact]
    public void ConcatenateAdds() => Check(ConcatenateOp.Create(_builder, [Argument(2, 3), Argument(5, 3)], 0).Result, "tensor<7x3xf32>");

    [Fact]
    public void DotGeneralKeepsBatchThenFree() =>
        Check(DotGeneralOp.Create(_builder, Argument(2, 3, 4), Argument(2, 4, 5), DotDimensionNumbersAttr.MatMul(batchDimensions: 1)).Result, "tensor<2x3x5xf32>");

    [Fact]
    public void DotGeneralAccumulatesInAnotherType() => Check(
        DotGeneralOp.Create(_builder, Argument(IntegerType.I8, 3, 4), Argument(IntegerType.I8, 4, 5), DotDimensionNumbersAttr.MatMul(), IntegerType.I32).Result, "tensor<3x5xi32>");

    [Fact]
    public void ConvolutionSlidesItsWindow()
    {
        var window = new WindowDimension(3, Stride: 2, PadLow: 1, PadHigh: 1);
        Check(ConvolutionOp.Create(_builder, Argument(1, 8, 8, 3), Argument(3, 3, 3, 16), ConvDimensionNumbersAttr.ChannelsLast(2), [window, window]).Result, "tensor<1x4x4x16xf32>");
    }

    [Fact]
    public void ReduceByAnOperation()
    {
        var reduce = ReduceOp.Create(_builder, Argument(4, 5), ConstantOp.Splat(_builder, RankedTensorType.Get(FloatType.F32), 0).Output, [1], AddOp.Definition);
        Assert.IsType<AddOp>(reduce.Combiner);
        Check(reduce.Outputs[0], "tensor<4xf32>");
    }

    [Fact]
    public void ReduceWindowPools()
    {
        WindowDimension[] window = [new(1), new(2, Stride: 2)];
        var pool = ReduceWindowOp.Create(_builder, [Argument(4, 8)], [Argument()], window, HloRegions.Binary(MaxOp.Definition));
        Check(pool.Outputs[0], "tensor<4x4xf32>");
    }

    [Fact]
    public void GatherTakesRows()
    {
        var numbers = new GatherDimensionNumbersAttr([1], [0], [], [], [0], 1);
        Check(GatherOp.Create(_builder, Argument(10, 4), Argument(IntegerType.I32, 6), numbers, [1, 4]).Result, "tensor<6x4xf32>");
    }

    [Fact]
    public void WhileCarriesItsValues()
    {
        var loop = WhileOp.Create(
            _builder, [Argument(IntegerType.I32), Argument(4)],
            (b, a) => [CompareOp.Create(b, a[0], a[0], ComparisonDirection.Less).Result],
            (b, a) => [a[0], NegOp.Create(b, a[1]).Result]);
        Check(loop.Outputs[1], "tensor<4xf32>");
    }

    [Fact]
    public void SortByAComparator()
    {
        var sort = SortOp.Create(_builder, [Argument(4), Argument(IntegerType.I32, 4)], 0, isStable: true, (b, a) => [CompareOp.Create(b, a[0], a[1], ComparisonDirection.Less).Result]);
        Check(sort.Outputs[1], "tensor<4xi32>");
    }

    [Fact]
    public void ChloBroadcasts() => Check(BroadcastAddOp.Create(_builder, Argument(2, 1, 4), Argument(3, 1)).Result, "tensor<2x3x4xf32>");

    [Fact]
    public void BrokenConstraintThrowsWithTheSpecsReason()
    {
        var error = Assert.Throws<InferenceException>(() => TransposeOp.Create(_builder, Argument(2, 3), [0, 0]));
        Assert.Contains("must be a permutation of [0, 1] but got 0, 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void DoubleTransposeFoldsToOne()
    {
        var x = Argument(2, 3, 4);
        var second = TransposeOp.Create(_builder, TransposeOp.Create(_builder, x, [1, 2, 0]).Result, [2, 1, 0]);
        Assert.True(second.Fold().InPlace);
        Assert.Same(x, second.Operand);
        Check(TransposeOp.Create(_builder, x, second.Permutation).Result, second.Result.Type.ToString());
    }

    [Fact]
    public void DoubleReshapeFoldsToTheOperand()
    {
        var x = Argument(2, 3);
        var back = ReshapeOp.Create(_builder, ReshapeOp.Create(_builder, x, Shape.Of(6)).Result, Shape.Of(2, 3));
        Assert.True(back.Fold().InPlace);
        Assert.Same(x, back.Fold().Value);
    }

    [Fact]
    public void IdentitiesFoldToTheirOperand()
    {
        var x = Argument(2, 3);
        Assert.Same(x, TransposeOp.Create(_builder, x, [0, 1]).Fold().Value);
        Assert.Same(x, ConvertOp.Create(_builder, x, FloatType.F32).Fold().Value);
        Assert.Same(x, BroadcastInDimOp.Create(_builder, x.Type, x, [0, 1]).Fold().Value);
        Assert.Same(x, SliceOp.Create(_builder, x, [0, 0], [2, 3], [1, 1]).Fold().Value);
        Assert.Same(x, PadOp.Create(_builder, x, Argument(), [0, 0], [0, 0], [0, 0]).Fold().Value);
        Assert.Same(x, ConcatenateOp.Create(_builder, [x], 0).Fold().Value);
        Assert.Same(x, NegOp.Create(_builder, NegOp.Create(_builder, x).Result).Fold().Value);
    }

    [Fact]
    public void BroadcastOfBroadcastFoldsToOne()
    {
        var x = Argument(3);
        var inner = BroadcastInDimOp.Create(_builder, RankedTensorType.Get(FloatType.F32, 2, 3), x, [1]);
        var outer = BroadcastInDimOp.Create(_builder, RankedTensorType.Get(FloatType.F32, 2, 5, 3), inner.Result, [0, 2]);
        Assert.True(outer.Fold().InPlace);
        Assert.Equal([2], outer.BroadcastDimensions);
        Check(outer.Result, "tensor<2x5x3xf32>");
    }
}
