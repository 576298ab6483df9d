using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Fuzz.Cases;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Ops;

/// <summary>Operators on signals.</summary>
internal static class SignalRows
{
    public static IEnumerable<OpRow> All =>
    [
        new("DFT", 17, Dft, InGraphs: false),
        new("STFT", 17, Stft, InGraphs: false),
        .. ((string[])["HannWindow", "HammingWindow", "BlackmanWindow"]).Select(name => new OpRow(name, 17, Window, InGraphs: false)),
        new("MelWeightMatrix", 17, Mel, InGraphs: false),
    ];

    /// <summary>The axis was an attribute before operator set 20.</summary>
    private static void Dft(ModelDraw m, string op)
    {
        var isComplex = m.Random.Chance(0.4);
        var x = m.Input(m.Random.Of(DataType.Float, DataType.Double), [m.Random.Int(1, 3), m.Random.Int(2, 8), m.Random.Int(1, 6), isComplex ? 2 : 1], Values.Any);
        var axis = m.Random.Int(1, 2);
        var length = m.Random.Chance(0.3) ? m.Scalar(m.Random.Int(1, 9)) : "";
        var kind = isComplex ? m.MaybeFlag("inverse") : m.MaybeFlag("onesided");
        if (m.Opset >= 20)
            m.Node(op, [x.Name, length, m.Scalar(axis)], kind);
        else
            m.Node(op, [x.Name, length], kind, Make.Int("axis", axis));
    }

    private static void Stft(ModelDraw m, string op)
    {
        var length = m.Random.Int(2, 8);
        var x = m.Input(DataType.Float, [m.Random.Int(1, 2), m.Random.Int(length, 24), 1], Values.Any);
        var hasWindow = m.Random.Chance(0.6);
        m.Node(op, [x.Name, m.Scalar(m.Random.Int(1, 4)), hasWindow ? m.Weight(x.Type, [length], Values.Positive).Name : "", m.Scalar(length)], m.MaybeFlag("onesided"));
    }

    private static void Window(ModelDraw m, string op) =>
        m.Node(op, [m.Scalar(m.Random.Int(2, 16))], m.MaybeFlag("periodic"), m.Maybe(Make.Int("output_datatype", (long)m.Random.Of(DataType.Float, DataType.Double))));

    private static void Mel(ModelDraw m, string op)
    {
        string Frequency(double value) => m.Parameter(DataType.Float, [], Values.Constant(value)).Name;
        m.Node(op, [m.Scalar(m.Random.Int(2, 8)), m.Scalar(m.Random.Of(16, 32)), m.Scalar(8192), Frequency(0), Frequency(m.Random.Int(2000, 4096))]);
    }
}
