using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>How windows move over a tensor, one entry per dimension.</summary>
internal sealed record WindowShape(long[] Sizes, long[] Strides, long[] BaseDilations, long[] WindowDilations, long[] PaddingLow, long[] PaddingHigh)
{
    public Shape Counts(Shape padded) => Sizes.Select((size, d) => Contraction.WindowCount(padded[d], size, WindowDilations[d], Strides[d])).ToArray();
}

/// <summary>Operations on windows: one step per position inside the window, on all windows at once.</summary>
internal static class Windows
{
    /// <summary>Reduces the elements of every window of the inputs, padded with the initial values.</summary>
    public static TensorValue[] ReduceWindow(TensorValue[] inputs, TensorValue[] inits, WindowShape window, LaneFunction body, EvaluationContext context)
    {
        inits = [.. inits.Select((x, i) => Conversion.Convert(x, body.ParameterElements[i]))];
        var padded = inputs.Select((x, i) => Pad(Conversion.Convert(x, body.ParameterElements[i]), inits[i], window)).ToArray();
        var counts = window.Counts(padded[0].Shape);
        var lanes = counts.ElementCount;
        var results = Array.ConvertAll(inits, x => DataMovement.BroadcastInDim(x, [lanes], []));
        if (lanes == 0)
            return Array.ConvertAll(results, x => x.Reshaped(counts));
        for (var position = new Odometer(window.Sizes); position.IsValid; position.Next())
        {
            context.Charge(lanes);
            results = body.Apply([.. results, .. padded.Select(x => At(x, position.Index, window, counts).Reshaped(Shape.Of(lanes)))]);
        }
        return Array.ConvertAll(results, x => x.Reshaped(counts));
    }

    private static TensorValue Pad(TensorValue x, TensorValue value, WindowShape window) =>
        DataMovement.Pad(x, value, window.PaddingLow, window.PaddingHigh, Array.ConvertAll(window.BaseDilations, d => d - 1));

    /// <summary>The element at one position of every window.</summary>
    private static TensorValue At(TensorValue padded, ReadOnlySpan<long> position, WindowShape window, Shape counts)
    {
        var (start, limit) = (new long[padded.Rank], new long[padded.Rank]);
        for (var d = 0; d < start.Length; d++)
        {
            start[d] = position[d] * window.WindowDilations[d];
            limit[d] = start[d] + (counts[d] - 1) * window.Strides[d] + 1;
        }
        return DataMovement.Slice(padded, start, limit, window.Strides);
    }

    /// <summary>Per window the offset of the element that <paramref name="select"/> prefers (the earlier one if it says true); -1 for a window of padding only.</summary>
    public static long[] SelectedOffsets(TensorValue x, WindowShape window, LaneFunction select, EvaluationContext context)
    {
        var offsets = DataMovement.Iota(RankedTensorType.Get(IntegerType.I64, x.Count), 0).Reshaped(x.Shape);
        var none = TensorValue.Splat(RankedTensorType.Get(IntegerType.I64), -1);
        var positions = Pad(offsets, none, window);
        var counts = window.Counts(positions.Shape);
        var chosen = new long[counts.ElementCount];
        Array.Fill(chosen, -1);
        if (chosen.Length == 0)
            return chosen;
        for (var position = new Odometer(window.Sizes); position.IsValid; position.Next())
        {
            context.Charge(chosen.Length);
            var candidates = At(positions, position.Index, window, counts).ToIntegers();
            var keep = select.Apply([GatherScatter.Take(x, Existing(chosen)), GatherScatter.Take(x, Existing(candidates))])[0].As<byte>();
            for (var i = 0; i < chosen.Length; i++)
                chosen[i] = chosen[i] < 0 ? candidates[i] : candidates[i] >= 0 && keep[i] == 0 ? candidates[i] : chosen[i];
        }
        return chosen;
    }

    /// <summary>Offsets that can be read: the first element in place of padding.</summary>
    private static long[] Existing(long[] offsets) => Array.ConvertAll(offsets, o => Math.Max(o, 0));
}

/// <summary>Combines updates into a tensor by a function on scalars, a round of different targets at a time.</summary>
internal static class Scattering
{
    /// <summary>Combines update i into the element at <c>targetOffsets[i]</c>, in order of i; negative targets are left out.</summary>
    public static TensorValue[] Scatter(TensorValue[] inputs, TensorValue[] updates, long[] targetOffsets, LaneFunction body)
    {
        var results = inputs.Select((x, i) => Conversion.Convert(x, body.ParameterElements[i]).Bytes.ToArray()).ToArray();
        var types = inputs.Select((x, i) => x.Type.WithElement(body.ParameterElements[i])).ToArray();
        updates = [.. updates.Select((x, i) => Conversion.Convert(x, body.ParameterElements[i]))];
        foreach (var (targets, sources) in Rounds(targetOffsets))
        {
            var current = results.Select((bytes, i) => GatherScatter.Take(new TensorValue(types[i], bytes), targets));
            var combined = body.Apply([.. current, .. updates.Select(x => GatherScatter.Take(x, sources))]);
            for (var i = 0; i < results.Length; i++)
                GatherScatter.Put(results[i], targets, combined[i]);
        }
        return [.. results.Select((bytes, i) => new TensorValue(types[i], bytes))];
    }

    /// <summary>Groups offsets, by their order of appearance, into rounds without repetition.</summary>
    private static List<(List<long> Targets, List<long> Updates)> Rounds(long[] targets)
    {
        var rounds = new List<(List<long> Targets, List<long> Updates)>();
        var seen = new Dictionary<long, int>();
        for (var i = 0L; i < targets.Length; i++)
        {
            if (targets[i] < 0)
                continue;
            var round = seen.GetValueOrDefault(targets[i]);
            seen[targets[i]] = round + 1;
            if (round == rounds.Count)
                rounds.Add(([], []));
            rounds[round].Targets.Add(targets[i]);
            rounds[round].Updates.Add(i);
        }
        return rounds;
    }
}
