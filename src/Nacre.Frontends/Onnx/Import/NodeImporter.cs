using Nacre.Dialects.Onnx;
using Nacre.Dialects.OnnxMl;
using Nacre.Dialects.OnnxPreview;
using Nacre.Frontends.Onnx.Proto;
using Nacre.IR;
using AttributeType = Nacre.Frontends.Onnx.Proto.AttributeProto.Types.AttributeType;

namespace Nacre.Frontends.Onnx.Import;

/// <summary>Imports one node: the operation that its domain's dialect declares for it, or <c>onnx.Custom</c>.</summary>
internal sealed class NodeImporter(ImportSession session, GraphImporter graph, NodeProto node, OpBuilder builder)
{
    private static readonly Dictionary<(string Domain, string Name), OpDefinition> Definitions = new List<KeyValuePair<(string, string), OpDefinition>>(
        [.. Of(ProtoExtensions.DefaultDomain, OnnxOps.All), .. Of("ai.onnx.ml", OnnxMlOps.All), .. Of("ai.onnx.preview", OnnxPreviewOps.All)]).ToDictionary();

    private static IEnumerable<KeyValuePair<(string Domain, string Name), OpDefinition>> Of(string domain, IEnumerable<OpDefinition> ops) =>
        ops.Select(op => KeyValuePair.Create((domain, op.Name[(op.Dialect.Length + 1)..]), op));

