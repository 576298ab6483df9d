using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>RNN, GRU and LSTM: the products of all inputs with W at once, then one step per time.</summary>
internal static class RecurrentRows
{
    public static OnnxRows AddRecurrent(this OnnxRows rows) => rows
        .Add<RNNOp>((op, c) => Lower(c, new RecurrentLayer(op.X, op.W, op.R, op.B, op.SequenceLens, op.InitialH, null, null)
        {
            Direction = op.Direction,
            IsBatchFirst = op.Layout != 0,
            Activations = RecurrentActivation.Read(op.Activations, op.ActivationAlpha, op.ActivationBeta, ["Tanh"], op.Direction),
            Clip = op.Clip,
            Cell = (step, cell) => RnnStep(step, cell),
        }))
        .Add<GRUOp>((op, c) => Lower(c, new RecurrentLayer(op.X, op.W, op.R, op.B, op.SequenceLens, op.InitialH, null, null)
        {
            Direction = op.Direction,
            IsBatchFirst = op.Layout != 0,
            Activations = RecurrentActivation.Read(op.Activations, op.ActivationAlpha, op.ActivationBeta, ["Sigmoid", "Tanh"], op.Direction),
            Clip = op.Clip,
            Cell = (step, cell) => GruStep(step, cell, op.LinearBeforeReset != 0),
        }))
        .Add<LSTMOp>((op, c) => Lower(c, new RecurrentLayer(op.X, op.W, op.R, op.B, op.SequenceLens, op.InitialH, op.InitialC, op.P)
        {
            Direction = op.Direction,
            IsBatchFirst = op.Layout != 0,
            Activations = RecurrentActivation.Read(op.Activations, op.ActivationAlpha, op.ActivationBeta, ["Sigmoid", "Tanh", "Tanh"], op.Direction),
            Clip = op.Clip,
            HasCellState = true,
            Cell = (step, cell) => LstmStep(step, cell, op.InputForget != 0),
        }));

    private static IReadOnlyList<Value?> Lower(OnnxLoweringContext c, RecurrentLayer layer) => new RecurrentLowering(c.Hlo, layer).Lower();

    /// <summary>h' = f(xWᵀ + hRᵀ + b).</summary>
    private static RecurrentState RnnStep(RecurrentStep step, RecurrentCell cell)
    {
        var hlo = cell.Hlo;
        return new(cell.Activate(0, hlo.Add(hlo.Add(step.Input, cell.Recur(step.State.H, 0, 1)), cell.RecurrentBias(0, 1))), null);
    }

    /// <summary>z = f(…), r = f(…), n = g(xWₙᵀ + r(hRₙᵀ + b) or (r·h)Rₙᵀ + b), h' = (1 - z)n + zh; the gates lie in the order z, r, n.</summary>
    private static RecurrentState GruStep(RecurrentStep step, RecurrentCell cell, bool linearBeforeReset)
    {
        var (hlo, h) = (cell.Hlo, step.State.H);
        var gates = hlo.Add(hlo.Add(cell.Part(step.Input, 0, 2), cell.Recur(h, 0, 2)), cell.RecurrentBias(0, 2));
        var (z, r) = (cell.Activate(0, cell.Part(gates, 0, 1)), cell.Activate(0, cell.Part(gates, 1, 1)));
        var recurrent = linearBeforeReset
            ? hlo.Mul(r, hlo.Add(cell.Recur(h, 2, 1), cell.RecurrentBias(2, 1)))
            : hlo.Add(cell.Recur(hlo.Mul(r, h), 2, 1), cell.RecurrentBias(2, 1));
        var candidate = cell.Activate(1, hlo.Add(cell.Part(step.Input, 2, 1), recurrent));
        return new(hlo.Add(candidate, hlo.Mul(z, hlo.Sub(h, candidate))), null);
    }

    /// <summary>i, f = f(… + p·c), n = g(…), c' = f·c + i·n, o = f(… + p·c'), h' = o·h(c'); the gates lie in the order i, o, f, n, the peepholes in the order i, o, f.</summary>
    private static RecurrentState LstmStep(RecurrentStep step, RecurrentCell cell, bool coupled)
    {
        var (hlo, c) = (cell.Hlo, step.State.C!);
        var gates = hlo.Add(hlo.Add(step.Input, cell.Recur(step.State.H, 0, 4)), cell.RecurrentBias(0, 4));
        var input = cell.Activate(0, cell.Peep(cell.Part(gates, 0, 1), c, 0));
        var forget = coupled ? hlo.Sub(hlo.SplatLike(input, 1), input) : cell.Activate(0, cell.Peep(cell.Part(gates, 2, 1), c, 2));
        var candidate = cell.Activate(1, cell.Part(gates, 3, 1));
        var newC = hlo.Add(hlo.Mul(forget, c), hlo.Mul(input, candidate));
        var output = cell.Activate(0, cell.Peep(cell.Part(gates, 1, 1), newC, 1));
        return new(hlo.Mul(output, cell.Activate(2, newC, clips: false)), newC);
    }
}
