using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>An integer, index or float, or a shape of them.</summary>
public sealed class BitcastLike : ITypeConstraint
{
    public static bool Accepts(IRType type) => IntegerLike.Accepts(type) || FloatLike.Accepts(type);
    public static string Description => "signless-integer-or-float-like or memref of signless-integer or float";
}

/// <summary>A signless integer or index, or a shape of them.</summary>
public sealed class IndexCastLike : ITypeConstraint
{
    public static bool Accepts(IRType type) => IntegerLike.Accepts(type);
    public static string Description => "signless-integer-like or memref of signless-integer";
}

/// <summary>Which types a cast may go between.</summary>
internal static class CastRules
{
    public static void Widening(ICastOp cast, Verifier verifier)
    {
        if (Width(cast.Out) <= Width(cast.In))
            verifier.Error((Operation)cast, $"result type '{cast.Out.Type}' must be wider than operand type '{cast.In.Type}'");
    }

    public static void Narrowing(ICastOp cast, Verifier verifier)
    {
        if (Width(cast.Out) >= Width(cast.In))
            verifier.Error((Operation)cast, $"result type '{cast.Out.Type}' must be shorter than operand type '{cast.In.Type}'");
    }

    public static void SameWidth(ICastOp cast, Verifier verifier)
    {
        if (cast.In.Type.ElementOrSelf() is IndexType != cast.Out.Type.ElementOrSelf() is IndexType || Width(cast.Out) != Width(cast.In))
            Incompatible(cast, verifier);
    }

    public static void Index(ICastOp cast, Verifier verifier)
    {
        if (cast.In.Type.ElementOrSelf() is IndexType == cast.Out.Type.ElementOrSelf() is IndexType)
            Incompatible(cast, verifier);
    }

    private static void Incompatible(ICastOp cast, Verifier verifier) =>
        verifier.Error((Operation)cast, $"operand type '{cast.In.Type}' and result type '{cast.Out.Type}' are cast incompatible");

    private static int Width(Value value) => value.Type.ElementOrSelf().BitWidth();
}
