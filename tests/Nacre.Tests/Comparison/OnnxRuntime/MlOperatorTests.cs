using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.Testing;
using Google.Protobuf;

namespace Nacre.Tests.Comparison.OnnxRuntime;

/// <summary>Operators of <c>ai.onnx.ml</c>, most of which have no published test cases, against ONNX Runtime.</summary>
public sealed class MlOperatorTests
{
    private static readonly Dictionary<string, Func<OneNodeModel>> Cases = new()
    {
        ["ArrayFeatureExtractor"] = () => Node("ArrayFeatureExtractor").Floats(3, 5).Longs([4, 0, 1], 1, 3),
        ["Binarizer"] = () => Node("Binarizer").Floats(3, 5).With(Make.Float("threshold", 0.1f)),
        ["FeatureVectorizer"] = () => Node("FeatureVectorizer").Floats(3, 2).Floats(3, 4).With(Make.Ints("inputdimensions", 2, 4)),
        ["Imputer"] = () => Node("Imputer").Reals([1, -9, 3, -9, 5, 6], 2, 3).With(Floats("imputed_value_floats", 10, 20, 30), Make.Float("replaced_value_float", -9)),
        ["Imputer, NaN"] = () => Node("Imputer").Reals([1, float.NaN, 3, float.NaN, 5, 6], 2, 3).With(Floats("imputed_value_floats", 7), Make.Float("replaced_value_float", float.NaN)),
        ["Imputer, integers"] = () => Node("Imputer").Longs([1, -9, 3, -9, 5, 6], 2, 3).With(Make.Ints("imputed_value_int64s", 10, 20, 30), Make.Int("replaced_value_int64", -9)),
        ["LabelEncoder"] = () => Node("LabelEncoder").Longs([3, 1, 7, 2], 2, 2).With(Make.Ints("keys_int64s", 1, 2, 3), Floats("values_floats", 0.5f, 1.5f, 2.5f), Make.Float("default_float", -1)),
        ["Normalizer, MAX"] = () => Node("Normalizer").Reals([1, -4, 3, -9, -5, -6, 0, 0, 0], 3, 3).With(Make.String("norm", "MAX")),
        ["Normalizer, L1"] = () => Node("Normalizer").Reals([1, -4, 3, -9, -5, -6, 0, 0, 0], 3, 3).With(Make.String("norm", "L1")),
        ["Normalizer, L2"] = () => Node("Normalizer").Reals([1, -4, 3, -9, -5, -6, 0, 0, 0], 3, 3).With(Make.String("norm", "L2")),
        ["OneHotEncoder"] = () => Node("OneHotEncoder").Longs([3, 1, 7, 2], 4).With(Make.Ints("cats_int64s", 1, 2, 3)),
        ["Scaler"] = () => Node("Scaler").Floats(3, 4).With(Floats("offset", 1, 2, 3, 4), Floats("scale", 0.5f, 2, 3, -1)),
        ["Scaler, one for all"] = () => Node("Scaler").Longs([3, 1, 7, 2], 2, 2).With(Floats("offset", 1.5f), Floats("scale", 0.5f)),
        ["SVMRegressor"] = () => SupportVectors("SVMRegressor", "RBF", 3).With(Floats("rho", 0.3f), Make.Int("n_supports", 3)),
        ["SVMRegressor, one class"] = () => SupportVectors("SVMRegressor", "POLY", 3).With(Floats("rho", 0.1f), Make.Int("n_supports", 3), Make.Int("one_class", 1)),
        ["SVMRegressor, linear"] = () => Node("SVMRegressor").Floats(4, 2).With(Floats("kernel_params", 0, 0, 0), Floats("coefficients", 0.5f, -1), Floats("rho", 0.3f)),
        ["SVMClassifier, votes"] = () => Classifier("LINEAR").Outputs(2),
        ["SVMClassifier, sigmoid"] = () => Classifier("SIGMOID").With(Make.String("post_transform", "LOGISTIC")).Outputs(2),
        ["SVMClassifier, linear"] = () => Node("SVMClassifier").Floats(4, 2).With(Floats("kernel_params", 0, 0, 0), Floats("coefficients", 0.5f, -1, 0.25f, 2, -0.5f, 1), Floats("rho", 0.3f), Make.Ints("classlabels_ints", 5, 6, 7)).Outputs(2),
    };

