using Google.Protobuf.Collections;
using Nacre.Frontends.Onnx.Proto;

namespace Nacre.Frontends.Onnx.Upgrade;

/// <summary>The functions that a model defines, and their bodies with the arguments of a call in place.</summary>
internal sealed class FunctionLibrary
{
    private const int MaxCallDepth = 100;
    private readonly Dictionary<(string Domain, string Name, string Overload), FunctionProto> _functions = [];
    private readonly List<FunctionProto> _active = [];
    private readonly NameSource _names;
    private readonly string? _file;

    public FunctionLibrary(IEnumerable<FunctionProto> functions, NameSource names, string? file)
    {
        (_names, _file) = (names, file);
        foreach (var function in functions)
        {
            if (!_functions.TryAdd((ProtoExtensions.NormalDomain(function.Domain), function.Name, function.Overload), function))
                throw new ModelFormatException($"function '{function.Domain}.{function.Name}' is defined twice", file);
        }
    }

    public FunctionProto? Find(NodeProto node) =>
        _functions.Count == 0 ? null : _functions.GetValueOrDefault((ProtoExtensions.NormalDomain(node.Domain), node.OpType, node.Overload));

    /// <summary>Starts a call: the body of <paramref name="function"/> with the values and attributes of <paramref name="caller"/>. Dispose at its end.</summary>
    public Call Enter(FunctionProto function, NodeProto caller)
    {
        if (_active.Contains(function) || _active.Count == MaxCallDepth)
            throw new ModelFormatException($"function '{function.Name}' calls itself: {string.Join(" -> ", _active.Select(f => f.Name))} -> {function.Name}", _file, node: caller.Describe());
        if (caller.Input.Count > function.Input.Count || caller.Output.Count > function.Output.Count)
            throw new ModelFormatException($"the node has more inputs or outputs than function '{function.Name}'", _file, node: caller.Describe());
        _active.Add(function);
        return new Call(this, new Instance(function, caller, _names).Body());
    }

    /// <summary>A call that is being put in place.</summary>
    public readonly struct Call(FunctionLibrary library, IReadOnlyList<NodeProto> body) : IDisposable
    {
        public IReadOnlyList<NodeProto> Body => body;
        public void Dispose() => library._active.RemoveAt(library._active.Count - 1);
    }

    /// <summary>One copy of a function's body.</summary>
    private sealed class Instance(FunctionProto function, NodeProto caller, NameSource names)
    {
        public List<NodeProto> Body()
        {
            var values = new Dictionary<string, string>(StringComparer.Ordinal) { [""] = "" };
            for (var i = 0; i < function.Input.Count; i++)
                values[function.Input[i]] = caller.InputOrEmpty(i);
            var body = new List<NodeProto>();
            var forwarded = new List<(string From, string To)>();
            for (var i = 0; i < caller.Output.Count; i++)
            {
                var (formal, actual) = (function.Output[i], caller.Output[i]);
                if (actual.Length > 0 && !values.TryAdd(formal, actual))
                    forwarded.Add((formal, actual));
            }
            foreach (var node in function.Node)
                body.Add(Copy(node, values));
            foreach (var (from, to) in forwarded)
                body.Add(Make.Node("Identity", caller.Name, [values[from]], [to]));
            return body;
        }

        private NodeProto Copy(NodeProto original, Dictionary<string, string> values)
        {
            var node = original.Clone();
            node.Name = string.Join('/', ((string[])[caller.Name, original.Name]).Where(n => n.Length > 0));
            Rename(node.Input, name => values.GetValueOrDefault(name, name));
            foreach (var output in node.Output)
                values.TryAdd(output, names.Fresh(caller.Name.Length > 0 ? caller.Name : function.Name, output));
            Rename(node.Output, name => values[name]);
            SetAttributes(node);
            foreach (var subgraph in node.Subgraphs())
                Rename(subgraph, new Dictionary<string, string>(values, StringComparer.Ordinal));
            return node;
        }

        private void Rename(GraphProto graph, Dictionary<string, string> values)
        {
            string Define(string name) => name.Length == 0 ? name : values[name] = names.Fresh(function.Name, name);
            foreach (var input in graph.Input)
                input.Name = Define(input.Name);
            foreach (var tensor in graph.Initializer)
                tensor.Name = Define(tensor.Name);
            foreach (var output in graph.Node.SelectMany(n => n.Output))
                Define(output);
            for (var i = 0; i < graph.Node.Count; i++)
                graph.Node[i] = Copy(graph.Node[i], values);
            foreach (var value in graph.Output.Concat(graph.ValueInfo))
                value.Name = values.GetValueOrDefault(value.Name, value.Name);
        }

        /// <summary>Replaces references to the function's attributes by the caller's values, the declared defaults, or nothing.</summary>
        private void SetAttributes(NodeProto node)
        {
            for (var i = node.Attribute.Count - 1; i >= 0; i--)
            {
                var (name, reference) = (node.Attribute[i].Name, node.Attribute[i].RefAttrName);
                if (reference.Length == 0)
                    continue;
                var value = caller.Find(reference) ?? function.AttributeProto.FirstOrDefault(a => a.Name == reference);
                if (value is null)
                {
                    node.Attribute.RemoveAt(i);
                    continue;
                }
                node.Attribute[i] = value.Clone();
                node.Attribute[i].Name = name;
            }
        }

        private static void Rename(RepeatedField<string> list, Func<string, string> rename)
        {
            for (var i = 0; i < list.Count; i++)
                list[i] = rename(list[i]);
        }
    }
}
