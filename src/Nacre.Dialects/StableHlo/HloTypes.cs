using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary><c>!stablehlo.token</c>: orders operations with side effects.</summary>
public sealed record TokenType : DialectType
{
    public static TokenType Instance { get; } = new();
    public override string Dialect => "stablehlo";
    public override void Print(AsmPrinter printer) => printer.Write("token");
}

/// <summary><c>!stablehlo.future&lt;types&gt;</c>: what an asynchronous operation will give.</summary>
public sealed record FutureType(EquatableArray<IRType> Types) : DialectType
{
    public override string Dialect => "stablehlo";

    public override void Print(AsmPrinter printer)
    {
        printer.Write("future<");
        printer.WriteList(Types, printer.Print);
        printer.Write('>');
    }
}

/// <summary>Questions about StableHLO's tensor types.</summary>
public static class HloTypeExtensions
{
    /// <summary>The upper bounds of the dimensions (<see cref="Shape.Dynamic"/> where there is none); empty when the type has no bounds.</summary>
    public static EquatableArray<long> Bounds(this RankedTensorType type) => type.Encoding is TypeExtensionsAttr extensions ? extensions.Bounds : [];

    /// <summary>The tensor of rank 0 with this tensor's elements.</summary>
    public static RankedTensorType ScalarOf(this IRType type) => RankedTensorType.Get(type.ElementOrSelf());

    /// <summary>The type of a complex number's parts; the type itself where it is real.</summary>
    public static IRType RealOf(this IRType element) => element is ComplexType complex ? complex.ElementType : element;
}
