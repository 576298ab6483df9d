using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.Onnx;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Tensors;
using Nacre.IR;

namespace Nacre.Frontends.Onnx.Import;

/// <summary>What the graphs of one model share while they are imported.</summary>
internal sealed class ImportSession(TensorDecoder tensors, TypeImporter types, DiagnosticEngine? diagnostics)
{
    public const string NameAttribute = "onnx.name";
    private readonly HashSet<string> _resources = new(StringComparer.Ordinal);

    public TensorDecoder Tensors => tensors;
    public TypeImporter Types => types;
    public AttributeImporter Attributes { get; } = new(tensors, types);

    public void Warn(Location location, string message) => diagnostics?.Warning(location, message);

    /// <summary>A key for a constant's bytes that no other constant of the module has.</summary>
    public string ResourceName(string name)
    {
        var key = name;
        for (var i = 1; !_resources.Add(key); i++)
            key = $"{name}_{i}";
        return key;
    }

    /// <summary>Imports the main graph as <c>func.func @main</c>.</summary>
    public void ImportMain(GraphProto graph, ModuleOp module)
    {
        var builder = OpBuilder.AtEnd(module.Body);
        builder.Location = module.Location;
        var initialized = graph.Initializer.Select(t => t.Name).Concat(graph.SparseInitializer.Select(s => s.Values?.Name ?? "")).ToHashSet(StringComparer.Ordinal);
        var inputs = graph.Input.Where(i => !initialized.Contains(i.Name)).ToArray();
        var inputTypes = inputs.Select(types.Import).ToEquatableArray();
        var main = FuncOp.Create(builder, "main", new FunctionType(inputTypes, default));
        var block = main.Body.Entry;

        var importer = new GraphImporter(this, graph, block, null);
        for (var i = 0; i < inputs.Length; i++)
            importer.DefineArgument(inputs[i].Name, block.Arguments[i]);
        var results = importer.ImportBody();
        builder.Within(block, () => ReturnOp.Create(builder, results));
        main.FunctionType = new FunctionType(inputTypes, results.Select(r => r.Type).ToEquatableArray());
        main.ArgAttrs = Describe(inputs);
        main.ResAttrs = Describe(graph.Output);
    }

    private static ArrayAttr Describe(IEnumerable<ValueInfoProto> values) => new(values.Select(Attr (value) => new DictionaryAttr(Entries(value))).ToEquatableArray());

    private static IEnumerable<NamedAttr> Entries(ValueInfoProto value)
    {
        yield return new NamedAttr(NameAttribute, new StringAttr(value.Name));
        if (TypeImporter.DimensionNames(value) is { } names)
            yield return new NamedAttr("onnx.dim_params", names);
    }
}
