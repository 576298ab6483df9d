using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Vhlo;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>StableHLO programs as files that older and newer tools read (https://openxla.org/stablehlo/compatibility): VHLO in bytecode.</summary>
public static class PortableArtifact
{
    /// <summary>Turns a module of StableHLO into an artifact; the module itself is not changed.</summary>
    /// <param name="target">The version of StableHLO whose tools are to read it.</param>
    /// <exception cref="DiagnosticException">The version does not know an operation, attribute or type.</exception>
    public static byte[] Serialize(IRContext context, ModuleOp module, VhloVersion target)
    {
        var copy = new OpBuilder().Clone(module, new IRMapping());
        var passes = new PassContext(context);
        new StableHloToVhloPass().Run(copy, passes);
        new VhloToVersionPass(target).Run(copy, passes);
        return BytecodeWriter.Write(context, copy, new BytecodeOptions(target.BytecodeVersion, $"{VhloVersion.ProducerPrefix}{target}"));
    }

    /// <summary>Reads a module in text, bytecode or a portable artifact; VHLO becomes StableHLO.</summary>
    /// <exception cref="DiagnosticException">The file is damaged, not valid, or from a version of StableHLO that is not known yet.</exception>
    public static ModuleOp Read(IRContext context, ReadOnlyMemory<byte> bytes, string file = "-")
    {
        try
        {
            var module = AllDialects.ReadModule(context, bytes, file);
            if (module.Walk().Any(op => op is VhloOp))
                new VhloToStableHloPass().Run(module, new PassContext(context));
            return module;
        }
        catch (DiagnosticException e) when (VersionOf(bytes) is { } version && version > VhloVersion.Current)
        {
            var note = $"the file was written for StableHLO v{version}; this Nacre reads files up to v{VhloVersion.Current}";
            throw new DiagnosticException(e.Diagnostic with { Notes = [.. e.Diagnostic.Notes, new Diagnostic(Severity.Note, e.Diagnostic.Location, note)] });
        }
    }

    /// <summary>The version that an artifact was written for; null for another file.</summary>
    public static VhloVersion? VersionOf(ReadOnlyMemory<byte> bytes) =>
        BytecodeReader.Identify(bytes) is var (_, producer) && producer.StartsWith(VhloVersion.ProducerPrefix, StringComparison.Ordinal)
            && VhloVersion.TryParse(producer[VhloVersion.ProducerPrefix.Length..], out var version) ? version : null;
}
