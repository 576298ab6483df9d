using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>What stands in VHLO, where each attribute must be there, for an attribute that StableHLO leaves out.</summary>
internal static class VhloDefaults
{
    public static readonly Attr False = IntegerAttr.Bool(false), NoChannel = IntegerAttr.I64(0), EmptyText = new StringAttr(""), EmptyList = new ArrayAttr([]),
        EmptyIntegers = Integers(0, [0]), NoType = new TypeAttr(NoneType.Instance), Accuracy = ResultAccuracyAttr.Default,
        Precisions = new ArrayAttr([new PrecisionAttr(Precision.Default), new PrecisionAttr(Precision.Default)]);

    /// <summary>The operations that take an accuracy since versions 1.9.0 and 1.10.0.</summary>
    public static readonly string[] WithAccuracy =
        ["cbrt", "cosine", "exponential", "exponential_minus_one", "log", "log_plus_one", "logistic", "rsqrt", "sine", "sqrt", "tan", "tanh"];

    /// <summary>The fields of a contraction's algorithm, each <see cref="NoType"/> where there is none.</summary>
    public static readonly string[] Algorithm =
        ["lhs_precision_type", "rhs_precision_type", "accumulation_type", "lhs_component_count", "rhs_component_count", "num_primitive_operations", "allow_imprecise_accumulation"];

    /// <summary>The attributes of an operation that StableHLO may leave out.</summary>
    /// <param name="operation">Its name in VHLO without the version.</param>
    /// <param name="attributes">Its attributes in VHLO's form: some defaults depend on the number of dimensions.</param>
    public static IEnumerable<(string Name, Attr Value)> Of(string operation, AttributeSet attributes) => operation switch
    {
        "func" => [("sym_visibility", EmptyText), ("arg_attrs", EmptyList), ("res_attrs", EmptyList)],
        "all_gather" or "all_reduce" or "reduce_scatter" => [("channel_id", NoChannel), ("use_global_device_ids", False)],
        "all_to_all" or "collective_permute" => [("channel_id", NoChannel)],
        "collective_broadcast" => [("channel_id", NoChannel), ("has_dynamic_root", False)],
        "collective_reduce" => [("channel_id", NoChannel), ("use_global_device_ids", False), ("has_dynamic_root", False)],
        "cholesky" => [("lower", False)],
        "compare" => [("compare_type", new ComparisonTypeAttr(ComparisonType.NoType))],
        "composite" => [("version", IntegerAttr.I64(0)), ("composite_attributes", DictionaryAttr.Empty)],
        "convolution" => Convolution(attributes).Append(("padding", Padding(attributes.Integers("input_spatial_dimensions").Count))),
        "dynamic_conv" => Convolution(attributes),
        "custom_call" => CustomCall(attributes),
        "dot" => [("precision_config", Precisions)],
        "dot_general" => Algorithm.Select(name => (name, NoType)).Append(("precision_config", Precisions)),
        "dynamic_broadcast_in_dim" => [("known_expanding_dimensions", EmptyIntegers), ("known_nonexpanding_dimensions", EmptyIntegers)],
        "gather" or "dynamic_gather" => [("indices_are_sorted", False)],
        "infeed" => [("infeed_config", EmptyText), ("layout", EmptyList)],
        "outfeed" => [("outfeed_config", EmptyText)],
        "recv" or "send" => [("is_host_transfer", False), ("source_target_pairs", EmptyIntegers)],
        "reduce_window" => Window(attributes, "window_strides", "base_dilations", "window_dilations"),
        "scatter" => [("indices_are_sorted", False), ("unique_indices", False)],
        "select_and_scatter" => Window(attributes, "window_strides"),
        "sort" => [("dimension", IntegerAttr.I64(-1)), ("is_stable", False)],
        _ => WithAccuracy.Contains(operation) ? [("result_accuracy", Accuracy)] : [],
    };

    private static DenseElementsAttr Integers(long value, params long[] shape) => DenseElementsAttr.OfI64(new RankedTensorType(shape, IntegerType.I64), shape.Contains(0) ? [] : [value]);

    /// <summary>No padding on either side of some dimensions.</summary>
    public static DenseElementsAttr Padding(int dimensions) => Integers(0, dimensions, 2);

    private static IEnumerable<(string, Attr)> Convolution(AttributeSet attributes)
    {
        var rank = attributes.Integers("input_spatial_dimensions").Count;
        var ones = Integers(1, rank);
        return
        [
            ("window_strides", ones), ("lhs_dilation", ones), ("rhs_dilation", ones), ("window_reversal", DenseElementsAttr.OfIntegers(RankedTensorType.Get(IntegerType.I1, rank), rank == 0 ? [] : [0])),
            ("precision_config", Precisions),
        ];
    }

    private static IEnumerable<(string, Attr)> Window(AttributeSet attributes, params IEnumerable<string> ones)
    {
        var rank = attributes.Integers("window_dimensions").Count;
        return ones.Select(name => (name, (Attr)Integers(1, rank))).Append(("padding", Padding(rank)));
    }

    private static IEnumerable<(string, Attr)> CustomCall(AttributeSet attributes)
    {
        var isTyped = attributes.Get("api_version") is Dialects.Vhlo.ApiVersionAttr { Value: CustomCallApiVersion.TypedFfi };
        return
        [
            ("has_side_effect", False), ("backend_config", isTyped ? DictionaryAttr.Empty : EmptyText), ("api_version", new Dialects.Vhlo.ApiVersionAttr(CustomCallApiVersion.Original)),
            ("called_computations", EmptyList), ("operand_layouts", EmptyList), ("result_layouts", EmptyList), ("output_operand_aliases", EmptyList), ("result_tilings", EmptyList),
        ];
    }

    /// <summary>Whether a value says no more than the default.</summary>
    public static bool IsDefault(string name, Attr value, Attr byDefault) => (value, byDefault) switch
    {
        (IntegerAttr a, IntegerAttr b) => a.Value == b.Value,
        (ArrayAttr a, _) when name == "precision_config" => a.Items.All(i => i is PrecisionAttr { Value: Precision.Default }),
        (DenseElementsAttr { Count: 0 }, DenseElementsAttr { Count: 0 }) => true,
        (StringAttr or DictionaryAttr, _) when name == "backend_config" => value is StringAttr { Value: "" } or DictionaryAttr { Entries.IsEmpty: true },
        _ => value == byDefault,
    };

    public static void Add(string operation, AttributeSet attributes)
    {
        foreach (var (name, value) in Of(operation, attributes).ToArray())
        {
            if (!attributes.Has(name))
                attributes.Set(name, value);
        }
    }

    public static void Remove(string operation, AttributeSet attributes)
    {
        var redundant = Of(operation, attributes).Where(d => attributes.Get(d.Name) is { } value && IsDefault(d.Name, value, d.Value)).Select(d => d.Name).ToHashSet();
        // The layouts of operands and of results are given together or not at all.
        if (redundant.Contains("operand_layouts") != redundant.Contains("result_layouts"))
            redundant.ExceptWith(["operand_layouts", "result_layouts"]);
        foreach (var name in redundant)
            attributes.Remove(name);
    }
}
