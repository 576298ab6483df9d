using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Checks of control flow, calls and the host's operations.</summary>
internal static class HloVerifyControl
{
    /// <summary>The branches of <c>if</c> and <c>case</c>.</summary>
    public static void Branches(Operation op, Verifier verifier) => HloVerify.Inferred(op, verifier, () =>
    {
        var rank = Infer.Ranked(op.Operand(0).Type).Rank;
        Infer.Require(rank == 0, $"operand should be rank 0 tensor but got rank {rank}"); // if_i1, case_i1
        Infer.Require(op.Regions.Count > 0, "expect at least one branch"); // case_c1
        Infer.Require(op.Regions.All(r => !r.IsEmpty), "expect non-empty region");
        var returned = op.Regions.Select(r => r.Entry.Last!.Operands.Types.ToArray()).ToArray();
        for (var i = 0; i < returned.Length; i++)
        {
            var count = op.Regions[i].Entry.Arguments.Count;
            Infer.Require(count == 0, $"branch {i} must have 0 arguments, but found {count}"); // if_c1, case_c2
            Infer.Require(HloCompatibility.AreCompatible(returned[0], returned[i]), $"branch 0 and branch {i} have mismatched return types: {HloVerify.Quote(returned[0])} vs {HloVerify.Quote(returned[i])}"); // if_c2, case_c3
        }
        return returned[0]; // if_c3, case_c4
    });

    public static void While(WhileOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        IRType[] types = [.. op.Operands.Types];
        CheckArguments(types, op.Cond, "condition"); // while_c1
        CheckArguments(types, op.Body, "body"); // while_c2
        IRType[] returned = [.. op.Body.Entry.Last!.Operands.Types];
        Infer.Require(HloCompatibility.AreCompatible(types, returned), $"expect operands to be compatible with body block return types but got {HloVerify.Quote(types)} vs {HloVerify.Quote(returned)}"); // while_c2
        IRType[] condition = [.. op.Cond.Entry.Last!.Operands.Types];
        Infer.Require(condition.Length == 1, $"expect condition body returns a single value but got {condition.Length}"); // while_c1
        Infer.Require(condition[0] is RankedTensorType { Rank: 0, ElementType: IntegerType { Width: 1 } }, $"expect condition block return a zero-ranked tensor of i1 but got '{condition[0]}'"); // while_c1
    });

    private static void CheckArguments(IRType[] types, Region region, string name)
    {
        Infer.Require(!region.IsEmpty, "expect non-empty region");
        IRType[] arguments = [.. region.Entry.Arguments.Select(a => a.Type)];
        Infer.Require(HloCompatibility.AreCompatible(types, arguments), $"expect operands to be compatible with {name} block arguments but got {HloVerify.Quote(types)} vs {HloVerify.Quote(arguments)}");
    }

    public static void Composite(CompositeOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        const string pattern = "^[a-zA-Z][a-zA-Z0-9_]*([.][a-zA-Z0-9_$]+)+$";
        Infer.Require(IsName(op.CompositeName), $"name must be a valid namespaced op name, i.e. it must match the following regular expression: {pattern} e.g. \"my_namespace.my_op\""); // composite_c1
        var function = SymbolTable.LookupNearest(op, op.Decomposition) as IFunctionLike;
        Infer.Require(function is not null, $"'{op.Decomposition.Root}' does not reference a valid function"); // composite_c2
        CheckSignature([.. op.Inputs.Types], function!.FunctionType.Inputs, "operand"); // composite_c3
        CheckSignature([.. op.Results.Types], function.FunctionType.Results, "result"); // composite_c4
    });

    private static bool IsName(string name)
    {
        var parts = name.Split('.');
        return parts.Length > 1 && parts[0].Length > 0 && char.IsAsciiLetter(parts[0][0]) && parts[0].All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
            && parts.Skip(1).All(p => p.Length > 0 && p.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '$'));
    }

    private static void CheckSignature(IRType[] types, EquatableArray<IRType> expected, string what)
    {
        Infer.Require(types.Length == expected.Count, $"has {types.Length} {what}(s), but decomposition has {expected.Count}");
        for (var i = 0; i < types.Length; i++)
            Infer.Require(types[i] == expected[i], $"{what} at index {i} has type '{types[i]}', but decomposition has type '{expected[i]}'");
    }

    public static void Infeed(InfeedOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        CheckTokenLast(op, "all elements of result types, except the last element, are expected to be of tensor type"); // infeed_c1..c3
        if (op.Layout is not { } layout)
            return;
        var count = op.ResultCount - 1;
        Infer.Require(layout.Count == count, $"layout-attribute size must be {count} (which is the number of op-results - 1 (for token result)), but got {layout.Count}");
        foreach (var item in layout.Items)
        {
            Infer.Require(item is ArrayAttr, $"layout-attribute expected to have elements of type array, but got {item}");
            if (((ArrayAttr)item).Items.FirstOrDefault(i => i is not IntegerAttr) is { } odd)
                throw new InferenceException($"layout-attribute's leaf elements are expected to be of type integer, but got {odd}");
        }
    });

    private static void CheckTokenLast(Operation op, string othersAreTensors)
    {
        Infer.Require(op.ResultCount > 0, "result is expected to be at least of size 1, but got 0");
        foreach (var type in op.Results.Types.Take(op.ResultCount - 1))
            Infer.Require(type is TensorType, $"{othersAreTensors}, but got '{type}'");
        var last = op.Result(op.ResultCount - 1).Type;
        Infer.Require(last is TokenType, $"last element of result types is expected to be of token type, but got '{last}'");
    }

    public static void Recv(RecvOp op, Verifier verifier) => HloVerify.Run(op, verifier, () =>
    {
        CheckChannel(op.ChannelHandle, op.IsHostTransfer, 3, "HOST_TO_DEVICE"); // recv_c1
        CheckTokenLast(op, "everything but the last element of result types is expected to be of tensor type"); // recv_c2..c4
    });

    public static void Send(SendOp op, Verifier verifier) => HloVerify.Inferred(op, verifier, () =>
    {
        CheckChannel(op.ChannelHandle, op.IsHostTransfer, 2, "DEVICE_TO_HOST"); // send_c1
        return [TokenType.Instance];
    });

    private static void CheckChannel(ChannelHandleAttr channel, bool isHostTransfer, long hostType, string hostWord)
    {
        Infer.Require(isHostTransfer || channel.Type == 1, "channel_type should be DEVICE_TO_DEVICE when is_host_transfer is false");
        Infer.Require(!isHostTransfer || channel.Type == hostType, $"channel_type should be {hostWord} when is_host_transfer is true");
    }
}
