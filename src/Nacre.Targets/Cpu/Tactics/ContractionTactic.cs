using Nacre.Dialects.Arith;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Transforms.Kernels;
using Math = Nacre.Dialects.MathOps;
using Vector = Nacre.Dialects.Vector;
using MemRef = Nacre.Dialects.MemRef;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// Matrix products and channels-last convolutions by one micro-kernel: MR rows × NR columns of accumulators in registers, one broadcast element of A per row and
/// step, NR elements of B in order; the epilogue runs on the accumulators before they are stored (docs/cpu-kernels.md has the measurements behind the numbers).
/// B is a packed panel [N/NR][K][NR] where it is a constant (<see cref="PanelPacking"/>), otherwise read where it lies.
/// </summary>
public sealed class ContractionTactic : CpuTactic
{
    public const string Tactic = "contraction.packed";

    /// <summary>What reports call kernels that multiply pairs of bf16.</summary>
    public const string PairName = "contraction.bf16dot";

    public override string Name => Tactic;

    public override bool Applies(LaunchOp launch, KernelOp kernel, CpuMachine machine)
    {
        if (Root(kernel) is not { } op || !IsStatic(kernel) || kernel.Yield.OperandCount != 1 || Contraction.Of(op) is not { } contraction)
            return false;
        var element = op.Results[0].Type.ElementOrSelf();
        var isFloat = element is FloatType { Kind: FloatKind.F32 or FloatKind.F64 or FloatKind.F16 or FloatKind.BF16 };
        return isFloat && op.Operands.All(o => ElementEmitter.ComputeType(o.Type.ElementOrSelf()) == ElementEmitter.ComputeType(element)) && contraction.Depth > 0 && contraction.Rows > 0 && contraction.ColumnsPerGroup >= (contraction.Groups == 1 ? 1 : 4)
            && contraction.A is BlockArgument && contraction.Scale is null or BlockArgument && (contraction.B is BlockArgument || PanelPacking.PackedArgument(contraction.B) is not null)
            && contraction.SplitsAtColumns(((RankedTensorType)kernel.Yield.Operand(0).Type).Shape)
            && kernel.BodyOps.All(o => ReferenceEquals(o, op) || PanelPacking.IsUnpack(o) || Epilogue.Allows(o));
    }

    private static bool IsStatic(KernelOp kernel) => kernel.BodyOps.SelectMany(o => o.Operands.Types.Concat(o.Results.Types)).All(t => t is RankedTensorType { HasStaticShape: true });

    public static Operation? Root(KernelOp kernel) =>
        kernel.BodyOps.Where(o => o is Dialects.StableHlo.DotGeneralOp or Dialects.StableHlo.ConvolutionOp).ToArray() is [var only] ? only : null;

    public override void Pack(LaunchOp launch, KernelOp kernel, CpuMachine machine, WeightPacker packer)
    {
        var contraction = Contraction.Of(Root(kernel)!)!;
        if (contraction.B is not BlockArgument weights || contraction.Batches != 1 || WeightPacker.ConstantOf(launch, weights) is null)
            return;
        var lanes = machine.Lanes(kernel);
        var panels = contraction.Panels(ContractionSchedule.Of(kernel).Tile(lanes), ElementsPerStep(machine, lanes, contraction));
        var type = (RankedTensorType)weights.Type;
        packer.Pack(launch, weights, panels.ToString(), panels.EmitPack, (builder, packed) => panels.EmitUnpack(builder, packed, type));
    }

    public override ScheduledKernel Schedule(KernelOp kernel, CpuMachine machine, OpBuilder builder)
    {
        var contraction = Contraction.Of(Root(kernel)!)!;
        var schedule = ContractionSchedule.Of(kernel);
        var lanes = machine.Lanes(kernel);
        var elementsPerStep = ElementsPerStep(machine, lanes, contraction);
        var function = new KernelFunction(builder, kernel, elementsPerStep == 1 ? Name : PairName);
        return new ContractionEmitter(function, kernel, contraction, schedule.Tile(lanes), schedule.RowsOutside, elementsPerStep).Emit();
    }

    public override IReadOnlyList<Schedule> Candidates(KernelOp kernel, CpuMachine machine) =>
        [.. ContractionSchedule.Candidates(Contraction.Of(Root(kernel)!)!, machine.Lanes(kernel), machine).Select(c => c.ToSchedule())];

    /// <summary>Two bf16 elements of the sum at a time, where the machine multiplies them so.</summary>
    private static int ElementsPerStep(CpuMachine machine, int lanes, Contraction contraction) =>
        machine.HasBf16Dot && lanes * sizeof(float) == machine.VectorBytes && contraction.Op.Operands.All(o => o.Type.ElementOrSelf() == FloatType.BF16) ? 2 : 1;
}

