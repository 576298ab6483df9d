using Nacre.IR;
using Nacre.Tests.Interpreter;
using Nacre.Transforms.Interpreter;
using Nacre.Transforms.Interpreter.Direct;

namespace Nacre.Tests.Interpreter.Onnx;

/// <summary>The direct ways to compute ONNX operators against the reference semantics, on random operands.</summary>
public sealed class DirectEvaluatorTests
{
    private const int Trials = 12;

    /// <summary>An operator on operands; results of a function that is rounded otherwise may differ by <paramref name="Tolerance"/>.</summary>
    private sealed record Case(string Op, string Attributes, TensorValue?[] Operands, int Results = 1, double Tolerance = 0);

    private delegate Case CaseMaker(RandomTensors random);

    private static readonly Dictionary<string, CaseMaker> Makers = new()
    {
        ["Add"] = r => Broadcast(r, "Add"),
        ["Sub"] = r => Broadcast(r, "Sub"),
        ["Mul"] = r => Broadcast(r, "Mul"),
        ["Div"] = r => Broadcast(r, "Div"),
        ["Min"] = r => Broadcast(r, "Min"),
        ["Max"] = r => Broadcast(r, "Max"),
        ["Less"] = r => Broadcast(r, "Less"),
        ["GreaterOrEqual"] = r => Broadcast(r, "GreaterOrEqual"),
        ["Equal"] = r => Broadcast(r, "Equal"),
        ["And"] = r => new("And", "", [r.Bools(r.Shape(3)), r.Bools(1)]),
        ["Exp"] = r => new("Exp", "", [r.Floats(r.Shape(3))], Tolerance: 1e-6),
        ["Sigmoid"] = r => new("Sigmoid", "", [r.Floats(r.Shape(3))], Tolerance: 1e-6),
        ["Tanh"] = r => new("Tanh", "", [r.Floats(r.Shape(3))], Tolerance: 1e-6),
        ["Sqrt"] = r => new("Sqrt", "", [r.Floats(r.Shape(2))]),
        ["Relu"] = r => new("Relu", "", [r.Floats(r.Shape(3))]),
        ["Not"] = r => new("Not", "", [r.Bools(r.Shape(2))]),
        ["Where"] = r => new("Where", "", [r.Bools(3, 1), r.Floats(1, 4), r.Floats(3, 4)]),
        ["Clip"] = r => new("Clip", "", [r.Floats(r.Shape(2)), r.Floats(), null]),
        ["Cast"] = r => new("Cast", $"to = {r.Choice(1, 6, 7, 9, 11)} : i64", [r.Choice<Func<TensorValue>>(() => r.Floats(5), () => r.Integers(-9, 9, 5), () => r.Bools(5))()]),
        ["Shape"] = r => new("Shape", "start = 1 : i64", [r.Floats(r.Shape(3))]),
        ["Size"] = r => new("Size", "", [r.Floats(r.Shape(3))]),
        ["Reshape"] = r => new("Reshape", "", [r.Floats(2, r.Size(4), 3), TensorValue.OfI64(0, -1)]),
        ["Flatten"] = r => new("Flatten", "axis = -1 : i64", [r.Floats(r.Shape(3))]),
        ["Squeeze"] = r => new("Squeeze", "", [r.Floats(1, r.Size(5), 1), r.Choice(null, TensorValue.OfI64(-1))]),
        ["Unsqueeze"] = r => new("Unsqueeze", "", [r.Floats(r.Shape(2)), TensorValue.OfI64(-1, 0)]),
        ["Transpose"] = r => new("Transpose", r.Choice("", "perm = array<i64: 1, 2, 0>"), [r.Floats(r.Size(3), r.Size(3), r.Size(3))]),
        ["Expand"] = r => new("Expand", "", [r.Floats(r.Size(3), 1), TensorValue.OfI64(2, 1, 4)]),
        ["Tile"] = r => new("Tile", "", [r.Floats(2, r.Size(3)), TensorValue.OfI64(r.Size(3), 2)]),
        ["Concat"] = r => new("Concat", "axis = -1 : i64", [r.Floats(3, 2), r.Floats(3, r.Size(4)), r.Floats(3, 1)]),
        ["Split"] = r => new("Split", "axis = 1 : i64, num_outputs = 2 : i64", [r.Floats(3, 4 + r.Size(3)), null], 2),
        ["Slice"] = Slice,
        ["Range"] = r => new("Range", "", [r.Scalar(-5, 5), r.Scalar(-9, 9), TensorValue.Scalar(IntegerType.I64, r.Choice(-2, 1, 3))]),
        ["ConstantOfShape"] = r => new("ConstantOfShape", "value = dense<7> : tensor<1xi32>", [TensorValue.OfI64(r.Size(3), 2)]),
        ["Gather"] = r => new("Gather", $"axis = {r.Choice(0, 1, -1)} : i64", [r.Floats(4, 5, 4), r.Integers(-4, 3, r.Shape(2))]),
        ["GatherElements"] = r => new("GatherElements", "axis = 1 : i64", [r.Floats(4, 5), r.Integers(-5, 4, r.Size(4), r.Size(7))]),
        ["GatherND"] = r => new("GatherND", "", [r.Floats(4, 4, 3), r.Integers(-4, 3, r.Size(3), 2)]),
        ["ScatterElements"] = r => new("ScatterElements", "axis = 0 : i64", [r.Floats(5, 3), TensorValue.OfI64(2, -1, 0).Reshaped(Shape.Of(1, 3)), r.Floats(1, 3)]),
        ["ScatterND"] = r => new("ScatterND", "", [r.Floats(5, 3), TensorValue.OfI64(4, -4).Reshaped(Shape.Of(2, 1)), r.Floats(2, 3)]),
        ["NonZero"] = r => new("NonZero", "", [r.Bools(r.Shape(3))]),
        ["TopK"] = r => new("TopK", $"axis = {r.Choice(0, 1)} : i64, largest = {r.Choice(0, 1)} : i64", [r.Floats(6, 6), TensorValue.OfI64(r.Size(6))], 2),
        ["ReduceSum"] = r => Reduce(r, "ReduceSum"),
        ["ReduceProd"] = r => Reduce(r, "ReduceProd"),
        ["ReduceMax"] = r => Reduce(r, "ReduceMax"),
        ["ReduceMin"] = r => Reduce(r, "ReduceMin"),
        ["MatMul"] = r => r.Choice(true, false)
            ? new("MatMul", "", [r.Floats(r.Size(20), 300), r.Floats(300, r.Size(70))], Tolerance: 1e-5)
            : new("MatMul", "", [r.Floats(2, 1, r.Size(9), 7), r.Floats(3, 7, r.Size(40))], Tolerance: 1e-5),
        ["Gemm"] = r => Gemm(r, r.Size(9), r.Size(20), r.Size(40)),
        ["Softmax"] = r => new("Softmax", "axis = -1 : i64", [r.Floats(3, r.Size(9))], Tolerance: 1e-6),
        ["ArgMax"] = r => new("ArgMax", $"axis = -1 : i64, keepdims = {r.Choice(0, 1)} : i64", [r.Floats(r.Size(4), r.Size(9))]),
        ["RoiAlign"] = r => new(
            "RoiAlign", $"output_height = 2 : i64, output_width = 3 : i64, sampling_ratio = {r.Choice(0, 2)} : i64, coordinate_transformation_mode = \"{r.Choice("half_pixel", "output_half_pixel")}\"",
            [r.Floats(2, 3, 7, 9), r.Floats(4, 4), r.Integers(0, 1, 4)], Tolerance: 1e-5),
        ["NonMaxSuppression"] = Suppress,
    };

