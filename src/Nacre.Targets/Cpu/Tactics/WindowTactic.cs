using Nacre.Dialects.Arith;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>
/// Windows over channels-last images that keep the channels apart: pooling and depthwise convolution. Vectors lie along the channels; a few neighbouring pixels are
/// computed together, so that what their windows share is loaded once. The left and right border of a row are peeled, so that the pixels between test nothing.
/// </summary>
public sealed class WindowTactic : CpuTactic
{
    /// <summary>Taps of the pixels that are computed together: a bound on the code.</summary>
    internal const long MaxTaps = 64;

    public override string Name => "window";

    public override bool Applies(LaunchOp launch, KernelOp kernel, CpuMachine machine)
    {
        if (kernel.Yield.OperandCount != 1 || Root(kernel) is not { } root || ImageWindow.Of(root) is not { } window || window.Taps > MaxTaps)
            return false;
        var result = (RankedTensorType)kernel.Yield.Operand(0).Type;
        return result.Shape == ((RankedTensorType)root.Results[0].Type).Shape && result.Shape.ElementCount > 0
            && window.Input is BlockArgument && kernel.FunctionType.Inputs.Append(result).All(ElementRules.IsEmittable)
            && kernel.BodyOps.All(o => ReferenceEquals(o, root) ? LoopRules.Has(o) : Epilogue.Allows(o));
    }

    private static Operation? Root(KernelOp kernel) => kernel.BodyOps.Where(o => o is Hlo.ReduceWindowOp or Hlo.ConvolutionOp).ToArray() is [var only] ? only : null;

    public override ScheduledKernel Schedule(KernelOp kernel, CpuMachine machine, OpBuilder builder)
    {
        var function = new KernelFunction(builder, kernel, Name);
        var window = ImageWindow.Of(Root(kernel)!)!;
        new WindowEmitter(function, kernel, window, machine.Lanes(kernel)).Emit();
        return function.Finish(window.Rows);
    }
}

/// <summary>A window operation on an image [N, H, W, C] or [N, W, C] whose channels do not mix.</summary>
internal sealed record ImageWindow(Operation Op, Value Input, Window Vertical, Window Horizontal, bool HasHeight)
{
    public long Taps => Vertical.Size * Horizontal.Size;
    public RankedTensorType InputType => (RankedTensorType)Input.Type;
    public Shape Output => ((RankedTensorType)Op.Results[0].Type).Shape;
    public long Channels => Output[Output.Rank - 1];
    public long Width => Output[Output.Rank - 2];

    /// <summary>Rows of pixels of all images.</summary>
    public long Rows => Output.ElementCount / Channels / Width;

    public static ImageWindow? Of(Operation op) => op switch
    {
        Hlo.ReduceWindowOp { Inputs.Count: 1 } pooling => OfPooling(pooling),
        Hlo.ConvolutionOp convolution => OfDepthwise(convolution),
        _ => null,
    };

    private static ImageWindow? OfPooling(Hlo.ReduceWindowOp op)
    {
        var window = Window.Of(op);
        var isImage = window.Length is 3 or 4 && IsTrivial(window[0]) && IsTrivial(window[^1]);
        return isImage ? Make(op, op.Inputs[0], window[1..^1]) : null;
    }

    private static ImageWindow? OfDepthwise(Hlo.ConvolutionOp op)
    {
        var (input, output) = ((RankedTensorType)op.Lhs.Type, (RankedTensorType)op.Result.Type);
        var isDepthwise = ChannelsLast.Is(op.DimensionNumbers) && op.BatchGroupCount == 1 && op.FeatureGroupCount == input.Shape[input.Rank - 1]
            && op.FeatureGroupCount == output.Shape[output.Rank - 1] && (op.LhsDilation?.All(d => d == 1) ?? true) && (op.WindowReversal?.All(r => !r) ?? true);
        var isFloat = op.Operands.Types.All(t => t.ElementOrSelf() == output.ElementType) && output.ElementType is FloatType;
        return isDepthwise && isFloat && input.Rank is 3 or 4 ? Make(op, op.Lhs, Window.Of(op)) : null;
    }