/// <summary>What may follow a contraction in its kernel: operations that map elements to elements.</summary>
internal static class Epilogue
{
    public static bool Allows(Operation op) =>
        ElementRules.CanEmit(op) && !LoopRules.Has(op) && op is not (Dialects.StableHlo.ConcatenateOp or Dialects.StableHlo.GatherOp or Dialects.StableHlo.DynamicSliceOp or Dialects.StableHlo.DynamicUpdateSliceOp or Dialects.StableHlo.BitcastConvertOp);
}

/// <summary>The accumulators of the micro-kernel: rows × vectors of <paramref name="Lanes"/> elements.</summary>
public readonly record struct RegisterTile(int Rows, int Vectors, int Lanes)
{
    public int Columns => Vectors * Lanes;

    /// <summary>Rows of A this far apart fall into the same set of the first-level cache, which has about twelve places.</summary>
    private const long CacheWay = 4096;

    /// <summary>
    /// rows·vectors + vectors + 1 registers are needed; at least eight accumulators hide the latency of the multiply-add (docs/cpu-kernels.md, section 2).
    /// </summary>
    public static RegisterTile Choose(CpuMachine machine, int lanes, Contraction contraction)
    {
        var bytes = contraction.A.Type.ElementOrSelf().StorageBytes();
        var wanted = (contraction.ColumnsPerGroup + lanes - 1) / lanes;
        var panelBytes = contraction.B.Type.ElementOrSelf().StorageBytes();
        bool Fits(int vectors) => contraction.Depth * vectors * lanes * panelBytes <= machine.L2Bytes * 3 / 4;
        // With few rows the weights' memory is the limit: wide panels are read in longer runs.
        if (contraction.Rows <= 4)
            return Make(wanted > 2 ? 4 : (int)wanted, 4);
        if (contraction.RowStride * bytes % CacheWay == 0)
            return wanted >= 4 && Fits(4) ? Make(4, 6) : Make(wanted > 1 ? 2 : 1, 8);
        // The panel of a very long sum is narrower, so that it stays in the second-level cache from row tile to row tile.
        return wanted > 1 && Fits(2) ? Make(2, 14) : Make(1, 28);
        RegisterTile Make(int vectors, int rows) => new(System.Math.Min(rows, (machine.VectorRegisters - vectors - 1) / vectors), vectors, lanes);
    }
}

/// <summary>Emits the tiles of one contraction.</summary>
/// <param name="elementsPerStep">How many elements of the sum a step takes.</param>
internal sealed class ContractionEmitter(KernelFunction function, KernelOp kernel, Contraction contraction, RegisterTile tile, bool rowsOutside, int elementsPerStep)
{
    private readonly OpBuilder _builder = function.Builder;
    private readonly IReadOnlyList<RowTiles> _rowTiles = contraction.TileRows(tile.Rows);
    private readonly BlockArgument? _packed = PanelPacking.PackedArgument(contraction.B);

    private readonly PanelPacking _panels = contraction.Panels(tile, elementsPerStep);

    private MicroKernel MicroKernel => new(_builder, Products(), tile, SumLoops) { Scale = contraction.Scale is BlockArgument scale ? function.Input(scale.Index) : null };

    private ProductStep Products()
    {
        var (a, b) = (function.Input(((BlockArgument)contraction.A).Index), function.Input((_packed ?? (BlockArgument)contraction.B).Index));
        return elementsPerStep == 1
            ? new SingleProducts(_builder, a, b, tile.Lanes, isPadded: _packed is not null)
            : new PairProducts(_builder, a, b, tile.Lanes, isPadded: _packed is not null, contraction.Sum[^1].BStride);
    }

    /// <summary>In a packed panel an element of the sum is as long as the panel is wide, and runs are padded.</summary>
    private IReadOnlyList<SumLoop> SumLoops => _packed is null ? contraction.Sum : [.. contraction.Sum.Select((l, i) => l with { BStride = PanelRows(l, i) * tile.Columns })];

    private long PanelRows(SumLoop loop, int index)
    {
        var rows = loop.BStride / contraction.Columns;
        return index == contraction.Sum.Count - 1 ? rows : rows / _panels.Run * _panels.PaddedRun;
    }

    /// <summary>Elements of a column of a packed panel, and the steps in which they are taken.</summary>
    private long PackedDepth => contraction.Depth / _panels.Run * _panels.PaddedRun;
    private long Steps => PackedDepth / elementsPerStep;