    public Operation Import()
    {
        if (node.Attribute.GroupBy(a => a.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw Error($"the attribute '{twice.Key}' is given twice");
        try
        {
            var domain = ProtoExtensions.NormalDomain(node.Domain);
            return Definitions.TryGetValue((domain, node.OpType), out var definition)
                ? ImportPublished(definition, OpSchemas.Published.Newest(domain, node.OpType)!)
                : ImportCustom(domain);
        }
        catch (ModelFormatException e) when (e.Node is null || !e.Node.StartsWith("node ", StringComparison.Ordinal))
        {
            throw new ModelFormatException(e.Node is null ? e.Reason : $"{e.Node}: {e.Reason}", e.File, e.Offset, node.Describe(), e.InnerException);
        }
    }

    private Operation ImportPublished(OpDefinition definition, OpSchema schema)
    {
        var state = new OpState(builder.Location) { RegionCount = definition.Regions.Count };
        AddOperands(state, schema);
        var outputs = AddResults(state, schema);
        if (node.OpType == "Constant" && node.IsDefaultDomain())
            state.SetAttr("value", ConstantValue());
        else
            AddAttributes(state, definition, schema);
        var op = builder.Create(definition, state);
        ImportRegions(op, schema);
        foreach (var (name, index) in outputs)
            graph.Define(name, op.Result(index));
        return op;
    }

    private void AddOperands(OpState state, OpSchema schema)
    {
        if (node.Input.Count > schema.MaxInputs)
            throw Error($"it has {node.Input.Count} inputs; {schema.Name} has at most {schema.MaxInputs} ({Names(schema.Inputs)})");
        var at = 0;
        foreach (var input in schema.Inputs)
        {
            if (input.Variadic)
            {
                for (; at < node.Input.Count; at++)
                    state.Operands.Add(Operand(node.Input[at]));
                return;
            }
            var name = node.InputOrEmpty(at++);
            if (name.Length == 0 && !input.Optional)
                throw Error($"its input '{input.Name}' is missing; {schema.Name} needs it");
            state.Operands.Add(Operand(name));
        }
    }

    private Value Operand(string name) => name.Length == 0 ? graph.NoValue : graph.Find(name);

    /// <summary>A result per declared output, of type none where the node leaves it out; returns the names with their results.</summary>
    private List<(string Name, int Index)> AddResults(OpState state, OpSchema schema)
    {
        if (node.Output.Count > schema.MaxOutputs)
            throw Error($"it has {node.Output.Count} outputs; {schema.Name} has at most {schema.MaxOutputs} ({Names(schema.Outputs)})");
        var declared = schema.Outputs.Count(o => !o.Variadic);
        var named = new List<(string, int)>();
        for (var i = 0; i < Math.Max(declared, node.Output.Count); i++)
        {
            var name = i < node.Output.Count ? node.Output[i] : "";
            state.ResultTypes.Add(name.Length > 0 ? graph.TypeOf(name) : NoneType.Instance);
            if (name.Length > 0)
                named.Add((name, i));
        }
        return named;
    }

    /// <summary>An attribute that has its default value is left out, as everywhere in the IR.</summary>
    private void AddAttributes(OpState state, OpDefinition definition, OpSchema schema)
    {
        var unknown = new List<NamedAttr>();
        foreach (var attribute in node.Attribute)
        {
            var declared = schema.Attributes.FirstOrDefault(a => a.Name == attribute.Name);
            if (declared.Name is null)
            {
                session.Warn(builder.Location, $"{schema.Name} has no attribute '{attribute.Name}'; it is ignored");
                unknown.AddRange(session.Attributes.Import(attribute) is { } kept ? [new NamedAttr(attribute.Name, kept)] : []);
            }
            else if (declared.Kind != 'g' && Value(attribute, declared) is var value && value != definition.FindAttribute(attribute.Name)?.Default)
            {
                state.SetAttr(attribute.Name, value);
            }
        }
        if (schema.Attributes.FirstOrDefault(a => a.Required && !node.Has(a.Name)) is { Name: { } missing })
            throw Error($"its attribute '{missing}' is missing; {schema.Name} needs it");
        if (unknown.Count > 0)
            state.SetAttr("onnx.unknown_attributes", new DictionaryAttr(unknown));
    }

    private Attr? Value(AttributeProto attribute, AttributeSchema declared)
    {
        if (attribute.Kind() == AttributeType.Undefined && declared.Kind is 'I' or 'F' or 'S')
            return declared.Kind switch { 'I' => DenseArrayAttr.I64(), 'F' => DenseArrayAttr.F32(), _ => ArrayAttr.OfStrings() };
        var letter = AttributeImporter.Letter(attribute.Kind());
        if (letter != declared.Kind)
            throw Error($"its attribute '{attribute.Name}' is {AttributeImporter.Words(letter)}, but must be {AttributeImporter.Words(declared.Kind)}");
        return session.Attributes.Import(attribute) ?? throw Error($"its attribute '{attribute.Name}' has no value");
    }

    /// <summary>The one of eight attributes that gives a Constant its value, as elements.</summary>
    private ElementsAttr ConstantValue()
    {
        if (node.Attribute is not [var attribute])
            throw Error("a Constant must have exactly one attribute, its value");
        return attribute switch
        {
            { Name: "value", T: { } tensor } => session.Tensors.Decode(tensor, session.ResourceName(node.Output[0])),
            { Name: "sparse_value" } or { Name: "value_string" } or { Name: "value_strings" } => Elements(attribute),
            { Name: "value_int" } => DenseElementsAttr.OfI64(RankedTensorType.Get(IntegerType.I64), attribute.I),
            { Name: "value_ints" } => DenseElementsAttr.OfI64(RankedTensorType.Get(IntegerType.I64, attribute.Ints.Count), [.. attribute.Ints]),
            { Name: "value_float" } => DenseElementsAttr.OfDoubles(RankedTensorType.Get(FloatType.F32), [attribute.F]),
            { Name: "value_floats" } => DenseElementsAttr.OfDoubles(RankedTensorType.Get(FloatType.F32, attribute.Floats.Count), [.. attribute.Floats.Select(f => (double)f)]),
            _ => throw Error($"'{attribute.Name}' gives a Constant no value"),
        };
    }

    private ElementsAttr Elements(AttributeProto attribute) => session.Attributes.Import(attribute) switch
    {
        ElementsAttr elements => elements,
        StringAttr text => new DenseStringElementsAttr(RankedTensorType.Get(StringType.Instance), [text.Value]),
        ArrayAttr texts => new DenseStringElementsAttr(RankedTensorType.Get(StringType.Instance, texts.Count), texts.Strings.ToEquatableArray()),
        _ => throw Error($"'{attribute.Name}' has no value"),
    };

    /// <summary>Region i holds the i-th graph attribute of the schema; it stays empty when an optional one is absent.</summary>
    private void ImportRegions(Operation op, OpSchema schema)
    {
        var index = 0;
        foreach (var attribute in schema.Attributes.Where(a => a.Kind == 'g'))
        {
            if (node.Find(attribute.Name) is { } found)
                graph.ImportRegion(found.G ?? throw Error($"its attribute '{attribute.Name}' must be a graph"), op.Regions[index]);
            index++;
        }
    }

    private CustomOp ImportCustom(string domain)
    {
        var graphs = node.Attribute.SelectMany(a => a.Graphs.Concat(a.G is null ? [] : [a.G]).Select(g => (a.Name, Graph: g))).ToArray();
        var attributes = node.Attribute.Select(a => (a.Name, Value: session.Attributes.Import(a))).Where(a => a.Value is not null).Select(a => new NamedAttr(a.Name, a.Value!));
        var op = CustomOp.Create(
            builder, node.Output.Select(o => o.Length > 0 ? graph.TypeOf(o) : NoneType.Instance), [.. node.Input.Select(Operand)],
            domain, node.OpType, new DictionaryAttr(attributes), graphs.Length, graphs.Length > 0 ? ArrayAttr.OfStrings(graphs.Select(g => g.Name)) : null);
        for (var i = 0; i < graphs.Length; i++)
            graph.ImportRegion(graphs[i].Graph, op.Regions[i]);
        for (var i = 0; i < node.Output.Count; i++)
        {
            if (node.Output[i].Length > 0)
                graph.Define(node.Output[i], op.Outputs[i]);
        }
        return op;
    }

    private static string Names(IEnumerable<ValueSchema> values) => string.Join(", ", values.Select(v => v.Name));

    private ModelFormatException Error(string message) => new(message, node: node.Describe());
}
