using Google.Protobuf;
using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.Onnx;
using Nacre.Frontends;
using Nacre.Frontends.Onnx;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using Nacre.IR;
using ConstantOp = Nacre.Dialects.Onnx.ConstantOp;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Tests.Frontends.Onnx;

public class OnnxImporterTests
{
    private static ModuleOp Import(ModelBuilder model, DiagnosticEngine? diagnostics = null)
    {
        var module = OnnxImporter.Import(model.ToBytes(), "m.onnx", diagnostics: diagnostics);
        var errors = new DiagnosticEngine();
        Assert.True(Verifier.Verify(module, errors), string.Join('\n', errors.All));
        return module;
    }

    private static ModelFormatException Fails(ModelBuilder model)
    {
        var error = Assert.Throws<ModelFormatException>(() => OnnxImporter.Import(model.ToBytes(), "m.onnx"));
        Assert.Equal("m.onnx", error.File);
        return error;
    }

    [Fact]
    public void TheWholeForm()
    {
        var model = new ModelBuilder(22).Input("x", 1, 3).Node("y = Gemm(x, w)", Make.Int("transB", 1), Make.Float("alpha", 0.5f))
            .Initializer("w", Make.FloatVector(1, 2, 3)).Output();
        model.Graph.Initializer[0].Dims.Insert(0, 1);
        model.Graph.Input[0].Type.TensorType.Shape.Dim[0] = new TensorShapeProto.Types.Dimension { DimParam = "batch" };
        model.Graph.Output.Add(ModelBuilder.Value("y", DataType.Float, 1, 1));
        model.Model.ProducerName = "test";
        Assert.Equal(
            """
            module attributes {onnx.graph_name = "g", onnx.ir_version = 8 : i64, onnx.opsets = {ai.onnx = 22 : i64}, onnx.producer = "test"} {
              func.func @main(%arg0: tensor<?x3xf32> {onnx.dim_params = ["batch", ""], onnx.name = "x"}) -> (tensor<1x1xf32> {onnx.name = "y"}) {
                %0 = "onnx.Constant"() <{value = dense<[[1.000000e+00, 2.000000e+00, 3.000000e+00]]> : tensor<1x3xf32>}> : () -> tensor<1x3xf32>
                %1 = "onnx.NoValue"() : () -> none
                %2 = "onnx.Gemm"(%arg0, %0, %1) <{alpha = 5.000000e-01 : f32, transB = 1 : i64}> {onnx.outputs = ["y"]} : (tensor<?x3xf32>, tensor<1x3xf32>, none) -> tensor<1x1xf32>
                return %2 : tensor<1x1xf32>
              }
            }

            """, Import(model).ToString());
    }

    [Fact]
    public void LocationsNameTheNodes()
    {
        var op = Import(new ModelBuilder().Input("x", 2).Node("y = Relu(x)").Output("y")).Walk<ReluOp>().Single();
        Assert.Equal(["n_y"], op.Location.Names);
    }

    [Fact]
    public void UndeclaredTypesAreUnknown()
    {
        var module = Import(new ModelBuilder().Input("x", 2).Node("t = Relu(x)").Node("y = Neg(t)").Output("y"));
        Assert.Equal("!onnx.unknown", module.Walk<ReluOp>().Single().Y.Type.ToString());
    }

    [Fact]
    public void OmittedOutputsHaveTypeNone()
    {
        var op = Import(new ModelBuilder().Input("x", 2).Input("k", DataType.Int64, 1).Node("_, i = TopK(x, k)").Output("i")).Walk<TopKOp>().Single();
        Assert.IsType<NoneType>(op.Values.Type);
        Assert.True(op.Indices.HasUses);
    }

    [Fact]
    public void AnInitialisedInputIsAnOverridableConstant()
    {
        var module = Import(new ModelBuilder().Input("w", 1).Initializer("w", Make.FloatVector(1)).Node("y = Neg(w)").Output("y"));
        Assert.Empty(module.Walk<FuncOp>().Single().FunctionType.Inputs);
        Assert.True(module.Walk<ConstantOp>().Single().HasAttr("onnx.overridable"));
    }

