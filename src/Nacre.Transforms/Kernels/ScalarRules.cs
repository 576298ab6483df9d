using Nacre.Dialects.Arith;
using Nacre.IR;
using Nacre.Transforms.Conversion.MathExpand;
using Chlo = Nacre.Dialects.Chlo;
using Hlo = Nacre.Dialects.StableHlo;
using Math = Nacre.Dialects.MathOps;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// StableHLO's elementwise operations as arithmetic on scalars or vectors in the compute type: one row each. Floats narrower than 32 bits are computed in f32.
/// </summary>
public static class ScalarRules
{
    /// <param name="Op">The operation.</param>
    /// <param name="Args">Its operands, all scalar or all vectors.</param>
    /// <param name="Element">The element type of its first operand in the IR (with signedness).</param>
    private readonly record struct Context(OpBuilder Builder, Operation Op, Value[] Args, IRType Element)
    {
        public Value A => Args[0];
        public Value B => Args[1];
        public bool IsFloat => Element is FloatType;
        public bool IsUnsigned => Element is IntegerType { IsUnsigned: true } or IntegerType { Width: 1 };
        public bool IsBool => Element is IntegerType { Width: 1 };
        public Value Constant(double value) => A.Type.IsFloat() ? ConstantOp.Float(Builder, value, A.Type).Result : ConstantOp.Int(Builder, (long)value, A.Type).Result;
    }

    private delegate Value Rule(Context c);

