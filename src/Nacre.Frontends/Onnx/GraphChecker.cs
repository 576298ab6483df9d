using Nacre.Frontends.Onnx.Proto;

namespace Nacre.Frontends.Onnx;

/// <summary>
/// Checks the names of a model (every use has one definition, no name is defined twice, no node depends on itself) and sorts the nodes of each
/// graph so that definitions come before uses. A sorted graph keeps its order.
/// </summary>
internal sealed class GraphChecker(string? file)
{
    /// <summary>Checks and sorts the main graph and all functions in place.</summary>
    /// <exception cref="ModelFormatException">Names the node and the value concerned.</exception>
    public void Check(ModelProto model)
    {
        foreach (var function in model.Functions)
            Check(function);
        if (model.Graph.Output.Count == 0)
            throw new ModelFormatException("the graph has no outputs, so there is nothing to compute", file);
        RequireClosed(Check(model.Graph), "graph");
    }

    private void Check(FunctionProto function)
    {
        var scope = new Scope(this, $"function '{function.Name}'");
        foreach (var input in function.Input)
            scope.Define(input, null);
        scope.Add(function.Node);
        RequireClosed(scope.Sort(function.Output), $"function '{function.Name}'");
    }

    /// <summary>Returns the names that the graph takes from the graphs around it, each with a node that uses it.</summary>
    private Dictionary<string, NodeProto?> Check(GraphProto graph)
    {
        var scope = new Scope(this, graph.Name.Length > 0 ? $"graph '{graph.Name}'" : "graph");
        foreach (var input in graph.Input)
            scope.Define(input.Name, null);
        var initializers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in graph.Initializer.Select(t => t.Name).Concat(graph.SparseInitializer.Select(s => s.Values?.Name ?? "")))
        {
            if (!initializers.Add(name))
                throw new ModelFormatException("two initialisers have this name", file, node: $"initialiser '{name}'");
            scope.DefineInitializer(name);
        }
        scope.Add(graph.Node);
        return scope.Sort(graph.Output.Select(o => o.Name));
    }

    private void RequireClosed(Dictionary<string, NodeProto?> free, string what)
    {
        if (free.Count == 0)
            return;
        var (name, user) = free.First();
        throw new ModelFormatException(
            user is null
                ? $"output '{name}' of the {what} is not computed by any node and is neither an input nor an initialiser"
                : $"the node reads '{name}', which nothing defines: no node computes it and it is neither an input nor an initialiser",
            file, node: user?.Describe());
    }

    /// <summary>The definitions of one graph.</summary>
    private sealed class Scope(GraphChecker checker, string what)
    {
        private readonly Dictionary<string, int> _definedBy = new(StringComparer.Ordinal);
        private readonly Dictionary<string, NodeProto?> _free = new(StringComparer.Ordinal);
        private IList<NodeProto> _nodes = [];
        private HashSet<string>[] _uses = [];

        private const int Outside = -1;

        public void Define(string name, NodeProto? by, int index = Outside)
        {
            if (name.Length == 0)
                throw new ModelFormatException($"an input of the {what} has no name", checker.File);
            if (!_definedBy.TryAdd(name, index))
                throw new ModelFormatException($"'{name}' is defined more than once in the {what}", checker.File, node: by?.Describe());
        }

        /// <summary>An initialiser may give an input its default value.</summary>
        public void DefineInitializer(string name)
        {
            if (name.Length == 0)
                throw new ModelFormatException($"an initialiser of the {what} has no name", checker.File);
            _definedBy.TryAdd(name, Outside);
        }

        public void Add(IList<NodeProto> nodes)
        {
            _nodes = nodes;
            _uses = new HashSet<string>[nodes.Count];
            for (var i = 0; i < nodes.Count; i++)
            {
                var node = nodes[i];
                if (node.OpType.Length == 0)
                    throw new ModelFormatException("the node has no operator type", checker.File, node: node.Describe());
                foreach (var output in node.Output.Where(o => o.Length > 0))
                    Define(output, node, i);
                _uses[i] = UsesOf(node);
            }
        }

        private HashSet<string> UsesOf(NodeProto node)
        {
            var uses = node.Input.Where(i => i.Length > 0).ToHashSet(StringComparer.Ordinal);
            foreach (var name in uses)
                Use(name, node);
            foreach (var (name, user) in node.Subgraphs().SelectMany(checker.Check))
            {
                uses.Add(name);
                Use(name, user ?? node);
            }
            return uses;
        }

        private void Use(string name, NodeProto? user) => _free.TryAdd(name, user);

        /// <summary>Sorts the nodes and returns the names that are used but not defined here.</summary>
        public Dictionary<string, NodeProto?> Sort(IEnumerable<string> outputs)
        {
            foreach (var output in outputs)
                Use(output, null);
            foreach (var name in _definedBy.Keys)
                _free.Remove(name);
            if (!IsSorted())
                SortNodes();
            return _free;
        }

        private int Producer(string name) => _definedBy.GetValueOrDefault(name, Outside);

        private bool IsSorted()
        {
            for (var i = 0; i < _nodes.Count; i++)
            {
                if (_uses[i].Any(name => Producer(name) >= i))
                    return false;
            }
            return true;
        }

        /// <summary>Kahn's algorithm; of the nodes that are ready the one that stands first in the file comes first.</summary>
        private void SortNodes()
        {
            var users = new List<int>[_nodes.Count];
            var missing = new int[_nodes.Count];
            for (var i = 0; i < _nodes.Count; i++)
                users[i] = [];
            for (var i = 0; i < _nodes.Count; i++)
            {
                foreach (var producer in _uses[i].Select(Producer).Where(p => p != Outside).Distinct())
                {
                    users[producer].Add(i);
                    missing[i]++;
                }
            }
            var ready = new PriorityQueue<int, int>(Enumerable.Range(0, missing.Length).Where(i => missing[i] == 0).Select(i => (i, i)));
            var order = new List<NodeProto>(_nodes.Count);
            while (ready.TryDequeue(out var next, out _))
            {
                order.Add(_nodes[next]);
                foreach (var user in users[next])
                {
                    if (--missing[user] == 0)
                        ready.Enqueue(user, user);
                }
            }
            if (order.Count < _nodes.Count)
                throw Cycle(missing);
            for (var i = 0; i < order.Count; i++)
                _nodes[i] = order[i];
        }

        /// <summary>Walks from a node that never became ready along missing inputs until a node repeats.</summary>
        private ModelFormatException Cycle(int[] missing)
        {
            const int mostNamed = 8;
            var path = new List<int>();
            var position = new Dictionary<int, int>();
            var at = Array.FindIndex(missing, m => m > 0);
            while (position.TryAdd(at, path.Count))
            {
                path.Add(at);
                at = _uses[at].Select(Producer).First(p => p != Outside && missing[p] > 0);
            }
            var cycle = path[position[at]..];
            cycle.Reverse(1, cycle.Count - 1);
            var names = string.Join(" -> ", cycle.Take(mostNamed).Select(i => _nodes[i].Describe()));
            var rest = cycle.Count > mostNamed ? $" -> {cycle.Count - mostNamed} more" : "";
            return new ModelFormatException($"the {what} has a cycle: {names}{rest} -> {_nodes[cycle[0]].Describe()}", checker.File);
        }
    }

    private string? File => file;
}
