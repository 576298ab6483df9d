using Google.Protobuf;
using Nacre.Frontends;
using Nacre.Frontends.Onnx;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Upgrade;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Tests.Frontends.Onnx;

public class ModelUpgraderTests
{
    /// <summary>The upgraded nodes without Constants, as <c>Op attr=value(inputs)</c>, where a Constant input is its value.</summary>
    private static string[] Upgraded(ModelBuilder model)
    {
        new GraphChecker(null).Check(model.Model);
        ModelUpgrader.Upgrade(model.Model);
        new GraphChecker(null).Check(model.Model);
        var constants = model.Graph.Node.Where(n => n.OpType == "Constant").ToDictionary(n => n.Output[0], n => Show(n.Find("value")!.T));
        return [.. model.Graph.Node.Where(n => n.OpType != "Constant").Select(n => Show(n, constants))];
    }

    private static string Show(NodeProto node, Dictionary<string, string> constants)
    {
        var attributes = node.Attribute.Select(a => $" {a.Name}={(a.HasS ? a.S.ToStringUtf8() : a.HasF ? $"{a.F}" : a.G is not null ? "graph" : a.T is not null ? Show(a.T) : a.Ints.Count > 0 ? $"[{string.Join(',', a.Ints)}]" : $"{a.I}")}");
        return $"{node.OpType}{string.Concat(attributes)}({string.Join(", ", node.Input.Select(i => constants.GetValueOrDefault(i, i)))})";
    }

    private static string Show(TensorProto tensor)
    {
        var values = tensor.Int64Data.Select(v => $"{v}").Concat(tensor.FloatData.Select(v => $"{v}f")).Concat(tensor.DoubleData.Select(v => $"{v}d"));
        var text = string.Join(' ', values);
        return tensor.Dims.Count == 0 ? text : $"[{text}]";
    }

    private static string Fails(ModelBuilder model)
    {
        new GraphChecker(null).Check(model.Model);
        return Assert.Throws<ModelFormatException>(() => ModelUpgrader.Upgrade(model.Model)).Message;
    }

    [Fact]
    public void NewestOpsetStaysAsItIs() => Assert.Equal(["Softmax axis=1(x)"], Upgraded(new ModelBuilder(21).Input("x", 2, 3, 4).Node("y = Softmax(x)", Make.Int("axis", 1)).Output("y")));

    [Theory]
    [InlineData(1, new long[] { 2, 3 })]
    [InlineData(-1, new long[] { 2, 3, 4 })]
    [InlineData(2, new long[] { 2, 3, 4 })]
    public void OldSoftmaxOverTheLastAxisIsTodays(int axis, long[] shape) =>
        Assert.Equal(["Softmax axis=-1(x)"], Upgraded(new ModelBuilder(11).Input("x", shape).Node("y = Softmax(x)", Make.Int("axis", axis)).Output("y")));

    [Fact]
    public void OldSoftmaxFlattens() =>
        Assert.Equal(
            ["Flatten axis=1(x)", "Shape(x)", "LogSoftmax axis=-1(y/Flatten)", "Reshape allowzero=1(y/LogSoftmax, y/Shape)"],
            Upgraded(new ModelBuilder(11).Input("x", 2, 3, 4).Node("y = LogSoftmax(x)").Output("y")));

    [Fact]
    public void OldBroadcastAtAnAxis() =>
        Assert.Equal(
            ["Unsqueeze(b, [1 2])", "Add(a, y/Unsqueeze)"],
            Upgraded(new ModelBuilder(6).Input("a", 2, 3, 4, 5).Input("b", 3).Node("y = Add(a, b)", Make.Int("axis", 1), Make.Int("broadcast", 1)).Output("y")));

    [Fact]
    public void OldBroadcastOfUnknownRankIsComputed() =>
        Assert.Equal(
            ["Shape(b)", "Shape(y/Shape)", "Shape(a)", "Shape(y/Shape_2)", "Sub(y/Shape_3, [1])", "Sub(y/Sub, y/Shape_1)", "ConstantOfShape value=[1](y/Sub_1)",
                "Concat axis=0(y/Shape, y/ConstantOfShape)", "Reshape(b, y/Concat)", "Mul(a, y/Reshape)"],
            Upgraded(new ModelBuilder(6).UntypedInput("a").UntypedInput("b").Node("y = Mul(a, b)", Make.Int("axis", 1), Make.Int("broadcast", 1)).Output("y")));