    private long RowTileCount => _rowTiles.Sum(t => t.Tiles);
    private long PanelsPerGroup => (contraction.ColumnsPerGroup + tile.Columns - 1) / tile.Columns;
    private long Panels => contraction.Groups * PanelsPerGroup;

    public ScheduledKernel Emit()
    {
        var perBatch = RowTileCount * Panels;
        KernelLoops.For(_builder, function.Begin, function.End, 1, index =>
        {
            var emitter = new ElementEmitter(_builder, 1);
            var number = emitter.Bind(index, 0, contraction.Batches * perBatch - 1);
            var batch = number.FloorDiv(perBatch);
            var inBatch = number.Mod(perBatch);
            var (rowTile, panel) = rowsOutside ? (inBatch.FloorDiv(Panels), inBatch.Mod(Panels)) : (inBatch.Mod(RowTileCount), inBatch.FloorDiv(RowTileCount));
            EmitTile(emitter.EmitIndex(batch), emitter.EmitIndex(rowTile), emitter.EmitIndex(panel));
        });
        return function.Finish(contraction.Batches * perBatch);
    }

    private void EmitTile(Value batch, Value rowTile, Value panel)
    {
        var first = 0L;
        foreach (var rows in _rowTiles)
        {
            var start = first;
            var last = first + rows.Tiles;
            first = last;
            void Body() => EmitPanel(rows, batch, SubIOp.Create(_builder, rowTile, KernelLoops.Constant(_builder, start)).Result, rowTile, panel);
            if (_rowTiles.Count == 1)
                Body();
            else
                KernelLoops.If(_builder, InRange(rowTile, start, last), Body);
        }
    }

    private Value InRange(Value value, long low, long high)
    {
        var fromLow = SubIOp.Create(_builder, value, KernelLoops.Constant(_builder, low)).Result;
        return CmpIOp.Create(_builder, fromLow, KernelLoops.Constant(_builder, high - low), CmpIPredicate.Ult).Result;
    }

    /// <summary>Whole panels, and the last one where it is narrower.</summary>
    private void EmitPanel(RowTiles rows, Value batch, Value rowTile, Value anyRowTile, Value panel)
    {
        var rest = (int)(contraction.ColumnsPerGroup % tile.Columns);
        if (rest == 0)
        {
            EmitMicroKernel(rows, batch, rowTile, anyRowTile, panel, tile.Columns);
            return;
        }
        var inGroup = contraction.Groups == 1 ? panel : Remainder(panel, PanelsPerGroup);
        if (PanelsPerGroup > 1)
            KernelLoops.If(_builder, InRange(inGroup, 0, PanelsPerGroup - 1), () => EmitMicroKernel(rows, batch, rowTile, anyRowTile, panel, tile.Columns));
        KernelLoops.If(_builder, InRange(inGroup, PanelsPerGroup - 1, PanelsPerGroup), () => EmitMicroKernel(rows, batch, rowTile, anyRowTile, panel, rest));
    }

    /// <param name="rowTile">The tile's number among those of its form.</param>
    /// <param name="anyRowTile">The tile's number among all.</param>
    private void EmitMicroKernel(RowTiles rows, Value batch, Value rowTile, Value anyRowTile, Value panel, int columns)
    {
        var lanes = contraction.Columns == 1 ? 1 : tile.Lanes;
        var emitter = new ElementEmitter(_builder, lanes) { ActiveLanes = lanes };
        function.Bind(emitter);
        var batchIndex = contraction.Batches == 1 ? AffineExpr.Constant(0) : emitter.Bind(batch, 0, contraction.Batches - 1);
        var tileIndex = rows.Tiles == 1 ? AffineExpr.Constant(0) : emitter.Bind(rowTile, 0, rows.Tiles - 1);
        var panelIndex = Panels == 1 ? AffineExpr.Constant(0) : emitter.Bind(panel, 0, Panels - 1);
        var firstRow = emitter.Space.Simplify(rows.FirstRow(tileIndex));
        var group = emitter.Space.Simplify(panelIndex.FloorDiv(PanelsPerGroup));
        var firstColumn = group * contraction.ColumnsPerGroup + emitter.Space.Simplify(panelIndex.Mod(PanelsPerGroup)) * tile.Columns;
        var aBase = emitter.EmitIndex(contraction.AOffset(batchIndex, firstRow) + group * contraction.GroupAStride);
        var bBase = emitter.EmitIndex(_packed is null ? batchIndex * contraction.BBatchStride + firstColumn : panelIndex * (PackedDepth * tile.Columns));
        var ahead = contraction.Rows <= 4 ? SamePanel(bBase) : rowsOutside ? NextRows(rows, aBase, panel) : NextPanel(bBase, anyRowTile);
        var accumulators = MicroKernel.Emit(rows.RowOffsets, aBase, bBase, columns, ahead);
        EmitEpilogue(emitter, rows, batchIndex, firstRow, emitter.EmitIndex(firstColumn), columns, accumulators);
    }

