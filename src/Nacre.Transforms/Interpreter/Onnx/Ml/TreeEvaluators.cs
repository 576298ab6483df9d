using Nacre.Dialects.OnnxMl;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Onnx.Ml;

/// <summary>Ensembles of decision trees.</summary>
internal static class TreeEvaluators
{
    private static readonly string[] Transforms = ["NONE", "SOFTMAX", "LOGISTIC", "SOFTMAX_ZERO", "PROBIT"];

    public static OpEvaluators AddOnnxMl(this OpEvaluators table) => table
        .AddOnnxMlFeatures()
        .AddOnnxMlLabels()
        .AddOnnxMlSvm()
        .Add<TreeEnsembleOp>((op, operands, _) => [Regress(Read(op), operands.Tensor(0), Transforms[op.PostTransform], operands.Tensor(0).ElementType)])
        .Add<TreeEnsembleRegressorOp>((op, operands, _) => [Regress(Read(op), operands.Tensor(0), op.PostTransform, FloatType.F32)])
        .Add<TreeEnsembleClassifierOp>((op, operands, _) => Classify(op, Rows.Of(operands.Tensor(0))));

    private static TensorValue Regress(TreeEnsemble trees, TensorValue x, string transform, IRType elementType)
    {
        var rows = Rows.Of(x);
        var scores = Enumerable.Range(0, rows.Count).SelectMany(r => Scores.Transform(trees.Evaluate(rows[r]).Scores, transform));
        return Elements.OfReals(elementType, Shape.Of(rows.Count, trees.Targets), scores.ToArray());
    }

    private static TreeEnsemble Read(TreeEnsembleRegressorOp op)
    {
        var attributes = new TreeAttributes(
            op.NodesTreeids, op.NodesNodeids, op.NodesModes, op.NodesFeatureids, TreeAttributes.Numbers(op.NodesValues, op.NodesValuesAsTensor), op.NodesTruenodeids,
            op.NodesFalsenodeids, op.NodesMissingValueTracksTrue, op.TargetTreeids, op.TargetNodeids, op.TargetIds, TreeAttributes.Numbers(op.TargetWeights, op.TargetWeightsAsTensor));
        var aggregate = op.AggregateFunction switch
        {
            "SUM" => Aggregate.Sum,
            "AVERAGE" => Aggregate.Average,
            "MIN" => Aggregate.Min,
            "MAX" => Aggregate.Max,
            _ => throw new EvaluationException($"the aggregation '{op.AggregateFunction}' is not known"),
        };
        return attributes.Build((int)(op.NTargets ?? 1), aggregate, TreeAttributes.Numbers(op.BaseValues, op.BaseValuesAsTensor));
    }

    /// <summary>The newest form: inner nodes, then leaves; the sets of member nodes lie in one list, each ended by NaN.</summary>
    private static TreeEnsemble Read(TreeEnsembleOp op)
    {
        var (modes, splits, inner) = (op.NodesModes.ToIntegers(), op.NodesSplits.ToDoubles(), op.NodesFeatureids.Count);
        var members = new Queue<double>(op.MembershipValues?.ToDoubles() ?? []);
        var nodes = new List<TreeNode>();
        for (var i = 0; i < inner; i++)
        {
            var mode = (BranchMode)modes[i];
            var missing = op.NodesMissingValueTracksTrue is { } m && m[i] != 0;
            var onTrue = (int)op.NodesTruenodeids[i] + (op.NodesTrueleafs[i] != 0 ? inner : 0);
            var onFalse = (int)op.NodesFalsenodeids[i] + (op.NodesFalseleafs[i] != 0 ? inner : 0);
            nodes.Add(new TreeNode(mode, (int)op.NodesFeatureids[i], splits[i], missing, onTrue, onFalse, mode == BranchMode.Member ? TakeSet(members) : [], []));
        }
        var weights = op.LeafWeights.ToDoubles();
        nodes.AddRange(op.LeafTargetids.Select((target, i) => new TreeNode(BranchMode.Leaf, 0, 0, false, 0, 0, [], [((int)target, weights[i])])));
        // A tree that is one leaf has a root whose branches both are leaves.
        return new TreeEnsemble([.. nodes], [.. op.TreeRoots.Select(r => (int)r)], (int)(op.NTargets ?? 1), (Aggregate)op.AggregateFunction, []);
    }

    private static HashSet<double> TakeSet(Queue<double> members)
    {
        var set = new HashSet<double>();
        while (members.TryDequeue(out var member) && !double.IsNaN(member))
            set.Add(member);
        return set;
    }

    private static InterpreterValue[] Classify(TreeEnsembleClassifierOp op, Rows rows)
    {
        var labels = ClassLabels.Of(op.ClasslabelsInt64s, op.ClasslabelsStrings);
        var weights = TreeAttributes.Numbers(op.ClassWeights, op.ClassWeightsAsTensor);
        var baseValues = TreeAttributes.Numbers(op.BaseValues, op.BaseValuesAsTensor);
        // Two classes can be told apart by the scores of one.
        var isBinary = labels.Count <= 2 && (op.ClassIds ?? []).Distinct().Count() == 1;
        var trees = new TreeAttributes(
            op.NodesTreeids, op.NodesNodeids, op.NodesModes, op.NodesFeatureids, TreeAttributes.Numbers(op.NodesValues, op.NodesValuesAsTensor), op.NodesTruenodeids,
            op.NodesFalsenodeids, op.NodesMissingValueTracksTrue, op.ClassTreeids, op.ClassNodeids, op.ClassIds, weights).Build(labels.Count, Aggregate.Sum, isBinary ? [] : baseValues);
        var (classes, scores) = (new int[rows.Count], new List<double>());
        for (var r = 0; r < rows.Count; r++)
        {
            var row = trees.Evaluate(rows[r]).Scores;
            var isPositive = Array.TrueForAll(weights, w => w >= 0);
            var score = isBinary ? row[op.ClassIds!.Value[0]] + (baseValues.Length > 0 ? baseValues[^1] : 0) : 0;
            classes[r] = isBinary ? (score > (isPositive ? 0.5 : 0) ? 1 : 0) : Rows.ArgMax(row);
            scores.AddRange(isBinary ? BinaryScores(score, op.PostTransform, isPositive) : Scores.Transform(row, op.PostTransform));
        }
        return [labels.Pick(classes), Elements.OfFloats(Shape.Of(rows.Count, Math.Max(labels.Count, isBinary ? 2 : 1)), scores.ToArray())];
    }

    /// <summary>The score of the other class: what is missing to 1 for probabilities, the negated score otherwise.</summary>
    private static double[] BinaryScores(double score, string transform, bool isPositive) =>
        transform == "NONE" && isPositive ? [1 - score, score] : Scores.Transform([-score, score], transform);
}