    [Fact]
    public void OldBroadcastWithoutAxisIsTodays() =>
        Assert.Equal(["Add(a, b)"], Upgraded(new ModelBuilder(6).Input("a", 2, 3).Input("b", 3).Node("y = Add(a, b)", Make.Int("broadcast", 1)).Output("y")));

    [Fact]
    public void OldBroadcastThatDoesNotFit() =>
        Assert.Contains("no room", Fails(new ModelBuilder(6).Input("a", 2, 3).Input("b", 3).Node("y = Add(a, b)", Make.Int("broadcast", 1), Make.Int("axis", 2)).Output("y")));

    [Fact]
    public void RankIsKnownBehindAConvolution() =>
        Assert.Equal(
            ["Conv(x, w)", "Unsqueeze(b, [1 2])", "Add(c, y/Unsqueeze)"],
            Upgraded(new ModelBuilder(6).Input("x", 1, 3, 8, 8).Input("w", 4, 3, 3, 3).Input("b", 4).Node("c = Conv(x, w)").Node("y = Add(c, b)", Make.Int("broadcast", 1), Make.Int("axis", 1)).Output("y")));

    [Fact]
    public void PReluSlopePerChannel() =>
        Assert.Equal(["Unsqueeze(s, [1 2])", "PRelu(x, y/Unsqueeze)"], Upgraded(new ModelBuilder(6).Input("x", 1, 3, 8, 8).Input("s", 3).Node("y = PRelu(x, s)").Output("y")));

    [Fact]
    public void ClipBoundsTakeTheTypeOfTheInput()
    {
        Assert.Equal(["Clip(x, 0f, 6f)"], Upgraded(new ModelBuilder(6).Input("x", 2).Node("y = Clip(x)", Make.Float("min", 0), Make.Float("max", 6)).Output("y")));
        Assert.Equal(["Clip(x, , 6d)"], Upgraded(new ModelBuilder(6).Input("x", DataType.Double, 2).Node("y = Clip(x)", Make.Float("max", 6)).Output("y")));
        Assert.Equal(["CastLike(6f, x)", "Clip(x, , y/CastLike)"], Upgraded(new ModelBuilder(6).UntypedInput("x").Node("y = Clip(x)", Make.Float("max", 6)).Output("y")));
    }

    [Fact]
    public void CastByName()
    {
        Assert.Equal(["Cast to=10(x)"], Upgraded(new ModelBuilder(1).Input("x", 2).Node("y = Cast(x)", Make.String("to", "FLOAT16")).Output("y")));
        Assert.Contains("'WORD'", Fails(new ModelBuilder(1).Input("x", 2).Node("y = Cast(x)", Make.String("to", "WORD")).Output("y")));
    }

    [Fact]
    public void AxesBecomeInputs()
    {
        Assert.Equal(["ReduceMean keepdims=0(x, [1])"], Upgraded(new ModelBuilder(13).Input("x", 2, 3).Node("y = ReduceMean(x)", Make.Int("keepdims", 0), Make.Ints("axes", 1)).Output("y")));
        Assert.Equal(["ReduceMean(x)"], Upgraded(new ModelBuilder(13).Input("x", 2, 3).Node("y = ReduceMean(x)").Output("y")));
        Assert.Equal(["ReduceSum(x, [1])"], Upgraded(new ModelBuilder(11).Input("x", 2, 3).Node("y = ReduceSum(x)", Make.Ints("axes", 1)).Output("y")));
        Assert.Equal(["Unsqueeze(x, [0 3])"], Upgraded(new ModelBuilder(11).Input("x", 2, 3).Node("y = Unsqueeze(x)", Make.Ints("axes", 0, 3)).Output("y")));
    }

    [Fact]
    public void AttributesBecomeInputs()
    {
        Assert.Equal(["Reshape(x, [3 2])"], Upgraded(new ModelBuilder(4).Input("x", 2, 3).Node("y = Reshape(x)", Make.Ints("shape", 3, 2)).Output("y")));
        Assert.Equal(["Slice(x, [0], [1], [1])"], Upgraded(new ModelBuilder(9).Input("x", 2, 3).Node("y = Slice(x)", Make.Ints("starts", 0), Make.Ints("ends", 1), Make.Ints("axes", 1)).Output("y")));
        Assert.Equal(["TopK axis=1(x, [5])"], Upgraded(new ModelBuilder(9).Input("x", 2, 9).Node("y, i = TopK(x)", Make.Int("axis", 1), Make.Int("k", 5)).Output("y")));
        Assert.Equal(["DFT inverse=1(x, , 1)"], Upgraded(new ModelBuilder(17).Input("x", 2, 9, 1).Node("y = DFT(x)", Make.Int("inverse", 1)).Output("y")));
    }