    private static readonly Dictionary<Type, Rule> Rows = new()
    {
        [typeof(Hlo.AddOp)] = c => c.IsFloat ? AddFOp.Create(c.Builder, c.A, c.B).Result : c.IsBool ? OrIOp.Create(c.Builder, c.A, c.B).Result : AddIOp.Create(c.Builder, c.A, c.B).Result,
        [typeof(Hlo.SubtractOp)] = c => c.IsFloat ? SubFOp.Create(c.Builder, c.A, c.B).Result : SubIOp.Create(c.Builder, c.A, c.B).Result,
        [typeof(Hlo.MulOp)] = c => c.IsFloat ? MulFOp.Create(c.Builder, c.A, c.B).Result : c.IsBool ? AndIOp.Create(c.Builder, c.A, c.B).Result : MulIOp.Create(c.Builder, c.A, c.B).Result,
        [typeof(Hlo.DivOp)] = c => c.IsFloat ? DivFOp.Create(c.Builder, c.A, c.B).Result : IntegerDivision.Quotient(c.Builder, c.A, c.B, c.IsUnsigned),
        [typeof(Hlo.RemOp)] = c => c.IsFloat ? RemFOp.Create(c.Builder, c.A, c.B).Result : IntegerDivision.Remainder(c.Builder, c.A, c.B, c.IsUnsigned),
        [typeof(Hlo.MaxOp)] = c => c.IsFloat ? FloatExtremum(c, isMax: true) : c.IsUnsigned ? MaxUIOp.Create(c.Builder, c.A, c.B).Result : MaxSIOp.Create(c.Builder, c.A, c.B).Result,
        [typeof(Hlo.MinOp)] = c => c.IsFloat ? FloatExtremum(c, isMax: false) : c.IsUnsigned ? MinUIOp.Create(c.Builder, c.A, c.B).Result : MinSIOp.Create(c.Builder, c.A, c.B).Result,
        [typeof(Hlo.PowOp)] = c => Math.PowFOp.Create(c.Builder, c.A, c.B).Result,
        [typeof(Hlo.Atan2Op)] = c => Math.Atan2Op.Create(c.Builder, c.A, c.B).Result,
        [typeof(Hlo.AndOp)] = c => AndIOp.Create(c.Builder, c.A, c.B).Result,
        [typeof(Hlo.OrOp)] = c => OrIOp.Create(c.Builder, c.A, c.B).Result,
        [typeof(Hlo.XorOp)] = c => XOrIOp.Create(c.Builder, c.A, c.B).Result,
        [typeof(Hlo.NotOp)] = c => XOrIOp.Create(c.Builder, c.A, c.Constant(-1)).Result,
        [typeof(Hlo.ShiftLeftOp)] = c => Shift(c, ShLIOp.Create(c.Builder, c.A, c.B).Result, c.Constant(0)),
        [typeof(Hlo.ShiftRightLogicalOp)] = c => Shift(c, ShRUIOp.Create(c.Builder, c.A, c.B).Result, c.Constant(0)),
        [typeof(Hlo.ShiftRightArithmeticOp)] = c => Shift(c, ShRSIOp.Create(c.Builder, c.A, c.B).Result, ShRSIOp.Create(c.Builder, c.A, c.Constant(c.Element.BitWidth() - 1)).Result),
        [typeof(Hlo.NegOp)] = c => c.IsFloat ? NegFOp.Create(c.Builder, c.A).Result : SubIOp.Create(c.Builder, c.Constant(0), c.A).Result,
        [typeof(Hlo.AbsOp)] = c => c.IsFloat ? Math.AbsFOp.Create(c.Builder, c.A).Result : MaxSIOp.Create(c.Builder, c.A, SubIOp.Create(c.Builder, c.Constant(0), c.A).Result).Result,
        [typeof(Hlo.SignOp)] = Sign,
        [typeof(Hlo.FloorOp)] = c => Math.FloorOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.CeilOp)] = c => Math.CeilOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.RoundOp)] = c => Math.RoundOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.RoundNearestEvenOp)] = c => Math.RoundEvenOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.ExpOp)] = c => Math.ExpOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.Expm1Op)] = c => Math.ExpM1Op.Create(c.Builder, c.A).Result,
        [typeof(Hlo.LogOp)] = c => Math.LogOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.Log1pOp)] = c => Math.Log1pOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.SqrtOp)] = c => Math.SqrtOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.RsqrtOp)] = c => DivFOp.Create(c.Builder, c.Constant(1), Math.SqrtOp.Create(c.Builder, c.A).Result).Result,
        [typeof(Hlo.CbrtOp)] = c => Math.CbrtOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.TanhOp)] = c => Math.TanhOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.TanOp)] = c => Math.TanOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.SineOp)] = c => Math.SinOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.CosineOp)] = c => Math.CosOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.LogisticOp)] = Logistic,
        // |x| < inf
        [typeof(Hlo.IsFiniteOp)] = c => CmpFOp.Create(c.Builder, Math.AbsFOp.Create(c.Builder, c.A).Result, c.Constant(double.PositiveInfinity), CmpFPredicate.Olt).Result,
        [typeof(Hlo.PopulationCountOp)] = c => Math.CtPopOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.ClzOp)] = c => Math.CountLeadingZerosOp.Create(c.Builder, c.A).Result,
        [typeof(Hlo.CompareOp)] = Compare,
        [typeof(Hlo.SelectOp)] = c => SelectOp.Create(c.Builder, c.A, c.B, c.Args[2]).Result,
        [typeof(Hlo.ClampOp)] = c => Clamp(c),
        [typeof(Chlo.AcosOp)] = c => Math.AcosOp.Create(c.Builder, c.A).Result,
        [typeof(Chlo.AcoshOp)] = c => Math.AcoshOp.Create(c.Builder, c.A).Result,
        [typeof(Chlo.AsinOp)] = c => Math.AsinOp.Create(c.Builder, c.A).Result,
        [typeof(Chlo.AsinhOp)] = c => Math.AsinhOp.Create(c.Builder, c.A).Result,
        [typeof(Chlo.AtanOp)] = c => Math.AtanOp.Create(c.Builder, c.A).Result,
        [typeof(Chlo.AtanhOp)] = c => Math.AtanhOp.Create(c.Builder, c.A).Result,
        [typeof(Chlo.SinhOp)] = c => Math.SinhOp.Create(c.Builder, c.A).Result,
        [typeof(Chlo.CoshOp)] = c => Math.CoshOp.Create(c.Builder, c.A).Result,
        [typeof(Chlo.TanOp)] = c => Math.TanOp.Create(c.Builder, c.A).Result,
        [typeof(Chlo.ErfOp)] = c => Math.ErfOp.Create(c.Builder, c.A).Result,
        [typeof(Chlo.ErfcOp)] = c => Math.ErfcOp.Create(c.Builder, c.A).Result,
        [typeof(Chlo.ErfInvOp)] = c => InDouble(c, SpecialFunctions.ErfInv),
        [typeof(Chlo.LgammaOp)] = c => InDouble(c, SpecialFunctions.Lgamma),
        [typeof(Chlo.DigammaOp)] = c => InDouble(c, SpecialFunctions.Digamma),
        [typeof(Chlo.BesselI1eOp)] = c => InDouble(c, SpecialFunctions.BesselI1e),
        [typeof(Chlo.SquareOp)] = c => MulFOp.Create(c.Builder, c.A, c.A).Result,
        [typeof(Chlo.IsInfOp)] = c => CmpFOp.Create(c.Builder, Math.AbsFOp.Create(c.Builder, c.A).Result, c.Constant(double.PositiveInfinity), CmpFPredicate.Oeq).Result,
        [typeof(Chlo.IsPosInfOp)] = c => CmpFOp.Create(c.Builder, c.A, c.Constant(double.PositiveInfinity), CmpFPredicate.Oeq).Result,
        [typeof(Chlo.IsNegInfOp)] = c => CmpFOp.Create(c.Builder, c.A, c.Constant(double.NegativeInfinity), CmpFPredicate.Oeq).Result,
        [typeof(Chlo.NextAfterOp)] = c => FloatBitRules.NextAfter(c.Builder, c.A, c.B, c.Element),
        [typeof(Chlo.MulhiOp)] = c => c.IsUnsigned ? MulUIExtendedOp.Create(c.Builder, c.A, c.B).High : MulSIExtendedOp.Create(c.Builder, c.A, c.B).High,
        [typeof(Hlo.ReducePrecisionOp)] = c => FloatBitRules.ReducePrecision(c.Builder, c.A, ((Hlo.ReducePrecisionOp)c.Op).ExponentBits, ((Hlo.ReducePrecisionOp)c.Op).MantissaBits),
        [typeof(Hlo.ConvertOp)] = c => Convert(c.Builder, c.A, c.Element, c.Op.Results[0].Type.ElementOrSelf()),
    };

    /// <summary>A function whose formula is for f64.</summary>
    private static Value InDouble(Context c, Func<Term, Term> function)
    {
        var x = new TermBuilder(c.Builder, c.A.Type).Term(c.A);
        var result = function(x.ToDouble());
        return x.IsDouble ? result.Value : result.ToSingle().Value;
    }

    /// <summary>Operations whose rule above is for floats only (or integers only) and that must not be emitted for other elements.</summary>
    private static readonly HashSet<Type> FloatOnly = [typeof(Hlo.PowOp)];

    public static bool Has(Operation op) => Rows.ContainsKey(op.GetType()) && !(FloatOnly.Contains(op.GetType()) && !op.Operand(0).Type.IsFloat());

    /// <summary>Operations whose results are operands, or need no more digits than those have.</summary>
    private static readonly HashSet<Type> Exact =
    [
        typeof(Hlo.MaxOp), typeof(Hlo.MinOp), typeof(Hlo.NegOp), typeof(Hlo.AbsOp), typeof(Hlo.SignOp), typeof(Hlo.FloorOp), typeof(Hlo.CeilOp), typeof(Hlo.RoundOp), typeof(Hlo.RoundNearestEvenOp),
        typeof(Hlo.SelectOp), typeof(Hlo.ClampOp), typeof(Hlo.RemOp), typeof(Hlo.ConvertOp), typeof(Hlo.ReducePrecisionOp), typeof(Chlo.NextAfterOp),
    ];

    /// <summary>The result in the compute type, rounded to the type that it has: a narrow float computed in f32 has no more digits than in memory.</summary>
    public static Value Emit(OpBuilder builder, Operation op, Value[] args)
    {
        var value = EmitUnrounded(builder, op, args);
        return Exact.Contains(op.GetType()) ? value : Narrowed(builder, value, op.Results[0].Type.ElementOrSelf());
    }

    /// <summary>The result in the compute type, for sums whose terms are rounded together in the end.</summary>
    public static Value EmitUnrounded(OpBuilder builder, Operation op, Value[] args)
    {
        // select's condition is no number of the computed type.
        var element = op.Operand(op is Hlo.SelectOp ? 1 : 0).Type.ElementOrSelf();
        return Rows[op.GetType()](new Context(builder, op, args, element));
    }

    /// <summary>
    /// max(x, c) for a constant c that is no NaN is x &lt; c ? c : x, one instruction that keeps a NaN in x; in general the rule of IEEE 754-2019 <c>maximum</c>.
    /// </summary>
    private static Value FloatExtremum(Context c, bool isMax)
    {
        var (value, bound) = IsConstant(c.A) ? (c.B, c.A) : (c.A, c.B);
        if (IsConstant(bound))
            return SelectOp.Create(c.Builder, CmpFOp.Create(c.Builder, value, bound, isMax ? CmpFPredicate.Olt : CmpFPredicate.Ogt).Result, bound, value).Result;
        return isMax ? MaximumFOp.Create(c.Builder, c.A, c.B).Result : MinimumFOp.Create(c.Builder, c.A, c.B).Result;
    }

    private static bool IsConstant(Value value) => value.DefiningOp switch
    {
        ConstantOp constant => Constants.FloatOf(constant.Value) is { } number && !double.IsNaN(number),
        Nacre.Dialects.Vector.BroadcastOp broadcast => IsConstant(broadcast.Source),
        _ => false,
    };

    /// <summary>1 / (1 + e^-x); the approximate exponential is bounded so that neither it nor the quotient leaves the normal numbers.</summary>
    private static Value Logistic(Context c)
    {
        var power = Math.ExpOp.Create(c.Builder, NegFOp.Create(c.Builder, c.A).Result, fastMath: FastMathFlags.ApproxFunc).Result;
        return DivFOp.Create(c.Builder, c.Constant(1), AddFOp.Create(c.Builder, c.Constant(1), power).Result, fastMath: FastMathFlags.AllowReciprocal | FastMathFlags.NoInfs | FastMathFlags.Contract).Result;
    }

    /// <summary>A shift by the width or more gives the last bits that a chain of single shifts would give.</summary>
    private static Value Shift(Context c, Value shifted, Value beyond)
    {
        var inRange = CmpIOp.Create(c.Builder, c.B, c.Constant(c.Element.BitWidth()), CmpIPredicate.Ult).Result;
        return SelectOp.Create(c.Builder, inRange, shifted, beyond).Result;
    }

    /// <summary>−1, 0 or 1; a float's zero and NaN are themselves.</summary>
    private static Value Sign(Context c)
    {
        if (c.IsFloat)
        {
            var one = Math.CopySignOp.Create(c.Builder, c.Constant(1), c.A).Result;
            var nonZero = CmpFOp.Create(c.Builder, c.A, c.Constant(0), CmpFPredicate.One).Result;
            return SelectOp.Create(c.Builder, nonZero, one, c.A).Result;
        }
        var (zero, positive) = (c.Constant(0), c.Constant(1));
        var isPositive = CmpIOp.Create(c.Builder, c.A, zero, c.IsUnsigned ? CmpIPredicate.Ugt : CmpIPredicate.Sgt).Result;
        var negative = c.IsUnsigned ? zero : ShRSIOp.Create(c.Builder, c.A, c.Constant(c.Element.BitWidth() - 1)).Result;
        return SelectOp.Create(c.Builder, isPositive, positive, negative).Result;
    }

    private static Value Compare(Context c)
    {
        var op = (Hlo.CompareOp)c.Op;
        Hlo.ComparisonDirection direction = op.ComparisonDirection;
        if (c.IsFloat && op.CompareType?.Value == Hlo.ComparisonType.TotalOrder)
            return CmpIOp.Create(c.Builder, TotalOrder(c.Builder, c.A), TotalOrder(c.Builder, c.B), IntegerPredicate(direction, isUnsigned: false)).Result;
        if (c.IsFloat)
            return CmpFOp.Create(c.Builder, c.A, c.B, FloatPredicate(direction)).Result;
        return CmpIOp.Create(c.Builder, c.A, c.B, IntegerPredicate(direction, c.IsUnsigned)).Result;
    }

    /// <summary>Signed integers in the order -NaN, -∞, …, -0, +0, …, ∞, NaN: the bits, with those of negative numbers but the sign turned over.</summary>
    private static Value TotalOrder(OpBuilder builder, Value value)
    {
        var width = value.Type.ElementOrSelf().BitWidth();
        var bits = BitcastOp.Create(builder, value.Type.WithElementOrSelf(new IntegerType(width)), value).Out;
        var sign = ShRSIOp.Create(builder, bits, ConstantOp.Int(builder, width - 1, bits.Type).Result).Result;
        var turned = ShRUIOp.Create(builder, sign, ConstantOp.Int(builder, 1, bits.Type).Result).Result;
        return XOrIOp.Create(builder, bits, turned).Result;
    }

    private static CmpFPredicate FloatPredicate(Hlo.ComparisonDirection direction) => direction switch
    {
        Hlo.ComparisonDirection.Equal => CmpFPredicate.Oeq,
        Hlo.ComparisonDirection.NotEqual => CmpFPredicate.Une,
        Hlo.ComparisonDirection.Less => CmpFPredicate.Olt,
        Hlo.ComparisonDirection.LessEqual => CmpFPredicate.Ole,
        Hlo.ComparisonDirection.Greater => CmpFPredicate.Ogt,
        _ => CmpFPredicate.Oge,
    };

    private static CmpIPredicate IntegerPredicate(Hlo.ComparisonDirection direction, bool isUnsigned) => direction switch
    {
        Hlo.ComparisonDirection.Equal => CmpIPredicate.Eq,
        Hlo.ComparisonDirection.NotEqual => CmpIPredicate.Ne,
        Hlo.ComparisonDirection.Less => isUnsigned ? CmpIPredicate.Ult : CmpIPredicate.Slt,
        Hlo.ComparisonDirection.LessEqual => isUnsigned ? CmpIPredicate.Ule : CmpIPredicate.Sle,
        Hlo.ComparisonDirection.Greater => isUnsigned ? CmpIPredicate.Ugt : CmpIPredicate.Sgt,
        _ => isUnsigned ? CmpIPredicate.Uge : CmpIPredicate.Sge,
    };

    /// <summary>min(max(x, low), high).</summary>
    private static Value Clamp(Context c)
    {
        var low = Rows[typeof(Hlo.MaxOp)](c with { Args = [c.B, c.A] });
        return Rows[typeof(Hlo.MinOp)](c with { Args = [low, c.Args[2]] });
    }

    /// <summary>StableHLO's convert between compute types. Float to integer truncates and saturates, NaN gives 0; anything to bool is x != 0.</summary>
    public static Value Convert(OpBuilder builder, Value value, IRType from, IRType to)
    {
        var (source, target) = (value.Type.ElementOrSelf(), ElementEmitter.ComputeType(to));
        var targetType = value.Type.WithElementOrSelf(target);
        var isUnsigned = from is IntegerType { IsUnsigned: true } or IntegerType { Width: 1 };
        if (target == IntegerType.I1)
            return NonZero(builder, value);
        switch (source, target)
        {
            case (FloatType a, FloatType b):
                var resized = a == b ? value : b.Width > a.Width ? ExtFOp.Create(builder, targetType, value).Out : TruncFOp.Create(builder, targetType, value).Out;
                return Narrowed(builder, resized, to);
            case (IntegerType a, IntegerType b):
                if (a.Width == b.Width)
                    return value;
                if (b.Width < a.Width)
                    return TruncIOp.Create(builder, targetType, value).Out;
                return isUnsigned ? ExtUIOp.Create(builder, targetType, value).Out : ExtSIOp.Create(builder, targetType, value).Out;
            case (IntegerType, FloatType):
                Value number = isUnsigned ? UIToFPOp.Create(builder, targetType, value).Out : SIToFPOp.Create(builder, targetType, value).Out;
                return Narrowed(builder, number, to);
            default:
                return FloatToInteger.Emit(builder, value, (IntegerType)to);
        }
    }

    /// <summary>Rounds a value held in f32 to the narrower float that it stands for.</summary>
    private static Value Narrowed(OpBuilder builder, Value value, IRType to)
    {
        if (to is not FloatType { Width: < 32 })
            return value;
        if (to is FloatType { Width: < 16 } small)
            return SmallFloats.Decode(builder, SmallFloats.Encode(builder, value, small.Kind), small.Kind);
        var narrow = TruncFOp.Create(builder, value.Type.WithElementOrSelf(to), value).Out;
        return ExtFOp.Create(builder, value.Type, narrow).Out;
    }

    private static Value NonZero(OpBuilder builder, Value value)
    {
        if (value.Type.ElementOrSelf() == IntegerType.I1)
            return value;
        var zero = ConstantOp.Zero(builder, value.Type).Result;
        return value.Type.IsFloat() ? CmpFOp.Create(builder, value, zero, CmpFPredicate.Une).Result : CmpIOp.Create(builder, value, zero, CmpIPredicate.Ne).Result;
    }
}

