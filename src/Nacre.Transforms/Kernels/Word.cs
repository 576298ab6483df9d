using Nacre.Dialects.Arith;
using Nacre.IR;

namespace Nacre.Transforms.Kernels;

/// <summary>A scalar or vector of integers, so that formulas on bits read as formulas.</summary>
internal readonly record struct Word(OpBuilder Builder, Value Value)
{
    public Word Like(long value) => this with { Value = ConstantOp.Int(Builder, value, Value.Type).Result };
    public static Word operator +(Word a, Word b) => a with { Value = AddIOp.Create(a.Builder, a.Value, b.Value).Result };
    public static Word operator -(Word a, Word b) => a with { Value = SubIOp.Create(a.Builder, a.Value, b.Value).Result };
    public static Word operator +(Word a, long b) => a + a.Like(b);
    public static Word operator -(Word a, long b) => a - a.Like(b);
    public static Word operator *(Word a, Word b) => a with { Value = MulIOp.Create(a.Builder, a.Value, b.Value).Result };
    public static Word operator ^(Word a, Word b) => a with { Value = XOrIOp.Create(a.Builder, a.Value, b.Value).Result };
    public static Word operator &(Word a, Word b) => a with { Value = AndIOp.Create(a.Builder, a.Value, b.Value).Result };
    public static Word operator &(Word a, long b) => a & a.Like(b);
    public static Word operator |(Word a, Word b) => a with { Value = OrIOp.Create(a.Builder, a.Value, b.Value).Result };
    public static Word operator |(Word a, long b) => a | a.Like(b);
    public Word ShiftLeft(int count) => this with { Value = ShLIOp.Create(Builder, Value, Like(count).Value).Result };
    public Word ShiftRight(int count) => this with { Value = ShRUIOp.Create(Builder, Value, Like(count).Value).Result };
    public Word RotateLeft(int count) => ShiftLeft(count) | ShiftRight(Value.Type.ElementOrSelf().BitWidth() - count);

    /// <summary>The low bits, or with zeros above.</summary>
    public Word Resize(int width) => this with { Value = Resized(new IntegerType(width)) };

    private Value Resized(IntegerType type)
    {
        var (from, target) = (Value.Type.ElementOrSelf().BitWidth(), Value.Type.WithElementOrSelf(type));
        return from == type.Width ? Value : from > type.Width ? TruncIOp.Create(Builder, target, Value).Out : ExtUIOp.Create(Builder, target, Value).Out;
    }

    public Value IsEqual(Word b) => CmpIOp.Create(Builder, Value, b.Value, CmpIPredicate.Eq).Result;
    public Value IsAbove(Word b) => CmpIOp.Create(Builder, Value, b.Value, CmpIPredicate.Ugt).Result;
    public Value IsAboveSigned(Word b) => CmpIOp.Create(Builder, Value, b.Value, CmpIPredicate.Sgt).Result;
    public Word Select(Value condition, Word otherwise) => this with { Value = Select(Builder, condition, Value, otherwise.Value) };

    /// <summary>The f32 with these 32 bits.</summary>
    public Value ToFloat() => BitcastOp.Create(Builder, Value.Type.WithElementOrSelf(FloatType.F32), Value).Out;

    public static Value Select(OpBuilder builder, Value condition, Value yes, Value no) => SelectOp.Create(builder, condition, yes, no).Result;
}
