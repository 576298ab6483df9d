using Nacre.IR;
using Chlo = Nacre.Dialects.Chlo;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.ExpandComplex;

/// <summary>What operations on complex numbers compute of the parts of their operands: a row each.</summary>
internal static class ComplexRows
{
    /// <summary>Complex operands to a complex result.</summary>
    private delegate Pair Row(Pair a, Pair b);

    private static readonly Dictionary<Type, Row> Rows = new()
    {
        [typeof(Hlo.AddOp)] = (a, b) => a + b,
        [typeof(Hlo.SubtractOp)] = (a, b) => a - b,
        [typeof(Hlo.MulOp)] = (a, b) => a * b,
        [typeof(Hlo.NegOp)] = (a, _) => -a,
        [typeof(Chlo.ConjOp)] = (a, _) => a with { Im = -a.Im },
    };

    /// <summary>Functions that are computed in f64.</summary>
    private static readonly Dictionary<Type, Row> InDouble = new()
    {
        [typeof(Hlo.DivOp)] = ComplexFunctions.Divide,
        [typeof(Hlo.PowOp)] = ComplexFunctions.Power,
        [typeof(Hlo.Atan2Op)] = ComplexFunctions.Atan2,
        [typeof(Hlo.SignOp)] = (a, _) => ComplexFunctions.Sign(a),
        [typeof(Hlo.ExpOp)] = (a, _) => ComplexFunctions.Exp(a),
        [typeof(Hlo.Expm1Op)] = (a, _) => ComplexFunctions.ExpM1(a),
        [typeof(Hlo.LogOp)] = (a, _) => ComplexFunctions.Log(a),
        [typeof(Hlo.Log1pOp)] = (a, _) => ComplexFunctions.Log1P(a),
        [typeof(Hlo.SqrtOp)] = (a, _) => ComplexFunctions.Sqrt(a),
        [typeof(Hlo.RsqrtOp)] = (a, _) => ComplexFunctions.Rsqrt(a),
        [typeof(Hlo.CbrtOp)] = (a, _) => ComplexFunctions.Cbrt(a),
        [typeof(Hlo.LogisticOp)] = (a, _) => ComplexFunctions.Logistic(a),
        [typeof(Hlo.SineOp)] = (a, _) => ComplexFunctions.Sin(a),
        [typeof(Hlo.CosineOp)] = (a, _) => ComplexFunctions.Cos(a),
        [typeof(Hlo.TanOp)] = (a, _) => ComplexFunctions.Tan(a),
        [typeof(Hlo.TanhOp)] = (a, _) => ComplexFunctions.Tanh(a),
        [typeof(Chlo.TanOp)] = (a, _) => ComplexFunctions.Tan(a),
        [typeof(Chlo.SinhOp)] = (a, _) => ComplexFunctions.Sinh(a),
        [typeof(Chlo.CoshOp)] = (a, _) => ComplexFunctions.Cosh(a),
        [typeof(Chlo.AsinOp)] = (a, _) => InverseFunctions.Asin(a),
        [typeof(Chlo.AcosOp)] = (a, _) => InverseFunctions.Acos(a),
        [typeof(Chlo.AtanOp)] = (a, _) => InverseFunctions.Atan(a),
        [typeof(Chlo.AsinhOp)] = (a, _) => InverseFunctions.Asinh(a),
        [typeof(Chlo.AcoshOp)] = (a, _) => InverseFunctions.Acosh(a),
        [typeof(Chlo.AtanhOp)] = (a, _) => InverseFunctions.Atanh(a),
        [typeof(Chlo.SquareOp)] = (a, _) => Square(a),
    };

    public static bool Has(Operation op) => Rows.ContainsKey(op.GetType()) || InDouble.ContainsKey(op.GetType());

    /// <summary>The parts of the result.</summary>
    public static Pair Emit(Operation op, Pair a, Pair b)
    {
        if (Rows.TryGetValue(op.GetType(), out var row))
            return row(a, b);
        return InDouble[op.GetType()](a.To(FloatType.F64), b.To(FloatType.F64)).To(a.Re.Type.ElementType);
    }

    /// <summary>|z|.</summary>
    public static Real Abs(Pair z) => z.Re.To(FloatType.F64).Hypot(z.Im.To(FloatType.F64)).To(z.Re.Type.ElementType);

    /// <summary>Equality of both parts; there is no order.</summary>
    public static Condition Compare(Hlo.CompareOp op, Pair a, Pair b)
    {
        var isEqual = a.Re.IsEqual(b.Re) & a.Im.IsEqual(b.Im);
        return op.Direction == Hlo.ComparisonDirection.Equal ? isEqual : !isEqual;
    }

    /// <summary>(x - y)(x + y) + 2xy i.</summary>
    private static Pair Square(Pair z)
    {
        var (x, y) = (z.Re.Abs(), z.Im.Abs());
        var isDiagonal = x.IsEqual(y) & (x < double.PositiveInfinity);
        return new(isDiagonal.Select(0, (x - y) * (x + y)), 2 * (z.Re * z.Im));
    }
}