/// <summary>Integer division as StableHLO leaves it to implementations: x / 0 = −1, x rem 0 = x, and the overflowing MIN / −1 = MIN, MIN rem −1 = 0.</summary>
internal static class IntegerDivision
{
    public static Value Quotient(OpBuilder builder, Value a, Value b, bool isUnsigned)
    {
        var (divisor, isZero, overflows) = Safe(builder, a, b, isUnsigned);
        Value quotient = isUnsigned ? DivUIOp.Create(builder, a, divisor).Result : DivSIOp.Create(builder, a, divisor).Result;
        if (overflows is not null)
            quotient = SelectOp.Create(builder, overflows, a, quotient).Result;
        return SelectOp.Create(builder, isZero, ConstantOp.Int(builder, -1, a.Type).Result, quotient).Result;
    }

    public static Value Remainder(OpBuilder builder, Value a, Value b, bool isUnsigned)
    {
        var (divisor, isZero, overflows) = Safe(builder, a, b, isUnsigned);
        Value remainder = isUnsigned ? RemUIOp.Create(builder, a, divisor).Result : RemSIOp.Create(builder, a, divisor).Result;
        if (overflows is not null)
            remainder = SelectOp.Create(builder, overflows, ConstantOp.Zero(builder, a.Type).Result, remainder).Result;
        return SelectOp.Create(builder, isZero, a, remainder).Result;
    }

