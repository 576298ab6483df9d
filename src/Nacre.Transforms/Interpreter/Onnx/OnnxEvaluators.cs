using Nacre.Dialects.Onnx;
using Nacre.IR;
using Nacre.Transforms.Interpreter.Onnx.Ml;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>
/// The semantics of the ONNX dialects. What has a lowering to StableHLO is evaluated through it; the rows here are for what works on other values than
/// number tensors, has sizes that depend on elements, runs subgraphs or draws random numbers.
/// </summary>
internal static class OnnxEvaluators
{
    public static OpEvaluators AddOnnx(this OpEvaluators table) => table
        .AddOnnxControlFlow()
        .AddOnnxSequences()
        .AddOnnxSelection()
        .AddOnnxStrings()
        .AddOnnxRandom()
        .AddOnnxSignal()
        .AddOnnxRegions()
        .AddOnnxMl()
        .Add<IdentityOp>((_, operands, _) => [operands[0]])
        .Add<CastOp>((op, operands, context) => Cast(op, operands, OnnxElementTypes.Of(op.To), context))
        .Add<CastLikeOp>((op, operands, context) => Cast(op, operands, operands[1] is StringTensorValue ? StringType.Instance : operands.Tensor(1).ElementType, context))
        .Add<NonMaxSuppressionOp>(NonMaxSuppression.Evaluate)
        .Add<ImageDecoderOp>(ImageDecoding.Evaluate)
        .AddFallback(LoweredEvaluation.Find);

    private static Values Cast(Operation op, Values operands, IRType target, EvaluationContext context) => (operands[0], target) switch
    {
        (StringTensorValue, StringType) => [operands[0]],
        (StringTensorValue text, _) => [TextCasts.Parse(text, target)],
        (_, StringType) => [TextCasts.ToText(operands.Tensor(0))],
        _ => LoweredEvaluation.Evaluate(op, operands, context),
    };
}
