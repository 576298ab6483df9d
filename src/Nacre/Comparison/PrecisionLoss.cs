using System.Globalization;
using Nacre.Compilation;
using Nacre.Runtime;
using Nacre.Testing;
using Nacre.Transforms.Interpreter;

namespace Nacre.Comparison;

/// <summary>How far an output lies from the one at the model's own precision.</summary>
/// <param name="Output">Its name.</param>
/// <param name="Largest">The largest difference as a part of the largest element; infinite where one is finite and the other is not.</param>
/// <param name="Rms">The root of the mean squared difference as a part of that of the elements.</param>
public sealed record PrecisionLoss(string Output, double Largest, double Rms)
{
    /// <summary>Runs the engine's model again at its own precision, with the engine's options otherwise.</summary>
    /// <param name="outputs">What the engine gave for <paramref name="inputs"/>.</param>
    /// <exception cref="NacreException"><see cref="ExitCode.Unsupported"/>: the engine comes from an engine file, without the model.</exception>
    public static IReadOnlyList<PrecisionLoss> Measure(Engine engine, HostTensor[] inputs, HostTensor[] outputs)
    {
        using var exact = engine.Model.Compile(engine.Options with { Precision = Precision.Model, AfterPhase = null, Trace = null });
        using var session = exact.CreateSession();
        var expected = session.Run(inputs);
        return [.. engine.Outputs.Select((port, i) => Between(port.Name, outputs[i], expected[i]))];
    }

    /// <summary>Outputs of different shapes, as selections of boxes may have, have no measure: infinite.</summary>
    public static PrecisionLoss Between(string output, HostTensor actual, HostTensor exact)
    {
        if (!actual.Shape.SequenceEqual(exact.Shape) || actual.ElementType != exact.ElementType)
            return new PrecisionLoss(output, double.PositiveInfinity, double.PositiveInfinity);
        if (ElementTypeMap.ToValue(actual) is not TensorValue a || ElementTypeMap.ToValue(exact) is not TensorValue e)
            return new PrecisionLoss(output, 0, 0);
        var distance = TensorDistance.Between(a, e);
        return new PrecisionLoss(output, distance.OfLargest, distance.OfNorm);
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Output}: largest difference from the model's precision {Largest:G2} of the largest element, rms {Rms:G2} of the rms");
}
