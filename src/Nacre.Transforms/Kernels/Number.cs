using Nacre.Dialects.Arith;
using Nacre.IR;
using Math = Nacre.Dialects.MathOps;

namespace Nacre.Transforms.Kernels;

/// <summary>A real or complex scalar, so that algorithms of linear algebra are written once for both.</summary>
/// <param name="Builder">Where its arithmetic goes.</param>
/// <param name="Re">The number, or its real part.</param>
/// <param name="Im">The imaginary part; null for real numbers.</param>
internal readonly record struct Number(OpBuilder Builder, Value Re, Value? Im)
{
    /// <summary>An element of a tensor in memory.</summary>
    public static Number Load(ElementEmitter emitter, Value tensor, AffineExpr[] index) => ComplexParts.Of(tensor.Type) is null
        ? new(emitter.Builder, emitter.Emit(tensor, index), null)
        : new(emitter.Builder, emitter.EmitPart(tensor, index, 0), emitter.EmitPart(tensor, index, 1));

    /// <summary>Writes an element of a result.</summary>
    public void Store(ElementEmitter emitter, Value tensor, AffineExpr[] index)
    {
        if (Im is null)
        {
            emitter.Store(emitter.Buffer(tensor), (RankedTensorType)tensor.Type, index, Re);
            return;
        }
        var parts = ComplexParts.Of(tensor.Type)!;
        emitter.StorePart(emitter.Buffer(tensor), parts, index, 0, Re);
        emitter.StorePart(emitter.Buffer(tensor), parts, index, 1, Im);
    }

    /// <summary>The values of which it consists, as loops carry them.</summary>
    public Value[] Parts => Im is null ? [Re] : [Re, Im];

    public Number WithParts(IReadOnlyList<Value> parts) => this with { Re = parts[0], Im = parts.Count > 1 ? parts[1] : null };

    public Number Conjugate() => Im is null ? this : this with { Im = NegFOp.Create(Builder, Im).Result };

    public Number Zero => this with { Re = ConstantOp.Zero(Builder, Re.Type).Result, Im = Im is null ? null : ConstantOp.Zero(Builder, Re.Type).Result };

    /// <summary>√ of the real part.</summary>
    public Number SqrtOfReal() => Zero with { Re = Math.SqrtOp.Create(Builder, Re).Result };

    public static Number operator -(Number a, Number b) => a with { Re = a.Minus(a.Re, b.Re), Im = a.Im is null ? null : a.Minus(a.Im, b.Im!) };

    public static Number operator *(Number a, Number b) => a.Im is null || b.Im is null
        ? a with { Re = a.Times(a.Re, b.Re) }
        : a with { Re = a.Minus(a.Times(a.Re, b.Re), a.Times(a.Im, b.Im)), Im = a.Plus(a.Times(a.Re, b.Im), a.Times(a.Im, b.Re)) };

    /// <summary>By the smaller of b's parts over the larger one (R. L. Smith).</summary>
    public static Number operator /(Number a, Number b)
    {
        if (a.Im is null || b.Im is null)
            return a with { Re = a.Over(a.Re, b.Re) };
        var builder = a.Builder;
        var swaps = CmpFOp.Create(builder, Math.AbsFOp.Create(builder, b.Re).Result, Math.AbsFOp.Create(builder, b.Im).Result, CmpFPredicate.Olt).Result;
        Value Select(Value yes, Value no) => SelectOp.Create(builder, swaps, yes, no).Result;
        var (large, small) = (Select(b.Im, b.Re), Select(b.Re, b.Im));
        var ratio = a.Over(small, large);
        var scale = a.Plus(large, a.Times(small, ratio));
        var real = a.Plus(Select(a.Im, a.Re), a.Times(Select(a.Re, a.Im), ratio));
        var imaginary = Select(a.Minus(a.Times(a.Im, ratio), a.Re), a.Minus(a.Im, a.Times(a.Re, ratio)));
        return a with { Re = a.Over(real, scale), Im = a.Over(imaginary, scale) };
    }

    private Value Plus(Value a, Value b) => AddFOp.Create(Builder, a, b).Result;
    private Value Minus(Value a, Value b) => SubFOp.Create(Builder, a, b).Result;
    private Value Times(Value a, Value b) => MulFOp.Create(Builder, a, b).Result;
    private Value Over(Value a, Value b) => DivFOp.Create(Builder, a, b).Result;
}
