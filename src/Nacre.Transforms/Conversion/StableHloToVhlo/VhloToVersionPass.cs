using Nacre.Dialects.Builtin;
using Nacre.Dialects.Vhlo;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Brings VHLO of any versions to what one version of StableHLO knows.</summary>
/// <param name="Target">The version; what it does not know is an error.</param>
public sealed record VhloToVersionPass(VhloVersion Target) : Pass, IPass<VhloToVersionPass>
{
    public static string PassArgument => "vhlo-to-version";
    public static string Description => "Convert VHLO to the versions of its operations that a version of StableHLO knows: target=1.20.0";
    public override string Argument => PassArgument;
    public override IEnumerable<(string Name, string Value)> Options => [("target", Target.ToString())];
    public static VhloToVersionPass FromOptions(PassOptions options) => new(ParseTarget(options.Get("target", "")));

    /// <summary>Reads a target version.</summary>
    /// <exception cref="FormatException">It is no version, or one that is not supported.</exception>
    public static VhloVersion ParseTarget(string text)
    {
        if (!VhloVersion.TryParse(text, out var version))
            throw new FormatException(text.Length == 0 ? "No target version specified. Target version must be of the form `#.#.#`." : $"Invalid target version argument '{text}'. Target version must be of the form `#.#.#`.");
        if (version < VhloVersion.Minimum)
            throw new FormatException($"target version {version} is less than minimum supported {VhloVersion.Minimum}");
        return version <= VhloVersion.Current ? version : throw new FormatException($"target version {version} is greater than current version {VhloVersion.Current}");
    }

    public override void Run(Operation root, PassContext context)
    {
        foreach (var op in root.Walk().ToArray())
            CheckLegal(Convert(op));
    }

    private Operation Convert(Operation op)
    {
        if (VhloOps.Of(op) is not { } version || version.IsIn(Target.WithoutPatch))
            return op;
        var target = VhloOps.VersionsOf(version.Operation).FirstOrDefault(v => v.IsIn(Target.WithoutPatch)) ?? throw Illegal(op, $"came with v{VhloOps.VersionsOf(version.Operation).First().Since}");
        var attributes = new AttributeSet(op);
        if (target.Number > version.Number)
            VhloStep.Upgrade(version.Operation, attributes);
        else if (VhloStep.Downgrade(version.Operation, attributes) is { } problem)
            throw Illegal(op, problem);
        return OperationSwap.Replace(op, VhloDialect.DefinitionOf(target), op.Results.Types, attributes.All.Select(a => new NamedAttr(a.Name, VhloAttr.Wrap(a.Value))));
    }

    private DiagnosticException Illegal(Operation op, string reason) => new(op.Location, $"failed to convert VHLO to v{Target}: '{op.Name}' op {reason}");

    private void CheckLegal(Operation op)
    {
        if (op is not VhloOp)
        {
            if (op is not ModuleOp && Target < VhloVersion.Parse("1.11.0"))
                throw Illegal(op, "is not of VHLO, which programs may mix with other dialects since v1.11.0");
            return;
        }
        foreach (var type in op.Operands.Types.Concat(op.Results.Types).Concat(op.Regions.SelectMany(r => r.Blocks).SelectMany(b => b.Arguments).Select(a => a.Type)))
        {
            if (!IsKnown(VhloType.Since(type)))
                throw Illegal(op, $"has a value of type '{type}', {Reason(VhloType.Since(type))}");
        }
        foreach (var attribute in op.Attributes)
        {
            if (!IsKnown(VhloAttr.Since(attribute.Value)))
                throw Illegal(op, $"has the attribute '{attribute.Name}' = {attribute.Value}, {Reason(VhloAttr.Since(attribute.Value))}");
        }
        if (VhloConstraints.Problem(op, Target) is { } problem)
            throw Illegal(op, problem);
    }

    private bool IsKnown(VhloVersion? since) => since is { } version && version <= Target;

    private static string Reason(VhloVersion? since) => since is { } version ? $"which came with v{version}" : "which VHLO has no form for";
}
