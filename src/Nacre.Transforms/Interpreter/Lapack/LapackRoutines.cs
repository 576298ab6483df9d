using Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Interpreter.Lapack;

/// <summary>
/// The custom calls that JAX makes of LAPACK on CPUs (jax.lax.linalg, its targets' form since 2024): a row each. Where real and complex routines differ, in name or arguments, they
/// are two rows. Above each row stands the routine's Fortran signature.
/// </summary>
internal static class LapackRoutines
{
    /// <summary>Makes the table part of what custom calls can name.</summary>
    public static CustomCalls AddLapack(this CustomCalls calls)
    {
        foreach (var routine in All)
        {
            foreach (var (target, type) in routine.Targets)
                calls.Add(target, (op, operands, _) => routine.Run(type, (CustomCallOp)op, operands));
        }
        return calls;
    }

    private static readonly LapackRoutine OrthogonalOfQr = new("sd", "orgqr")
    {
        // (m, n, k, a, lda, tau, work, lwork, info): the first n columns of Q of k reflectors
        Operands = c => [c.Values(c.M * c.N), c.Values(c.K)],
        Results = c => [c.Values(c.M * c.N)],
        Arguments = c => [c.Int(c.M), c.Int(c.N), c.Int(c.Require(c.K, c.K <= c.N && c.N <= c.M, "k ≤ n ≤ m")), c.Result(0), c.Int(c.M), c.Operand(1), .. c.Work(), c.Info()],
    };

    private static readonly LapackRoutine Tridiagonal = new("sd", "sytrd")
    {
        // (uplo, n, a, lda, d, e, tau, work, lwork, info): A = Q·T·Qᴴ
        Operands = c => [c.Values(c.N * c.N)],
        Results = c => [c.Values(c.N * c.N), c.Reals(c.N), c.Reals(c.N - 1), c.Values(c.N - 1), c.Integers(1)],
        Arguments = c => [c.Letter("uplo", "LU"), c.Int(c.N), c.Result(0), c.Int(c.N), c.Result(1), c.Result(2), c.Result(3), .. c.Work(), c.Result(4)],
    };

