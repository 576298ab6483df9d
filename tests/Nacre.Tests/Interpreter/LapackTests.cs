using System.Numerics;
using Nacre.Runtime;
using Nacre.Tests.Cli;
using Nacre.Transforms.Interpreter.Lapack;

namespace Nacre.Tests.Interpreter;

/// <summary>LAPACK's custom calls, for all four element types: each factorisation multiplied out is the matrix that it came from.</summary>
public sealed class LapackTests
{
    public static TheoryData<char> Types => ['s', 'd', 'c', 'z'];

    /// <summary>The names of real and complex routines differ where adjoints take the place of transposes.</summary>
    private static string Name(LapackProgram program, string real, string complex) => program.IsComplex ? complex : real;

    private static Matrix Of(int rows, int columns, Complex[] elements, int system = 0) => new(rows, columns, elements[(system * rows * columns)..((system + 1) * rows * columns)]);

    [LapackTheory, MemberData(nameof(Types))]
    public void Cholesky(char type)
    {
        foreach (var (letter, isLower) in new[] { (76, true), (85, false) })
        {
            var program = new LapackProgram(type);
            var a = new[] { Positive(program, 1), Positive(program, 2) };
            var results = program.Call("potrf", $"uplo = {letter} : ui8", [program.Argument("m2x4x4t")], "m2x4x4t", "v2i");
            program.Return(results);
            var outputs = program.Run(("m2x4x4t", [.. a[0].Elements, .. a[1].Elements]));
            Assert.All(outputs[1], info => Assert.Equal(0, info));
            for (var system = 0; system < 2; system++)
            {
                var half = Of(4, 4, outputs[0], system).Where((i, j) => isLower ? j <= i : i <= j);
                (isLower ? half * half.Adjoint : half.Adjoint * half).AssertIs(a[system]);
            }
        }
    }

    private static Matrix Positive(LapackProgram program, int seed)
    {
        var half = program.Random(4, 4, seed);
        var product = half * half.Adjoint;
        return new(4, 4, (i, j) => product[i, j] + (i == j ? 1 : 0));
    }

    [LapackTheory, MemberData(nameof(Types))]
    public void A_matrix_that_is_not_positive_is_reported(char type)
    {
        var program = new LapackProgram(type);
        program.Return(program.Call("potrf", "uplo = 76 : ui8", [program.Argument("m2x2t")], "m2x2t", "vi"));
        Assert.Equal(2, program.Run(("m2x2t", [1, 2, 2, 1]))[1][0]);
    }

    [LapackTheory, MemberData(nameof(Types))]
    public void Lu(char type)
    {
        var program = new LapackProgram(type);
        var a = program.Random(5, 3, 3);
        program.Return(program.Call("getrf", "", [program.Argument("m5x3t")], "m5x3t", "v3i", "vi"));
        var outputs = program.Run(("m5x3t", a.Elements));
        var factors = Of(5, 3, outputs[0]);
        var lower = new Matrix(5, 3, (i, j) => i == j ? 1 : i > j ? factors[i, j] : 0);
        var product = lower * factors.Where((i, j) => i <= j).Take(3, 3);
        var order = Enumerable.Range(0, 5).ToArray();
        for (var i = 0; i < 3; i++)
        {
            var pivot = (int)outputs[1][i].Real - 1;
            (order[i], order[pivot]) = (order[pivot], order[i]);
        }
        product.AssertIs(new(5, 3, (i, j) => a[order[i], j]));
    }

    [LapackTheory, MemberData(nameof(Types))]
    public void Qr(char type)
    {
        var program = new LapackProgram(type);
        var a = program.Random(5, 3, 4);
        var factors = program.Call("geqrf", "", [program.Argument("m5x3t")], "m5x3t", "v3t");
        var q = program.Call(Name(program, "orgqr", "ungqr"), "", factors, "m5x3t");
        program.Return([.. q, .. factors]);
        var outputs = program.Run(("m5x3t", a.Elements));
        var orthogonal = Of(5, 3, outputs[0]);
        (orthogonal.Adjoint * orthogonal).AssertIs(Matrix.Identity(3));
        (orthogonal * Of(5, 3, outputs[1]).Where((i, j) => i <= j).Take(3, 3)).AssertIs(a);
    }

