using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>What a recurrent layer carries from step to step, each [batch, hidden].</summary>
internal sealed record RecurrentState(Value H, Value? C);

/// <summary>One time step: the input's products [batch, gates · hidden] and the state before it.</summary>
internal sealed record RecurrentStep(Value Input, RecurrentState State);

/// <summary>The operands and options of a recurrent operator; those that it leaves out are null or of type none.</summary>
internal sealed record RecurrentLayer(Value X, Value W, Value R, Value B, Value SequenceLengths, Value InitialH, Value? InitialC, Value? Peepholes)
{
    public required string Direction { get; init; }
    public required bool IsBatchFirst { get; init; }

    /// <summary>For each direction.</summary>
    public required RecurrentActivation[][] Activations { get; init; }
    public required float? Clip { get; init; }
    public required Func<RecurrentStep, RecurrentCell, RecurrentState> Cell { get; init; }
    public bool HasCellState { get; init; }
}

/// <summary>The parameters of one direction: R [gates · hidden, hidden], biases [gates · hidden], peepholes [3 · hidden].</summary>
internal sealed record RecurrentCell(HloBuilder Hlo, Value R, Value? Bias, Value? Peepholes, RecurrentActivation[] Activations, double? Clip)
{
    private long Hidden => R.Dims()[1];

    /// <summary>The columns of some gates.</summary>
    public Value Part(Value x, int firstGate, int gates) => Hlo.SliceAxis(x, x.Rank() - 1, firstGate * Hidden, (firstGate + gates) * Hidden);

    /// <summary>h · Rᵀ for some gates.</summary>
    public Value Recur(Value h, int firstGate, int gates) =>
        Hlo.Dot(h, Hlo.SliceAxis(R, 0, firstGate * Hidden, (firstGate + gates) * Hidden), [], [], [1], [1]);

    /// <summary>The recurrent bias of some gates; 0 without one.</summary>
    public Value RecurrentBias(int firstGate, int gates) => Bias is null ? Hlo.Scalar(R.Element(), 0) : Part(Bias, firstGate, gates);

    /// <summary>Adds the peephole's view of the cell state, the peepholes being those of the gates i, o, f.</summary>
    public Value Peep(Value gate, Value c, int peephole) => Peepholes is null ? gate : Hlo.Add(gate, Hlo.Mul(c, Part(Peepholes, peephole, 1)));

    public Value Activate(int index, Value x, bool clips = true) => Activations[index].Apply(Hlo, clips && Clip is { } limit ? Hlo.Clamp(x, -limit, limit) : x);
}

/// <summary>Lowers a recurrent layer: short sequences step by step, long ones as a loop.</summary>
internal sealed class RecurrentLowering(HloBuilder hlo, RecurrentLayer layer)
{
    private const long MaxUnrolled = 64;

    private readonly Value _x = layer.IsBatchFirst ? hlo.Transpose(layer.X, 1, 0, 2) : layer.X;
    private long Length => _x.Dims()[0];
    private long Batch => _x.Dims()[1];
    private long Hidden => layer.R.Dims()[2];
    private IRType Element => _x.Element();

    /// <summary>All outputs, the last hidden state and the last cell state.</summary>
    public IReadOnlyList<Value?> Lower()
    {
        var directions = Enumerable.Range(0, (int)layer.W.Dims()[0]).Select(RunDirection).ToArray();
        var all = hlo.Concat([.. directions.Select(d => hlo.Unsqueeze(d.All, 1))], 1);
        var last = hlo.Concat([.. directions.Select(d => hlo.Unsqueeze(d.Last.H, 0))], 0);
        var cells = layer.HasCellState ? hlo.Concat([.. directions.Select(d => hlo.Unsqueeze(d.Last.C!, 0))], 0) : null;
        if (!layer.IsBatchFirst)
            return [all, last, cells];
        return [hlo.Transpose(all, 2, 0, 1, 3), hlo.Transpose(last, 1, 0, 2), cells is null ? null : hlo.Transpose(cells, 1, 0, 2)];
    }

    private (Value All, RecurrentState Last) RunDirection(int direction)
    {
        var isReverse = direction == 1 || layer.Direction == "reverse";
        var (r, bias) = (Of(layer.R, direction), Optional(layer.B, direction));
        var gates = r.Dims()[0];
        var cell = new RecurrentCell(
            hlo, r, bias is null ? null : hlo.SliceAxis(bias, 0, gates, 2 * gates), Optional(layer.Peepholes, direction), layer.Activations[direction], layer.Clip);
        var products = hlo.Dot(_x, Of(layer.W, direction), [], [], [2], [1]);
        if (bias is not null)
            products = hlo.Add(products, hlo.SliceAxis(bias, 0, 0, gates));
        var start = new RecurrentState(Initial(layer.InitialH, direction), layer.HasCellState ? Initial(layer.InitialC, direction) : null);
        return Length <= MaxUnrolled ? Unroll(products, start, cell, isReverse) : Loop(products, start, cell, isReverse);
    }