    private static ImageWindow Make(Operation op, Value input, Window[] spatial) =>
        new(op, input, spatial.Length == 2 ? spatial[0] : new Window(1, 1, 1, 0, 0), spatial[^1], spatial.Length == 2);

    private static bool IsTrivial(Window window) => window is { Size: 1, Stride: 1, PadLow: 0, PadHigh: 0 };
}

/// <summary>Emits the rows of one window kernel.</summary>
internal sealed class WindowEmitter(KernelFunction function, KernelOp kernel, ImageWindow window, int lanes)
{
    private readonly OpBuilder _builder = function.Builder;
    private readonly long _pixels = Math.Min(window.Width, Math.Clamp(WindowTactic.MaxTaps / window.Taps, 1, 4));

    private long InputHeight => window.HasHeight ? window.InputType.Shape[1] : 1;
    private long InputWidth => window.InputType.Shape[window.InputType.Rank - 2];
    private long OutputHeight => window.HasHeight ? window.Output[1] : 1;

    public void Emit() => KernelLoops.For(_builder, function.Begin, function.End, 1, row =>
    {
        // Blocks that touch the border start at known places; those between test nothing.
        var starts = Starts().ToArray();
        foreach (var start in starts.Where(s => !IsInside(s)))
            EmitChannels(row, KernelLoops.Constant(_builder, start), start, start);
        var inside = starts.Where(IsInside).ToArray();
        if (inside.Length == 0)
            return;
        // All but the last lie a block apart; the last one may overlap its neighbour.
        var regular = inside[^1] % _pixels == 0 ? inside : inside[..^1];
        if (regular.Length > 0)
            KernelLoops.For(_builder, KernelLoops.Constant(_builder, regular[0]), KernelLoops.Constant(_builder, regular[^1] + 1), _pixels, pixel => EmitChannels(row, pixel, regular[0], regular[^1]));
        if (regular.Length < inside.Length)
            EmitChannels(row, KernelLoops.Constant(_builder, inside[^1]), inside[^1], inside[^1]);
    });

    /// <summary>The first pixels of the blocks of a row; the last block overlaps the one before where the width is no multiple.</summary>
    private IEnumerable<long> Starts()
    {
        for (var start = 0L; start + _pixels <= window.Width; start += _pixels)
            yield return start;
        if (window.Width % _pixels != 0)
            yield return window.Width - _pixels;
    }

    /// <summary>Whether all taps of the block's pixels lie in the row.</summary>
    private bool IsInside(long start) =>
        Column(start, 0) >= 0 && Column(start + _pixels - 1, window.Horizontal.Size - 1) < InputWidth;

    private long Column(long pixel, long tap) => pixel * window.Horizontal.Stride + tap * window.Horizontal.Dilation - window.Horizontal.PadLow;

    /// <summary>The block of pixels from <paramref name="pixel"/> (between <paramref name="low"/> and <paramref name="high"/>) on, for all channels.</summary>
    private void EmitChannels(Value row, Value pixel, long low, long high)
    {
        var rest = (int)(window.Channels % lanes);
        var whole = window.Channels - rest;
        if (whole > 0)
            KernelLoops.For(_builder, KernelLoops.Constant(_builder, 0), KernelLoops.Constant(_builder, whole), lanes, channel => EmitBlock(row, pixel, low, high, channel, lanes));
        if (rest > 0)
            EmitBlock(row, pixel, low, high, KernelLoops.Constant(_builder, whole), rest);
    }