    [LapackTheory, MemberData(nameof(Types))]
    public void Qr_with_pivots(char type)
    {
        var program = new LapackProgram(type);
        var a = program.Random(4, 4, 5);
        var factors = program.Call("geqp3", "", [program.Argument("m4x4t"), program.Argument("v4i")], "m4x4t", "v4i", "v4t");
        var q = program.Call(Name(program, "orgqr", "ungqr"), "", [factors[0], factors[2]], "m4x4t");
        program.Return([.. q, factors[0], factors[1]]);
        var outputs = program.Run(("m4x4t", a.Elements), ("v4i", [0, 0, 0, 0]));
        var upper = Of(4, 4, outputs[1]).Where((i, j) => i <= j);
        (Of(4, 4, outputs[0]) * upper).AssertIs(new(4, 4, (i, j) => a[i, (int)outputs[2][j].Real - 1]));
        Assert.True(upper[0, 0].Magnitude >= upper[3, 3].Magnitude);
    }

    [LapackTheory, MemberData(nameof(Types))]
    public void Singular_values(char type)
    {
        foreach (var (rows, columns) in new[] { (5, 3), (3, 5) })
        {
            var a = new LapackProgram(type).Random(rows, columns, 6);
            foreach (var mode in "AS")
            {
                var outputs = SingularValues(type, a, mode);
                var (u, v) = mode == 'A' ? (Of(rows, rows, outputs[2]), Of(columns, columns, outputs[3])) : (Of(rows, 3, outputs[2]), Of(3, columns, outputs[3]));
                (u.Adjoint * u).AssertIs(Matrix.Identity(u.Columns));
                (u.Take(rows, 3) * Matrix.Diagonal(outputs[1]) * v.Take(3, columns)).AssertIs(a);
            }
            var (values, alone) = (SingularValues(type, a, 'S')[1], SingularValues(type, a, 'N')[1]);
            new Matrix(3, 1, alone).AssertIs(new(3, 1, values));
            Assert.True(values[0].Real >= values[1].Real && values[1].Real >= values[2].Real);
        }
    }

    private static Complex[][] SingularValues(char type, Matrix a, char mode)
    {
        var program = new LapackProgram(type);
        var (full, input) = (mode != 'S', $"m{a.Rows}x{a.Columns}t");
        var (u, v) = full ? ($"m{a.Rows}x{a.Rows}t", $"m{a.Columns}x{a.Columns}t") : ($"m{a.Rows}x3t", $"m3x{a.Columns}t");
        program.Return(program.Call("gesdd", $"mode = {(int)mode} : ui8", [program.Argument(input)], input, "v3r", u, v, "vi"));
        return program.Run((input, a.Elements));
    }

    [LapackTheory, MemberData(nameof(Types))]
    public void Eigenvalues_of_hermitian_matrices(char type)
    {
        var program = new LapackProgram(type);
        var half = program.Random(4, 4, 7);
        var a = new Matrix(4, 4, (i, j) => half[i, j] + Complex.Conjugate(half[j, i]));
        program.Return(program.Call(Name(program, "syevd", "heevd"), "mode = 86 : ui8, uplo = 76 : ui8", [program.Argument("m4x4t")], "m4x4t", "v4r", "vi"));
        var outputs = program.Run(("m4x4t", a.Elements));
        var vectors = Of(4, 4, outputs[0]);
        (vectors * Matrix.Diagonal(outputs[1]) * vectors.Adjoint).AssertIs(a);
        Assert.True(outputs[1].Zip(outputs[1].Skip(1)).All(p => p.First.Real <= p.Second.Real));
    }