    /// <summary>The part of a direction.</summary>
    private Value Of(Value stacked, int direction) => hlo.Reshape(hlo.SliceAxis(stacked, 0, direction, direction + 1), stacked.Dims().AsSpan(1));

    private Value? Optional(Value? stacked, int direction) => stacked is null || OnnxLoweringContext.IsNone(stacked) ? null : Of(stacked, direction);

    private Value Initial(Value? stacked, int direction)
    {
        if (stacked is null || OnnxLoweringContext.IsNone(stacked))
            return hlo.Splat(RankedTensorType.Get(Element, Batch, Hidden), 0);
        return Of(layer.IsBatchFirst ? hlo.Transpose(stacked, 1, 0, 2) : stacked, direction);
    }

    private (Value, RecurrentState) Unroll(Value products, RecurrentState state, RecurrentCell cell, bool isReverse)
    {
        var outputs = new Value[Length];
        for (var step = 0L; step < Length; step++)
        {
            var time = isReverse ? Length - 1 - step : step;
            var input = hlo.Reshape(hlo.SliceAxis(products, 0, time, time + 1), products.Dims().AsSpan(1));
            (outputs[time], state) = Step(input, hlo.Scalar(IntegerType.I64, time), state, cell);
        }
        return (hlo.Concat([.. outputs.Select(o => hlo.Unsqueeze(o, 0))], 0), state);
    }

    /// <summary>One step; a batch whose sequence has ended keeps its state and gives zeros.</summary>
    private (Value Output, RecurrentState State) Step(Value input, Value time, RecurrentState state, RecurrentCell cell)
    {
        var next = layer.Cell(new RecurrentStep(input, state), cell);
        if (OnnxLoweringContext.IsNone(layer.SequenceLengths))
            return (next.H, next);
        var goesOn = hlo.BroadcastAlong(hlo.Compare(Less, time, hlo.Convert(layer.SequenceLengths, IntegerType.I64)), [Batch, Hidden], 0);
        var kept = new RecurrentState(hlo.Select(goesOn, next.H, state.H), next.C is null ? null : hlo.Select(goesOn, next.C, state.C!));
        return (hlo.Select(goesOn, next.H, hlo.SplatLike(next.H, 0)), kept);
    }

    /// <summary>A loop that carries the step's number, all outputs so far and the state.</summary>
    private (Value, RecurrentState) Loop(Value products, RecurrentState state, RecurrentCell cell, bool isReverse)
    {
        var outputs = hlo.Splat(RankedTensorType.Get(Element, Length, Batch, Hidden), 0);
        Value[] carried = [hlo.Scalar(IntegerType.I64, 0), outputs, state.H, .. state.C is { } c ? new[] { c } : []];
        var loop = Hlo.WhileOp.Create(
            hlo.Ops,
            carried,
            (builder, x) => [new HloBuilder(builder).Compare(Less, x[0], Length)],
            (builder, x) => LoopBody(new HloBuilder(builder), products, x, cell, isReverse));
        return (loop.Outputs[1], new RecurrentState(loop.Outputs[2], state.C is null ? null : loop.Outputs[3]));
    }

    private Value[] LoopBody(HloBuilder body, Value products, IReadOnlyList<Value> x, RecurrentCell cell, bool isReverse)
    {
        var time = isReverse ? body.Sub(body.Scalar(IntegerType.I64, Length - 1), x[0]) : x[0];
        var zero = body.Scalar(IntegerType.I64, 0);
        var row = products.Dims();
        var input = body.Reshape(Hlo.DynamicSliceOp.Create(body.Ops, products, [time, zero, zero], new EquatableArray<long>([1, row[1], row[2]])).Result, row.AsSpan(1));
        var inLoop = new RecurrentLowering(body, layer with { X = _x, IsBatchFirst = false });
        var (output, state) = inLoop.Step(input, time, new RecurrentState(x[2], x.Count > 3 ? x[3] : null), cell with { Hlo = body });
        var outputs = Hlo.DynamicUpdateSliceOp.Create(body.Ops, x[1], body.Unsqueeze(output, 0), [time, zero, zero]).Result;
        return [body.Add(x[0], 1), outputs, state.H, .. state.C is { } c ? new[] { c } : []];
    }
}
