using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Vhlo;

/// <summary>
/// An attribute of the VHLO dialect, held as its builtin or StableHLO counterpart. Several of those have one form in VHLO: a dense array is held as a tensor of rank 1, a
/// symbol as a string, and the number of a custom call's convention as <see cref="ApiVersionAttr"/>.
/// </summary>
public sealed record VhloAttr(Attr Value) : DialectAttr
{
    public override string Dialect => "vhlo";

    /// <summary>The VHLO form of an attribute; one of another dialect, or one that VHLO has none for, stays as it is.</summary>
    public static Attr Wrap(Attr attribute) => Normalized(attribute) is { } value ? new VhloAttr(value) : attribute;

    /// <summary>The attribute that a VHLO attribute stands for.</summary>
    public static Attr Unwrap(Attr attribute) => attribute is VhloAttr vhlo ? vhlo.Value : attribute;

    private static Attr? Normalized(Attr attribute) => attribute switch
    {
        VhloAttr vhlo => vhlo.Value,
        ArrayAttr array => new ArrayAttr(array.Items.Map(Part)),
        DictionaryAttr dictionary => new DictionaryAttr(dictionary.Entries.Select(e => new NamedAttr(e.Name, Part(e.Value)))),
        SymbolRefAttr { Nested.IsEmpty: true } symbol => new StringAttr(symbol.Root),
        DenseArrayAttr { ElementType: IntegerType { Width: 1 or 64 } element } array => DenseElementsAttr.OfIntegers(RankedTensorType.Get(element, array.Count), array.Bits.Span),
        StringAttr { Type: null } or IntegerAttr or FloatAttr or TypeAttr or DenseElementsAttr or ApiVersionAttr or SubAxisAttr => attribute,
        DialectAttr { Dialect: "stablehlo" } => attribute,
        _ => null,
    };

    private static Attr Part(Attr attribute) => Normalized(attribute) ?? attribute;

    /// <summary>The first version that has the attribute with all its parts; null when none has.</summary>
    public static VhloVersion? Since(Attr attribute) => attribute switch
    {
        VhloAttr vhlo => Since(vhlo.Value),
        ArrayAttr array => Latest("0.9.0", array.Items.Select(Since)),
        DictionaryAttr dictionary => Latest("0.9.0", dictionary.Entries.Select(e => Since(e.Value))),
        IntegerAttr integer => VhloType.Since(integer.Type),
        FloatAttr number => VhloType.Since(number.Type),
        DenseElementsAttr elements => VhloType.Since(elements.Type),
        TypeAttr type => VhloType.Since(type.Value),
        ResultAccuracyAttr or ResultAccuracyModeAttr => VhloVersion.Parse("1.9.0"),
        SubAxisAttr or AxisRefAttr or ReplicaGroupMeshAxesAttr or MeshAxisAttr or MeshAttr => VhloVersion.Parse("1.16.0"),
        StringAttr { Type: null } or DialectAttr { Dialect: "stablehlo" } or ApiVersionAttr => VhloVersion.Minimum,
        UnitAttr or OpaqueAttr or DialectAttr => VhloVersion.Parse("1.11.0"),
        _ => null,
    };

    /// <summary>The latest of versions and a first one; null when one is missing.</summary>
    internal static VhloVersion? Latest(string first, IEnumerable<VhloVersion?> others) =>
        others.Aggregate((VhloVersion?)VhloVersion.Parse(first), (a, b) => a is { } x && b is { } y ? (x > y ? x : y) : null);

    public override void Print(AsmPrinter printer) => VhloText.Print(printer, Value);
}

/// <summary>How a custom call's target is called, which StableHLO holds as a plain <c>i32</c>.</summary>
public sealed record ApiVersionAttr(CustomCallApiVersion Value) : HloAttr
{
    public override void Print(AsmPrinter printer) => printer.Write($"api_version<{EnumKeywords.Of(Value)}>");
}

/// <summary>A part of an axis of a mesh, which in StableHLO is a field of <see cref="AxisRefAttr"/>.</summary>
public sealed record SubAxisAttr(long PreSize, long Size) : HloAttr
{
    public override void Print(AsmPrinter printer) => printer.Write($"sub_axis_info<pre_size = {PreSize}, size = {Size}>");
}
