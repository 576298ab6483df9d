using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Dialects.Linalg;

/// <summary>The scalar operations that regions of named operations are made of; the element type decides between integer and float.</summary>
internal static class Scalars
{
    public static Value Apply(ElementwiseKind kind, OpBuilder b, IReadOnlyList<Value> v) => kind switch
    {
        ElementwiseKind.Exp => MathOps.ExpOp.Create(b, v[0]).Result,
        ElementwiseKind.Log => MathOps.LogOp.Create(b, v[0]).Result,
        ElementwiseKind.Abs => MathOps.AbsFOp.Create(b, v[0]).Result,
        ElementwiseKind.Ceil => MathOps.CeilOp.Create(b, v[0]).Result,
        ElementwiseKind.Floor => MathOps.FloorOp.Create(b, v[0]).Result,
        ElementwiseKind.NegF => Arith.NegFOp.Create(b, v[0]).Result,
        ElementwiseKind.Round => MathOps.RoundOp.Create(b, v[0]).Result,
        ElementwiseKind.Sqrt => MathOps.SqrtOp.Create(b, v[0]).Result,
        ElementwiseKind.Rsqrt => MathOps.RsqrtOp.Create(b, v[0]).Result,
        ElementwiseKind.Square => Multiply(b, v[0], v[0]),
        ElementwiseKind.Tanh => MathOps.TanhOp.Create(b, v[0]).Result,
        ElementwiseKind.Erf => MathOps.ErfOp.Create(b, v[0]).Result,
        _ => Binary(kind, b, v[0], v[1]),
    };

    private static Value Binary(ElementwiseKind kind, OpBuilder b, Value x, Value y) => kind switch
    {
        ElementwiseKind.Add => Add(b, x, y),
        ElementwiseKind.Sub => x.Type.IsFloat() ? SubFOp.Create(b, x, y).Result : SubIOp.Create(b, x, y).Result,
        ElementwiseKind.Mul => Multiply(b, x, y),
        ElementwiseKind.Div => x.Type.IsFloat() ? DivFOp.Create(b, x, y).Result : DivSIOp.Create(b, x, y).Result,
        ElementwiseKind.DivUnsigned => DivUIOp.Create(b, x, y).Result,
        ElementwiseKind.MaxSigned => Max(b, x, y),
        ElementwiseKind.MinSigned => Min(b, x, y),
        ElementwiseKind.MaxUnsigned => MaxUIOp.Create(b, x, y).Result,
        ElementwiseKind.MinUnsigned => MinUIOp.Create(b, x, y).Result,
        ElementwiseKind.PowF => MathOps.PowFOp.Create(b, x, y).Result,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    public static Value Add(OpBuilder b, Value x, Value y) => x.Type.IsFloat() ? AddFOp.Create(b, x, y).Result : x.Type.IsBool() ? OrIOp.Create(b, x, y).Result : AddIOp.Create(b, x, y).Result;
    public static Value Multiply(OpBuilder b, Value x, Value y) => x.Type.IsFloat() ? MulFOp.Create(b, x, y).Result : x.Type.IsBool() ? AndIOp.Create(b, x, y).Result : MulIOp.Create(b, x, y).Result;
    public static Value Max(OpBuilder b, Value x, Value y) => x.Type.IsFloat() ? MaximumFOp.Create(b, x, y).Result : MaxSIOp.Create(b, x, y).Result;
    public static Value Min(OpBuilder b, Value x, Value y) => x.Type.IsFloat() ? MinimumFOp.Create(b, x, y).Result : MinSIOp.Create(b, x, y).Result;

    /// <summary>out + a * b, where a and b are first brought to the type of out.</summary>
    public static Value MultiplyAdd(OpBuilder b, IReadOnlyList<Value> v) => Add(b, v[2], Multiply(b, Cast(b, v[0], v[2].Type), Cast(b, v[1], v[2].Type)));

    /// <summary>A signed number in another type; a type that has no such cast is left, and the verifier names it.</summary>
    public static Value Cast(OpBuilder b, Value value, IRType type) => (value.Type, type) switch
    {
        var (from, to) when from == to => value,
        (FloatType from, FloatType to) => from.Width < to.Width ? ExtFOp.Create(b, to, value).Out : TruncFOp.Create(b, to, value).Out,
        (IntegerType from, IntegerType to) => from.Width < to.Width ? ExtSIOp.Create(b, to, value).Out : TruncIOp.Create(b, to, value).Out,
        (IntegerType, FloatType to) => SIToFPOp.Create(b, to, value).Out,
        (FloatType, IntegerType to) => FPToSIOp.Create(b, to, value).Out,
        _ => value,
    };
}