    private void EmitBlock(Value row, Value pixel, long low, long high, Value channel, int active)
    {
        var emitter = new ElementEmitter(_builder, active == 1 ? 1 : lanes) { ActiveLanes = active };
        function.Bind(emitter);
        var line = window.Rows == 1 ? AffineExpr.Constant(0) : emitter.Bind(row, 0, window.Rows - 1);
        var first = low == high ? AffineExpr.Constant(low) : emitter.Bind(pixel, low, high);
        var c = window.Channels == 1 ? AffineExpr.Constant(0) : emitter.Bind(channel, 0, window.Channels - 1);
        emitter.LaneVariable = active == 1 ? null : c;
        AffineExpr[] leading = window.HasHeight ? [emitter.Space.Simplify(line.FloorDiv(OutputHeight)), emitter.Space.Simplify(line.Mod(OutputHeight))] : [line];
        var sums = EmitTaps(emitter, leading, first, c);
        var result = kernel.Yield.Operand(0);
        for (var p = 0; p < _pixels; p++)
        {
            var sum = sums[p];
            emitter.SetOverride(window.Op.Results[0], _ => sum);
            AffineExpr[] index = [.. leading, first + p, c];
            emitter.Store(function.Output(0), (RankedTensorType)result.Type, index, emitter.Emit(result, index));
        }
    }

    /// <summary>What each pixel of the block accumulates over its window.</summary>
    private IReadOnlyList<Value> EmitTaps(ElementEmitter emitter, AffineExpr[] leading, AffineExpr first, AffineExpr channel)
    {
        IReadOnlyList<Value> sums = [.. Enumerable.Repeat(emitter.Widen(Initial(emitter)), (int)_pixels)];
        for (var v = 0L; v < window.Vertical.Size; v++)
        {
            var (tap, before) = (v, sums);
            var y = window.HasHeight ? emitter.Space.Simplify(leading[1] * window.Vertical.Stride + (v * window.Vertical.Dilation - window.Vertical.PadLow)) : AffineExpr.Constant(0);
            var range = emitter.Space.Range(y);
            if (range.Max < 0 || range.Min >= InputHeight)
                continue;
            sums = range.Min >= 0 && range.Max < InputHeight
                ? EmitLine(emitter, leading[0], y, tap, first, channel, before)
                : KernelLoops.If(_builder, IsLine(emitter, y), () => EmitLine(emitter, leading[0], y, tap, first, channel, before), before);
        }
        return sums;
    }

    private Value IsLine(ElementEmitter emitter, AffineExpr y) =>
        CmpIOp.Create(_builder, emitter.EmitIndex(y), KernelLoops.Constant(_builder, InputHeight), CmpIPredicate.Ult).Result;

    private Value[] EmitLine(ElementEmitter emitter, AffineExpr image, AffineExpr y, long v, AffineExpr first, AffineExpr channel, IReadOnlyList<Value> before)
    {
        var sums = before.ToArray();
        for (var h = 0L; h < window.Horizontal.Size; h++)
        {
            for (var p = 0; p < _pixels; p++)
            {
                var x = emitter.Space.Simplify(first * window.Horizontal.Stride + Column(p, h));
                var range = emitter.Space.Range(x);
                // The block's place decides for all: a border block starts at a known pixel.
                if (range.Min >= 0 && range.Max < InputWidth)
                    sums[p] = Combine(emitter, sums[p], emitter.Emit(window.Input, window.HasHeight ? [image, y, x, channel] : [image, x, channel]), v, h, channel);
            }
        }
        return sums;
    }

    private Value Initial(ElementEmitter emitter) => window.Op switch
    {
        Hlo.ReduceWindowOp pooling => emitter.Emit(pooling.InitValues[0], []),
        _ => ConstantOp.Zero(_builder, ElementEmitter.ComputeType(window.Op.Results[0].Type.ElementOrSelf())).Result,
    };

    private Value Combine(ElementEmitter emitter, Value sum, Value element, long v, long h, AffineExpr channel)
    {
        if (window.Op is Hlo.ReduceWindowOp pooling)
            return LoopRules.EmitRegion(emitter, pooling.Body, [sum, emitter.Widen(element)])[0];
        var convolution = (Hlo.ConvolutionOp)window.Op;
        AffineExpr[] tap = window.HasHeight ? [AffineExpr.Constant(v), AffineExpr.Constant(h), AffineExpr.Constant(0), channel] : [AffineExpr.Constant(h), AffineExpr.Constant(0), channel];
        var all = emitter.Unify(element, emitter.Emit(convolution.Rhs, tap), sum);
        return FusedArithmetic.MultiplyAdd(_builder, all[0], all[1], all[2]);
    }
}
