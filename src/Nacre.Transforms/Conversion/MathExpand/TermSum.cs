namespace Nacre.Transforms.Conversion.MathExpand;

/// <summary>An unevaluated sum of two numbers of f64, the second about as small as the last place of the first, so that together they have about twice its digits (T. J. Dekker, 1971).</summary>
internal readonly record struct TermSum(Term High, Term Low)
{
    /// <summary>a + b without rounding, for |a| ≥ |b| or a = 0.</summary>
    public static TermSum Of(Term a, Term b)
    {
        var sum = a + b;
        return new(sum, b - (sum - a));
    }

    /// <summary>a / b.</summary>
    public static TermSum Quotient(Term a, TermSum b)
    {
        var quotient = a / b.High;
        var rest = (-quotient).FmaRoundedOnce(b.High, a) - quotient * b.Low;
        return new(quotient, rest / b.High);
    }

    /// <summary>The same sum, with a second part below the last place of the first.</summary>
    public TermSum Normalized => Of(High, Low);

    /// <summary>For |a| ≥ |b|.</summary>
    public static TermSum operator +(TermSum a, TermSum b) => Of(a.High, b.High) + (a.Low + b.Low);

    /// <summary>For b no larger than the second part of a may be.</summary>
    public static TermSum operator +(TermSum a, Term b) => a with { Low = a.Low + b };

    public static TermSum operator *(TermSum a, TermSum b)
    {
        var product = a.High * b.High;
        return new(product, a.High.FmaRoundedOnce(b.High, -product) + (a.High * b.Low + a.Low * b.High));
    }
}
