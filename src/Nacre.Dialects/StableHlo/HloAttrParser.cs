using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Reads StableHLO's attributes by their mnemonic.</summary>
internal static class HloAttrParser
{
    public static Attr? Parse(AsmParser parser, string mnemonic) => mnemonic switch
    {
        "precision" => ParseEnum<PrecisionAttr>(parser, PrecisionAttr.ParseShort),
        "fft_type" => ParseEnum<FftTypeAttr>(parser, FftTypeAttr.ParseShort),
        "comparison_direction" => ParseEnum<ComparisonDirectionAttr>(parser, ComparisonDirectionAttr.ParseShort),
        "comparison_type" => ParseEnum<ComparisonTypeAttr>(parser, ComparisonTypeAttr.ParseShort),
        "transpose" => ParseEnum<TransposeAttr>(parser, TransposeAttr.ParseShort),
        "rng_distribution" => ParseEnum<RngDistributionAttr>(parser, RngDistributionAttr.ParseShort),
        "rng_algorithm" => ParseEnum<RngAlgorithmAttr>(parser, RngAlgorithmAttr.ParseShort),
        "result_accuracy_mode" => ParseEnum(parser, p => new ResultAccuracyModeAttr(p.ParseEnum<ResultAccuracyMode>())),
        "result_accuracy" => ParseResultAccuracy(parser),
        "conv" => ConvDimensionNumbersAttr.ParseAttribute(parser),
        "dot" => DotDimensionNumbersAttr.ParseStruct(parser),
        "gather" => GatherDimensionNumbersAttr.ParseStruct(parser),
        "scatter" => ScatterDimensionNumbersAttr.ParseStruct(parser),
        "dot_algorithm" => DotAlgorithmAttr.ParseShort(parser),
        "bounds" => new TypeExtensionsAttr(parser.ParseList("<", ">", () => StructParser.ParseDim(parser)).ToArray()),
        "type_extensions" => ParseTypeExtensions(parser),
        "channel_handle" => ParseChannelHandle(parser),
        "output_operand_alias" => ParseAlias(parser),
        _ => ParseMesh(parser, mnemonic),
    };

    private static Attr? ParseMesh(AsmParser parser, string mnemonic) => mnemonic switch
    {
        "mesh_axis" => ParseMeshAxis(parser),
        "mesh" => ParseMesh(parser),
        "axis_ref" => ParseAxisRef(parser),
        "replica_group_mesh_axes" => ParseReplicaGroups(parser),
        _ => null,
    };

    /// <summary><c>VALUE</c> behind <c>#stablehlo&lt;mnemonic</c>, or <c>&lt;VALUE&gt;</c>.</summary>
    private static T ParseEnum<T>(AsmParser parser, Func<AsmParser, T> parse)
    {
        var inAngles = parser.ParseOptional("<");
        var value = parse(parser);
        if (inAngles)
            parser.Parse(">");
        return value;
    }

    private static ResultAccuracyAttr ParseResultAccuracy(AsmParser parser)
    {
        var (atol, rtol, ulps) = (0.0, 0.0, 0L);
        var mode = new ResultAccuracyModeAttr(ResultAccuracyMode.Default);
        StructParser.Parse(
            parser,
            new Dictionary<string, Action>
            {
                ["atol"] = () => atol = parser.ParseAttribute<FloatAttr>("a float", FloatType.F64).Value,
                ["rtol"] = () => rtol = parser.ParseAttribute<FloatAttr>("a float", FloatType.F64).Value,
                ["ulps"] = () => ulps = parser.ParseInteger(),
                ["mode"] = () => mode = parser.ParseAttribute<ResultAccuracyModeAttr>("a result accuracy mode"),
            },
            "mode");
        return new ResultAccuracyAttr(atol, rtol, ulps, mode);
    }

    private static TypeExtensionsAttr ParseTypeExtensions(AsmParser parser)
    {
        EquatableArray<long> bounds = [];
        StructParser.Parse(parser, new Dictionary<string, Action> { ["bounds"] = () => bounds = StructParser.ParseDims(parser) }, "bounds");
        return new TypeExtensionsAttr(bounds);
    }

    private static ChannelHandleAttr ParseChannelHandle(AsmParser parser)
    {
        var (handle, type) = (0L, 0L);
        StructParser.Parse(
            parser,
            new Dictionary<string, Action> { ["handle"] = () => handle = parser.ParseInteger(), ["type"] = () => type = parser.ParseInteger() },
            "handle",
            "type");
        return new ChannelHandleAttr(handle, type);
    }

    private static OutputOperandAliasAttr ParseAlias(AsmParser parser)
    {
        EquatableArray<long> output = [], operand = [];
        var index = 0L;
        var fields = new Dictionary<string, Action>
        {
            ["output_tuple_indices"] = () => output = StructParser.ParseDims(parser),
            ["operand_index"] = () => index = parser.ParseInteger(),
            ["operand_tuple_indices"] = () => operand = StructParser.ParseDims(parser),
        };
        StructParser.Parse(parser, fields, fields.Keys);
        return new OutputOperandAliasAttr(output, index, operand);
    }

    private static MeshAxisAttr ParseMeshAxis(AsmParser parser)
    {
        var (name, size) = ("", 0L);
        StructParser.Parse(parser, new Dictionary<string, Action> { ["name"] = () => name = parser.ParseString(), ["size"] = () => size = parser.ParseInteger() }, "name", "size");
        return new MeshAxisAttr(name, size);
    }

    private static MeshAttr ParseMesh(AsmParser parser)
    {
        EquatableArray<MeshAxisAttr> axes = [];
        DenseElementsAttr? devices = null;
        StructParser.Parse(
            parser,
            new Dictionary<string, Action>
            {
                ["axes"] = () => axes = parser.ParseList("[", "]", () => ParseNested(parser, "a mesh axis", ParseMeshAxis)).ToArray(),
                ["device_ids"] = () => devices = parser.ParseAttribute<DenseElementsAttr>("dense elements"),
            },
            "axes");
        return new MeshAttr(axes, devices);
    }

    /// <summary>A parameter whose attribute class is known may be written with or without its <c>#stablehlo.mnemonic</c>.</summary>
    private static T ParseNested<T>(AsmParser parser, string what, Func<AsmParser, T> parse) where T : Attr =>
        parser.IsNext("<") ? parse(parser) : parser.ParseAttribute<T>(what);

    private static AxisRefAttr ParseAxisRef(AsmParser parser)
    {
        var name = "";
        (long, long)? part = null;
        StructParser.Parse(
            parser,
            new Dictionary<string, Action> { ["name"] = () => name = parser.ParseString(), ["sub_axis_info"] = () => part = ParseSubAxis(parser) },
            "name");
        return new AxisRefAttr(name, part);
    }

    private static (long PreSize, long Size) ParseSubAxis(AsmParser parser)
    {
        parser.Parse("(");
        var preSize = parser.ParseInteger();
        parser.Parse(")");
        return (preSize, parser.ParseInteger());
    }

    private static ReplicaGroupMeshAxesAttr ParseReplicaGroups(AsmParser parser)
    {
        Attr mesh = UnitAttr.Instance;
        var axes = new ArrayAttr([]);
        StructParser.Parse(
            parser,
            new Dictionary<string, Action> { ["mesh"] = () => mesh = parser.ParseAttribute(), ["axes"] = () => axes = parser.ParseAttribute<ArrayAttr>("an array") },
            "mesh",
            "axes");
        return new ReplicaGroupMeshAxesAttr(mesh, axes);
    }
}