    public static IReadOnlyList<LapackRoutine> All { get; } =
    [
        new("sdcz", "potrf")
        {
            // (uplo, n, a, lda, info): A = L·Lᴴ or Uᴴ·U
            Operands = c => [c.Values(c.N * c.N)],
            Results = c => [c.Values(c.N * c.N), c.Integers(1)],
            Arguments = c => [c.Letter("uplo", "LU"), c.Int(c.N), c.Result(0), c.Int(c.N), c.Result(1)],
        },
        new("sdcz", "getrf")
        {
            // (m, n, a, lda, ipiv, info): A = P·L·U
            Operands = c => [c.Values(c.M * c.N)],
            Results = c => [c.Values(c.M * c.N), c.Integers(c.Least), c.Integers(1)],
            Arguments = c => [c.Int(c.M), c.Int(c.N), c.Result(0), c.Int(c.M), c.Result(1), c.Result(2)],
        },
        new("sdcz", "geqrf")
        {
            // (m, n, a, lda, tau, work, lwork, info): A = Q·R, Q as reflectors
            Operands = c => [c.Values(c.M * c.N)],
            Results = c => [c.Values(c.M * c.N), c.Values(c.Least)],
            Arguments = c => [c.Int(c.M), c.Int(c.N), c.Result(0), c.Int(c.M), c.Result(1), .. c.Work(), c.Info()],
        },
        new("sd", "geqp3")
        {
            // (m, n, a, lda, jpvt, tau, work, lwork, info): A·P = Q·R
            InPlace = [0, 1],
            Operands = c => [c.Values(c.M * c.N), c.Integers(c.N)],
            Results = c => [c.Values(c.M * c.N), c.Integers(c.N), c.Values(c.Least)],
            Arguments = c => [c.Int(c.M), c.Int(c.N), c.Result(0), c.Int(c.M), c.Result(1), c.Result(2), .. c.Work(), c.Info()],
        },
        new("cz", "geqp3")
        {
            // (m, n, a, lda, jpvt, tau, work, lwork, rwork, info)
            InPlace = [0, 1],
            Operands = c => [c.Values(c.M * c.N), c.Integers(c.N)],
            Results = c => [c.Values(c.M * c.N), c.Integers(c.N), c.Values(c.Least)],
            Arguments = c => [c.Int(c.M), c.Int(c.N), c.Result(0), c.Int(c.M), c.Result(1), c.Result(2), .. c.Work(), c.Scratch(c.Real, 2 * c.N), c.Info()],
        },
        OrthogonalOfQr,
        OrthogonalOfQr with { Types = "cz", Name = "ungqr" },
        new("sd", "gesdd")
        {
            // (jobz, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork, iwork, info): A = U·diag(s)·Vᵀ
            Operands = c => [c.Values(c.M * c.N)],
            Results = SingularValues,
            Arguments = c => [.. SingularValueArguments(c), .. c.Work(), c.Scratch(c.Integer, 8 * c.Least), c.Result(4)],
        },
        new("cz", "gesdd")
        {
            // (jobz, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork, rwork, iwork, info)
            Operands = c => [c.Values(c.M * c.N)],
            Results = SingularValues,
            Arguments = c => [.. SingularValueArguments(c), .. c.Work(), c.Scratch(c.Real, SingularValueReals(c)), c.Scratch(c.Integer, 8 * c.Least), c.Result(4)],
        },
        new("sd", "syevd")
        {
            // (jobz, uplo, n, a, lda, w, work, lwork, iwork, liwork, info): A = V·diag(w)·Vᵀ
            Operands = c => [c.Values(c.N * c.N)],
            Results = c => [c.Values(c.N * c.N), c.Reals(c.N), c.Integers(1)],
            Arguments = c => [c.Letter("mode", "NV"), c.Letter("uplo", "LU"), c.Int(c.N), c.Result(0), c.Int(c.N), c.Result(1), .. c.Work(), .. c.Work(c.Integer), c.Result(2)],
        },
        new("cz", "heevd")
        {
            // (jobz, uplo, n, a, lda, w, work, lwork, rwork, lrwork, iwork, liwork, info)
            Operands = c => [c.Values(c.N * c.N)],
            Results = c => [c.Values(c.N * c.N), c.Reals(c.N), c.Integers(1)],
            Arguments = c => [c.Letter("mode", "NV"), c.Letter("uplo", "LU"), c.Int(c.N), c.Result(0), c.Int(c.N), c.Result(1), .. c.Work(), .. c.Work(c.Real), .. c.Work(c.Integer), c.Result(2)],
        },
        new("sd", "geev")
        {
            // (jobvl, jobvr, n, a, lda, wr, wi, vl, ldvl, vr, ldvr, work, lwork, info): A·V = V·diag(w); pairs of complex vectors come packed
            InPlace = [],
            NeedsFinite = true,
            Operands = c => [c.Values(c.N * c.N)],
            Results = c => [c.Values(c.N), c.Values(c.N), c.Complexes(c.N * c.N), c.Complexes(c.N * c.N), c.Integers(1)],
            Arguments = c => [c.Letter("compute_left", "NV"), c.Letter("compute_right", "NV"), c.Int(c.N), c.Copy(0), c.Int(c.N), c.Result(0), c.Result(1), c.Scratch(c.Value, c.N * c.N), c.Int(c.N), c.Scratch(c.Value, c.N * c.N), c.Int(c.N), .. c.Work(), c.Result(4)],
            Finish = c =>
            {
                c.UnpackVectors(scratch: 1, imaginary: 1, result: 2);
                c.UnpackVectors(scratch: 2, imaginary: 1, result: 3);
            },
        },
        new("cz", "geev")
        {
            // (jobvl, jobvr, n, a, lda, w, vl, ldvl, vr, ldvr, work, lwork, rwork, info)
            InPlace = [],
            NeedsFinite = true,
            Operands = c => [c.Values(c.N * c.N)],
            Results = c => [c.Values(c.N), c.Values(c.N * c.N), c.Values(c.N * c.N), c.Integers(1)],
            Arguments = c => [c.Letter("compute_left", "NV"), c.Letter("compute_right", "NV"), c.Int(c.N), c.Copy(0), c.Int(c.N), c.Result(0), c.Result(1), c.Int(c.N), c.Result(2), c.Int(c.N), .. c.Work(), c.Scratch(c.Real, 2 * c.N), c.Result(3)],
        },
        new("sd", "gees")
        {
            // (jobvs, sort, select, n, a, lda, sdim, wr, wi, vs, ldvs, work, lwork, bwork, info): A = Z·T·Zᵀ; nothing is sorted, so neither select nor bwork is looked at
            NeedsFinite = true,
            Operands = c => [c.Values(c.N * c.N)],
            Results = c => [c.Values(c.N * c.N), c.Values(c.N * c.N), c.Values(c.N), c.Values(c.N), c.Integers(1), c.Integers(1)],
            Arguments = c => [c.Letter("mode", "NV"), c.Letter("sort", "N"), 0, c.Int(c.N), c.Result(0), c.Int(c.N), c.Result(4), c.Result(2), c.Result(3), c.Result(1), c.Int(c.N), .. c.Work(), 0, c.Result(5)],
        },
        new("cz", "gees")
        {
            // (jobvs, sort, select, n, a, lda, sdim, w, vs, ldvs, work, lwork, rwork, bwork, info)
            NeedsFinite = true,
            Operands = c => [c.Values(c.N * c.N)],
            Results = c => [c.Values(c.N * c.N), c.Values(c.N * c.N), c.Values(c.N), c.Integers(1), c.Integers(1)],
            Arguments = c => [c.Letter("mode", "NV"), c.Letter("sort", "N"), 0, c.Int(c.N), c.Result(0), c.Int(c.N), c.Result(3), c.Result(2), c.Result(1), c.Int(c.N), .. c.Work(), c.Scratch(c.Real, c.N), 0, c.Result(4)],
        },
        new("sdcz", "gehrd")
        {
            // (n, ilo, ihi, a, lda, tau, work, lwork, info): A = Q·H·Qᴴ
            Operands = c => [c.Values(c.N * c.N)],
            Results = c => [c.Values(c.N * c.N), c.Values(c.N - 1), c.Integers(1)],
            Arguments = c => [c.Int(c.N), c.Int(c.Number("low", 1, c.N)), c.Int(c.Number("high", c.Number("low", 1, c.N), c.N)), c.Result(0), c.Int(c.N), c.Result(1), .. c.Work(), c.Result(2)],
        },
        Tridiagonal,
        Tridiagonal with { Types = "cz", Name = "hetrd" },
        new("sdcz", "trsm")
        {
            // (side, uplo, transa, diag, m, n, alpha, a, lda, b, ldb): op(A)·X = alpha·B or X·op(A) = alpha·B
            Matrix = 1,
            InPlace = [1],
            Operands = c => c.OperandCount > 2 ? [c.Values(Order(c) * Order(c)), c.Values(c.M * c.N), c.Shared(1)] : [c.Values(Order(c) * Order(c)), c.Values(c.M * c.N)],
            Results = c => [c.Values(c.M * c.N)],
            Arguments = c => [c.Letter("side", "LR"), c.Letter("uplo", "LU"), c.Letter("trans_x", "NTC"), c.Letter("diag", "NU"), c.Int(c.M), c.Int(c.N), c.OperandCount > 2 ? c.Operand(2) : c.One(), c.Operand(0), c.Int(Order(c)), c.Result(0), c.Int(c.M)],
        },
        new("sdcz", "gtsv")
        {
            // (n, nrhs, dl, d, du, b, ldb, info): a tridiagonal A·X = B; JAX's lower diagonal begins with an element that is none
            Matrix = 3,
            InPlace = [0, 1, 2, 3],
            Operands = c => [c.Values(c.M), c.Values(c.M), c.Values(c.M), c.Values(c.M * c.N)],
            Results = c => [c.Values(c.M), c.Values(c.M), c.Values(c.M), c.Values(c.M * c.N), c.Integers(1)],
            Arguments = c => [c.Int(c.M), c.Int(c.N), c.Result(0, skip: 1), c.Result(1), c.Result(2), c.Result(3), c.Int(c.M), c.Result(4)],
        },
    ];

