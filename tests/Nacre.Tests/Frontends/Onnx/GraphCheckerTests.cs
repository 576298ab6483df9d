using Nacre.Frontends;
using Nacre.Frontends.Onnx;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;

namespace Nacre.Tests.Frontends.Onnx;

public class GraphCheckerTests
{
    private static string Fails(ModelBuilder model) =>
        Assert.Throws<ModelFormatException>(() => new GraphChecker("m.onnx").Check(model.Model)).Message;

    private static IEnumerable<string> Order(ModelBuilder model)
    {
        new GraphChecker(null).Check(model.Model);
        return model.Graph.Node.Select(n => n.Output[0]);
    }

    [Fact]
    public void SortedGraphKeepsItsOrder() =>
        Assert.Equal(["c", "a", "b"], Order(new ModelBuilder().Input("x").Node("c = Abs(x)").Node("a = Abs(x)").Node("b = Add(a, c)").Output("b")));

    [Fact]
    public void UnsortedGraphIsSorted() =>
        Assert.Equal(["a", "b", "c", "d"], Order(new ModelBuilder().Input("x").Node("d = Add(c, a)").Node("c = Abs(b)").Node("a = Abs(x)").Node("b = Abs(a)").Output("d")));

    [Fact]
    public void ASubgraphsCapturesCountAsUses()
    {
        var branch = Subgraph("t", "t = Abs(late)");
        var model = new ModelBuilder().Input("x").Input("c").Node("y = If(c)", Make.Graph("then_branch", branch)).Node("late = Abs(x)").Output("y");
        Assert.Equal(["late", "y"], Order(model));
    }

    [Fact]
    public void CycleNamesItsNodesInOrder()
    {
        var message = Fails(new ModelBuilder().Input("x").Node("a = Add(x, c)").Node("b = Abs(a)").Node("c = Abs(b)").Node("d = Abs(c)").Output("d"));
        Assert.Contains("cycle", message);
        Assert.Contains("'n_a' (Add) -> node 'n_b' (Abs) -> node 'n_c' (Abs) -> node 'n_a' (Add)", message);
        Assert.DoesNotContain("n_d", message);
    }

    [Fact]
    public void UndefinedInputNamesTheNode()
    {
        var message = Fails(new ModelBuilder().Input("x").Node("y = Add(x, nothing)").Output("y"));
        Assert.Contains("node 'n_y' (Add)", message);
        Assert.Contains("'nothing'", message);
    }

    [Fact]
    public void UndefinedNameInASubgraphNamesTheInnerNode()
    {
        var model = new ModelBuilder().Input("c").Node("y = If(c)", Make.Graph("then_branch", Subgraph("t", "t = Abs(nothing)"))).Output("y");
        Assert.Contains("node 'n_t' (Abs)", Fails(model));
    }

    [Fact]
    public void OutputThatNothingComputes() => Assert.Contains("output 'z'", Fails(new ModelBuilder().Input("x").Node("y = Abs(x)").Output("z")));

    [Fact]
    public void NoOutputs() => Assert.Contains("no outputs", Fails(new ModelBuilder().Input("x").Node("y = Abs(x)")));

    [Fact]
    public void ValueDefinedTwice() => Assert.Contains("'y' is defined more than once", Fails(new ModelBuilder().Input("x").Node("y = Abs(x)").Node("y = Neg(x)").Output("y")));

    [Fact]
    public void InputNamedTwice() => Assert.Contains("'x' is defined more than once", Fails(new ModelBuilder().Input("x").Input("x").Node("y = Abs(x)").Output("y")));

    [Fact]
    public void TwoInitialisersOfOneName() =>
        Assert.Contains("initialiser 'w'", Fails(new ModelBuilder().Initializer("w", Make.Vector(1)).Initializer("w", Make.Vector(2)).Node("y = Abs(w)").Output("y")));

    [Fact]
    public void AnInitialiserMayBeAnInputsDefault() =>
        Assert.Equal(["y"], Order(new ModelBuilder().Input("w", 1).Initializer("w", Make.FloatVector(1)).Node("y = Abs(w)").Output("y")));

    [Fact]
    public void NodeWithoutType() => Assert.Contains("no operator type", Fails(new ModelBuilder().Input("x").Node("y = (x)").Output("y")));

    [Fact]
    public void AFunctionSeesOnlyItsInputs()
    {
        var model = new ModelBuilder().Input("x").Node("y = F(x)").Output("y");
        model.Model.Functions.Add(new FunctionProto { Name = "F", Input = { "a" }, Output = { "b" }, Node = { ModelBuilder.Parse("b = Add(a, x)") } });
        Assert.Contains("node 'n_b' (Add)", Fails(model));
    }

    [Fact]
    public void LongUnsortedChainsAreSortedWithoutRecursion()
    {
        const int length = 100_000;
        var model = new ModelBuilder().Input("v0").Output($"v{length}");
        for (var i = length; i > 0; i--)
            model.Graph.Node.Add(new NodeProto { OpType = "Abs", Input = { $"v{i - 1}" }, Output = { $"v{i}" } });
        Assert.Equal("v1", Order(model).First());
        Assert.Equal($"v{length}", model.Graph.Node[^1].Output[0]);
    }

    private static GraphProto Subgraph(string output, params string[] nodes)
    {
        var graph = new GraphProto { Name = "sub", Output = { new ValueInfoProto { Name = output } } };
        graph.Node.AddRange(nodes.Select(n => ModelBuilder.Parse(n)));
        return graph;
    }
}
