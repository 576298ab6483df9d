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
        CheckTarget(op);
    });

    /// <summary>The calls that make a buffer, of a tensor or from nothing, and that read one; all others must say which operand each buffer that they give shares.</summary>
    private static void CheckTarget(CustomCallOp op)
    {
        switch (op.CallTargetName)
        {
            case "CreateBuffer":
                Infer.Require(op.OperandCount == 0, "CreateBuffer custom_call shouldn't have any inputs");
                Infer.Require(op.ResultCount == 1, "CreateBuffer custom_call should have one result");
                Infer.Require(op.Result(0).Type is MemRefType, "CreateBuffer custom_call should have a memref result");
                break;
            case "Pin": CheckConversion<TensorType, MemRefType>(op, "Pin", "tensor", "memref"); break;
            case "Unpin": CheckConversion<MemRefType, TensorType>(op, "Unpin", "memref", "tensor"); break;
            default: CheckBuffers(op); break;
        }
    }

    private static void CheckConversion<TFrom, TTo>(CustomCallOp op, string name, string from, string to)
    {
        Infer.Require(op.OperandCount == 1, $"{name} custom_call should have one input");
        Infer.Require(op.Operand(0).Type is TFrom, $"{name} custom_call should have a {from} input");
        Infer.Require(op.ResultCount == 1, $"{name} custom_call should have one output");
        Infer.Require(op.Result(0).Type is TTo, $"{name} custom_call should have a {to} output");
        var (input, output) = (op.Operand(0).Type, op.Result(0).Type);
        Infer.Require(input.HasCompatibleShape(output) && input.ElementOrSelf() == output.ElementOrSelf(), $"{name} custom_call should have compatible input and output types");
    }

    private static void CheckBuffers(CustomCallOp op)
    {
        var (operands, outputs) = (new HashSet<(long, EquatableArray<long>)>(), new HashSet<EquatableArray<long>>());
        foreach (var alias in op.OutputOperandAliases?.Items.OfType<OutputOperandAliasAttr>() ?? [])
        {
            if (Part(op.Operand((int)alias.OperandIndex).Type, alias.OperandTupleIndices, "operand_tuple_indices") is not MemRefType)
                continue;
            Infer.Require(outputs.Add(alias.OutputTupleIndices), $"buffer output {alias.OutputTupleIndices} is used in output_operand_alias more than once");
            Infer.Require(operands.Add((alias.OperandIndex, alias.OperandTupleIndices)), $"buffer operand {alias.OperandIndex}{alias.OperandTupleIndices} is used in output_operand_alias more than once");
        }
        foreach (var path in Buffers(Results(op), []))
            Infer.Require(outputs.Contains(path), $"buffer output {path} is not used in output_operand_alias");
    }

    /// <summary>Where the buffers lie in nested tuples.</summary>
    private static IEnumerable<EquatableArray<long>> Buffers(IRType type, EquatableArray<long> path) => type switch
    {
        MemRefType => [path],
        TupleType tuple => tuple.Types.SelectMany((t, i) => Buffers(t, [.. path, i])),
        _ => [],
    };

    private static IRType Results(CustomCallOp op) => op.ResultCount == 1 ? op.Result(0).Type : new TupleType(op.Results.Types.ToEquatableArray());

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
        var output = Part(Results(op), alias.OutputTupleIndices, "output_tuple_indices");
        Infer.Require(operand == output, $"shapes mismatch in the output_operand_alias attribute: operand part has type '{operand}' and output part has type '{output}'");
    }

    private static IRType Part(IRType type, EquatableArray<long> path, string name)
    {
        foreach (var index in path)
            type = type is TupleType tuple && index >= 0 && index < tuple.Types.Count ? tuple.Types[(int)index] : throw new InferenceException($"{name} in the output_operand_alias attribute out of bounds");
        return type;
    }
}
