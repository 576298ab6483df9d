using Nacre.IR;

namespace Nacre.Dialects.Vhlo;

/// <summary>
/// The versioned copy of StableHLO that portable artifacts are written in (https://openxla.org/stablehlo/vhlo). An artifact may hold any version of an operation; all are
/// known here, since each is only a name and a list of attributes.
/// </summary>
public sealed class VhloDialect() : Dialect("vhlo")
{
    private static readonly Dictionary<string, OpDefinition> Definitions = VhloOps.All.ToDictionary(o => o.Name, Define);

    public override IReadOnlyList<OpDefinition> Operations { get; } = [.. Definitions.Values];

    public override IDialectBytecode Bytecode => VhloBytecode.Instance;

    /// <summary>The kind of operation that a version is.</summary>
    public static OpDefinition DefinitionOf(VhloOpVersion version) => Definitions[version.Name];

    private static OpDefinition Define(VhloOpVersion version)
    {
        OpDefinition? definition = null;
        var isReturn = version.Operation == "return";
        return definition = new OpDefinition
        {
            Name = "vhlo." + version.Name,
            Operands = [new ValueDef("operands", Arity.Variadic, _ => true, "any type")],
            Results = [new ValueDef("results", Arity.Variadic, _ => true, "any type")],
            Regions = [new RegionDef("regions", IsVariadic: true)],
            Attributes = [.. version.Attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(name => new AttrDef(name, _ => true, "any attribute"))],
            Traits = isReturn ? OpTraits.Terminator : OpTraits.None,
            Construct = state => isReturn ? new VhloReturnOp(definition!, state) : new VhloOp(definition!, state),
        };
    }
}

/// <summary>An operation of VHLO; <see cref="VhloOps"/> says which.</summary>
public class VhloOp : Operation
{
    internal VhloOp(OpDefinition definition, OpState state) : base(definition, state) { }
}

/// <summary>Ends a function or a region.</summary>
public sealed class VhloReturnOp : VhloOp, ITerminator
{
    internal VhloReturnOp(OpDefinition definition, OpState state) : base(definition, state) { }
}
