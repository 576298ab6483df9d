using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Fuzz.Cases;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Ops;

/// <summary>Operators that work element by element.</summary>
internal static class ElementwiseRows
{
    private static readonly Values Unit = Values.Between(-0.99, 0.99);

    public static IEnumerable<OpRow> All =>
    [
        .. Unary(7, Types.Signed, Values.Any, "Abs", "Neg"),
        .. Unary(7, Types.Unsigned, Values.Any, "Abs"),
        .. Unary(7, Types.Floats, Values.WithSpecial, "Relu", "Sigmoid", "Tanh", "Exp", "Softsign", "Softplus"),
        .. Unary(7, Types.Floats, Values.Any, "Sin", "Cos", "Atan"),
        .. Unary(9, Types.Floats, Values.Any, "Sinh", "Cosh", "Asinh", "Erf"),
        .. Unary(14, Types.Signed, Values.Any, "Relu"),
        .. Unary(7, Types.Floats, Unit, "Asin", "Acos", "Tan"),
        .. Unary(9, Types.Floats, Unit, "Atanh"),
        .. Unary(9, Types.Floats, Values.Between(1.01, 5), "Acosh"),
        .. Unary(7, Types.Floats, Values.Positive, "Log", "Sqrt"),
        .. Unary(7, Types.Floats, Values.NonZero, "Reciprocal"),
        .. Unary(14, Types.Floats, Values.WithSpecial, "HardSwish"),
        .. Unary(18, Types.Floats, Values.Any, "Mish"),
        .. Unary(7, Types.All, Values.Any, "Identity"),
        .. Unary(7, Types.Bool, Values.Any, "Not"),
        .. Unary(18, Types.Integers, Values.Any, "BitwiseNot"),
        .. Steps(7, Types.Floats, "Floor", "Ceil"),
        .. Steps(9, Types.Signed, "Sign"),
        .. Steps(11, Types.Floats, "Round"),
        .. Steps(9, Types.Floats, "IsNaN"),
        new("IsInf", 10, (m, op) => One(m, op, Types.Floats, Values.WithSpecial, m.MaybeFlag("detect_negative"), m.MaybeFlag("detect_positive")), InGraphs: false),
        new("Elu", 7, (m, op) => One(m, op, Types.Floats, Values.Any, Alpha(m))),
        new("Selu", 7, (m, op) => One(m, op, Types.Floats, Values.Any, Alpha(m), m.Maybe(Make.Float("gamma", m.Random.Float(0.5, 2))))),
        new("Celu", 12, (m, op) => One(m, op, Types.Floats, Values.Any, Alpha(m))),
        new("LeakyRelu", 7, (m, op) => One(m, op, Types.Floats, Values.Any, Alpha(m))),
        new("ThresholdedRelu", 10, (m, op) => One(m, op, Types.Floats, Values.Any, Alpha(m)), InGraphs: false),
        new("HardSigmoid", 7, (m, op) => One(m, op, Types.Floats, Values.Any, Alpha(m), m.Maybe(Make.Float("beta", m.Random.Float(0, 1))))),
        new("Shrink", 9, (m, op) => One(m, op, Types.Signed, Values.Any, m.Maybe(Make.Float("lambd", m.Random.Float(0, 2))), m.Maybe(Make.Float("bias", m.Random.Float(-1, 1)))), InGraphs: false),
        new("Gelu", 20, (m, op) => One(m, op, Types.Floats, Values.Any, m.Maybe(Make.String("approximate", m.Random.Of("none", "tanh"))))),
        new("Swish", 24, (m, op) => One(m, op, Types.Floats, Values.Any, Alpha(m))),

        .. Binary(7, Types.Numbers, Values.Any, "Add", "Sub", "Mul"),
        .. Binary(7, Types.Numbers, Values.NonZero, "Div"),
        .. Binary(7, Types.Floats, Values.Any, "PRelu"),
        .. Binary(7, Types.Bool, Values.Any, "And", "Or", "Xor"),
        .. Binary(9, Types.Numbers, Values.Quarters, "Greater", "Less"),
        .. Binary(12, Types.Numbers, Values.Quarters, "GreaterOrEqual", "LessOrEqual"),
        .. Binary(7, Types.All, Values.Quarters, "Equal"),
        .. Binary(18, Types.Integers, Values.Any, "BitwiseAnd", "BitwiseOr", "BitwiseXor"),
        new("Pow", 7, Pow),
        new("Mod", 10, Mod, InGraphs: false),
        new("BitShift", 11, (m, op) => Two(m, op, Types.Unsigned, Values.Any, Values.Integers(0, 7), Make.String("direction", m.Random.Of("LEFT", "RIGHT")))),
        .. ((string[])["Max", "Min", "Sum", "Mean"]).Select(op => new OpRow(op, 8, Variadic)),
        new("Where", 9, Where),
        new("Clip", 7, ClipByAttributes, Until: 10),
        new("Clip", 11, ClipByInputs),
        new("Cast", 9, Cast, InGraphs: false),
        new("CastLike", 15, CastLike, InGraphs: false),
        new("Dropout", 7, (m, op) => One(m, op, Types.Floats, Values.Any, m.Opset < 12 ? m.Maybe(Make.Float("ratio", 0.3f)) : null)),
    ];