    [Fact]
    public void Pad()
    {
        Assert.Equal(["Pad(x, [0 1 0 1])"], Upgraded(new ModelBuilder(1).Input("x", 2, 3).Node("y = Pad(x)", Make.Ints("paddings", 0, 1, 0, 1)).Output("y")));
        Assert.Equal(["Pad mode=constant(x, [0 1 0 1], 2f)"], Upgraded(new ModelBuilder(10).Input("x", 2, 3).Node("y = Pad(x)", Make.String("mode", "constant"), Make.Ints("pads", 0, 1, 0, 1), Make.Float("value", 2)).Output("y")));
    }

    [Fact]
    public void Split()
    {
        Assert.Equal(["Split axis=1(x, [1 2])"], Upgraded(new ModelBuilder(11).Input("x", 2, 3).Node("a, b = Split(x)", Make.Int("axis", 1), Make.Ints("split", 1, 2)).Output("a", "b")));
        Assert.Equal(["Split num_outputs=2(x)"], Upgraded(new ModelBuilder(13).Input("x", 2, 3).Node("a, b = Split(x)").Output("a", "b")));
    }

    [Fact]
    public void TileAlongOneAxis() =>
        Assert.Equal("Tile(x, y/ScatterElements)", Upgraded(new ModelBuilder(1).Input("x", 2, 3).Input("t").Input("a").Node("y = Tile(x, t, a)").Output("y"))[^1]);

    [Fact]
    public void UpsampleBecomesResize()
    {
        Assert.Equal(
            ["Resize mode=nearest coordinate_transformation_mode=asymmetric nearest_mode=floor(x, , [1f 1f 2f 2f])"],
            Upgraded(UpsampleModel(7, Make.String("mode", "nearest"), Scales(1, 1, 2, 2))));
        Assert.Equal(
            ["Resize mode=linear coordinate_transformation_mode=asymmetric nearest_mode=floor(x, , [1f 1f 2f 3f])"],
            Upgraded(UpsampleModel(1, Make.String("mode", "bilinear"), Make.Float("height_scale", 2), Make.Float("width_scale", 3))));
    }

    [Fact]
    public void ARemovedOperatorIsReadAsItWasLast() =>
        Assert.Equal(
            ["Resize coordinate_transformation_mode=asymmetric nearest_mode=floor(x, , s)"],
            Upgraded(new ModelBuilder(12).Input("x", 1, 1, 2, 2).Input("s", 4).Node("y = Upsample(x, s)").Output("y")));

    [Fact]
    public void OldResizeRoundsUpWhenShrinking() =>
        Assert.Equal(
            ["Resize coordinate_transformation_mode=asymmetric nearest_mode=ceil(x, , s)"],
            Upgraded(new ModelBuilder(10).Input("x", 1, 1, 2, 2).Initializer("s", Make.FloatVector(1, 1, 0.6f, 0.6f)).Node("y = Resize(x, s)").Output("y")));

    [Fact]
    public void BatchNormalization()
    {
        const string five = "(x, s, b, m, v)";
        ModelBuilder Model(int opset, string outputs, int rank, params AttributeProto[] attributes)
        {
            var model = new ModelBuilder(opset).Input("x", 1, 2, 3, 3);
            foreach (var name in (string[])["s", "b", "m", "v"])
                model.Input(name, rank == 1 ? [2] : [2, 3, 3]);
            return model.Node($"{outputs} = BatchNormalization{five}", attributes).Output("y");
        }

        Assert.Equal([$"BatchNormalization{five}"], Upgraded(Model(9, "y", 1)));
        Assert.Equal([$"BatchNormalization{five}"], Upgraded(Model(6, "y", 1, Make.Int("is_test", 1), Make.Int("spatial", 1))));
        Assert.Equal([$"BatchNormalization{five}"], Upgraded(Model(7, "y", 1, Make.Int("spatial", 0))));
        Assert.Equal([$"BatchNormalization training_mode=1{five}"], Upgraded(Model(9, "y, rm, rv, sm, sv", 1)));
        Assert.Equal(
            ["Add(v, 1E-05f)", "Sqrt(y/Add)", "Sub(x, m)", "Div(y/Sub, y/Sqrt)", "Mul(y/Div, s)", "Add(y/Mul, b)"],
            Upgraded(Model(7, "y", 3, Make.Int("spatial", 0))));
        Assert.Contains("spatial = 0", Fails(Model(7, "y, rm, rv", 3, Make.Int("spatial", 0))));
    }

