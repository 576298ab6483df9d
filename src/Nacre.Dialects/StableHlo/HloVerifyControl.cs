using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Checks of control flow, calls and the host's operations.</summary>
internal static class HloVerifyControl
{
    /// <summary>The branches of <c>if</c> and <c>case</c>.</summary>
    public static void Branches(Operation op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        Infer.Require(op.Operand(0).Type is RankedTensorType { Rank: 0 }, $"operand should be rank 0 tensor but got rank {Infer.Ranked(op.Operand(0).Type).Rank}"); // if_i1, case_i1
        for (var i = 0; i < op.Regions.Count; i++)
        {
            var name = op is IfOp ? $"branch {i}" : $"branch {i}";
            Infer.Require(!op.Regions[i].IsEmpty, "expect non-empty region");
            Infer.Require(op.Regions[i].Entry.Arguments.Count == 0, $"{name} must have 0 arguments, but found {op.Regions[i].Entry.Arguments.Count}"); // if_c1, case_c2
            var types = op.Regions[i].Entry.Last!.Operands.Types.ToArray();
            var first = op.Regions[0].Entry.Last!.Operands.Types.ToArray();
            Infer.Require(HloCompatibility.AreCompatible(first, types), $"branch 0 and branch {i} have mismatched return types: {Quote(first)} vs {Quote(types)}"); // if_c2, case_c3
            Infer.Require(HloCompatibility.AreCompatible(types, [.. op.Results.Types]), $"inferred type(s) {Quote(types)} are incompatible with return type(s) of operation {Quote(op.Results.Types)}"); // if_c3, case_c4
        }
    });

    private static string Quote(IEnumerable<IRType> types) => string.Join(", ", types.Select(t => $"'{t}'"));

    public static void While(WhileOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        IRType[] types = [.. op.Operands.Types];
        Infer.Require(HloCompatibility.AreCompatible(types, [.. op.Results.Types]), $"inferred type(s) {Quote(types)} are incompatible with return type(s) of operation {Quote(op.Results.Types)}"); // while_c3
        foreach (var (region, name) in new[] { (op.Cond, "condition"), (op.Body, "body") })
        {
            Infer.Require(!region.IsEmpty, "expect non-empty region");
            IRType[] arguments = [.. region.Entry.Arguments.Select(a => a.Type)];
            Infer.Require(HloCompatibility.AreCompatible(types, arguments), $"expect operands to be compatible with {name} block arguments but got {Quote(types)} vs {Quote(arguments)}"); // while_c1, while_c2
        }
        IRType[] returned = [.. op.Body.Entry.Last!.Operands.Types];
        Infer.Require(HloCompatibility.AreCompatible(types, returned), $"expect operands to be compatible with body block return types but got {Quote(types)} vs {Quote(returned)}"); // while_c2
        IRType[] condition = [.. op.Cond.Entry.Last!.Operands.Types];
        Infer.Require(condition.Length == 1, $"expect condition body returns a single value but got {condition.Length}"); // while_c1
        Infer.Require(condition[0] is RankedTensorType { Rank: 0, ElementType: IntegerType { Width: 1 } }, $"expect condition block return a zero-ranked tensor of i1 but got '{condition[0]}'"); // while_c1
    });

    public static void CustomCall(CustomCallOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        Infer.Require(op.BackendConfig is null or StringAttr or DictionaryAttr, "attribute 'backend_config' failed to satisfy constraint: string attribute or dictionary of named attribute values");
        Infer.Require(op.BackendConfig is not DictionaryAttr || op.ApiVersion == CustomCallApiVersion.TypedFfi, "unsupported user-encoded backend config, backend config must be a string attribute.");
        Infer.Require(op.BackendConfig is not StringAttr || op.ApiVersion != CustomCallApiVersion.TypedFfi, "unsupported user-encoded backend config, backend config must be a dictionary attribute.");
        Infer.Require(op.OperandLayouts is null == op.ResultLayouts is null, "Layout attributes should be specified for either both operands and results or none.");
        if (op is not { OperandLayouts: { } operands, ResultLayouts: { } results })
            return;
        Infer.Require(operands.Count == op.OperandCount, $"Number of operands must match the number of operand layouts, {op.OperandCount} != {operands.Count}");
        var types = op.Results.Types.ToArray();
        var count = types is [TupleType tuple] ? tuple.Types.Count : types.Length;
        Infer.Require(results.Count == count, $"Number of results must match the number of result layouts, {count} != {results.Count}");
    });

    public static void Composite(CompositeOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        Infer.Require(IsName(op.CompositeName), "name must be a valid namespaced op name");
        Infer.Require(op.CompositeAttributes is null || op.CompositeAttributes.Entries.All(e => e.Name.Length > 0), "attribute names must not be empty");
        Infer.Require(SymbolTable.LookupNearest(op, op.Decomposition) is IFunctionLike, $"'{op.Decomposition.Root}' does not reference a valid function");
        var type = ((IFunctionLike)SymbolTable.LookupNearest(op, op.Decomposition)!).FunctionType;
        Infer.Require(HloCompatibility.AreCompatible([.. op.Inputs.Types], type.Inputs), "composite's operand types mismatch the decomposition's"); // composite_c3
        Infer.Require(HloCompatibility.AreCompatible([.. op.Results.Types], type.Results), "composite's result types mismatch the decomposition's"); // composite_c4
    });

    private static bool IsName(string name) =>
        name.Contains('.') && name.Split('.').All(part => part.Length > 0 && !char.IsAsciiDigit(part[0]) && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '-'));

    /// <summary>infeed_c3, recv_c4: the last result is a token.</summary>
    public static void EndsInToken(Operation op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        Infer.Require(op.ResultCount > 0, "result is expected to be at least of size 1, but got 0");
        Infer.Require(op.Result(op.ResultCount - 1).Type is TokenType, $"last element of result types is expected to be of token type, but got '{op.Result(op.ResultCount - 1).Type}'");
    });
}
