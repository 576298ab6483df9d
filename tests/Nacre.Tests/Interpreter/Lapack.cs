using System.Globalization;
using System.Numerics;
using Nacre.Compilation;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;
using Nacre.Transforms.Interpreter.Lapack;

namespace Nacre.Tests.Interpreter;

/// <summary>A parameterised test that needs LAPACK and is skipped with the reason where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class LapackTheoryAttribute : TheoryAttribute
{
    public LapackTheoryAttribute() => Skip = LapackLibrary.TryLoad(out var reason) is null ? reason : null;
}

/// <summary>A complex matrix for checking what a factorisation promises.</summary>
internal sealed record Matrix(int Rows, int Columns, Complex[] Elements)
{
    public Complex this[int row, int column] => Elements[row * Columns + column];

    public Matrix(int rows, int columns, Func<int, int, Complex> element)
        : this(rows, columns, [.. Enumerable.Range(0, rows * columns).Select(i => element(i / columns, i % columns))]) { }

    public static Matrix Diagonal(Complex[] values) => new(values.Length, values.Length, (i, j) => i == j ? values[i] : 0);
    public static Matrix Identity(int n) => new(n, n, (i, j) => i == j ? 1 : 0);

    public static Matrix operator *(Matrix a, Matrix b) =>
        new(a.Rows, b.Columns, (i, j) => Enumerable.Range(0, a.Columns).Aggregate(Complex.Zero, (sum, k) => sum + a[i, k] * b[k, j]));

    public Matrix Transposed => new(Columns, Rows, (i, j) => this[j, i]);
    public Matrix Adjoint => new(Columns, Rows, (i, j) => Complex.Conjugate(this[j, i]));
    public Matrix Where(Func<int, int, bool> keeps) => new(Rows, Columns, (i, j) => keeps(i, j) ? this[i, j] : 0);
    public Matrix Column(int column) => new(Rows, 1, (i, _) => this[i, column]);
    public Matrix Take(int rows, int columns) => new(rows, columns, (i, j) => this[i, j]);
    public Complex Trace => Enumerable.Range(0, Rows).Aggregate(Complex.Zero, (sum, i) => sum + this[i, i]);
    public double Norm => Math.Sqrt(Elements.Sum(e => e.Real * e.Real + e.Imaginary * e.Imaginary));

    /// <summary>Equal up to the rounding of f32 in small matrices.</summary>
    public void AssertIs(Matrix expected) =>
        Assert.True(new Matrix(Rows, Columns, (i, j) => this[i, j] - expected[i, j]).Norm <= 2e-5 * (1 + expected.Norm), $"{this}\nis not\n{expected}");

    public override string ToString() =>
        string.Join("\n", Enumerable.Range(0, Rows).Select(i => string.Join(" ", Enumerable.Range(0, Columns).Select(j => this[i, j].ToString("F3", CultureInfo.InvariantCulture)))));
}

/// <summary>Programs of LAPACK's custom calls in the form that JAX writes, run compiled and on the interpreter.</summary>
/// <param name="Type">LAPACK's letter of the element type.</param>
internal sealed record LapackProgram(char Type)
{
    private readonly List<string> _lines = [];
    private readonly List<string> _results = [], _resultTypes = [];
    private int _arguments;

    public bool IsComplex => Type is 'c' or 'z';

    private string Element(char kind) => (kind, Type) switch
    {
        ('i', _) => "i32",
        ('r', 's' or 'c') or ('t', 's') => "f32",
        ('r', _) or ('t', 'd') => "f64",
        ('z', 's' or 'c') or ('t', 'c') => "complex<f32>",
        _ => "complex<f64>",
    };

    /// <summary>The type of <c>m3x4t</c>: a matrix (<c>v</c> for a batch of vectors or numbers) of the program's elements (<c>r</c>: their real parts, <c>z</c>: complex numbers, <c>i</c>: integers).</summary>
    private string TypeOf(string spec) => $"tensor<{string.Concat(Sizes(spec).Select(s => $"{s}x"))}{Element(spec[^1])}>";

