using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Tests.StableHlo;

/// <summary>What StableHLO's tests of type inference call <c>--hlo-test-infer</c>: writes the types that an operation's results are inferred to have on the operation that asks for them.</summary>
internal sealed record HloTestInferPass : Pass, IPass<HloTestInferPass>
{
    public static string PassArgument => "hlo-test-infer";
    public static string Description => "Shows inferred types as attributes";
    public static HloTestInferPass FromOptions(PassOptions options) => new();
    public override string Argument => PassArgument;

    public override void Run(Operation root, PassContext context)
    {
        foreach (var question in root.Walk<UnregisteredOp>().Where(o => o.Name is "hlo_test_infer.get_return_types" or "hlo_test_infer.get_return_type_components" && o.OperandCount == 1).ToArray())
        {
            if (question.Operand(0).DefiningOp is { } op && Infer(op, question.Name) is { } types)
                Answer(question, types);
        }
    }

    /// <summary>Where an operation infers shapes only, the elements are shown as <c>index</c>.</summary>
    private static IReadOnlyList<IRType>? Infer(Operation op, string question)
    {
        var types = ShapeInference.TryInfer(op);
        var isShapeOnly = question.EndsWith("components", StringComparison.Ordinal) && op.Info.InferTypes is null;
        return isShapeOnly ? types?.Select(IRType (t) => ((RankedTensorType)t).WithElement(IndexType.Instance)).ToArray() : types;
    }

    private static void Answer(Operation question, IReadOnlyList<IRType> types)
    {
        var state = new OpState(question.Location);
        state.Operands.AddRange(question.Operands);
        state.ResultTypes.AddRange(question.Results.Types);
        state.Attributes.AddRange(question.Attributes);
        for (var i = 0; i < types.Count; i++)
            state.SetAttr($"types{i}", new TypeAttr(types[i]));
        var answer = OpBuilder.Before(question).Insert(new UnregisteredOp(question.Name.Replace("get_", "", StringComparison.Ordinal), state));
        for (var i = 0; i < question.ResultCount; i++)
            question.Result(i).ReplaceAllUsesWith(answer.Result(i));
        question.Erase();
    }
}
