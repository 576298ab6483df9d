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
    public static void Widening(ICastOp cast, Verifier verifier) => Require(cast, verifier, Width(cast.Out) > Width(cast.In));
    public static void Narrowing(ICastOp cast, Verifier verifier) => Require(cast, verifier, Width(cast.Out) < Width(cast.In));
    public static void SameWidth(ICastOp cast, Verifier verifier) => Require(cast, verifier, IsIndex(cast.In) == IsIndex(cast.Out) && Width(cast.Out) == Width(cast.In));
    public static void Index(ICastOp cast, Verifier verifier) => Require(cast, verifier, IsIndex(cast.In) != IsIndex(cast.Out));

    private static bool IsIndex(Value value) => value.Type.ElementOrSelf() is IndexType;
    private static int Width(Value value) => value.Type.ElementOrSelf().BitWidth();

    private static void Require(ICastOp cast, Verifier verifier, bool isCompatible)
    {
        if (!isCompatible)
            verifier.Error((Operation)cast, $"operand type '{cast.In.Type}' and result type '{cast.Out.Type}' are cast incompatible");
    }
}