    [Fact]
    public void SubgraphsCaptureOuterValues()
    {
        var then = Subgraph("a", "a = Relu(x)");
        var otherwise = Subgraph("x");
        var module = Import(new ModelBuilder().Input("c", DataType.Bool).Input("x", 2)
            .Node("y = If(c)", Make.Graph("then_branch", then), Make.Graph("else_branch", otherwise)).Output("y"));
        var op = module.Walk<IfOp>().Single();
        var x = module.Walk<FuncOp>().Single().Body.Entry.Arguments[1];
        Assert.Same(x, Assert.IsType<ReluOp>(op.ThenBranch.Entry.First).X);
        Assert.Same(x, Assert.IsType<YieldOp>(op.ElseBranch.Entry.First).Outputs[0]);
    }

    [Fact]
    public void LoopBodiesHaveArguments()
    {
        var body = Subgraph("c1", "c1 = Identity(c0)", "v1 = Neg(v0)");
        body.Output.Add(new ValueInfoProto { Name = "v1" });
        body.Input.AddRange([ModelBuilder.Value("i", DataType.Int64), ModelBuilder.Value("c0", DataType.Bool), ModelBuilder.Value("v0", DataType.Float, 2)]);
        var op = Import(new ModelBuilder().Input("x", 2).Node("y = Loop(_, _, x)", Make.Graph("body", body)).Output("y")).Walk<LoopOp>().Single();
        Assert.Equal(["tensor<i64>", "tensor<i1>", "tensor<2xf32>"], op.Body.Entry.Arguments.Select(a => a.Type.ToString()));
        Assert.IsType<NoneType>(op.M.Type);
        Assert.Single(op.VInitial);
    }

    [Fact]
    public void UnpublishedNodesAreKept()
    {
        var model = new ModelBuilder().Input("x", 2).Node("y, _ = Thing(x, _)", Make.Int("n", 3), Make.Graph("g", Subgraph("a", "a = Neg(x)"))).Output("y");
        model.Graph.Node[0].Domain = "my.domain";
        var op = Import(model).Walk<CustomOp>().Single();
        Assert.Equal(("my.domain", "Thing"), (op.Domain, op.OpType));
        Assert.Equal(IntegerAttr.I64(3), op.NodeAttributes["n"]);
        Assert.Equal(["g"], op.RegionNames!.Strings);
        Assert.Equal((2, 2, 1), (op.OperandCount, op.ResultCount, op.Bodies.Count));
    }

    [Theory]
    [InlineData("value_int")]
    [InlineData("value_float")]
    public void EveryConstantHasElements(string attribute)
    {
        var value = attribute == "value_int" ? Make.Int(attribute, 7) : Make.Float(attribute, 7);
        var constant = Import(new ModelBuilder().Node("y = Constant()", value).Output("y")).Walk<ConstantOp>().Single();
        Assert.Equal(7, constant.Value!.DoubleAt(0));
        Assert.Equal(0, constant.Value.Type.Rank);
    }

    [Fact]
    public void UnknownAttributesAreKeptWithAWarning()
    {
        var diagnostics = new DiagnosticEngine();
        var op = Import(new ModelBuilder().Input("x", 2).Node("y = Relu(x)", Make.Int("speed", 9)).Output("y"), diagnostics).Walk<ReluOp>().Single();
        Assert.Contains("no attribute 'speed'", Assert.Single(diagnostics.All).Message);
        Assert.Equal(IntegerAttr.I64(9), op.GetAttr<DictionaryAttr>("onnx.unknown_attributes")!["speed"]);
    }

    [Fact]
    public void ANewerOpsetIsReadWithAWarning()
    {
        var diagnostics = new DiagnosticEngine();
        Import(new ModelBuilder(999).Input("x", 2).Node("y = Relu(x)").Output("y"), diagnostics);
        Assert.Contains("operator set ai.onnx 999", Assert.Single(diagnostics.All).Message);
    }