    static MlOperatorTests()
    {
        foreach (var transform in new[] { "NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO", "PROBIT" })
        {
            var attribute = Make.String("post_transform", transform);
            Cases[$"LinearRegressor, {transform}"] = () => Linear("LinearRegressor", 3).With(Make.Int("targets", 3), attribute);
            Cases[$"LinearClassifier, {transform}"] = () => Linear("LinearClassifier", 3).With(Make.Ints("classlabels_ints", 7, 8, 9), attribute).Outputs(2);
            Cases[$"TreeEnsembleClassifier, {transform}"] = () => TreeClassifier([0, 1, 2, 1], 3, transform);
        }
        foreach (var transform in new[] { "NONE", "LOGISTIC" })
        {
            var attribute = Make.String("post_transform", transform);
            Cases[$"LinearClassifier of two, {transform}"] = () => Linear("LinearClassifier", 1).With(Make.Ints("classlabels_ints", 7, 8), attribute).Outputs(2);
            Cases[$"TreeEnsembleClassifier of two, {transform}"] = () => TreeClassifier([0, 0, 0, 0], 2, transform);
        }
    }

    public static TheoryData<string> Names => [.. Cases.Keys];

    [OnnxRuntimeTheory, MemberData(nameof(Names))]
    public void Agrees(string name) => Assert.Equal("", Cases[name]().Difference(new Tolerance(1e-3, 1e-5, IsNetwork: false)) ?? "");

    private static OneNodeModel Node(string op) => OneNodeModel.Ml(op);

    /// <summary>Scores between 0.1 and 0.9, of which every function makes something finite.</summary>
    private static OneNodeModel Linear(string op, int rows)
    {
        float[] coefficients = [0.2f, 0.1f, 0.05f, 0.15f, -0.1f, 0.1f];
        float[] intercepts = [0.4f, 0.5f, 0.45f];
        return Node(op).Floats(5, 2).With(Floats("coefficients", coefficients[..(2 * rows)]), Floats("intercepts", intercepts[..rows]));
    }

    private static OneNodeModel SupportVectors(string op, string kernel, int count)
    {
        float[] vectors = [0.5f, -0.5f, 1, 0.25f, -1, 0.75f, 0.1f, 0.9f];
        float[] coefficients = [1, -0.5f, 0.75f];
        return Node(op).Floats(4, 2).With(
            Make.String("kernel_type", kernel), Floats("kernel_params", 0.5f, 0.2f, 2), Floats("support_vectors", vectors[..(2 * count)]), Floats("coefficients", coefficients[..count]));
    }

    /// <summary>Three classes with 1, 2 and 1 support vectors.</summary>
    private static OneNodeModel Classifier(string kernel) => Node("SVMClassifier").Floats(6, 2).With(
        Make.String("kernel_type", kernel), Floats("kernel_params", 0.5f, 0.2f, 2), Floats("support_vectors", 0.5f, -0.5f, 1, 0.25f, -1, 0.75f, 0.1f, 0.9f),
        Floats("coefficients", 1, -0.5f, 0.75f, -1, 0.3f, 0.6f, -0.9f, 0.4f), Floats("rho", 0.1f, -0.2f, 0.3f),
        Make.Ints("vectors_per_class", 1, 2, 1), Make.Ints("classlabels_ints", 5, 6, 7));

    /// <summary>Two trees of one branch each over two features.</summary>
    private static OneNodeModel Trees(string op) => Node(op).Floats(8, 2).With(
        Make.Ints("nodes_treeids", 0, 0, 0, 1, 1, 1), Make.Ints("nodes_nodeids", 0, 1, 2, 0, 1, 2), Make.Ints("nodes_featureids", 0, 0, 0, 1, 0, 0),
        Make.Strings("nodes_modes", new[] { "BRANCH_LEQ", "LEAF", "LEAF", "BRANCH_GT", "LEAF", "LEAF" }.Select(ByteString.CopyFromUtf8)),
        Floats("nodes_values", 0.1f, 0, 0, -0.2f, 0, 0), Make.Ints("nodes_truenodeids", 1, 0, 0, 1, 0, 0), Make.Ints("nodes_falsenodeids", 2, 0, 0, 2, 0, 0));

    private static OneNodeModel TreeClassifier(long[] classes, int labels, string transform) => Trees("TreeEnsembleClassifier").With(
        Make.Ints("class_treeids", 0, 0, 1, 1), Make.Ints("class_nodeids", 1, 2, 1, 2), Make.Ints("class_ids", classes), Floats("class_weights", 0.35f, 0.1f, 0.2f, 0.25f),
        Make.Ints("classlabels_int64s", Enumerable.Range(10, labels).Select(i => (long)i)), Make.String("post_transform", transform)).Outputs(2);

    private static AttributeProto Floats(string name, params float[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Floats };
        attribute.Floats.AddRange(values);
        return attribute;
    }
}