    [Fact]
    public void GroupNormalizationScalesPerChannel() =>
        Assert.Equal(
            ["Shape start=1 end=2(x)", "Div(y/Shape, [2])", "Concat axis=0([2], y/Div)",
                "Unsqueeze(s, [1])", "Expand(y/Unsqueeze, y/Concat)", "Reshape(y/Expand, [-1])",
                "Unsqueeze(b, [1])", "Expand(y/Unsqueeze_1, y/Concat)", "Reshape(y/Expand_1, [-1])",
                "GroupNormalization num_groups=2(x, y/Reshape, y/Reshape_1)"],
            Upgraded(new ModelBuilder(18).Input("x", 1, 4, 8).Input("s", 2).Input("b", 2).Node("y = GroupNormalization(x, s, b)", Make.Int("num_groups", 2)).Output("y")));

    [Fact]
    public void Dropout()
    {
        Assert.Equal(["Dropout(x, 0.25f)"], Upgraded(new ModelBuilder(7).Input("x", 2).Node("y = Dropout(x)", Make.Float("ratio", 0.25f)).Output("y")));
        Assert.Equal(["Dropout(x)", "CastLike(m/Dropout, x)"], Upgraded(new ModelBuilder(7).Input("x", 2).Node("y, m = Dropout(x)").Output("y", "m")));
    }

    [Fact]
    public void Experimental()
    {
        Assert.Equal(["Mul(x, 2f)", "Add(y/Mul, 3f)"], Upgraded(new ModelBuilder(7).Input("x", 2).Node("y = Affine(x)", Make.Float("alpha", 2), Make.Float("beta", 3)).Output("y")));
        Assert.Equal(["Slice(x, [2 1], [6 6], [2 3])"], Upgraded(new ModelBuilder(7).Input("x", 1, 3, 8, 8).Node("y = Crop(x)", Make.Ints("border", 1, 2, 0, 0), Make.Ints("scale", 4, 5)).Output("y")));
        Assert.Equal(
            ["Mul(x, 2f)", "Unsqueeze([1f 2f 3f], [1 2])", "CastLike(y/Unsqueeze, x)", "Add(y/Mul, y/CastLike)"],
            Upgraded(new ModelBuilder(7).Input("x", 1, 3, 8, 8).Node("y = ImageScaler(x)", Make.Float("scale", 2), Floats("bias", 1, 2, 3)).Output("y")));
        Assert.Equal(["Mul(x, 2f)", "Tanh(y/Mul)", "Mul(y/Tanh, 3f)"], Upgraded(new ModelBuilder(1).Input("x", 2).Node("y = ScaledTanh(x)", Make.Float("alpha", 3), Make.Float("beta", 2)).Output("y")));
    }

    [Fact]
    public void BatchedScanBecomesAScanOfScans()
    {
        var body = new GraphProto { Name = "body", Input = { ModelBuilder.Value("s", DataType.Float, 2), ModelBuilder.Value("e", DataType.Float, 2) } };
        body.Node.Add(ModelBuilder.Parse("t = Add(s, e)"));
        body.Node.Add(ModelBuilder.Parse("o = Clip(t)", Make.Float("min", 0)));
        body.Output.Add(new ValueInfoProto { Name = "t" });
        body.Output.Add(new ValueInfoProto { Name = "o" });
        var model = new ModelBuilder(8).Input("init", 3, 2).Input("seq", 3, 5, 2)
            .Node("f, r = Scan(_, init, seq)", Make.Graph("body", body), Make.Int("num_scan_inputs", 1)).Output("f", "r");
        Assert.Equal(["Scan body=graph num_scan_inputs=2(init, seq)"], Upgraded(model));
        var inner = Assert.Single(model.Graph.Node[0].Find("body")!.G.Node);
        Assert.Equal(("Scan", 2, 2, 1L), (inner.OpType, inner.Input.Count, inner.Output.Count, inner.Int("num_scan_inputs", 0)));
        Assert.Contains(inner.Find("body")!.G.Node, n => n is { OpType: "Clip", Input.Count: 2 });
    }