    /// <summary>A divisor that cannot trap, and when the real one would.</summary>
    private static (Value Divisor, Value IsZero, Value? Overflows) Safe(OpBuilder builder, Value a, Value b, bool isUnsigned)
    {
        var one = ConstantOp.Int(builder, 1, a.Type).Result;
        var isZero = CmpIOp.Create(builder, b, ConstantOp.Zero(builder, a.Type).Result, CmpIPredicate.Eq).Result;
        if (isUnsigned)
            return (SelectOp.Create(builder, isZero, one, b).Result, isZero, null);
        var min = ConstantOp.Int(builder, long.MinValue >> (64 - a.Type.ElementOrSelf().BitWidth()), a.Type).Result;
        var overflows = AndIOp.Create(
            builder,
            CmpIOp.Create(builder, a, min, CmpIPredicate.Eq).Result,
            CmpIOp.Create(builder, b, ConstantOp.Int(builder, -1, a.Type).Result, CmpIPredicate.Eq).Result).Result;
        var unsafeDivisor = OrIOp.Create(builder, isZero, overflows).Result;
        return (SelectOp.Create(builder, unsafeDivisor, one, b).Result, isZero, overflows);
    }
}

/// <summary>Truncation of a float to an integer, saturating at the ends of the type.</summary>
internal static class FloatToInteger
{
    public static Value Emit(OpBuilder builder, Value value, IntegerType to)
    {
        var isUnsigned = to.IsUnsigned;
        var low = isUnsigned ? 0 : -System.Math.Pow(2, to.Width - 1);
        var high = System.Math.Pow(2, isUnsigned ? to.Width : to.Width - 1);
        // Every integer below the upper end is at least one step of the float type away from it.
        var f32 = value.Type.ElementOrSelf() == FloatType.F32;
        var largest = f32 ? MathF.BitDecrement((float)high) : System.Math.BitDecrement(high);
        if (largest < high - 1)
            return Saturated(builder, value, to, low, high, largest);
        var clamped = Clamp(builder, value, low, high - 1);
        return Truncate(builder, clamped, to);
    }

