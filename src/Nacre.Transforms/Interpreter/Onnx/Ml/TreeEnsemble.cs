using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Onnx.Ml;

/// <summary>How a node of a tree compares a feature; the numbers are those of <c>nodes_modes</c> of TreeEnsemble.</summary>
internal enum BranchMode { LessOrEqual, Less, GreaterOrEqual, Greater, Equal, NotEqual, Member, Leaf }

/// <summary>How the trees' weights are put together; the numbers are those of <c>aggregate_function</c> of TreeEnsemble.</summary>
internal enum Aggregate { Average, Sum, Min, Max }

/// <summary>A node: where to go, or what a leaf gives.</summary>
/// <param name="Members">The values that go to the true branch; for <see cref="BranchMode.Member"/>.</param>
/// <param name="Leaf">Targets and weights; for <see cref="BranchMode.Leaf"/>.</param>
internal sealed record TreeNode(
    BranchMode Mode, int Feature, double Split, bool MissingGoesTrue, int True, int False, HashSet<double> Members, List<(int Target, double Weight)> Leaf);

/// <summary>Decision trees over one list of nodes.</summary>
internal sealed record TreeEnsemble(TreeNode[] Nodes, int[] Roots, int Targets, Aggregate Aggregate, double[] BaseValues)
{
    /// <summary>A score per target, and whether any tree gave one.</summary>
    public (double[] Scores, bool[] Given) Evaluate(double[] x)
    {
        var (scores, given) = (new double[Targets], new bool[Targets]);
        foreach (var root in Roots)
        {
            foreach (var (target, weight) in Walk(x, root).Leaf)
            {
                scores[target] = given[target] ? Combine(scores[target], weight) : weight;
                given[target] = true;
            }
        }
        for (var t = 0; t < Targets; t++)
            scores[t] = (Aggregate == Aggregate.Average ? scores[t] / Roots.Length : scores[t]) + (BaseValues.Length == Targets ? BaseValues[t] : 0);
        return (scores, given);
    }

    private double Combine(double a, double b) => Aggregate switch
    {
        Aggregate.Min => Math.Min(a, b),
        Aggregate.Max => Math.Max(a, b),
        _ => a + b,
    };

    private TreeNode Walk(double[] x, int root)
    {
        var node = Nodes[root];
        for (var steps = 0; node.Mode != BranchMode.Leaf; steps++)
        {
            if (steps > Nodes.Length)
                throw new EvaluationException("a tree's nodes form a circle");
            node = Nodes[GoesTrue(node, x[node.Feature]) ? node.True : node.False];
        }
        return node;
    }

    private static bool GoesTrue(TreeNode node, double value) => (double.IsNaN(value) && node.MissingGoesTrue) || node.Mode switch
    {
        BranchMode.LessOrEqual => value <= node.Split,
        BranchMode.Less => value < node.Split,
        BranchMode.GreaterOrEqual => value >= node.Split,
        BranchMode.Greater => value > node.Split,
        BranchMode.Equal => value == node.Split,
        BranchMode.NotEqual => value != node.Split,
        _ => node.Members.Contains(value),
    };
}

/// <summary>The attributes that the older tree operators share; a node is named by its tree and its number there.</summary>
internal sealed record TreeAttributes(
    EquatableArray<long>? Trees, EquatableArray<long>? Ids, ArrayAttr? Modes, EquatableArray<long>? Features, double[] Splits, EquatableArray<long>? TrueIds,
    EquatableArray<long>? FalseIds, EquatableArray<long>? MissingTracksTrue, EquatableArray<long>? LeafTrees, EquatableArray<long>? LeafIds, EquatableArray<long>? LeafTargets, double[] LeafWeights)
{
    /// <summary>The numbers of a list of floats or of the tensor that may stand for it.</summary>
    public static double[] Numbers(EquatableArray<float>? floats, ElementsAttr? tensor) => tensor is not null ? tensor.ToDoubles() : [.. (floats ?? []).Select(f => (double)f)];

    /// <exception cref="EvaluationException">The lists do not describe trees.</exception>
    public TreeEnsemble Build(int targets, Aggregate aggregate, double[] baseValues)
    {
        string[] modes = [.. Modes?.Strings ?? []];
        var (trees, ids, features, trueIds, falseIds) = (Trees ?? [], Ids ?? [], Features ?? [], TrueIds ?? [], FalseIds ?? []);
        var positions = new Dictionary<(long, long), int>();
        for (var i = 0; i < ids.Count; i++)
            positions[(trees[i], ids[i])] = i;
        var nodes = new TreeNode[ids.Count];
        for (var i = 0; i < nodes.Length; i++)
        {
            var mode = Mode(modes[i]);
            var isLeaf = mode == BranchMode.Leaf;
            var missing = MissingTracksTrue is { } m && i < m.Count && m[i] != 0;
            nodes[i] = new TreeNode(mode, (int)features[i], Splits[i], missing, isLeaf ? 0 : Find(trees[i], trueIds[i]), isLeaf ? 0 : Find(trees[i], falseIds[i]), [], []);
        }
        var (leafTrees, leafIds, leafTargets) = (LeafTrees ?? [], LeafIds ?? [], LeafTargets ?? []);
        for (var i = 0; i < leafIds.Count; i++)
            nodes[Find(leafTrees[i], leafIds[i])].Leaf.Add(((int)leafTargets[i], LeafWeights[i]));
        int[] roots = [.. Enumerable.Range(0, nodes.Length).Where(i => i == 0 || trees[i] != trees[i - 1])];
        return new TreeEnsemble(nodes, roots, targets, aggregate, baseValues);

        int Find(long tree, long id) => positions.TryGetValue((tree, id), out var at) ? at : throw new EvaluationException($"tree {tree} has no node {id}");
    }

    private static BranchMode Mode(string name) => name switch
    {
        "BRANCH_LEQ" => BranchMode.LessOrEqual,
        "BRANCH_LT" => BranchMode.Less,
        "BRANCH_GTE" => BranchMode.GreaterOrEqual,
        "BRANCH_GT" => BranchMode.Greater,
        "BRANCH_EQ" => BranchMode.Equal,
        "BRANCH_NEQ" => BranchMode.NotEqual,
        "LEAF" => BranchMode.Leaf,
        _ => throw new EvaluationException($"the node mode '{name}' is not known"),
    };
}
