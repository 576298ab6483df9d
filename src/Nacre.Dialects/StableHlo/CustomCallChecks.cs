using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The constraints of <c>custom_call</c>.</summary>
internal static class CustomCallChecks
{
    public static void Verify(CustomCallOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        CheckLayouts(op);
        foreach (var alias in op.OutputOperandAliases?.Items.OfType<OutputOperandAliasAttr>() ?? [])
            CheckAlias(op, alias);
        CheckConfig(op);
    });

    private static void CheckConfig(CustomCallOp op)
    {
        var (typed, version) = (op.ApiVersion == CustomCallApiVersion.TypedFfi, EnumKeywords.Of(op.ApiVersion));
        Infer.Require(op.BackendConfig is null || !typed || op.BackendConfig is DictionaryAttr, $"backend_config for api_version {version} must be a dictionary attribute.");
        Infer.Require(op.BackendConfig is null || typed || op.BackendConfig is StringAttr, $"backend_config for api_version {version} must be a string attribute.");
    }

    private static void CheckLayouts(CustomCallOp op)
    {
        Infer.Require(op.OperandLayouts is null == op.ResultLayouts is null, "Layout attributes should be specified for either both operands and results or none.");
        if (op is not { OperandLayouts: { } operands, ResultLayouts: { } results })
            return;
        CheckLayouts([.. op.Operands.Types], operands, "operand");
        IRType[] types = [.. op.Results.Types];
        CheckLayouts(types is [TupleType tuple] ? [.. tuple.Types] : types, results, "result");
    }

    private static void CheckLayouts(IRType[] types, ArrayAttr layouts, string what)
    {
        Infer.Require(types.Length == layouts.Count, $"Number of {what}s must match the number of {what} layouts, {types.Length} != {layouts.Count}");
        for (var i = 0; i < types.Length; i++)
        {
            var layout = (ElementsAttr)layouts.Items[i];
            Infer.Require(types[i] is not TupleType, "Tuple types are not fully supported with layout constraints yet");
            if (types[i] is not ShapedType shaped)
                Infer.Require(layout.Count == 0, $"Only tensor types can have non-empty layout: {what} #{i} of type '{types[i]}' has layout {layout}");
            else if (shaped.HasRank)
                Infer.Require(layout.Count == shaped.Rank && layout.ToIntegers().Order().SequenceEqual(Enumerable.Range(0, shaped.Rank).Select(d => (long)d)), $"incorrect layout {layout} for type '{shaped}', layout must be a permutation of [0, {shaped.Rank})");
        }
    }

    private static void CheckAlias(CustomCallOp op, OutputOperandAliasAttr alias)
    {
        var count = op.Inputs.Count;
        Infer.Require(alias.OperandIndex >= 0 && alias.OperandIndex < count, $"expects operandIndex in the output_operand_alias attribute to be in range [0, {count}); got: {alias.OperandIndex}.");
        var operand = Part(op.Operand((int)alias.OperandIndex).Type, alias.OperandTupleIndices, "operand_tuple_indices");
        var results = op.ResultCount == 1 ? op.Result(0).Type : new TupleType(op.Results.Types.ToEquatableArray());
        var output = Part(results, alias.OutputTupleIndices, "output_tuple_indices");
        Infer.Require(operand == output, $"shapes mismatch in the output_operand_alias attribute: operand part has type '{operand}' and output part has type '{output}'");
    }

    private static IRType Part(IRType type, EquatableArray<long> path, string name)
    {
        foreach (var index in path)
            type = type is TupleType tuple && index >= 0 && index < tuple.Types.Count ? tuple.Types[(int)index] : throw new InferenceException($"{name} in the output_operand_alias attribute out of bounds");
        return type;
    }
}
