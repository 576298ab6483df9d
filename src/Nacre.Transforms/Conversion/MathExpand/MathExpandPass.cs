using Nacre.Dialects.Arith;
using Nacre.Dialects.MathOps;
using Nacre.IR;
using Nacre.Transforms.Conversion.MathExpand;

namespace Nacre.Transforms.Conversion;

/// <summary>
/// Expands the functions of <c>math</c> that processors have no instruction for into polynomials of <c>arith</c>, on f32 and f64 scalars and vectors; f16 and bf16 are
/// computed in f32. An exponential that may be approximate (<c>afn</c>) has only normal numbers as results. NaN, infinities, zeros and subnormal numbers give what IEEE 754 and C ask for. Largest errors seen, in units in the last place, over a dense
/// sample of each domain (<c>docs/math.md</c> says how):
/// <list type="table">
/// <listheader><term>function</term><description>f32; f64</description></listheader>
/// <item><term>exp</term><description>1.04; 1</description></item>
/// <item><term>exp2</term><description>0.77; 1</description></item>
/// <item><term>expm1</term><description>1.44; 3</description></item>
/// <item><term>log</term><description>0.78; 1</description></item>
/// <item><term>log2</term><description>0.94; 1</description></item>
/// <item><term>log10</term><description>0.5; 2</description></item>
/// <item><term>log1p</term><description>1.44; 1</description></item>
/// <item><term>tanh</term><description>2.75; 3</description></item>
/// <item><term>sin, cos</term><description>1.45; 1</description></item>
/// <item><term>tan</term><description>0.5; 3</description></item>
/// <item><term>erf</term><description>1.84; 2</description></item>
/// <item><term>rsqrt</term><description>1.48; 0</description></item>
/// <item><term>asin, atan, atan2</term><description>0.5; 2</description></item>
/// <item><term>acos</term><description>0.5; 1</description></item>
/// <item><term>sinh, atanh</term><description>0.5; 3</description></item>
/// <item><term>cosh, acosh</term><description>0.5; 2</description></item>
/// <item><term>asinh</term><description>0.5; 1</description></item>
/// <item><term>erfc</term><description>0.5; not measured</description></item>
/// <item><term>cbrt</term><description>0.5; 3</description></item>
/// <item><term>powf</term><description>0.5; 1</description></item>
/// </list>
/// </summary>
public sealed record MathExpandPass : Pass, IPass<MathExpandPass>
{
    public static string PassArgument => "math-expand";
    public static string Description => "Expand math functions into polynomials of arith";
    public override string Argument => PassArgument;
    public static MathExpandPass FromOptions(PassOptions options) => new();

    /// <summary>Functions whose formula holds in either format.</summary>
    private static readonly Dictionary<OpDefinition, Func<Term, Term>> Native = new()
    {
        [ExpOp.Definition] = Exponentials.Exp,
        [Exp2Op.Definition] = Exponentials.Exp2,
        [ExpM1Op.Definition] = Exponentials.ExpM1,
        [LogOp.Definition] = Logarithms.Log,
        [Log2Op.Definition] = Logarithms.Log2,
        [Log10Op.Definition] = Logarithms.Log10,
        [Log1pOp.Definition] = Logarithms.Log1p,
        [TanhOp.Definition] = Hyperbolic.Tanh,
        [SinOp.Definition] = Trigonometric.Sin,
        [CosOp.Definition] = Trigonometric.Cos,
        [TanOp.Definition] = Trigonometric.Tan,
        [ErfOp.Definition] = ErrorFunctions.Erf,
        [RsqrtOp.Definition] = Powers.Rsqrt,
    };

    /// <summary>Rarer functions: f64 formulas, which f32 uses too.</summary>
    private static readonly Dictionary<OpDefinition, Func<Term, Term>> InDouble = new()
    {
        [AsinOp.Definition] = InverseTrigonometric.Asin,
        [AcosOp.Definition] = InverseTrigonometric.Acos,
        [AtanOp.Definition] = InverseTrigonometric.Atan,
        [SinhOp.Definition] = Hyperbolic.Sinh,
        [CoshOp.Definition] = Hyperbolic.Cosh,
        [AsinhOp.Definition] = Hyperbolic.Asinh,
        [AcoshOp.Definition] = Hyperbolic.Acosh,
        [AtanhOp.Definition] = Hyperbolic.Atanh,
        [ErfcOp.Definition] = ErrorFunctions.Erfc,
        [CbrtOp.Definition] = Powers.Cbrt,
    };

    private static readonly Dictionary<OpDefinition, Func<Term, Term, Term>> InDoubleOfTwo = new()
    {
        [Atan2Op.Definition] = InverseTrigonometric.Atan2,
        [PowFOp.Definition] = Powers.Pow,
    };

    public override void Run(Operation root, PassContext context)
    {
        var builder = new OpBuilder();
        foreach (var op in root.Walk().Where(o => o.Info.Dialect == "math").ToArray())
        {
            builder.SetBefore(op);
            if (Expand(op, builder) is not { } value)
                continue;
            op.Result(0).ReplaceAllUsesWith(value);
            op.Erase();
        }
    }

    /// <summary>The value of an operation; null where it stays as it is.</summary>
    private static Value? Expand(Operation op, OpBuilder builder)
    {
        if (op.ResultCount != 1 || op.Result(0).Type.ElementOrSelf() is not FloatType { Kind: FloatKind.F16 or FloatKind.BF16 or FloatKind.F32 or FloatKind.F64 } type)
            return null;
        var terms = new TermBuilder(builder, op.Result(0).Type);
        var operands = op.Operands.Select(o => Widened(terms, o, type)).ToArray();
        if (Apply(op.Info, op is IFastMath fast && fast.FastMath.HasFlag(FastMathFlags.ApproxFunc), operands) is not { } result)
            return null;
        return type.Width == 16 ? TruncFOp.Create(builder, terms.Of(type), result.Value).Out : result.Value;
    }

    private static Term Widened(TermBuilder terms, Value value, FloatType type) =>
        terms.Term(type.Width == 16 ? ExtFOp.Create(terms.Builder, terms.Of(FloatType.F32), value).Out : value);

    private static Term? Apply(OpDefinition function, bool isApproximate, Term[] operands)
    {
        if (isApproximate && function == ExpOp.Definition)
            return Exponentials.ExpOfNormalResult(operands[0]);
        if (function == PowFOp.Definition && operands[0].IsDouble)
            return Powers.PowOfDouble(operands[0], operands[1]);
        if (Native.TryGetValue(function, out var native))
            return native(operands[0]);
        Term? result = InDouble.TryGetValue(function, out var ofOne) ? ofOne(operands[0].ToDouble())
            : InDoubleOfTwo.TryGetValue(function, out var ofTwo) ? ofTwo(operands[0].ToDouble(), operands[1].ToDouble()) : null;
        return result is { } wide && !operands[0].IsDouble ? wide.ToSingle() : result;
    }
}