    private static IEnumerable<OpRow> Unary(int since, DataType[] types, Values values, params string[] ops) =>
        ops.Select(op => new OpRow(op, since, (m, name) => One(m, name, types, values), InGraphs: ReferenceEquals(values, Values.Any) || ReferenceEquals(values, Values.WithSpecial)));

    /// <summary>Functions that jump.</summary>
    private static IEnumerable<OpRow> Steps(int since, DataType[] types, params string[] ops) =>
        ops.Select(op => new OpRow(op, since, (m, name) => One(m, name, types, m.Random.Chance(0.5) ? Values.WithSpecial : Values.Quarters), InGraphs: false));

    private static IEnumerable<OpRow> Binary(int since, DataType[] types, Values second, params string[] ops) =>
        ops.Select(op => new OpRow(op, since, (m, name) => Two(m, name, types, ReferenceEquals(second, Values.Quarters) ? second : Values.Any, second)));

    private static void One(ModelDraw m, string op, DataType[] types, Values values, params AttributeProto?[] attributes) =>
        m.Node(op, [m.Operand(types, 0, 4, values).Name], attributes);

    private static void Two(ModelDraw m, string op, DataType[] types, Values first, Values second, params AttributeProto?[] attributes)
    {
        var x = m.Operand(types, 0, 4, first);
        // The slope of PRelu broadcasts to the other operand, not the other way round.
        var shape = op == "PRelu" ? m.Random.BroadcastsTo(x.Shape) : m.Random.BroadcastsWith(x.Shape);
        m.Node(op, [x.Name, m.Weight(x.Type, shape, second).Name], attributes);
    }

    private static AttributeProto? Alpha(ModelDraw m) => m.Maybe(Make.Float("alpha", m.Random.Float(0.1, 2)));

    private static void Pow(ModelDraw m, string op)
    {
        var x = m.Operand([.. Types.Floats, DataType.Int32, DataType.Int64], 0, 4, Values.Positive);
        var type = m.Opset >= 12 && m.Random.Chance(0.2) ? m.Random.Of(DataType.Float, DataType.Int32, DataType.Int64) : x.Type;
        var exponents = Types.IsFloat(type) && Types.IsFloat(x.Type) ? Values.Between(-2, 3) : Values.Integers(0, 3);
        m.Node(op, [x.Name, m.Weight(type, m.Random.BroadcastsWith(x.Shape), exponents).Name]);
    }

    private static void Mod(ModelDraw m, string op)
    {
        var x = m.Operand(Types.Numbers, 0, 4);
        var isFloat = Types.IsFloat(x.Type);
        m.Node(op, [x.Name, m.Weight(x.Type, m.Random.BroadcastsWith(x.Shape), Values.NonZero).Name], isFloat ? Make.Int("fmod", 1) : m.MaybeFlag("fmod"));
    }

    private static void Variadic(ModelDraw m, string op)
    {
        var types = op is "Max" or "Min" ? m.Opset >= 12 ? Types.Numbers : Types.Floats : Types.Floats;
        var x = m.Operand(types, 0, 4);
        m.Node(op, [x.Name, .. Enumerable.Range(0, m.Random.Int(0, 3)).Select(_ => m.Weight(x.Type, m.Random.BroadcastsTo(x.Shape)).Name)]);
    }

    private static void Where(ModelDraw m, string op)
    {
        var x = m.Operand(Types.All, 0, 4);
        var condition = m.Weight(DataType.Bool, m.Random.BroadcastsWith(x.Shape));
        m.Node(op, [condition.Name, x.Name, m.Weight(x.Type, m.Random.BroadcastsTo(x.Shape)).Name]);
    }

    private static void ClipByAttributes(ModelDraw m, string op) =>
        One(m, op, Types.Float, Values.WithSpecial, m.Maybe(Make.Float("min", m.Random.Float(-3, 0))), m.Maybe(Make.Float("max", m.Random.Float(0, 3))));

    private static void ClipByInputs(ModelDraw m, string op)
    {
        var x = m.Operand(m.Opset >= 12 ? Types.Numbers : Types.Float, 0, 4, Values.WithSpecial);
        m.Node(op, [x.Name, Bound(Values.Integers(-8, 1)), Bound(Values.Integers(1, 12))]);

        string Bound(Values values) => m.Random.Chance(0.7) ? m.Parameter(x.Type, [], values).Name : "";
    }

    /// <summary>Numbers that both types have, so that the result is defined.</summary>
    private static void Cast(ModelDraw m, string op)
    {
        var to = m.Random.Of(Types.All);
        var x = m.Operand(Types.All, 0, 4, Convertible(m, to));
        m.Node(op, [x.Name], Make.Int("to", (long)to));
    }

    private static void CastLike(ModelDraw m, string op)
    {
        var to = m.Random.Of(Types.All);
        var x = m.Operand(Types.All, 0, 4, Convertible(m, to));
        m.Node(op, [x.Name, m.Weight(to, [m.Random.Int(1, 3)]).Name]);
    }

    private static Values Convertible(ModelDraw m, DataType to) => Types.IsSigned(to) ? m.Random.Of(Values.Quarters, Values.Any) : Values.Between(0, 20);
}
