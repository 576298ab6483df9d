using System.Globalization;
using Nacre.Compilation;
using Nacre.Runtime;
using Nacre.Testing;

namespace Nacre.Comparison;

/// <summary>One run of a model here held against ONNX Runtime's on the same inputs.</summary>
/// <param name="Reference">The other runtime and its version.</param>
/// <param name="Distance">How far the outputs lie apart.</param>
/// <param name="Difference">The first output that differs, judged as <c>nacre test</c> judges outputs; null where all agree.</param>
/// <param name="FromExact">Where one differs: how far both lie from the model in f64.</param>
public sealed record ReferenceComparison(string Reference, OutputDifference Distance, string? Difference, DistanceFromExact? FromExact)
{
    public bool Agrees => Difference is null;

    /// <summary>
    /// Whether the outputs differ only because the model amplifies rounding: both lie off the model in f64 by a like amount, Nacre's no farther. Where only the reference lies off, the two
    /// understand an operator differently.
    /// </summary>
    public bool IsRounding => FromExact is { } from && from.Nacre.OfLargest <= from.Reference.OfLargest && from.Reference.OfLargest <= MostApart * from.Nacre.OfLargest;

    private const double MostApart = 16;

    /// <param name="path">The ONNX file that <paramref name="engine"/> was made from.</param>
    /// <param name="engine">Only for names, options and the run in f64.</param>
    /// <param name="inputs">In the model's order.</param>
    /// <param name="outputs">What the engine gave for them.</param>
    /// <exception cref="NacreException"><see cref="ExitCode.DeviceOrLibraryMissing"/>: there is no ONNX Runtime.</exception>
    /// <exception cref="InvalidOperationException">ONNX Runtime refuses the model; its message.</exception>
    public static ReferenceComparison Measure(string path, Engine engine, HostTensor[] inputs, HostTensor[] outputs)
    {
        var module = engine.Model.Module;
        var (name, expected) = RunReference(path, engine, inputs);
        var named = Enumerable.Range(0, outputs.Length).ToDictionary(i => engine.Outputs[i].Name, i => outputs[i]);
        var tolerance = new Tolerance(IsNetwork: AccumulatedRounding.IsPossible(module));
        var difference = expected.Select(e => FirstDifference(e.Key, named[e.Key], e.Value, tolerance)).FirstOrDefault(d => d is not null);
        return new ReferenceComparison(name, OutputDifference.Between(named, expected), difference, difference is null ? null : DistanceFromExact.Measure(engine, inputs, named, expected));
    }

    private static (string Name, IReadOnlyDictionary<string, HostTensor> Outputs) RunReference(string path, Engine engine, HostTensor[] inputs)
    {
        using var reference = new OnnxRuntimeSession(path, engine.Options.Threads > 0 ? engine.Options.Threads : Environment.ProcessorCount);
        reference.Bind(Enumerable.Range(0, inputs.Length).ToDictionary(i => engine.Inputs[i].Name, i => inputs[i]));
        reference.Run();
        return (reference.Name, reference.Outputs());
    }

    private static string? FirstDifference(string name, HostTensor actual, HostTensor expected, Tolerance tolerance) =>
        ValueComparer.Difference(ElementTypeMap.ToValue(actual), ElementTypeMap.ToValue(expected), tolerance) is { } difference ? $"output '{name}': {difference}" : null;

    /// <summary>A line for a report.</summary>
    public override string ToString()
    {
        var distance = string.Create(CultureInfo.InvariantCulture, $"largest difference {Distance.OfLargest:G2} of the largest element");
        if (Agrees)
            return $"agrees with {Reference}: {distance}";
        var exact = string.Create(CultureInfo.InvariantCulture, $"from the model in f64 nacre lies {FromExact!.Nacre.OfLargest:G2}, {Reference} {FromExact.Reference.OfLargest:G2}");
        return $"{(IsRounding ? "differs by rounding from" : "differs from")} {Reference}: {Difference}; {distance}; {exact}";
    }
}
