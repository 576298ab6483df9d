using Nacre.IR;

namespace Nacre.Dialects.Shapes;

/// <summary>A shape, or the error that computing it met: <c>!shape.shape</c>.</summary>
public sealed record ShapeType : DialectType
{
    public static ShapeType Instance { get; } = new();
    public override string Dialect => "shape";
    public override void Print(AsmPrinter printer) => printer.Write("shape");
}

/// <summary>A size, or an error: <c>!shape.size</c>.</summary>
public sealed record SizeType : DialectType
{
    public static SizeType Instance { get; } = new();
    public override string Dialect => "shape";
    public override void Print(AsmPrinter printer) => printer.Write("size");
}

/// <summary>The token that a constraint holds: <c>!shape.witness</c>.</summary>
public sealed record WitnessType : DialectType
{
    public static WitnessType Instance { get; } = new();
    public override string Dialect => "shape";
    public override void Print(AsmPrinter printer) => printer.Write("witness");
}

/// <summary>A value with its shape: <c>!shape.value_shape</c>.</summary>
public sealed record ValueShapeType : DialectType
{
    public static ValueShapeType Instance { get; } = new();
    public override string Dialect => "shape";
    public override void Print(AsmPrinter printer) => printer.Write("value_shape");
}

/// <summary><c>!shape.shape</c>.</summary>
public sealed class AnyShape : ITypeConstraint, IBuildableType
{
    public static IRType Type => ShapeType.Instance;
    public static bool Accepts(IRType type) => type is ShapeType;
    public static string Description => "shape";
}

/// <summary><c>!shape.size</c>.</summary>
public sealed class AnySize : ITypeConstraint, IBuildableType
{
    public static IRType Type => SizeType.Instance;
    public static bool Accepts(IRType type) => type is SizeType;
    public static string Description => "size";
}

/// <summary><c>!shape.witness</c>.</summary>
public sealed class AnyWitness : ITypeConstraint, IBuildableType
{
    public static IRType Type => WitnessType.Instance;
    public static bool Accepts(IRType type) => type is WitnessType;
    public static string Description => "witness";
}

/// <summary>A shape as <c>!shape.shape</c> or as the 1-D tensor of its sizes, its extent tensor.</summary>
public sealed class ShapeOrExtentTensor : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is ShapeType || IsExtentTensor(type);
    public static string Description => "shape or extent tensor";
    internal static bool IsExtentTensor(IRType type) => type is RankedTensorType { Rank: 1, ElementType: IndexType };
}

/// <summary>A 1-D tensor of sizes.</summary>
public sealed class ExtentTensor : ITypeConstraint
{
    public static bool Accepts(IRType type) => ShapeOrExtentTensor.IsExtentTensor(type);
    public static string Description => "1D tensor of index values";
}

/// <summary>A size as <c>!shape.size</c> or <c>index</c>.</summary>
public sealed class SizeOrIndex : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is SizeType or IndexType;
    public static string Description => "size or index";
}

/// <summary>What has a shape: a shaped type or a value with its shape.</summary>
public sealed class ShapedOrValueShape : ITypeConstraint
{
    public static bool Accepts(IRType type) => type is ShapedType or ValueShapeType;
    public static string Description => "shaped of any type values or value shape";
}
