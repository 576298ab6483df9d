using Nacre.Frontends.Onnx;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Fuzz.Cases;
using Nacre.Transforms.Interpreter;

namespace Nacre.Fuzz.Judging;

/// <summary>Makes a graph smaller as long as it still shows an unexplained difference: a node goes, and what it gave becomes an input.</summary>
internal sealed class Shrinker(Judge judge)
{
    public FuzzCase Shrink(FuzzCase drawn)
    {
        if (Reference.Trace(drawn) is not { } values)
            return drawn;
        var smallest = OneOutput(drawn);
        for (var isSmaller = true; isSmaller;)
        {
            var nodes = smallest.Model.Graph.Node.Count;
            foreach (var name in smallest.Model.Graph.Node.Select(n => n.Output[0]).ToArray())
                smallest = Keep(smallest, Without(smallest, name, values));
            isSmaller = smallest.Model.Graph.Node.Count < nodes;
        }
        return smallest;
    }

    private FuzzCase Keep(FuzzCase before, FuzzCase? after) => after is not null && judge.Of(after).Kind == VerdictKind.Unexplained ? after : before;

    private FuzzCase OneOutput(FuzzCase drawn)
    {
        foreach (var output in drawn.Model.Graph.Output.ToArray())
        {
            var model = drawn.Model.Clone();
            model.Graph.Output.Clear();
            model.Graph.Output.Add(output.Clone());
            if (Keep(drawn, Prune(drawn with { Model = model })) is var one && !ReferenceEquals(one, drawn))
                return one;
        }
        return drawn;
    }

    /// <summary>The case with the node that gives <paramref name="name"/> replaced by inputs; null where nothing would be left or it is gone already.</summary>
    private static FuzzCase? Without(FuzzCase drawn, string name, IReadOnlyDictionary<string, TensorValue> values)
    {
        var model = drawn.Model.Clone();
        var graph = model.Graph;
        if (graph.Node.FirstOrDefault(n => n.Output[0] == name) is not { } node)
            return null;
        graph.Node.Remove(node);
        var inputs = drawn.Inputs.ToDictionary();
        foreach (var output in node.Output.Where(o => o.Length > 0))
        {
            inputs[output] = values[output];
            graph.Input.Add(ModelDraw.Declare(new Operand(output, TensorFiles.TypeOf(values[output]), [.. values[output].Shape.Dims])));
        }
        foreach (var output in graph.Output.Where(o => node.Output.Contains(o.Name)).ToArray())
            graph.Output.Remove(output);
        return graph.Output.Count == 0 ? null : Prune(drawn with { Model = model, Inputs = inputs });
    }

    /// <summary>Removes, in place, what no output needs.</summary>
    private static FuzzCase Prune(FuzzCase drawn)
    {
        var graph = drawn.Model.Graph;
        var needed = graph.Output.Select(o => o.Name).ToHashSet();
        foreach (var node in graph.Node.Reverse().ToArray())
        {
            if (node.Output.Any(needed.Contains))
                needed.UnionWith(UsesOf(node));
            else
                graph.Node.Remove(node);
        }
        RemoveAll(graph.Input, i => !needed.Contains(i.Name));
        RemoveAll(graph.Initializer, t => !needed.Contains(t.Name));
        return drawn with { Inputs = drawn.Inputs.Where(i => needed.Contains(i.Key)).ToDictionary() };
    }

    /// <summary>Names that a node reads, its subgraphs included.</summary>
    private static IEnumerable<string> UsesOf(NodeProto node) => node.Input.Concat(node.Subgraphs().SelectMany(g => g.Node.SelectMany(UsesOf).Concat(g.Output.Select(o => o.Name))));

    private static void RemoveAll<T>(IList<T> list, Func<T, bool> goes)
    {
        foreach (var item in list.Where(goes).ToArray())
            list.Remove(item);
    }
}