    private static string[] Sizes(string spec) => spec[1..^1].Split('x', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Matrices lie column by column, all else row by row; a layout names the fastest dimension first.</summary>
    private static string Layout(string spec)
    {
        var rank = Sizes(spec).Length;
        var order = Enumerable.Range(0, rank).Reverse().ToArray();
        if (spec[0] == 'm')
            (order[0], order[1]) = (order[1], order[0]);
        return rank switch { 0 => "dense<> : tensor<0xindex>", _ => $"dense<[{string.Join(", ", order)}]> : tensor<{rank}xindex>" };
    }

    /// <summary>A parameter of the program.</summary>
    public (string Name, string Spec) Argument(string spec) => ($"%a{_arguments++}", spec);

    /// <summary>A call; gives its results.</summary>
    public (string Name, string Spec)[] Call(string routine, string config, (string Name, string Spec)[] operands, params string[] results)
    {
        var name = $"%r{_lines.Count}";
        _lines.Add($$"""
            {{name}}:{{results.Length}} = stablehlo.custom_call @lapack_{{Type}}{{routine}}_ffi({{string.Join(", ", operands.Select(o => o.Name))}}) {mhlo.backend_config = {{{config}}}, operand_layouts = [{{string.Join(", ", operands.Select(o => Layout(o.Spec)))}}], result_layouts = [{{string.Join(", ", results.Select(Layout))}}]} : ({{string.Join(", ", operands.Select(o => TypeOf(o.Spec)))}}) -> ({{string.Join(", ", results.Select(TypeOf))}})
            """);
        return [.. results.Select((spec, i) => ($"{name}#{i}", spec))];
    }

    public void Return(params (string Name, string Spec)[] values)
    {
        _results.AddRange(values.Select(v => v.Name));
        _resultTypes.AddRange(values.Select(v => TypeOf(v.Spec)));
    }

    /// <summary>The outputs as complex numbers; the interpreter's and the compiled program's are the same.</summary>
    public Complex[][] Run(params (string Spec, Complex[] Values)[] inputs)
    {
        var arguments = inputs.Select((input, i) => $"%a{i}: {TypeOf(input.Spec)}");
        var model = Model.FromMlir($$"""
            func.func @main({{string.Join(", ", arguments)}}) -> ({{string.Join(", ", _resultTypes)}}) {
              {{string.Join("\n  ", _lines)}}
              return {{string.Join(", ", _results)}} : {{string.Join(", ", _resultTypes)}}
            }
            """);
        var tensors = inputs.Select((input, i) => Tensor(model.Inputs[i], input.Values)).ToArray();
        var compiled = Outputs(model, new CompileOptions { Strict = true }, tensors);
        var interpreted = Outputs(model, new CompileOptions { Target = CompileOptions.Interpreter }, tensors);
        Assert.Equal(interpreted, compiled);
        return compiled;
    }

    private static HostTensor Tensor(ModelPort port, Complex[] values)
    {
        var type = new Nacre.IR.RankedTensorType(port.Shape!.ToArray(), ElementTypeMap.ToIR(port.Type));
        return ElementTypeMap.ToTensor(port.Type switch
        {
            ElementType.C64 or ElementType.C128 => TensorValue.OfComplexes(type, values),
            ElementType.I32 => TensorValue.OfIntegers(type, [.. values.Select(v => (long)v.Real)]),
            _ => TensorValue.OfDoubles(type, [.. values.Select(v => v.Real)]),
        });
    }

    private static Complex[][] Outputs(Model model, CompileOptions options, HostTensor[] inputs)
    {
        using var engine = model.Compile(options);
        using var session = engine.CreateSession();
        return [.. session.Run(inputs).Select(o => Numbers((TensorValue)ElementTypeMap.ToValue(o)))];
    }

    private static Complex[] Numbers(TensorValue value) =>
        value.ElementType is Nacre.IR.IntegerType ? [.. value.ToIntegers().Select(i => new Complex(i, 0))] : value.ToComplexes();

    /// <summary>A random matrix, of real numbers where the program's are.</summary>
    public Matrix Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        return new(rows, columns, (_, _) => new Complex(random.NextDouble() - 0.5, IsComplex ? random.NextDouble() - 0.5 : 0));
    }
}
