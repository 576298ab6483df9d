using Nacre.Dialects.Arith;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Transforms.Kernels;
using MemRef = Nacre.Dialects.MemRef;
using Vector = Nacre.Dialects.Vector;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>Emits one convolution by Winograd's method. A tile of the launch is one panel of output features of one block.</summary>
internal sealed class WinogradEmitter(KernelFunction function, KernelOp kernel, WinogradConvolution convolution)
{
    private readonly OpBuilder _builder = function.Builder;
    private readonly VectorType _vector = VectorType.Get(FloatType.F32, convolution.Lanes);
    private readonly Value _image = function.Input(((BlockArgument)convolution.Op.Lhs).Index);
    private readonly Value _weights = function.Input(WinogradWeights.PackedArgument(convolution.Op.Rhs)!.Index);
    private readonly int _size = convolution.Transforms.Size;
    private readonly int _outputs = convolution.Transforms.Outputs;

    /// <summary>The scratch memory: a line for the number of the block whose inputs are there, then V, then M.</summary>
    private const long InputStart = 16;

    private long ProductStart => InputStart + convolution.Products * convolution.InputStride;

    public static long ScratchElements(WinogradConvolution convolution) => InputStart + convolution.BlockElements;

    public ScheduledKernel Emit()
    {
        var (firstBlock, _) = Split(function.Begin, convolution.Panels);
        var (endBlock, _) = Split(Plus(function.End, Constant(convolution.Panels - 1)), convolution.Panels);
        KernelLoops.For(_builder, firstBlock, endBlock, 1, block =>
        {
            var firstPanel = Times(block, convolution.Panels);
            var low = Minus(KernelLoops.Max(_builder, function.Begin, firstPanel), firstPanel);
            var high = KernelLoops.Min(_builder, Minus(function.End, firstPanel), Constant(convolution.Panels));
            var firstTile = Times(block, convolution.TilesPerBlock);
            WhereNew(block, () => EmitInputs(firstTile));
            EmitProducts(low, high);
            EmitOutputs(firstTile, low, high);
        });
        return function.Finish(convolution.Blocks * convolution.Panels);
    }

    /// <summary>A thread that comes back for more panels of a block finds its inputs transformed.</summary>
    private void WhereNew(Value block, Action emit)
    {
        var number = IndexCastOp.Create(_builder, IntegerType.I32, Plus(block, Constant(1))).Out;
        var mark = SIToFPOp.Create(_builder, FloatType.F32, number).Out;
        var known = MemRef.LoadOp.Create(_builder, function.Scratch, [Constant(0)]).Result;
        KernelLoops.If(_builder, CmpFOp.Create(_builder, known, mark, CmpFPredicate.Une).Result, () =>
        {
            emit();
            MemRef.StoreOp.Create(_builder, mark, function.Scratch, [Constant(0)]);
        });
    }

    // Inputs: V = Bᵀ d B

    private void EmitInputs(Value first) => KernelLoops.For(_builder, Constant(0), Constant(convolution.TilesPerBlock), 1, number =>
    {
        // Behind the last tile it comes again: its products are not used.
        var tile = KernelLoops.Min(_builder, Plus(first, number), Constant(convolution.Tiles - 1));
        var (image, row, column) = Place(tile);
        var top = Minus(Times(row, _outputs), convolution.PadTop);
        var left = Minus(Times(column, _outputs), convolution.PadLeft);
        var start = Times(Plus(Times(Plus(Times(image, convolution.Image[1]), top), convolution.Image[2]), left), convolution.Channels);
        var target = Plus(Times(number, convolution.InputPitch), Constant(InputStart));
        var (height, width) = (convolution.Image[1], convolution.Image[2]);
        if (height < _size || width < _size)
        {
            EmitChannels(start, target, Inside(top, height), Inside(left, width));
            return;
        }
        var isInside = AndIOp.Create(_builder, IsBelow(top, height - _size + 1), IsBelow(left, width - _size + 1)).Result;
        Dialects.Scf.IfOp.Create(_builder, isInside, _ => EmitChannels(start, target, null, null), _ => EmitChannels(start, target, Inside(top, height), Inside(left, width)));
    });

    /// <summary>Which of the tile's rows or columns lie in the image.</summary>
    private Value[] Inside(Value start, long size) => [.. Enumerable.Range(0, _size).Select(i => IsBelow(Plus(start, Constant(i)), size))];

