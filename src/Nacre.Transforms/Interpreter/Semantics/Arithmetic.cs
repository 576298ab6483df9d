using System.Numerics;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Element-wise arithmetic, comparison and bit operations of the StableHLO specification on every element type.</summary>
internal static class Arithmetic
{
    public static TensorValue Add(TensorValue a, TensorValue b) => a.ElementType switch
    {
        IntegerType { Width: 1 } => Or(a, b),
        ComplexType => Elementwise.Complex(a, b, static (x, y) => x + y),
        _ => Elementwise.Binary<AddNumbers>(a, b),
    };

    public static TensorValue Subtract(TensorValue a, TensorValue b) => a.ElementType switch
    {
        ComplexType => Elementwise.Complex(a, b, static (x, y) => x - y),
        _ => Elementwise.Binary<SubtractNumbers>(a, b),
    };

    public static TensorValue Multiply(TensorValue a, TensorValue b) => a.ElementType switch
    {
        IntegerType { Width: 1 } => And(a, b),
        ComplexType c => Elementwise.Complex(a, b, ComplexMath.MultiplyIn(c)),
        _ => Elementwise.Binary<MultiplyNumbers>(a, b),
    };

    public static TensorValue Divide(TensorValue a, TensorValue b) => a.ElementType switch
    {
        ComplexType => Elementwise.Complex(a, b, ComplexMath.Divide),
        _ => Elementwise.Binary<DivideNumbers>(a, b),
    };

    public static TensorValue Remainder(TensorValue a, TensorValue b) => Elementwise.Binary<RemainderNumbers>(a, b);

    public static TensorValue Maximum(TensorValue a, TensorValue b) => a.ElementType switch
    {
        IntegerType { Width: 1 } => Or(a, b),
        ComplexType => Elementwise.Complex(a, b, static (x, y) => ComplexMath.Compare(x, y) >= 0 ? x : y),
        _ => Elementwise.Binary<MaximumNumbers>(a, b),
    };

    public static TensorValue Minimum(TensorValue a, TensorValue b) => a.ElementType switch
    {
        IntegerType { Width: 1 } => And(a, b),
        ComplexType => Elementwise.Complex(a, b, static (x, y) => ComplexMath.Compare(x, y) <= 0 ? x : y),
        _ => Elementwise.Binary<MinimumNumbers>(a, b),
    };

    public static TensorValue Power(TensorValue a, TensorValue b) => a.ElementType switch
    {
        ComplexType => Elementwise.Complex(a, b, ComplexMath.Power),
        FloatType => Elementwise.Real(a, b, Math.Pow),
        _ => Elementwise.Binary<PowerNumbers>(a, b),
    };

    public static TensorValue Atan2(TensorValue y, TensorValue x) => y.ElementType switch
    {
        ComplexType => Elementwise.Complex(y, x, ComplexMath.Atan2),
        _ => Elementwise.Real(y, x, Math.Atan2),
    };

    public static TensorValue Negate(TensorValue x) => x.ElementType is ComplexType ? Elementwise.Complex(x, static z => -z) : Elementwise.Unary<NegateNumber>(x);
    public static TensorValue Abs(TensorValue x) => x.ElementType is ComplexType ? Elementwise.ComplexToReal(x, ComplexMath.Abs) : Elementwise.Unary<AbsNumber>(x);
    public static TensorValue Sign(TensorValue x) => x.ElementType is ComplexType ? Elementwise.Complex(x, ComplexMath.Sign) : Elementwise.Unary<SignNumber>(x);

    public static TensorValue Square(TensorValue x) => x.ElementType is ComplexType ? Elementwise.Complex(x, ComplexMath.Square) : Multiply(x, x);

    public static TensorValue And(TensorValue a, TensorValue b) => Elementwise.Integer(a, b, static (x, y) => x & y);
    public static TensorValue Or(TensorValue a, TensorValue b) => Elementwise.Integer(a, b, static (x, y) => x | y);
    public static TensorValue Xor(TensorValue a, TensorValue b) => Elementwise.Integer(a, b, static (x, y) => x ^ y);
    public static TensorValue Not(TensorValue x) => Elementwise.Integer(x, static v => ~v);

    /// <summary>Shifts by the width or more, or by a negative amount, give 0.</summary>
    public static TensorValue ShiftLeft(TensorValue a, TensorValue b)
    {
        var width = (ulong)a.ElementType.BitWidth();
        return Elementwise.Integer(a, b, (x, n) => (ulong)n < width ? x << (int)n : 0);
    }

    /// <summary>Shifts by the width or more, or by a negative amount, give 0.</summary>
    public static TensorValue ShiftRightLogical(TensorValue a, TensorValue b)
    {
        var width = (ulong)a.ElementType.BitWidth();
        var mask = Mask((int)width);
        return Elementwise.Integer(a, b, (x, n) => (ulong)n < width ? (long)(((ulong)x & mask) >> (int)n) : 0);
    }