    /// <summary>The float type cannot hold the largest integer: it is put in by a select.</summary>
    private static Value Saturated(OpBuilder builder, Value value, IntegerType to, double low, double high, double largest)
    {
        var converted = Truncate(builder, Clamp(builder, value, low, largest), to);
        var tooLarge = CmpFOp.Create(builder, value, ConstantOp.Float(builder, high, value.Type).Result, CmpFPredicate.Oge).Result;
        var max = ConstantOp.Int(builder, to.IsUnsigned ? -1 : long.MaxValue >> (64 - to.Width), converted.Type).Result;
        return SelectOp.Create(builder, tooLarge, max, converted).Result;
    }

    private static Value Clamp(OpBuilder builder, Value value, double low, double high)
    {
        var (lowest, highest) = (ConstantOp.Float(builder, low, value.Type).Result, ConstantOp.Float(builder, high, value.Type).Result);
        var isNumber = CmpFOp.Create(builder, value, value, CmpFPredicate.Ord).Result;
        var number = SelectOp.Create(builder, isNumber, value, ConstantOp.Zero(builder, value.Type).Result).Result;
        var above = SelectOp.Create(builder, CmpFOp.Create(builder, number, lowest, CmpFPredicate.Olt).Result, lowest, number).Result;
        return SelectOp.Create(builder, CmpFOp.Create(builder, above, highest, CmpFPredicate.Ogt).Result, highest, above).Result;
    }

    private static Value Truncate(OpBuilder builder, Value value, IntegerType to)
    {
        var type = value.Type.WithElementOrSelf(new IntegerType(to.Width));
        return to.IsUnsigned ? FPToUIOp.Create(builder, type, value).Out : FPToSIOp.Create(builder, type, value).Out;
    }
}