    /// <param name="start">The offset in the image of the tile's first pixel.</param>
    /// <param name="target">The offset in the scratch memory of the tile's first product.</param>
    /// <param name="rows">Conditions of the tile's rows; null where all hold.</param>
    /// <param name="columns">Those of its columns.</param>
    private void EmitChannels(Value start, Value target, Value[]? rows, Value[]? columns)
    {
        var whole = convolution.Channels / convolution.Lanes * convolution.Lanes;
        if (whole > 0)
            KernelLoops.For(_builder, Constant(0), Constant(whole), convolution.Lanes, c => EmitInput(Plus(start, c), Plus(target, c), rows, columns, convolution.Lanes));
        if (whole < convolution.Channels)
            EmitInput(Plus(start, Constant(whole)), Plus(target, Constant(whole)), rows, columns, (int)(convolution.Channels - whole));
    }

    private void EmitInput(Value start, Value target, Value[]? rows, Value[]? columns, int active)
    {
        var map = new LinearMap(_builder, convolution.Transforms.Input);
        var vertical = Enumerable.Range(0, _size).Select(x => map.Apply([.. Enumerable.Range(0, _size).Select(y => LoadPixel(start, y, x, active, rows, columns))])).ToArray();
        for (var y = 0; y < _size; y++)
        {
            var transformed = map.Apply([.. vertical.Select(column => column[y])]);
            for (var x = 0; x < _size; x++)
                Vector.StoreOp.Create(_builder, transformed[x], function.Scratch, [Plus(target, Constant((y * _size + x) * convolution.InputStride))]);
        }
    }

    private Value LoadPixel(Value start, int y, int x, int active, Value[]? rows, Value[]? columns)
    {
        Value Load()
        {
            var at = Plus(start, Constant((y * convolution.Image[2] + x) * convolution.Channels));
            return active == convolution.Lanes ? Vector.LoadOp.Create(_builder, _vector, _image, [at]).Result
                : Vector.MaskedLoadOp.Create(_builder, _vector, _image, [at], Mask(active), ConstantOp.Zero(_builder, _vector).Result).Result;
        }
        if (rows is null || columns is null)
            return Load();
        var isInside = AndIOp.Create(_builder, rows[y], columns[x]).Result;
        return KernelLoops.If(_builder, isInside, Load, () => ConstantOp.Zero(_builder, _vector).Result);
    }

    private Value Mask(int active) => Vector.ConstantMaskOp.Create(_builder, VectorType.Get(IntegerType.I1, convolution.Lanes), new long[] { active }).Result;

    // Products: M = V U

    private void EmitProducts(Value low, Value high) => KernelLoops.For(_builder, Constant(0), Constant(convolution.Products), 1, product =>
        KernelLoops.For(_builder, low, high, 1, panel => EmitProduct(product, panel)));

    private void EmitProduct(Value product, Value panel)
    {
        var tile = convolution.Tile;
        var depth = convolution.Channels;
        var panelSize = depth * tile.Columns;
        var weights = Times(Plus(Times(product, convolution.Panels), panel), panelSize);
        var inputs = Plus(Times(product, convolution.InputStride), Constant(InputStart));
        var sums = Plus(Plus(Times(product, convolution.ProductStride), Constant(ProductStart)), Times(panel, tile.Columns));
        KernelLoops.For(_builder, convolution.RowTiles, [], (rowTile, _) =>
        {
            // The row tiles of a product share the fetching of the next panel.
            var perStep = Prefetching.PowerOfTwo(WinogradConvolution.Ceiling(tile.Columns, convolution.RowTiles));
            var ahead = new Prefetching(_weights, Plus(Plus(weights, Constant(panelSize)), Times(rowTile, depth * perStep)), perStep);
            var kernel = new MicroKernel(_builder, function.Scratch, _weights, tile, [new SumLoop(depth, 1, tile.Columns)], IsPadded: true);
            var rows = Enumerable.Range(0, tile.Rows).Select(r => r * convolution.InputPitch).ToArray();
            var results = kernel.Emit(rows, Plus(inputs, Times(rowTile, tile.Rows * convolution.InputPitch)), weights, tile.Columns, ahead);
            var target = Plus(sums, Times(rowTile, tile.Rows * convolution.ProductPitch));
            for (var i = 0; i < results.Count; i++)
            {
                var place = i / tile.Vectors * convolution.ProductPitch + i % tile.Vectors * tile.Lanes;
                Vector.StoreOp.Create(_builder, results[i], function.Scratch, [Plus(target, Constant(place))]);
            }
            return [];
        });
    }

    // Outputs: Y = Aᵀ M A, and what follows in the kernel