    /// <summary>Copies the sign bit, of unsigned types too; shifts by the width or more, or by a negative amount, leave only sign bits.</summary>
    public static TensorValue ShiftRightArithmetic(TensorValue a, TensorValue b)
    {
        var width = a.ElementType.BitWidth();
        return Elementwise.Integer(a, b, (x, n) => x << (64 - width) >> (64 - width) >> ((ulong)n < (ulong)width ? (int)n : 63));
    }

    public static TensorValue PopulationCount(TensorValue x)
    {
        var mask = Mask(x.ElementType.BitWidth());
        return Elementwise.Integer(x, v => BitOperations.PopCount((ulong)v & mask));
    }

    public static TensorValue CountLeadingZeros(TensorValue x)
    {
        var width = x.ElementType.BitWidth();
        var mask = Mask(width);
        return Elementwise.Integer(x, v => BitOperations.LeadingZeroCount((ulong)v & mask) - (64 - width));
    }

    private static ulong Mask(int width) => width == 64 ? ulong.MaxValue : (1UL << width) - 1;

    /// <summary>The upper half of the double-width product of integers.</summary>
    public static TensorValue MultiplyHigh(TensorValue a, TensorValue b)
    {
        var width = a.ElementType.BitWidth();
        return a.ElementType.IsUnsigned()
            ? Elementwise.Integer(a, b, (x, y) => (long)(ulong)((UInt128)(ulong)x * (ulong)y >> width))
            : Elementwise.Integer(a, b, (x, y) => (long)((Int128)x * y >> width));
    }

    /// <summary>The next number of the type after each of <paramref name="x"/> in the direction of <paramref name="y"/>; NaN if either is.</summary>
    public static TensorValue NextAfter(TensorValue x, TensorValue y)
    {
        var width = x.ElementType.BitWidth();
        var next = Elementwise.Integer(x, y, (a, b) => SpecialFunctions.NextAfter(a, b, width));
        var isNaN = Or(Elementwise.Test(x, double.IsNaN), Elementwise.Test(y, double.IsNaN));
        return Elementwise.Select(isNaN, TensorValue.Splat(next.Type, double.NaN), next);
    }

    public static TensorValue Clamp(TensorValue min, TensorValue x, TensorValue max) => Minimum(Maximum(x, min), max);

    public static TensorValue IsFinite(TensorValue x) => Elementwise.Test(x, double.IsFinite);

    public static TensorValue Compare(TensorValue a, TensorValue b, Comparison direction, bool totalOrder)
    {
        if (totalOrder && a.ElementType is FloatType)
            return Compare(TotalOrderKeys(a), TotalOrderKeys(b), direction, totalOrder: false);
        if (a.ElementType is ComplexType)
            return CompareComplex(a, b, direction);
        return direction switch
        {
            Comparison.Equal => Elementwise.Relation<Equal>(a, b),
            Comparison.NotEqual => Elementwise.Relation<NotEqual>(a, b),
            Comparison.Less => Elementwise.Relation<Less>(a, b),
            Comparison.LessOrEqual => Elementwise.Relation<LessOrEqual>(a, b),
            Comparison.Greater => Elementwise.Relation<Greater>(a, b),
            _ => Elementwise.Relation<GreaterOrEqual>(a, b),
        };
    }

    private static TensorValue CompareComplex(TensorValue a, TensorValue b, Comparison direction) => direction switch
    {
        Comparison.Equal => Elementwise.ComplexRelation(a, b, static (x, y) => x == y),
        Comparison.NotEqual => Elementwise.ComplexRelation(a, b, static (x, y) => x != y),
        Comparison.Less => Elementwise.ComplexRelation(a, b, static (x, y) => ComplexMath.Compare(x, y) < 0),
        Comparison.LessOrEqual => Elementwise.ComplexRelation(a, b, static (x, y) => ComplexMath.Compare(x, y) <= 0),
        Comparison.Greater => Elementwise.ComplexRelation(a, b, static (x, y) => ComplexMath.Compare(x, y) > 0),
        _ => Elementwise.ComplexRelation(a, b, static (x, y) => ComplexMath.Compare(x, y) >= 0),
    };

    /// <summary>Integers in the order of IEEE-754's totalOrder: -NaN, -Inf, …, -0, +0, …, +Inf, +NaN.</summary>
    public static TensorValue TotalOrderKeys(TensorValue x)
    {
        var width = x.ElementType.BitWidth();
        var bits = TensorValue.OfIntegers(x.Type.WithElement(IntegerType.I64), x.ToIntegers());
        return Elementwise.Integer(bits, v => v << (64 - width) is var top && top < 0 ? top ^ long.MaxValue : top);
    }
}

/// <summary>The six comparisons.</summary>
internal enum Comparison { Equal, NotEqual, GreaterOrEqual, Greater, LessOrEqual, Less }