    public static TheoryData<string> Names => [.. Makers.Keys];

    [Theory, MemberData(nameof(Names))]
    public void DirectIsReference(string name)
    {
        for (var seed = 0; seed < Trials; seed++)
        {
            var test = Makers[name](new RandomTensors(seed));
            // A table without the reference semantics: a direct way that takes nothing fails.
            var direct = Evaluate(new OpEvaluators().AddDirect(), test);
            var expected = Evaluate(AllEvaluators.Create(), test);
            for (var i = 0; i < expected.Length; i++)
                AssertClose(expected[i], direct[i], test.Tolerance, $"{name}, seed {seed}, result {i}");
        }
    }

    [Fact]
    public void PositionOutsideIsAnError()
    {
        var test = new Case("Gather", "", [TensorValue.OfI64(1, 2, 3), TensorValue.OfI64(3)]);
        var error = Assert.Throws<DiagnosticException>(() => Evaluate(DirectEvaluators.Create(), test));
        Assert.Contains("position 3 lies outside a dimension of size 3", error.Message, StringComparison.Ordinal);
    }

    private static Case Broadcast(RandomTensors r, string op)
    {
        var (a, b) = r.Choice((Shape.Of(3, 4), Shape.Of(3, 4)), (Shape.Of(2, 3), Shape.Of(1)), (Shape.Scalar, Shape.Of(5)), (Shape.Of(4, 1), Shape.Of(1, 3)), (Shape.Of(1, 1), Shape.Of(1)));
        return r.Choice(true, false) ? new(op, "", [r.Floats(a), r.Floats(b)]) : new(op, "", [r.Integers(1, 9, a), r.Integers(1, 9, b)]);
    }

