using Nacre.IR;
using static Nacre.Dialects.StableHlo.ComparisonDirection;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo.Contrib;

/// <summary>Activation functions, alone or named by an attribute of a fused operator.</summary>
internal static class ContribActivationRows
{
    public static ContribTable AddActivations(this ContribTable table) => table
        .One("Gelu", n => ActivationRows.Gelu(n.Hlo, n[0]))
        .One("BiasGelu", n => ActivationRows.Gelu(n.Hlo, n.Hlo.Add(n[0], n[1])))
        .One("FastGelu", n => ActivationRows.GeluTanh(n.Hlo, n.Optional(1) is { } bias ? n.Hlo.Add(n[0], bias) : n[0]))
        // x · σ(αx)
        .One("QuickGelu", n => n.Hlo.Mul(n[0], n.Hlo.Logistic(n.Hlo.Mul(n[0], n.Float("alpha", 1.702)))))
        .One("BiasAdd", n => n.Hlo.Add(n.Hlo.Add(n[0], n[1]), n[2]))
        .One("ExpandDims", n => n.Hlo.Unsqueeze(n[0], Shapes.Axis(n.Context.Require(n[1], "the axis").IntegerAt(0), n[0].Rank() + 1)));

    /// <summary>The function that a fused operator applies last.</summary>
    /// <param name="n">The node.</param>
    /// <param name="x">What it is applied to.</param>
    /// <param name="parameters">In the function's own order; a missing one has the default of the operator of that name.</param>
    public static Value Activate(ContribNode n, Value x, params double[] parameters)
    {
        var hlo = n.Hlo;
        double Parameter(int index, double otherwise) => index < parameters.Length ? parameters[index] : otherwise;
        return n.Text("activation") switch
        {
            "" => x,
            "Relu" => hlo.Max(x, 0),
            "Tanh" => hlo.Tanh(x),
            "Sigmoid" => hlo.Logistic(x),
            "Softplus" => ActivationRows.Softplus(hlo, x),
            "LeakyRelu" => LeakyRelu(hlo, x, Parameter(0, 0.01)),
            "Clip" => hlo.Clamp(x, Parameter(0, float.MinValue), Parameter(1, float.MaxValue)),
            "HardSigmoid" => hlo.Clamp(hlo.Add(hlo.Mul(x, Parameter(0, 0.2)), Parameter(1, 0.5)), 0, 1),
            var other => throw n.Context.Cannot($"the activation '{other}' is not known"),
        };
    }

    public static Value LeakyRelu(HloBuilder hlo, Value x, double alpha) => hlo.Select(hlo.Compare(Less, x, 0), hlo.Mul(x, alpha), x);
}
