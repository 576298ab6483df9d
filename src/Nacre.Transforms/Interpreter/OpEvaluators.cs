using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>What an operation computes: one value per result, from one value per operand.</summary>
public delegate IReadOnlyList<InterpreterValue> OpEvaluation<in TOp>(TOp op, IReadOnlyList<InterpreterValue> operands, EvaluationContext context) where TOp : Operation;

/// <summary>
/// The semantics of operations, a table keyed by operation class. Dialects add their rows by an extension method per family:
/// <code>table.Binary&lt;AddOp&gt;(Arithmetic.Add).Tensor&lt;TransposeOp&gt;((op, x) => …)</code>
/// </summary>
public sealed class OpEvaluators
{
    private readonly Dictionary<Type, Row> _rows = [];
    private Func<Operation, OpEvaluation<Operation>?>? _fallback;

    /// <param name="IsElementwise">Takes its shape from its operands, so that it may run on tensors where it was written for scalars.</param>
    /// <param name="IsNumeric">Computes with the numbers that quantised operands stand for; others work on the stored integers.</param>
    private sealed record Row(OpEvaluation<Operation> Evaluate, bool IsElementwise, bool IsNumeric);

    /// <summary>Adds or replaces the semantics of <typeparamref name="TOp"/>.</summary>
    public OpEvaluators Add<TOp>(OpEvaluation<TOp> evaluate) where TOp : Operation => Add(evaluate, isElementwise: false, isNumeric: false);

    /// <summary>
    /// Adds an operation that computes element by element and takes its shape from its operands, a scalar standing for all elements:
    /// a region of such operations on scalars can be evaluated on whole tensors at once.
    /// </summary>
    public OpEvaluators AddElementwise<TOp>(OpEvaluation<TOp> evaluate) where TOp : Operation => Add(evaluate, isElementwise: true, isNumeric: true);

    /// <summary>Adds an operation whose result does not depend on the shape around it, though it may stand in a region of element-wise operations.</summary>
    internal OpEvaluators AddLaneConstant<TOp>(OpEvaluation<TOp> evaluate) where TOp : Operation => Add(evaluate, isElementwise: true, isNumeric: false);

    private OpEvaluators Add<TOp>(OpEvaluation<TOp> evaluate, bool isElementwise, bool isNumeric) where TOp : Operation
    {
        _rows[typeof(TOp)] = new Row((op, operands, context) => evaluate((TOp)op, operands, context), isElementwise, isNumeric);
        return this;
    }

    /// <summary>Puts another way to compute <typeparamref name="TOp"/> before the one that is there, for the operands that it takes: a null leaves them to that one.</summary>
    internal OpEvaluators Before<TOp>(Func<TOp, IReadOnlyList<InterpreterValue>, IReadOnlyList<InterpreterValue>?> evaluate) where TOp : Operation
    {
        var next = _rows.GetValueOrDefault(typeof(TOp));
        return Add<TOp>(
            (op, operands, context) => evaluate(op, operands) ?? (next?.Evaluate ?? _fallback?.Invoke(op) ?? throw new EvaluationException("has no semantics for these operands"))(op, operands, context),
            next?.IsElementwise ?? false, next?.IsNumeric ?? false);
    }

    /// <summary>Gives semantics to operations that have no row of their own.</summary>
    internal OpEvaluators AddFallback(Func<Operation, OpEvaluation<Operation>?> find)
    {
        _fallback = find;
        return this;
    }

    /// <summary>The semantics of <paramref name="op"/>; null when there are none.</summary>
    public OpEvaluation<Operation>? Find(Operation op)
    {
        if (!_rows.TryGetValue(op.GetType(), out var row))
            return _fallback?.Invoke(op);
        return row.IsNumeric && Quantization.Applies(op) ? (o, x, context) => Quantization.Evaluate(o, x, y => row.Evaluate(o, y, context)) : row.Evaluate;
    }

    public bool CanEvaluate(Operation op) => _rows.ContainsKey(op.GetType()) || _fallback?.Invoke(op) is not null;

    internal bool IsElementwise(Operation op) => _rows.TryGetValue(op.GetType(), out var row) && row.IsElementwise;

    // Rows of common forms.

    /// <summary>One tensor from a list of tensors.</summary>
    internal OpEvaluators Tensor<TOp>(Func<TOp, TensorValue[], TensorValue> evaluate) where TOp : Operation =>
        Add<TOp>((op, operands, _) => [evaluate(op, Tensors(operands))]);

    /// <summary>One tensor from a list of tensors, by arithmetic.</summary>
    internal OpEvaluators Numeric<TOp>(Func<TOp, TensorValue[], EvaluationContext, TensorValue> evaluate) where TOp : Operation =>
        Add<TOp>((op, operands, context) => [evaluate(op, Tensors(operands), context)], isElementwise: false, isNumeric: true);

    /// <summary>Several tensors from a list of tensors, by arithmetic.</summary>
    internal OpEvaluators Numeric<TOp>(Func<TOp, TensorValue[], EvaluationContext, TensorValue[]> evaluate) where TOp : Operation =>
        Add<TOp>((op, operands, context) => evaluate(op, Tensors(operands), context), isElementwise: false, isNumeric: true);

    /// <summary>One tensor from one tensor, element by element.</summary>
    internal OpEvaluators Unary<TOp>(Func<TensorValue, TensorValue> evaluate) where TOp : Operation =>
        AddElementwise<TOp>((_, operands, _) => [evaluate(operands[0].AsTensor)]);

    /// <summary>One tensor from one tensor, element by element, with the operation's attributes.</summary>
    internal OpEvaluators Unary<TOp>(Func<TOp, TensorValue, TensorValue> evaluate) where TOp : Operation =>
        AddElementwise<TOp>((op, operands, _) => [evaluate(op, operands[0].AsTensor)]);

    /// <summary>One tensor from two tensors, element by element.</summary>
    internal OpEvaluators Binary<TOp>(Func<TensorValue, TensorValue, TensorValue> evaluate) where TOp : Operation =>
        AddElementwise<TOp>((_, operands, _) => [evaluate(operands[0].AsTensor, operands[1].AsTensor)]);

    /// <summary>One tensor from two tensors, element by element, with the operation's attributes.</summary>
    internal OpEvaluators Binary<TOp>(Func<TOp, TensorValue, TensorValue, TensorValue> evaluate) where TOp : Operation =>
        AddElementwise<TOp>((op, operands, _) => [evaluate(op, operands[0].AsTensor, operands[1].AsTensor)]);

    /// <summary>One tensor from three tensors, element by element.</summary>
    internal OpEvaluators Ternary<TOp>(Func<TensorValue, TensorValue, TensorValue, TensorValue> evaluate) where TOp : Operation =>
        AddElementwise<TOp>((_, operands, _) => [evaluate(operands[0].AsTensor, operands[1].AsTensor, operands[2].AsTensor)]);

    internal static TensorValue[] Tensors(IReadOnlyList<InterpreterValue> values)
    {
        var tensors = new TensorValue[values.Count];
        for (var i = 0; i < tensors.Length; i++)
            tensors[i] = values[i].AsTensor;
        return tensors;
    }
}