    private void EmitOutputs(Value first, Value low, Value high)
    {
        var count = KernelLoops.Min(_builder, Minus(Constant(convolution.Tiles), first), Constant(convolution.TilesPerBlock));
        KernelLoops.For(_builder, Constant(0), count, 1, number =>
        {
            var place = Place(Plus(first, number));
            var source = Plus(Times(number, convolution.ProductPitch), Constant(ProductStart));
            var whole = convolution.Features / convolution.Lanes * convolution.Lanes;
            var (from, to) = (Times(low, convolution.Tile.Columns), Times(high, convolution.Tile.Columns));
            if (whole > 0)
                KernelLoops.For(_builder, from, KernelLoops.Min(_builder, to, Constant(whole)), convolution.Lanes, c => EmitOutput(Plus(source, c), place, c, convolution.Lanes));
            if (whole == convolution.Features)
                return;
            var hasRest = IsEqual(high, Constant(convolution.Panels));
            KernelLoops.If(_builder, hasRest, () => EmitOutput(Plus(source, Constant(whole)), place, Constant(whole), (int)(convolution.Features - whole)));
        });
    }

    private void EmitOutput(Value source, (Value Image, Value Row, Value Column) place, Value firstFeature, int active)
    {
        var map = new LinearMap(_builder, convolution.Transforms.Output);
        Value Load(int y, int x) => Vector.LoadOp.Create(_builder, _vector, function.Scratch, [Plus(source, Constant((y * _size + x) * convolution.ProductStride))]).Result;
        var vertical = Enumerable.Range(0, _size).Select(x => map.Apply([.. Enumerable.Range(0, _size).Select(y => Load(y, x))])).ToArray();

        var emitter = new ElementEmitter(_builder, active == 1 ? 1 : convolution.Lanes) { ActiveLanes = active };
        function.Bind(emitter);
        var image = Bind(emitter, place.Image, convolution.Output[0]);
        var (top, left) = (Bind(emitter, place.Row, convolution.TilesHigh) * _outputs, Bind(emitter, place.Column, convolution.TilesWide) * _outputs);
        var feature = emitter.Bind(firstFeature, 0, convolution.Features - 1);
        emitter.LaneVariable = active == 1 ? null : feature;
        for (var y = 0; y < _outputs; y++)
        {
            var pixels = map.Apply([.. vertical.Select(column => column[y])]);
            var row = top + y;
            WhereNeeded(emitter, row, convolution.Output[1], y, () =>
            {
                for (var x = 0; x < _outputs; x++)
                {
                    var (sum, column) = (pixels[x], left + x);
                    WhereNeeded(emitter, column, convolution.Output[2], x, () => Store(emitter, active == 1 ? emitter.ExtractLane(sum, 0) : sum, [image, row, column, feature]));
                }
            });
        }
    }

    private static AffineExpr Bind(ElementEmitter emitter, Value value, long size) => size == 1 ? AffineExpr.Constant(0) : emitter.Bind(value, 0, size - 1);

    /// <summary>The last tile of a row or column may go beyond the output.</summary>
    private void WhereNeeded(ElementEmitter emitter, AffineExpr position, long size, int within, Action emit)
    {
        var rest = size % _outputs;
        if (rest == 0 || within < rest)
            emit();
        else
            KernelLoops.If(_builder, IsBelow(emitter.EmitIndex(position), size), emit);
    }

    private void Store(ElementEmitter emitter, Value sum, AffineExpr[] index)
    {
        var result = kernel.Yield.Operand(0);
        emitter.SetOverride(convolution.Op.Result, _ => sum);
        emitter.Store(function.Output(0), (RankedTensorType)result.Type, index, emitter.Emit(result, index));
    }

    // Arithmetic on indices

    /// <summary>Image, row and column of a tile.</summary>
    private (Value Image, Value Row, Value Column) Place(Value tile)
    {
        var (line, column) = Split(tile, convolution.TilesWide);
        var (image, row) = Split(line, convolution.TilesHigh);
        return (image, row, column);
    }

    private (Value Quotient, Value Remainder) Split(Value value, long divisor) =>
        (DivUIOp.Create(_builder, value, Constant(divisor)).Result, RemUIOp.Create(_builder, value, Constant(divisor)).Result);

    private Value Constant(long value) => KernelLoops.Constant(_builder, value);
    private Value Plus(Value a, Value b) => AddIOp.Create(_builder, a, b).Result;
    private Value Minus(Value a, Value b) => SubIOp.Create(_builder, a, b).Result;
    private Value Minus(Value a, long b) => Minus(a, Constant(b));
    private Value Times(Value a, long b) => MulIOp.Create(_builder, a, Constant(b)).Result;
    private Value IsEqual(Value a, Value b) => CmpIOp.Create(_builder, a, b, CmpIPredicate.Eq).Result;

    /// <summary>0 ≤ value &lt; size.</summary>
    private Value IsBelow(Value value, long size) => CmpIOp.Create(_builder, value, Constant(size), CmpIPredicate.Ult).Result;
}