    /// <summary>
    /// With the rows outside, each panel's sum fetches its part of the next tile's rows. Only where those follow the tile's own in one run; the rows of an image's
    /// windows overlap and are in the cache already.
    /// </summary>
    private Prefetching? NextRows(RowTiles rows, Value aBase, Value panel)
    {
        if (contraction.Sum.Count > 1 || contraction.RowStride != contraction.Depth || contraction.Groups > 1)
            return null;
        var perStep = (rows.Rows * elementsPerStep + Panels - 1) / Panels;
        var next = AddIOp.Create(_builder, aBase, KernelLoops.Constant(_builder, rows.Rows * contraction.Depth)).Result;
        return new Prefetching(function.Input(((BlockArgument)contraction.A).Index), Advance(next, panel, Steps * perStep), perStep, IsOfA: true);
    }

    /// <summary>With the panels outside, each row tile's sum fetches its part of the next panel.</summary>
    private Prefetching? NextPanel(Value bBase, Value rowTile)
    {
        if (_packed is null)
            return null;
        var perStep = Prefetching.PowerOfTwo((tile.Columns * elementsPerStep + RowTileCount - 1) / RowTileCount);
        var next = AddIOp.Create(_builder, bBase, KernelLoops.Constant(_builder, PackedDepth * tile.Columns)).Result;
        return new Prefetching(function.Input(_packed.Index), Advance(next, rowTile, Steps * perStep), perStep);
    }

    /// <summary>With few rows a panel is read faster than the memory gives it: each step fetches what comes some steps later.</summary>
    private Prefetching? SamePanel(Value bBase)
    {
        const long stepsAhead = 32;
        if (_packed is null)
            return null;
        var perStep = tile.Columns * elementsPerStep;
        var start = AddIOp.Create(_builder, bBase, KernelLoops.Constant(_builder, stepsAhead * perStep)).Result;
        return new Prefetching(function.Input(_packed.Index), start, perStep);
    }

    private Value Remainder(Value value, long divisor) => RemUIOp.Create(_builder, value, KernelLoops.Constant(_builder, divisor)).Result;
    private Value Advance(Value position, Value k, long stride) => AddIOp.Create(_builder, position, MulIOp.Create(_builder, k, KernelLoops.Constant(_builder, stride)).Result).Result;

    /// <summary>Each accumulator stands for the contraction's elements while the kernel's result is computed from them and stored.</summary>
    private void EmitEpilogue(ElementEmitter emitter, RowTiles rows, AffineExpr batch, AffineExpr firstRow, Value firstColumn, int columns, IReadOnlyList<Value> accumulators)
    {
        var result = kernel.Yield.Operand(0);
        var type = (RankedTensorType)result.Type;
        var vectors = (columns + tile.Lanes - 1) / tile.Lanes;
        var first = emitter.Bind(emitter.EmitIndex(batch * contraction.Rows + firstRow), 0, contraction.Batches * contraction.Rows - rows.Rows);
        for (var v = 0; v < vectors; v++)
        {
            var start = AddIOp.Create(_builder, firstColumn, KernelLoops.Constant(_builder, v * tile.Lanes)).Result;
            var column = emitter.Bind(start, 0, contraction.Columns - 1);
            emitter.LaneVariable = contraction.Columns == 1 ? null : column;
            emitter.ActiveLanes = System.Math.Min(tile.Lanes, columns - v * tile.Lanes);
            for (var r = 0; r < rows.Rows; r++)
            {
                var sum = accumulators[r * vectors + v];
                var accumulator = contraction.Columns == 1 ? emitter.ExtractLane(sum, 0) : sum;
                emitter.SetOverride(contraction.Result, _ => accumulator);
                var index = ResultIndex(emitter, first + r, column, type.Shape);
                emitter.Store(function.Output(0), type, index, emitter.Emit(result, index));
            }
        }
    }

    /// <summary>The result is row-major [batch·row, column], whatever its dimensions; the column's dimensions are the last ones.</summary>
    private AffineExpr[] ResultIndex(ElementEmitter emitter, AffineExpr row, AffineExpr column, Shape shape)
    {
        var split = contraction.FirstColumnDimension(shape);
        return [.. emitter.Delinearize(row, new Shape(shape.Dims.Take(split).ToEquatableArray())), .. emitter.Delinearize(column, new Shape(shape.Dims.Skip(split).ToEquatableArray()))];
    }
}
