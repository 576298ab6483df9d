using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Frontends.Onnx.Import;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Tensors;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.IR;

namespace Nacre.Frontends.Onnx;

/// <summary>
/// Reads ONNX models into the <c>onnx</c> dialects: <c>func.func @main</c> with an operation per node, in the newest operator set. Initialisers are
/// <c>onnx.Constant</c> and refer to the file's bytes; subgraphs are regions that use outer values directly; the model's functions are put in place of
/// their calls; nodes that ONNX does not publish are <c>onnx.Custom</c>. Locations name the nodes.
/// </summary>
public static class OnnxImporter
{
    /// <summary>The module's attribute with the names of the files that weights lie in, relative to the model's folder.</summary>
    public const string ExternalFiles = "onnx.external_files";

    /// <summary>Imports a model file. External data is mapped, not read; it must lie in the model's folder.</summary>
    /// <param name="diagnostics">Receives warnings, e.g. about attributes that an operator does not have.</param>
    /// <exception cref="ModelFormatException">The file cannot be read or the model is inconsistent.</exception>
    public static ModuleOp ImportFile(string path, OnnxLimits? limits = null, DiagnosticEngine? diagnostics = null)
    {
        limits ??= OnnxLimits.Default;
        var model = OnnxReader.ReadFile(path, limits);
        return Import(model, path, Path.GetDirectoryName(Path.GetFullPath(path)), limits, diagnostics);
    }

    /// <summary>Imports a model from memory; it can have no external data. <paramref name="file"/> is only named in errors.</summary>
    public static ModuleOp Import(ReadOnlySpan<byte> bytes, string? file = null, OnnxLimits? limits = null, DiagnosticEngine? diagnostics = null)
    {
        limits ??= OnnxLimits.Default;
        return Import(OnnxReader.Read(bytes, file, limits), file, null, limits, diagnostics);
    }

    private static ModuleOp Import(ModelProto model, string? file, string? folder, OnnxLimits limits, DiagnosticEngine? diagnostics)
    {
        try
        {
            var module = ModuleOp.New(file is null ? Location.Unknown : new NameLoc(Path.GetFileName(file)));
            Describe(model, module);
            WarnOfNewerOpsets(model, module.Location, diagnostics);
            new GraphChecker(file).Check(model);
            ModelUpgrader.Upgrade(model, limits, file);
            var external = new ExternalData(folder);
            new ImportSession(new TensorDecoder(external, limits), new TypeImporter(limits), diagnostics).ImportMain(model.Graph, module);
            if (external.Locations.Any())
                module.SetAttr(ExternalFiles, new ArrayAttr(external.Locations.Select(l => new StringAttr(l)).ToEquatableArray<Attr>()));
            return module;
        }
        catch (ModelFormatException e)
        {
            throw e.In(file);
        }
    }

    private static void WarnOfNewerOpsets(ModelProto model, Location location, DiagnosticEngine? diagnostics)
    {
        foreach (var import in model.OpsetImport)
        {
            var domain = ProtoExtensions.NormalDomain(import.Domain);
            if (OpSchemas.Published.NewestOpset(domain) is > 0 and var newest && import.Version > newest)
                diagnostics?.Warning(location, $"the model is written in operator set {domain} {import.Version}; the newest known one is {newest}, by which it is read");
        }
    }

    /// <summary>Keeps what the model says about itself.</summary>
    private static void Describe(ModelProto model, ModuleOp module)
    {
        module.SetAttr("onnx.ir_version", IntegerAttr.I64(model.IrVersion));
        module.SetAttr("onnx.opsets", new DictionaryAttr(model.OpsetImport.DistinctBy(o => ProtoExtensions.NormalDomain(o.Domain))
            .Select(o => new NamedAttr(ProtoExtensions.NormalDomain(o.Domain), IntegerAttr.I64(o.Version)))));
        SetText(module, "onnx.producer", $"{model.ProducerName} {model.ProducerVersion}".Trim());
        SetText(module, "onnx.graph_name", model.Graph.Name);
        if (model.MetadataProps.Count > 0)
            module.SetAttr("onnx.metadata", new DictionaryAttr(model.MetadataProps.DistinctBy(p => p.Key).Where(p => p.Key.Length > 0).Select(p => new NamedAttr(p.Key, new StringAttr(p.Value)))));
    }

    private static void SetText(ModuleOp module, string name, string text)
    {
        if (text.Length > 0)
            module.SetAttr(name, new StringAttr(text));
    }
}
