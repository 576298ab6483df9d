using Nacre.Dialects.Func;
using Nacre.Dialects.StableHlo;
using Nacre.Dialects.Vhlo;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Turns StableHLO and functions into the newest version of VHLO.</summary>
public sealed record StableHloToVhloPass : Pass, IPass<StableHloToVhloPass>
{
    public static string PassArgument => "stablehlo-legalize-to-vhlo";
    public static string Description => "Convert StableHLO and func to the newest version of VHLO";
    public override string Argument => PassArgument;
    public static StableHloToVhloPass FromOptions(PassOptions options) => new();

    public override void Run(Operation root, PassContext context)
    {
        var operations = root.Walk().Where(op => !ReferenceEquals(op, root)).ToArray();
        foreach (var op in operations)
            Convert(op);
        OperationSwap.RetypeArguments(root, VhloType.Wrap);
    }

    private static void Convert(Operation op)
    {
        if (op is VhloOp or Dialects.Builtin.ModuleOp)
            return;
        var name = op.Info.Dialect is "stablehlo" or "func" ? op.Info.Name[(op.Info.Dialect.Length + 1)..] : "";
        var version = VhloOps.VersionsOf(name).LastOrDefault() ?? throw new DiagnosticException(op, "has no form in VHLO; convert it to StableHLO first");
        foreach (var type in op.Operands.Types.Concat(op.Results.Types))
        {
            if (VhloType.Since(type) is null)
                throw new DiagnosticException(op, $"has a value of type '{type}', which VHLO has no form for");
        }
        var attributes = VhloAttributes(op, name);
        if (version.Attributes.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault(a => !attributes.Has(a)) is { } missing)
            throw new DiagnosticException(op, $"needs the attribute '{missing}' to be written as VHLO");
        OperationSwap.Replace(op, VhloDialect.DefinitionOf(version), op.Results.Types.Select(VhloType.Wrap), attributes.All.Select(a => new NamedAttr(a.Name, VhloAttr.Wrap(a.Value))));
    }

    private static AttributeSet VhloAttributes(Operation op, string name)
    {
        var attributes = new AttributeSet(op);
        foreach (var attribute in op.Info.Attributes)
        {
            if (attributes.Get(attribute.Name) is UnitAttr)
                attributes.Set(attribute.Name, IntegerAttr.Bool(true));
        }
        if (op is CustomCallOp && attributes.Get("api_version") is IntegerAttr version)
            attributes.Set("api_version", new ApiVersionAttr((CustomCallApiVersion)version.Value));
        if (op is FuncOp { NoInline: not null })
            attributes.Set("no_inline", UnitAttr.Instance);
        VhloForm.SplitAll(name, attributes);
        foreach (var (key, value) in attributes.All.ToArray())
            attributes.Set(key, VhloAttr.Unwrap(VhloAttr.Wrap(value)));
        VhloDefaults.Add(name, attributes);
        return attributes;
    }
}