    [Fact]
    public void NodesThatBreakTheSchemaAreErrorsThatNameThem()
    {
        ModelFormatException Node(string text, params AttributeProto[] attributes) => Fails(new ModelBuilder().Input("x", 2).Input("w", 2).Node(text, attributes).Output("y"));
        Assert.Equal("m.onnx, node 'n_y' (Relu): it has 2 inputs; Relu has at most 1 (X)", Node("y = Relu(x, w)").Message);
        Assert.Contains("its input 'W' is missing", Node("y = Conv(x)").Message);
        Assert.Contains("its attribute 'axis' is missing", Node("y = Concat(x, w)").Message);
        Assert.Contains("its attribute 'axis' is a float, but must be an integer", Node("y = Concat(x, w)", Make.Float("axis", 1)).Message);
        Assert.Contains("'axis' is given twice", Node("y = Concat(x, w)", Make.Int("axis", 1), Make.Int("axis", 0)).Message);
        Assert.Contains("2 outputs; Relu has at most 1", Node("y, z = Relu(x)").Message);
    }

    [Fact]
    public void DamagedTensorInANodeNamesNodeAndTensor()
    {
        var value = Make.Vector(1, 2);
        value.Name = "v";
        value.Dims[0] = 5;
        var error = Fails(new ModelBuilder().Node("y = Constant()", Make.Tensor("value", value)).Output("y"));
        Assert.Equal("node 'n_y' (Constant)", error.Node);
        Assert.Contains("tensor 'v'", error.Reason);
    }

    [Fact]
    public void ShapesThatOverflowAreErrors() =>
        Assert.Contains("value 'x'", Fails(new ModelBuilder().Input("x", 1L << 40, 1L << 40).Node("y = Relu(x)").Output("y")).Message);

    [DataFact("onnx-1.22")]
    public void ConformanceModelsImportAndRoundTrip() => Assert.Empty(Problems("onnx-1.22", 1900));

    [DataFact("models/onnx-zoo-graphs")]
    public void ZooGraphsImportAndRoundTrip() => Assert.Empty(Problems("models/onnx-zoo-graphs", 60));

    [DataFact("models/onnx")]
    public void RealModelsImportAndRoundTrip() => Assert.DoesNotContain(Problems("models/onnx", 170), p => !p.Contains("polygraphy", StringComparison.Ordinal));

    [DataFact("models/onnx/polygraphy")]
    public void MalformedModelsEndInOneClearError()
    {
        (string File, string Error)[] expected =
        [
            ("bad_graph_with_dup_value_info.onnx", "'inp' is defined more than once"),
            ("bad_graph_with_no_import_domains.onnx", "opset_import is empty"),
            ("empty.onnx", "no outputs"),
            ("polygraphy/ext_weights.onnx", "'ext_weights.data' does not exist in the model's folder"),
            ("weightless.", "has no data"),
        ];
        var problems = Problems("models/onnx/polygraphy", 60);
        Assert.All(problems, p => Assert.Contains(expected, e => p.Contains(e.File, StringComparison.Ordinal) && p.Contains(e.Error, StringComparison.Ordinal)));
        Assert.All(expected, e => Assert.Contains(problems, p => p.Contains(e.File, StringComparison.Ordinal)));
    }

    /// <summary>Imports every model, verifies the module, and checks that what it prints is read back and printed alike.</summary>
    private static List<string> Problems(string folder, int atLeast)
    {
        var problems = new List<string>();
        var paths = ModelBuilder.DataFiles(folder, "*.onnx").ToArray();
        Assert.True(paths.Length >= atLeast, $"only {paths.Length} models in {folder}");
        foreach (var path in paths)
        {
            try
            {
                var module = OnnxImporter.ImportFile(path);
                var errors = new DiagnosticEngine();
                if (!Verifier.Verify(module, errors))
                    problems.Add($"{path}: {errors.All[0]}");
                else if (!RoundTrips(module))
                    problems.Add($"{path}: does not round-trip");
            }
            catch (Exception e) when (e is ModelFormatException or DiagnosticException)
            {
                problems.Add(e is ModelFormatException ? e.Message : $"{path}: {e.Message}");
            }
        }
        return problems;
    }

    private static bool RoundTrips(ModuleOp module)
    {
        var text = module.ToString();
        return AllDialects.ParseModule(AllDialects.NewContext(), text).ToString() == text;
    }

    private static GraphProto Subgraph(string output, params string[] nodes)
    {
        var graph = new GraphProto { Name = "sub", Output = { new ValueInfoProto { Name = output } } };
        graph.Node.AddRange(nodes.Select(n => ModelBuilder.Parse(n)));
        return graph;
    }
}