    [LapackTheory, MemberData(nameof(Types))]
    public void Eigenvalues(char type)
    {
        var program = new LapackProgram(type);
        // Rotations and stretches: some eigenvalues of the real matrix are pairs of complex numbers.
        var random = program.Random(4, 4, 8);
        var a = new Matrix(4, 4, (i, j) => random[i, j] + (j == i + 1 ? 1 : 0) - (i == j + 1 ? 1 : 0));
        string[] values = program.IsComplex ? ["v4t"] : ["v4t", "v4t"];
        program.Return(program.Call("geev", "compute_left = 86 : ui8, compute_right = 86 : ui8", [program.Argument("m4x4t")], [.. values, "m4x4z", "m4x4z", "vi"]));
        var outputs = program.Run(("m4x4t", a.Elements));
        var eigenvalues = program.IsComplex ? outputs[0] : [.. outputs[0].Zip(outputs[1], (re, im) => new Complex(re.Real, im.Real))];
        Assert.Contains(eigenvalues, e => e.Imaginary != 0);
        var (left, right) = (Of(4, 4, outputs[values.Length]), Of(4, 4, outputs[values.Length + 1]));
        (a * right).AssertIs(right * Matrix.Diagonal(eigenvalues));
        (left.Adjoint * a).AssertIs(Matrix.Diagonal(eigenvalues) * left.Adjoint);
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(1, right.Column(i).Norm, 1e-5));
    }

    [LapackTheory, MemberData(nameof(Types))]
    public void A_system_with_a_nan_fails_and_the_others_do_not(char type)
    {
        var program = new LapackProgram(type);
        string[] values = program.IsComplex ? ["v2x2t"] : ["v2x2t", "v2x2t"];
        program.Return(program.Call("geev", "compute_left = 78 : ui8, compute_right = 78 : ui8", [program.Argument("m2x2x2t")], [.. values, "m2x2x2z", "m2x2x2z", "v2i"]));
        var outputs = program.Run(("m2x2x2t", [double.NaN, 0, 0, 1, 3, 0, 0, 3]));
        Assert.Equal([-4, 0], outputs[^1].Select(i => (int)i.Real));
        Assert.Equal([3, 3], outputs[0][2..].Select(v => v.Real));
    }

    [LapackTheory, MemberData(nameof(Types))]
    public void Schur(char type)
    {
        var program = new LapackProgram(type);
        var a = program.Random(4, 4, 9);
        string[] values = program.IsComplex ? ["v4t"] : ["v4t", "v4t"];
        program.Return(program.Call("gees", "mode = 86 : ui8, sort = 78 : ui8", [program.Argument("m4x4t")], ["m4x4t", "m4x4t", .. values, "vi", "vi"]));
        var outputs = program.Run(("m4x4t", a.Elements));
        var (triangular, vectors) = (Of(4, 4, outputs[0]), Of(4, 4, outputs[1]));
        (vectors * triangular * vectors.Adjoint).AssertIs(a);
        (vectors.Adjoint * vectors).AssertIs(Matrix.Identity(4));
        Assert.Equal(0, triangular.Where((i, j) => i > j + (program.IsComplex ? 0 : 1)).Norm);
    }

    /// <summary>H is similar to A: both have the same trace, and so have their squares.</summary>
    [LapackTheory, MemberData(nameof(Types))]
    public void Hessenberg(char type)
    {
        var program = new LapackProgram(type);
        var a = program.Random(4, 4, 10);
        program.Return(program.Call("gehrd", "high = 4 : i32, low = 1 : i32", [program.Argument("m4x4t")], "m4x4t", "v3t", "vi"));
        var h = Of(4, 4, program.Run(("m4x4t", a.Elements))[0]).Where((i, j) => i <= j + 1);
        new Matrix(3, 1, [h.Trace, (h * h).Trace, (h * h * h).Trace]).AssertIs(new(3, 1, [a.Trace, (a * a).Trace, (a * a * a).Trace]));
    }

    [LapackTheory, MemberData(nameof(Types))]
    public void Tridiagonal(char type)
    {
        var program = new LapackProgram(type);
        var half = program.Random(4, 4, 11);
        var a = new Matrix(4, 4, (i, j) => half[i, j] + Complex.Conjugate(half[j, i]));
        program.Return(program.Call(Name(program, "sytrd", "hetrd"), "uplo = 76 : ui8", [program.Argument("m4x4t")], "m4x4t", "v4r", "v3r", "v3t", "vi"));
        var outputs = program.Run(("m4x4t", a.Elements));
        var t = new Matrix(4, 4, (i, j) => i == j ? outputs[1][i] : Math.Abs(i - j) == 1 ? outputs[2][Math.Min(i, j)] : 0);
        new Matrix(3, 1, [t.Trace, (t * t).Trace, (t * t * t).Trace]).AssertIs(new(3, 1, [a.Trace, (a * a).Trace, (a * a * a).Trace]));
    }

    [LapackTheory, MemberData(nameof(Types))]
    public void Triangular_systems(char type)
    {
        foreach (var (side, uplo, transpose) in from s in "LR" from u in "LU" from t in "NTC" select (s, u, t))
        {
            var program = new LapackProgram(type);
            var order = side == 'L' ? 4 : 3;
            var random = program.Random(order, order, 12);
            var a = new Matrix(order, order, (i, j) => random[i, j] + (i == j ? 2 : 0));
            var b = program.Random(4, 3, 13);
            var (aSpec, config) = ($"m{order}x{order}t", $"diag = 78 : ui8, side = {(int)side} : ui8, trans_x = {(int)transpose} : ui8, uplo = {(int)uplo} : ui8");
            program.Return(program.Call("trsm", config, [program.Argument(aSpec), program.Argument("m4x3t")], "m4x3t"));
            var x = Of(4, 3, program.Run((aSpec, a.Elements), ("m4x3t", b.Elements))[0]);
            var half = a.Where((i, j) => uplo == 'L' ? j <= i : i <= j);
            var applied = transpose switch { 'N' => half, 'T' => half.Transposed, _ => half.Adjoint };
            (side == 'L' ? applied * x : x * applied).AssertIs(b);
        }
    }

    [LapackTheory, MemberData(nameof(Types))]
    public void Tridiagonal_systems(char type)
    {
        var program = new LapackProgram(type);
        var (lower, main, upper, b) = (program.Random(4, 1, 14).Elements, program.Random(4, 1, 15).Elements.Select(v => v + 3).ToArray(), program.Random(4, 1, 16).Elements, program.Random(4, 2, 17));
        var operands = new[] { "v4t", "v4t", "v4t", "m4x2t" }.Select(program.Argument).ToArray();
        program.Return(program.Call("gtsv", "", operands, "v4t", "v4t", "v4t", "m4x2t", "vi"));
        var x = Of(4, 2, program.Run(("v4t", lower), ("v4t", main), ("v4t", upper), ("m4x2t", b.Elements))[3]);
        var a = new Matrix(4, 4, (i, j) => i == j ? main[i] : i == j + 1 ? lower[i] : j == i + 1 ? upper[i] : 0);
        (a * x).AssertIs(b);
    }

    [LapackTheory]
    [InlineData("m4x4t", "uplo = 88 : ui8", "m4x4t", "'uplo' of lapack_dpotrf_ffi is 'X'")]
    [InlineData("m4x4t", "", "m4x4t", "needs the number 'uplo'")]
    [InlineData("m4x4t", "uplo = 76 : ui8", "m2x2t", "result #0 of type tensor<2x2xf64> must hold 16 elements of type f64")]
    [InlineData("m4x4t", "uplo = 76 : ui8", "m4x4z", "result #0 of type tensor<4x4xcomplex<f64>> must hold 16 elements of type f64")]
    [InlineData("m4x3t", "uplo = 76 : ui8", "m4x3t", "operand #0 of type tensor<4x3xf64> must hold 9 elements")]
    [InlineData("v4t", "uplo = 76 : ui8", "v4t", "operand #0 must be a matrix")]
    public void What_does_not_fit_the_routine_is_refused(string operand, string config, string result, string message)
    {
        var program = new LapackProgram('d');
        program.Return(program.Call("potrf", config, [program.Argument(operand)], result, "vi"));
        var count = operand[1..^1].Split('x').Aggregate(1, (n, s) => n * int.Parse(s, System.Globalization.CultureInfo.InvariantCulture));
        var error = Assert.Throws<NacreException>(() => program.Run((operand, new Complex[count])));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private const string Missing = "/nowhere/liblapack.so";

    [Theory, InlineData("host"), InlineData("interpreter")]
    public void Without_LAPACK_the_error_says_what_to_install(string target)
    {
        using var folder = new TemporaryFolder();
        var model = folder.Write("cholesky.mlir", """
            func.func @main(%a: tensor<2x2xf32>) -> tensor<2x2xf32> {
              %r:2 = stablehlo.custom_call @lapack_spotrf_ffi(%a) {mhlo.backend_config = {uplo = 76 : ui8}} : (tensor<2x2xf32>) -> (tensor<2x2xf32>, tensor<i32>)
              return %r#0 : tensor<2x2xf32>
            }
            """u8.ToArray());
        CommandRun.OfProcess("NACRE_LAPACK", Missing, "run", model, "--target", target).Fails(ExitCode.DeviceOrLibraryMissing, "lapack_spotrf_ffi", Missing, "install");
    }

    [Fact]
    public void Doctor_says_whether_LAPACK_is_there()
    {
        Assert.Contains($"LAPACK is missing: could not load {Missing}", CommandRun.OfProcess("NACRE_LAPACK", Missing, "doctor").Out, StringComparison.Ordinal);
        var here = LapackLibrary.TryLoad(out _) is { } library ? $"LAPACK    {library.Path}" : "LAPACK    missing";
        Assert.Contains(here, CommandRun.Of("doctor").Out, StringComparison.Ordinal);
    }
}