    /// <summary>Rows and columns of the triangular matrix.</summary>
    private static long Order(LapackCall c) => c.Config("side") == 'L' ? c.M : c.N;

    /// <summary>Of the modes, <c>A</c> gives all singular vectors, <c>S</c> as many as there are values, <c>N</c> none.</summary>
    private static LapackBuffer[] SingularValues(LapackCall c) => (char)c.Config("mode") switch
    {
        'A' => [c.Values(c.M * c.N), c.Reals(c.Least), c.Values(c.M * c.M), c.Values(c.N * c.N), c.Integers(1)],
        'S' => [c.Values(c.M * c.N), c.Reals(c.Least), c.Values(c.M * c.Least), c.Values(c.Least * c.N), c.Integers(1)],
        _ => [c.Values(c.M * c.N), c.Reals(c.Least), c.Untouched, c.Untouched, c.Integers(1)],
    };

    private static nint[] SingularValueArguments(LapackCall c) =>
        [c.Letter("mode", "ASN"), c.Int(c.M), c.Int(c.N), c.Result(0), c.Int(c.M), c.Result(1), c.Result(2), c.Int(c.M), c.Result(3), c.Int((char)c.Config("mode") == 'A' ? c.N : c.Least)];

    /// <summary>The size that LAPACK's documentation gives for <c>rwork</c>.</summary>
    private static long SingularValueReals(LapackCall c)
    {
        var (least, most) = (c.Least, Math.Max(c.M, c.N));
        return (char)c.Config("mode") == 'N' ? 7 * least : Math.Max(5 * least * least + 5 * least, 2 * most * least + 2 * least * least + least);
    }
}
