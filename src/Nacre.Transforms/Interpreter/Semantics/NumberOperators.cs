using System.Numerics;

namespace Nacre.Transforms.Interpreter;

// The operators of Arithmetic, each written once for all number types. Integer arithmetic wraps.

internal readonly struct AddNumbers : IBinaryNumber
{
    public static T Apply<T>(T a, T b) where T : INumber<T> => a + b;
}

internal readonly struct SubtractNumbers : IBinaryNumber
{
    public static T Apply<T>(T a, T b) where T : INumber<T> => a - b;
}

internal readonly struct MultiplyNumbers : IBinaryNumber
{
    public static T Apply<T>(T a, T b) where T : INumber<T> => a * b;
}

/// <summary>Integers truncate; by zero gives all bits set, and the lowest number by -1 gives itself, as XLA defines what the specification leaves open.</summary>
internal readonly struct DivideNumbers : IBinaryNumber
{
    public static T Apply<T>(T a, T b) where T : INumber<T>
    {
        if (NumberKind.IsFloat<T>())
            return a / b;
        if (T.IsZero(b))
            return T.Zero - T.One;
        return NumberKind.IsMinusOne(b) ? T.Zero - a : a / b;
    }
}

/// <summary>The sign of the dividend; integers by zero give the dividend, as XLA defines what the specification leaves open.</summary>
internal readonly struct RemainderNumbers : IBinaryNumber
{
    public static T Apply<T>(T a, T b) where T : INumber<T>
    {
        if (NumberKind.IsFloat<T>())
            return a % b;
        if (T.IsZero(b))
            return a;
        return NumberKind.IsMinusOne(b) ? T.Zero : a % b;
    }
}

/// <summary>NaN if either is; +0 is larger than -0.</summary>
internal readonly struct MaximumNumbers : IBinaryNumber
{
    public static T Apply<T>(T a, T b) where T : INumber<T> => T.Max(a, b);
}

/// <summary>NaN if either is; -0 is smaller than +0.</summary>
internal readonly struct MinimumNumbers : IBinaryNumber
{
    public static T Apply<T>(T a, T b) where T : INumber<T> => T.Min(a, b);
}

/// <summary>Integers by repeated squaring; a negative exponent gives 0 but for the bases 1 and -1.</summary>
internal readonly struct PowerNumbers : IBinaryNumber
{
    public static T Apply<T>(T a, T b) where T : INumber<T>
    {
        if (T.IsNegative(b))
            return a == T.One ? a : NumberKind.IsMinusOne(a) ? (T.IsOddInteger(b) ? a : T.One) : T.Zero;
        var exponent = ulong.CreateTruncating(b);
        var result = T.One;
        for (var square = a; exponent != 0; exponent >>= 1, square *= square)
            result = (exponent & 1) != 0 ? result * square : result;
        return result;
    }
}

internal readonly struct NegateNumber : IUnaryNumber
{
    public static T Apply<T>(T x) where T : INumber<T> => NumberKind.IsFloat<T>() ? -x : T.Zero - x;
}

/// <summary>The lowest integer gives itself.</summary>
internal readonly struct AbsNumber : IUnaryNumber
{
    public static T Apply<T>(T x) where T : INumber<T> => NumberKind.IsFloat<T>() ? T.Abs(x) : T.IsNegative(x) ? T.Zero - x : x;
}

/// <summary>-1, 0 or 1; zero keeps its sign and NaN stays.</summary>
internal readonly struct SignNumber : IUnaryNumber
{
    public static T Apply<T>(T x) where T : INumber<T>
    {
        if (T.IsZero(x) || T.IsNaN(x))
            return x;
        return T.IsNegative(x) ? T.Zero - T.One : T.One;
    }
}

internal readonly struct Equal : INumberRelation
{
    public static bool Apply<T>(T a, T b) where T : INumber<T> => a == b;
}

internal readonly struct NotEqual : INumberRelation
{
    public static bool Apply<T>(T a, T b) where T : INumber<T> => a != b;
}

internal readonly struct Less : INumberRelation
{
    public static bool Apply<T>(T a, T b) where T : INumber<T> => a < b;
}

internal readonly struct LessOrEqual : INumberRelation
{
    public static bool Apply<T>(T a, T b) where T : INumber<T> => a <= b;
}

internal readonly struct Greater : INumberRelation
{
    public static bool Apply<T>(T a, T b) where T : INumber<T> => a > b;
}

internal readonly struct GreaterOrEqual : INumberRelation
{
    public static bool Apply<T>(T a, T b) where T : INumber<T> => a >= b;
}

internal static class NumberKind
{
    /// <summary>Known when the method is compiled for <typeparamref name="T"/>.</summary>
    public static bool IsFloat<T>() => typeof(T) == typeof(float) || typeof(T) == typeof(double) || typeof(T) == typeof(Half);

    public static bool IsMinusOne<T>(T x) where T : INumber<T> => T.IsNegative(x) && x == T.Zero - T.One;
}
