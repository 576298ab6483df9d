using Nacre.Dialects.Func;
using Nacre.Dialects.Onnx;
using Nacre.IR;
using Nacre.Transforms.Conversion.OnnxToStableHlo;
using Nacre.Transforms.Conversion.OnnxToStableHlo.Contrib;
using Hlo = Nacre.Dialects.StableHlo;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>
/// The semantics of ONNX operators that have a lowering: the operator is lowered for the operands at hand, as constants, and what comes out is evaluated. So an
/// operator whose shapes become known only at run time means the same as one that was lowered before.
/// </summary>
internal static class LoweredEvaluation
{
    /// <summary>The evaluation by lowering; null when the operator has no lowering.</summary>
    public static OpEvaluation<Operation>? Find(Operation op) => OnnxRows.All.Find(op) is null || op is CustomOp custom && ContribRows.WhyUnknown(custom) is not null ? null : Evaluate;

    public static Values Evaluate(Operation op, Values operands, EvaluationContext context) =>
        operands.Any(o => o is StringTensorValue) ? EvaluateText(op, operands, context) : EvaluateNumbers(op, operands, context);

    private static Values EvaluateNumbers(Operation op, Values operands, EvaluationContext context)
    {
        var function = FuncOp.Create(new OpBuilder(), "lowered", new FunctionType([], []));
        var builder = OpBuilder.AtEnd(function.Body.Entry);
        builder.Location = op.Location;
        var mapping = new IRMapping();
        for (var i = 0; i < operands.Count; i++)
            mapping.Map(op.Operand(i), AsOperand(builder, operands[i]));
        var clone = builder.Clone(op, mapping);
        YieldOp.Create(builder, [.. clone.Results.Where(r => r.Type is not NoneType)]);

        var lowering = new OnnxLoweringContext(OnnxRows.All);
        lowering.LowerBlock(function.Body.Entry);
        if (lowering.Reasons.TryGetValue(clone, out var reason))
            throw new EvaluationException($"cannot be evaluated: {reason}");
        return WithAbsent(op, context.Call(function, []));
    }

    private static Value AsOperand(OpBuilder builder, InterpreterValue value) => value is OptionalValue { Item: null }
        ? NoValueOp.Create(builder, NoneType.Instance).Output
        : Hlo.ConstantOp.Create(builder, value.AsTensor.ToAttr()).Output;

    /// <summary>A value per result: those that the node leaves out are absent.</summary>
    private static InterpreterValue[] WithAbsent(Operation op, Values wanted)
    {
        var next = 0;
        return [.. op.Results.Select(r => r.Type is NoneType ? OnnxOperands.Absent : wanted[next++])];
    }

    /// <summary>Operators that move or compare texts work on their ranks among all texts at hand.</summary>
    private static InterpreterValue[] EvaluateText(Operation op, Values operands, EvaluationContext context)
    {
        string[] texts = [.. operands.OfType<StringTensorValue>().SelectMany(s => s.Strings).Distinct().Order(StringComparer.Ordinal)];
        var ranks = texts.Index().ToDictionary(t => t.Item, t => (long)t.Index, StringComparer.Ordinal);
        var encoded = operands.Select(o => o is StringTensorValue s ? Elements.OfIntegers(s.Shape, [.. s.Strings.Select(t => ranks[t])]) : o).ToArray();
        var givesText = op is not (ShapeOp or SizeOp);
        return [.. EvaluateNumbers(op, encoded, context).Select(r => givesText && r is TensorValue { ElementType: IntegerType { Width: 64 } } x ? Decode(x, texts) : r)];
    }

    private static StringTensorValue Decode(TensorValue ranks, string[] texts) => Elements.OfStrings(ranks.Shape, ranks.ToIntegers().Select(r => texts[r]));
}
