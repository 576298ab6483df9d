using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>An activation function of a recurrent operator, named without regard to case.</summary>
internal sealed record RecurrentActivation(string Name, double Alpha, double Beta)
{
    /// <summary>The functions of each direction. The lists of parameters hold values only for functions that have one.</summary>
    public static RecurrentActivation[][] Read(ArrayAttr? names, EquatableArray<float>? alphas, EquatableArray<float>? betas, string[] defaults, string direction)
    {
        var directions = direction == "bidirectional" ? 2 : 1;
        string[] all = names is null ? [.. Enumerable.Repeat(defaults, directions).SelectMany(d => d)] : [.. names.Strings];
        if (all.Length != directions * defaults.Length)
            throw new OnnxLoweringException($"it names {all.Length} activations, but needs {directions * defaults.Length}");
        var (alpha, beta) = (new Queue<float>(alphas ?? []), new Queue<float>(betas ?? []));
        return [.. all.Select(name => Read(name, alpha, beta)).Chunk(defaults.Length)];
    }

    private static RecurrentActivation Read(string name, Queue<float> alphas, Queue<float> betas)
    {
        var (alpha, beta) = Defaults(name);
        return new(
            name,
            alpha is { } a ? alphas.TryDequeue(out var givenAlpha) ? givenAlpha : a : 0,
            beta is { } b ? betas.TryDequeue(out var givenBeta) ? givenBeta : b : 0);
    }

    private static (double? Alpha, double? Beta) Defaults(string name) => name.ToUpperInvariant() switch
    {
        "LEAKYRELU" => (0.01, null),
        "THRESHOLDEDRELU" or "ELU" => (1, null),
        "SCALEDTANH" or "AFFINE" => (1, 1),
        "HARDSIGMOID" => (0.2, 0.5),
        _ => (null, null),
    };

    public Value Apply(HloBuilder hlo, Value x) => Name.ToUpperInvariant() switch
    {
        "RELU" => hlo.Max(x, 0),
        "TANH" => hlo.Tanh(x),
        "SIGMOID" => hlo.Logistic(x),
        "AFFINE" => hlo.Add(hlo.Mul(x, Alpha), Beta),
        "LEAKYRELU" => hlo.Select(hlo.Compare(Less, x, 0), hlo.Mul(x, Alpha), x),
        "THRESHOLDEDRELU" => hlo.Select(hlo.Compare(Less, x, Alpha), hlo.SplatLike(x, 0), x),
        "SCALEDTANH" => hlo.Mul(hlo.Tanh(hlo.Mul(x, Beta)), Alpha),
        "HARDSIGMOID" => hlo.Clamp(hlo.Add(hlo.Mul(x, Alpha), Beta), 0, 1),
        "ELU" => hlo.Select(hlo.Compare(Less, x, 0), hlo.Mul(hlo.Expm1(x), Alpha), x),
        "SOFTSIGN" => hlo.Div(x, hlo.Add(hlo.Abs(x), 1)),
        "SOFTPLUS" => ActivationRows.Softplus(hlo, x),
        _ => throw new OnnxLoweringException($"the activation '{Name}' is not known"),
    };
}
