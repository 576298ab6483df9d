using Nacre.Frontends.Onnx.Proto;

namespace Nacre.Frontends.Onnx.Upgrade;

/// <summary>
/// Brings a model to the newest operator sets, so that everything behind it knows one form of each operator: calls of the model's own functions are
/// replaced by their bodies, and nodes of older operator sets are rewritten by <see cref="UpgradeTable"/>.
/// </summary>
internal sealed class ModelUpgrader
{
    private readonly NameSource _names = new();
    private readonly FunctionLibrary _functions;
    private readonly OnnxLimits _limits;
    private readonly string? _file;
    private int _nodes;

    private ModelUpgrader(ModelProto model, OnnxLimits limits, string? file)
    {
        _functions = new FunctionLibrary(model.Functions, _names, file);
        (_limits, _file) = (limits, file);
        ReserveNames(model.Graph);
    }

    /// <summary>Upgrades <paramref name="model"/> in place. Its names must be checked and its nodes sorted (<see cref="GraphChecker"/>).</summary>
    /// <exception cref="ModelFormatException">Names the node that cannot be written in today's operators.</exception>
    public static void Upgrade(ModelProto model, OnnxLimits? limits = null, string? file = null)
    {
        var upgrader = new ModelUpgrader(model, limits ?? OnnxLimits.Default, file);
        upgrader.Upgrade(model.Graph, new OpsetImports(model.OpsetImport), null);
        model.Functions.Clear();
        foreach (var import in model.OpsetImport)
            import.Version = Math.Max(import.Version, OpSchemas.Published.NewestOpset(ProtoExtensions.NormalDomain(import.Domain)));
    }

    private void ReserveNames(GraphProto graph)
    {
        _names.Reserve(graph.Input.Select(v => v.Name));
        _names.Reserve(graph.Initializer.Select(t => t.Name));
        foreach (var node in graph.Node)
        {
            _names.Reserve(node.Input);
            _names.Reserve(node.Output);
            foreach (var subgraph in node.Subgraphs())
                ReserveNames(subgraph);
        }
    }

    private void Upgrade(GraphProto graph, OpsetImports imports, ValueKinds? outer)
    {
        var kinds = new ValueKinds(outer);
        kinds.Declare(graph);
        var upgraded = new List<NodeProto>(graph.Node.Count);
        foreach (var node in graph.Node)
            Upgrade(node, imports, kinds, upgraded);
        graph.Node.Clear();
        graph.Node.AddRange(upgraded);
    }

    private void Upgrade(NodeProto node, OpsetImports imports, ValueKinds kinds, List<NodeProto> target)
    {
        if (_functions.Find(node) is { } function)
        {
            using var call = _functions.Enter(function, node);
            var own = imports.In(function);
            foreach (var inner in call.Body)
                Upgrade(inner, own, kinds, target);
            return;
        }
        foreach (var subgraph in node.Subgraphs())
            Upgrade(subgraph, imports, kinds);
        var scope = new UpgradeScope(node, kinds, _names, _file);
        if (FormOf(node, imports) is { } form)
        {
            CheckValues(node, form.Schema);
            UpgradeTable.Apply(scope, form.Opset);
        }
        else
        {
            UpgradeTable.Apply(scope, 0);
        }
        foreach (var result in scope.Nodes)
        {
            kinds.Learn(result);
            target.Add(result);
            _nodes++;
        }
        if (_nodes > _limits.MaxNodes)
            throw new ModelFormatException($"more than {_limits.MaxNodes} nodes after the model's functions are put in place", _file);
    }

    /// <summary>
    /// The form by which the node is to be read; null for operators that ONNX does not publish. A removed operator is read as it was last, one that is
    /// used before its time as it was first.
    /// </summary>
    private (OpSchema Schema, long Opset)? FormOf(NodeProto node, OpsetImports imports)
    {
        var domain = ProtoExtensions.NormalDomain(node.Domain);
        var versions = OpSchemas.Published.Versions(domain, node.OpType);
        if (versions.Count == 0)
            return null;
        if (imports.VersionOf(domain) is not { } imported)
            throw new ModelFormatException($"the model imports no version of the operator set '{domain}', which the node needs", _file, node: node.Describe());
        var form = versions.LastOrDefault(v => v.Since <= imported) ?? versions[0];
        if (!form.Removed)
            return (form, Math.Max(imported, form.Since));
        var last = versions.Last(v => !v.Removed);
        return (last, last.Since < form.Since ? last.Since : imported);
    }

    /// <summary>Upgrades rely on the values that the old form requires.</summary>
    private void CheckValues(NodeProto node, OpSchema form)
    {
        for (var i = 0; i < form.Inputs.Count; i++)
        {
            if (form.Inputs[i] is { Optional: false, Variadic: false } && node.InputOrEmpty(i).Length == 0)
                throw new ModelFormatException($"its input '{form.Inputs[i].Name}' is missing; {form.Name} needs it", _file, node: node.Describe());
        }
        if (form.Outputs.Count > 0 && node.Output.Count == 0)
            throw new ModelFormatException("it has no outputs", _file, node: node.Describe());
    }
}

/// <summary>The version of each operator set that a model or function is written in.</summary>
internal sealed class OpsetImports
{
    private readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);

    public OpsetImports(IEnumerable<OperatorSetIdProto> imports, OpsetImports? outer = null)
    {
        foreach (var (domain, version) in outer?._versions ?? [])
            _versions[domain] = version;
        foreach (var import in imports)
            _versions[ProtoExtensions.NormalDomain(import.Domain)] = import.Version;
    }

    public long? VersionOf(string domain) => _versions.TryGetValue(domain, out var version) ? version : null;

    /// <summary>The versions inside a function, which states its own.</summary>
    public OpsetImports In(FunctionProto function) => new(function.OpsetImport, this);
}