    [Fact]
    public void LabelEncoderOfVersion1()
    {
        var classes = Make.Strings("classes_strings", [ByteString.CopyFromUtf8("cat"), ByteString.CopyFromUtf8("dog")]);
        ModelBuilder Model(DataType type)
        {
            var model = new ModelBuilder(1, "ai.onnx.ml").Input("x", type, 2).Node("y = LabelEncoder(x)", classes.Clone()).Output("y");
            model.Graph.Node[0].Domain = "ai.onnx.ml";
            return model;
        }

        var fromStrings = Model(DataType.String);
        Upgraded(fromStrings);
        Assert.Equal([0L, 1L], fromStrings.Graph.Node[0].Ints("values_int64s")!);
        Assert.Equal(2, fromStrings.Graph.Node[0].Find("keys_strings")!.Strings.Count);
        var toStrings = Model(DataType.Int64);
        Upgraded(toStrings);
        Assert.Equal([0L, 1L], toStrings.Graph.Node[0].Ints("keys_int64s")!);
    }

    [Fact]
    public void MissingOperatorSet() => Assert.Contains("'ai.onnx'", Fails(new ModelBuilder(1, "my.domain").Input("x", 2).Node("y = Abs(x)").Output("y")));

    [Fact]
    public void ForeignOperatorsAreKept()
    {
        var model = new ModelBuilder(7).Input("x", 2).Node("y = Thing(x)", Make.Int("axis", 1)).Output("y");
        model.Graph.Node[0].Domain = "my.domain";
        Assert.Equal(["Thing axis=1(x)"], Upgraded(model));
    }

    [Fact]
    public void FunctionsArePutInPlaceAndUpgradedByTheirOwnOpset()
    {
        var model = new ModelBuilder(21).Input("x", 2, 3).Node("y = F(x)", Make.Int("dim", 1)).Output("y");
        model.Graph.Node[0].Domain = "my";
        var function = new FunctionProto { Name = "F", Domain = "my", Input = { "a", "unused" }, Output = { "b" }, Attribute = { "dim", "absent" } };
        function.OpsetImport.Add(new OperatorSetIdProto { Version = 9 });
        function.Node.Add(ModelBuilder.Parse("t = Concat(a, a)", new AttributeProto { Name = "axis", RefAttrName = "dim" }, new AttributeProto { Name = "gone", RefAttrName = "absent" }));
        function.Node.Add(ModelBuilder.Parse("b = Clip(t)", Make.Float("max", 1)));
        model.Model.Functions.Add(function);
        Assert.Equal(["Concat axis=1(x, x)", "Clip(n_y/t, , 1f)"], Upgraded(model));
        Assert.Empty(model.Model.Functions);
        Assert.Equal("n_y/n_t", model.Graph.Node[0].Name);
    }

    [Fact]
    public void AFunctionThatCallsItselfIsRefused()
    {
        var model = new ModelBuilder(21).Input("x", 2).Node("y = F(x)").Output("y");
        model.Model.Functions.Add(new FunctionProto { Name = "F", Input = { "a" }, Output = { "b" }, Node = { ModelBuilder.Parse("b = F(a)") } });
        Assert.Contains("calls itself", Fails(model));
    }

    [Fact]
    public void FunctionsThatGrowWithoutBoundHitTheLimit()
    {
        var model = new ModelBuilder(21).Input("x", 2).Node("y = F0(x)").Output("y");
        for (var i = 0; i < 40; i++)
        {
            var next = i == 39 ? "Abs" : $"F{i + 1}";
            model.Model.Functions.Add(new FunctionProto
            {
                Name = $"F{i}",
                Input = { "a" },
                Output = { "c" },
                Node = { ModelBuilder.Parse($"b = {next}(a)"), ModelBuilder.Parse($"c = {next}(b)") },
            });
        }
        new GraphChecker(null).Check(model.Model);
        Assert.Contains("more than 1000 nodes", Assert.Throws<ModelFormatException>(() => ModelUpgrader.Upgrade(model.Model, new OnnxLimits { MaxNodes = 1000 })).Message);
    }

    private static ModelBuilder UpsampleModel(int opset, params AttributeProto[] attributes) =>
        new ModelBuilder(opset).Input("x", 1, 1, 2, 2).Node("y = Upsample(x)", attributes).Output("y");

    private static AttributeProto Scales(params float[] values) => Floats("scales", values);

    private static AttributeProto Floats(string name, params float[] values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeProto.Types.AttributeType.Floats };
        attribute.Floats.AddRange(values);
        return attribute;
    }
}
