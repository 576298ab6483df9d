using Nacre.Dialects.Func;
using Nacre.Frontends.Onnx;
using Nacre.IR;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Conversion.OnnxToStableHlo;

/// <summary>A test case of ONNX: a model with inputs and the outputs it must give.</summary>
/// <param name="Main">The model, its arguments typed as the inputs are.</param>
/// <param name="Inputs">A tensor per argument.</param>
/// <param name="Outputs">What the model must give.</param>
internal sealed record OnnxCase(FuncOp Main, TensorValue[] Inputs, TensorValue[] Outputs)
{
    public Operation Module => Main.ParentOp!;

    /// <summary>Loads the first data set of the case in <paramref name="folder"/>; null when an input or output is no tensor of numbers.</summary>
    public static OnnxCase? Load(string folder)
    {
        var main = OnnxImporter.ImportFile(Path.Combine(folder, "model.onnx")).Walk<FuncOp>().Single(f => f.SymbolName == "main");
        var data = Path.Combine(folder, "test_data_set_0");
        if (!main.FunctionType.Inputs.Concat(main.FunctionType.Results).All(t => t is TensorType { ElementType: IntegerType or FloatType or ComplexType }))
            return null;
        var loaded = new OnnxCase(main, Read(data, "input", main.FunctionType.Inputs.Count), Read(data, "output", main.FunctionType.Results.Count));
        loaded.Specialise();
        return loaded;
    }

    private static TensorValue[] Read(string data, string kind, int count) => [.. Enumerable.Range(0, count).Select(i =>
        TensorValue.FromAttr(((OnnxTensorValue)OnnxValueReader.ReadFile(Path.Combine(data, $"{kind}_{i}.pb"), OnnxValueKind.Tensor)).Elements))];

    /// <summary>Gives the arguments the inputs' shapes; small integers, which may be shapes or axes, become constants.</summary>
    private void Specialise()
    {
        var builder = new OpBuilder();
        builder.SetAtStart(Main.Body.Entry);
        foreach (var (argument, input) in Main.Body.Entry.Arguments.Zip(Inputs))
        {
            argument.Type = input.Type;
            if (input is { ElementType: IntegerType, Count: <= 64 })
                argument.ReplaceAllUsesWith(global::Nacre.Dialects.StableHlo.ConstantOp.Create(builder, input.ToAttr()).Output);
        }
        Main.FunctionType = Main.FunctionType with { Inputs = Inputs.Select(IRType (i) => i.Type).ToEquatableArray() };
    }

    /// <summary>Where a result differs by more than ONNX's test suite allows; null when none does.</summary>
    public static string? Difference(TensorValue expected, TensorValue actual)
    {
        if (expected.Type != actual.Type)
            return $"has type {actual.Type} instead of {expected.Type}";
        if (expected.ElementType is IntegerType)
            return expected.ToIntegers().SequenceEqual(actual.ToIntegers()) ? null : $"is {actual} instead of {expected}";
        var (x, y) = (expected.ToComplexes(), actual.ToComplexes());
        for (var i = 0; i < x.Length; i++)
        {
            if (!AreClose(x[i].Real, y[i].Real) || !AreClose(x[i].Imaginary, y[i].Imaginary))
                return $"has {y[i]} instead of {x[i]} at {i}";
        }
        return null;
    }

    private static bool AreClose(double expected, double actual) =>
        expected.Equals(actual) || expected == actual || Math.Abs(expected - actual) <= 1e-7 + 1e-3 * Math.Abs(expected);
}