    private static Case Slice(RandomTensors r)
    {
        var steps = r.Choice(TensorValue.OfI64(1, 1), TensorValue.OfI64(2, -1), TensorValue.OfI64(-2, -3));
        return new("Slice", "", [r.Floats(5, 2, 6), r.Integers(-8, 8, 2), r.Integers(-8, 8, 2), TensorValue.OfI64(0, -1), steps]);
    }

    private static Case Reduce(RandomTensors r, string op) =>
        new(op, $"keepdims = {r.Choice(0, 1)} : i64", [r.Choice<Func<TensorValue>>(() => r.Floats(2, 3, 4), () => r.Integers(-5, 5, 2, 3, 4))(), r.Choice(null, TensorValue.OfI64(-1), TensorValue.OfI64(0, 2))]);

    private static Case Gemm(RandomTensors r, long m, long k, long n)
    {
        var (transA, transB) = (r.Choice(0, 1), r.Choice(0, 1));
        var a = transA == 0 ? r.Floats(m, k) : r.Floats(k, m);
        var b = transB == 0 ? r.Floats(k, n) : r.Floats(n, k);
        return new("Gemm", $"transA = {transA} : i64, transB = {transB} : i64, alpha = 0.5 : f32, beta = {r.Choice("1.0", "2.0")} : f32", [a, b, r.Choice(null, r.Floats(n), r.Floats(m, 1))], Tolerance: 1e-5);
    }

    private static Case Suppress(RandomTensors r)
    {
        var count = 40 * r.Size(3);
        var threshold = TensorValue.Splat(RankedTensorType.Get(FloatType.F32), r.Choice(0.1, 0.5, 0.9));
        var least = r.Choice(null, TensorValue.Splat(RankedTensorType.Get(FloatType.F32), 0.25));
        return new("NonMaxSuppression", $"center_point_box = {r.Choice(0, 1)} : i64", [r.Floats(2, count, 4), r.Scores(2, 3, count), TensorValue.OfI64(r.Choice(0, 3, 100)), threshold, least]);
    }

    private static TensorValue[] Evaluate(OpEvaluators evaluators, Case test)
    {
        var present = test.Operands.Where(o => o is not null).Select(o => o!).ToArray();
        string Name(TensorValue? operand, int i) => operand is null ? "%none" : $"%x{i}";
        string Type(TensorValue? operand) => operand is null ? "none" : operand.Type.ToString();
        var arguments = string.Join(", ", test.Operands.Select((o, i) => (o, i)).Where(p => p.o is not null).Select(p => $"{Name(p.o, p.i)}: {Type(p.o)}"));
        var results = string.Join(", ", Enumerable.Repeat("!onnx.unknown", test.Results));
        var function = Programs.Function($$"""
            func.func @main({{arguments}}) -> ({{results}}) {
              %none = "onnx.NoValue"() : () -> none
              %r:{{test.Results}} = "onnx.{{test.Op}}"({{string.Join(", ", test.Operands.Select(Name))}}) <{ {{test.Attributes}} }> : ({{string.Join(", ", test.Operands.Select(Type))}}) -> ({{results}})
              return {{string.Join(", ", Enumerable.Range(0, test.Results).Select(i => $"%r#{i}"))}} : {{results}}
            }
            """);
        var op = function.Walk().Single(o => o.Name == $"onnx.{test.Op}");
        var operands = test.Operands.Select(o => o ?? (InterpreterValue)new OptionalValue(null)).ToArray();
        var interpreter = new ReferenceInterpreter(evaluators, AllEvaluators.CreateCustomCalls());
        return [.. interpreter.NewContext().EvaluateAlone(op, operands).Select(v => v.AsTensor)];
    }

    private static void AssertClose(TensorValue expected, TensorValue actual, double tolerance, string what)
    {
        Assert.True(expected.Type == actual.Type, $"{what}: expected {expected.Type} {expected}, got {actual.Type} {actual}");
        if (tolerance == 0)
        {
            Assert.True(expected.Bytes.SequenceEqual(actual.Bytes), $"{what}: expected {expected}, got {actual}");
            return;
        }
        foreach (var (x, y) in expected.ToDoubles().Zip(actual.ToDoubles()))
            Assert.True(Math.Abs(x - y) <= tolerance * Math.Max(1, Math.Abs(x)), $"{what}: expected {x}, got {y}");
    }
}
