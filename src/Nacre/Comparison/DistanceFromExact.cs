using Nacre.Runtime;

namespace Nacre.Comparison;

/// <summary>How far the outputs of two engines lie from those of the model computed in f64. Where the reference itself is not close, the model amplifies rounding errors and closeness says nothing.</summary>
public sealed record DistanceFromExact(OutputDifference Nacre, OutputDifference Reference)
{
    /// <summary>Runs the engine's model again in f64, with the engine's options otherwise.</summary>
    /// <param name="outputs">What the engine gave for <paramref name="inputs"/>.</param>
    /// <param name="reference">What the other engine gave.</param>
    /// <exception cref="NacreException"><see cref="ExitCode.Unsupported"/>: the engine comes from an engine file, without the model.</exception>
    public static DistanceFromExact Measure(Engine engine, HostTensor[] inputs, IReadOnlyDictionary<string, HostTensor> outputs, IReadOnlyDictionary<string, HostTensor> reference)
    {
        using var inDouble = engine.Model.Compile(engine.Options with { Precision = Precision.F64, AfterPhase = null, Trace = null });
        using var session = inDouble.CreateSession();
        var results = session.Run(inputs);
        var exact = Enumerable.Range(0, results.Length).ToDictionary(i => engine.Outputs[i].Name, i => results[i]);
        return new DistanceFromExact(OutputDifference.Between(outputs, exact), OutputDifference.Between(reference, exact));
    }
}
