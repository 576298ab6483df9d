using System.Runtime.CompilerServices;
using Nacre.Dialects.Cf;
using Nacre.Dialects.Onnx;
using Nacre.IR;
using Nacre.Transforms.Conversion.OnnxToStableHlo.Contrib;

namespace Nacre.Transforms.Interpreter;

/// <summary>The state of one evaluation: the values of the function that runs, the limits, and the ways to evaluate regions and calls.</summary>
public sealed class EvaluationContext
{
    /// <summary>What an operation costs beside its elements: about as much time as so many elements.</summary>
    private const long OperationCost = 256;

    private readonly OpEvaluators _evaluators;
    private readonly Dictionary<Operation, IFunctionLike> _callees = [];
    private Dictionary<Value, InterpreterValue> _frame = [];
    private long _frameBytes;
    private long _liveBytes;
    private long _work;
    private int _depth;
    private Process? _process;

    internal EvaluationContext(OpEvaluators evaluators, CustomCalls customCalls, EvaluationLimits limits) =>
        (_evaluators, CustomCalls, Limits) = (evaluators, customCalls, limits);

    public EvaluationLimits Limits { get; }
    public CustomCalls CustomCalls { get; }

    /// <summary>When to let go of values before the end of their function; null: not at all.</summary>
    public ValueLifetimes? Lifetimes { get; init; }

    /// <summary>Where a program's print operations write; nowhere when null.</summary>
    public TextWriter? Output { get; init; }

    /// <summary>What a program's probes have seen, in order, by their names.</summary>
    public Dictionary<string, List<TensorValue>> Probes { get; } = new(StringComparer.Ordinal);

    /// <summary>Source of the numbers that a program leaves to the implementation; the same in every evaluation.</summary>
    public Random Random { get; } = new(0);

    /// <summary>The process that runs; alone in its grid unless a program runs several.</summary>
    internal Process Process => _process ??= new Process(new ProcessGrid(1, 1, []), 0, 0);

    /// <summary>An evaluation with a frame of its own, for a process that runs beside others.</summary>
    internal EvaluationContext OfProcess(Process process) => new(_evaluators, CustomCalls, Limits) { _process = process, Output = Output };

    /// <summary>Counts work that the results' sizes do not show, such as multiply-adds.</summary>
    /// <exception cref="EvaluationException">The limit is reached.</exception>
    public void Charge(long work)
    {
        _work = checked(_work + work);
        if (_work > Limits.MaxWork)
            throw new EvaluationException($"the evaluation takes more than {Limits.MaxWork} steps");
    }

    /// <summary>The function that <paramref name="symbol"/> names, seen from <paramref name="op"/>.</summary>
    public IFunctionLike Lookup(Operation op, SymbolRefAttr symbol)
    {
        if (!_callees.TryGetValue(op, out var function))
            _callees[op] = function = SymbolTable.LookupNearest(op, symbol) as IFunctionLike ?? throw new EvaluationException($"{symbol} does not name a function");
        return function;
    }

    /// <summary>Calls a function with a frame of its own.</summary>
    public IReadOnlyList<InterpreterValue> Call(IFunctionLike function, IReadOnlyList<InterpreterValue> arguments)
    {
        if (function.Body.IsEmpty)
            throw new EvaluationException($"the function @{function.SymbolName} has no body");
        var (frame, bytes) = (_frame, _frameBytes);
        (_frame, _frameBytes) = ([], 0);
        try
        {
            return Evaluate(function.Body, arguments);
        }
        finally
        {
            _liveBytes -= _frameBytes;
            (_frame, _frameBytes) = (frame, bytes);
        }
    }

    /// <summary>Evaluates one operation on given operands; its regions can use no other value.</summary>
    public IReadOnlyList<InterpreterValue> EvaluateAlone(Operation op, IReadOnlyList<InterpreterValue> operands) => EvaluateOp(op, operands);

    /// <summary>Evaluates a region and gives the operands of its terminator. It may use the values around it.</summary>
    public IReadOnlyList<InterpreterValue> Evaluate(Region region, params IReadOnlyList<InterpreterValue> arguments)
    {
        if (++_depth > Limits.MaxDepth || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
            throw new EvaluationException($"calls and regions are nested more than {_depth - 1} deep");
        try
        {
            Charge(OperationCost);
            return EvaluateBlocks(region.Entry, arguments);
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>Follows branches until a terminator leaves the region.</summary>
    private IReadOnlyList<InterpreterValue> EvaluateBlocks(Block block, IReadOnlyList<InterpreterValue> arguments)
    {
        while (true)
        {
            Bind(block.Arguments, arguments);
            for (var op = block.First; op is not null && op is not ITerminator; op = op.Next)
            {
                Bind(op.Results, EvaluateOp(op, Operands(op)));
                Release(Lifetimes?.EndingAt(op) ?? []);
            }
            if (block.Terminator is not { } terminator)
                return [];
            if (terminator.Successors.Count == 0)
                return Operands(terminator);
            Charge(OperationCost);
            (block, arguments) = Branch(terminator);
        }
    }

    private (Block, IReadOnlyList<InterpreterValue>) Branch(Operation terminator)
    {
        if (terminator is not (BranchOp or CondBranchOp) || terminator is not IBranch branch)
            throw new DiagnosticException(terminator, "has no reference semantics");
        var taken = terminator is BranchOp || Lookup(terminator.Operand(0)).AsTensor.ToBool() ? 0 : 1;
        return (terminator.Successors[taken], [.. branch.SuccessorOperands(taken).Select(Lookup)]);
    }

    private IReadOnlyList<InterpreterValue> EvaluateOp(Operation op, IReadOnlyList<InterpreterValue> operands)
    {
        if (_evaluators.Find(op) is not { } evaluate)
            throw new DiagnosticException(op, op is CustomOp custom && ContribRows.WhyUnknown(custom) is { } reason ? $"cannot be evaluated: {reason}" : "has no reference semantics");
        try
        {
            Charge(OperationCost);
            CheckResultSizes(op);
            var results = evaluate(op, operands, this);
            foreach (var result in results)
                Charge(result is TensorValue tensor ? tensor.Count : 0);
            return results;
        }
        catch (Exception e) when (IsInputError(e))
        {
            throw new DiagnosticException(op, e is EvaluationException ? e.Message : $"cannot be evaluated: {e.Message}");
        }
    }

    /// <summary>What wrong inputs or sizes lead to in the semantics, which trust the verifier.</summary>
    private static bool IsInputError(Exception e) =>
        e is EvaluationException or InvalidOperationException or ArgumentException or OverflowException or OutOfMemoryException or IndexOutOfRangeException;

    private void CheckResultSizes(Operation op)
    {
        for (var i = 0; i < op.ResultCount; i++)
        {
            if (op.Result(i).Type is RankedTensorType { HasStaticShape: true } type && checked(type.Shape.ElementCount * StorageBytesOrOne(type)) > Limits.MaxTensorBytes)
                throw new EvaluationException($"the result of type {type} takes more than {Limits.MaxTensorBytes} bytes");
        }
    }

    private static int StorageBytesOrOne(RankedTensorType type) => type.ElementType.IsScalar || type.ElementType is ComplexType ? type.ElementType.StorageBytes() : 1;

    private InterpreterValue[] Operands(Operation op)
    {
        var values = new InterpreterValue[op.OperandCount];
        for (var i = 0; i < values.Length; i++)
            values[i] = Lookup(op.Operand(i));
        return values;
    }

    private InterpreterValue Lookup(Value value) =>
        _frame.TryGetValue(value, out var known) ? known : throw new EvaluationException("an operand was not computed before its use");

    private void Bind(IReadOnlyList<Value> names, IReadOnlyList<InterpreterValue> values)
    {
        if (names.Count != values.Count)
            throw new EvaluationException($"got {values.Count} values for {names.Count} results or arguments");
        for (var i = 0; i < names.Count; i++)
        {
            var change = values[i].ByteSize - (_frame.TryGetValue(names[i], out var old) ? old.ByteSize : 0);
            _frame[names[i]] = values[i];
            _frameBytes += change;
            _liveBytes += change;
        }
        if (_liveBytes > Limits.MaxLiveBytes)
            throw new EvaluationException($"the program's values take more than {Limits.MaxLiveBytes} bytes");
    }

    private void Release(IReadOnlyList<Value> values)
    {
        foreach (var value in values)
        {
            if (!_frame.Remove(value, out var old))
                continue;
            _frameBytes -= old.ByteSize;
            _liveBytes -= old.ByteSize;
        }
    }

    /// <summary>A region on scalars as a function on lanes: 1-D tensors of one length, whose elements take the scalars' places.</summary>
    internal LaneFunction Lanes(Region region)
    {
        var parameters = region.Entry.Arguments.Select(a => Quantization.StorageOf(a.Type.ElementOrSelf())).ToArray();
        var results = region.Entry.Last!.Operands.Types.Select(t => Quantization.StorageOf(t.ElementOrSelf())).ToArray();
        var allAtOnce = region.Entry.Operations.All(op => op is ITerminator || _evaluators.IsElementwise(op));
        return new LaneFunction(parameters, results, allAtOnce ? arguments => EvaluateLanes(region, arguments) : arguments => EvaluateEachLane(region, results, arguments));
    }

    private TensorValue[] EvaluateLanes(Region region, TensorValue[] arguments)
    {
        var lanes = arguments[0].Shape.Dims.ToArray();
        var results = OpEvaluators.Tensors(Evaluate(region, arguments));
        return Array.ConvertAll(results, r => r.Rank == 0 ? DataMovement.BroadcastInDim(r, lanes, []) : r);
    }

    private TensorValue[] EvaluateEachLane(Region region, IRType[] resultElements, TensorValue[] arguments)
    {
        var lanes = arguments[0].Shape[0];
        var parts = Array.ConvertAll(resultElements, t => new List<TensorValue>());
        for (var lane = 0L; lane < lanes; lane++)
        {
            var scalars = Array.ConvertAll(arguments, InterpreterValue (a) => new TensorValue(RankedTensorType.Get(a.ElementType), a.ElementBytes(lane).ToArray()));
            var results = OpEvaluators.Tensors(Evaluate(region, scalars));
            for (var i = 0; i < results.Length; i++)
                parts[i].Add(results[i].Reshaped(Shape.Of(1)));
        }
        return [.. parts.Select((p, i) => p.Count == 0 ? new TensorValue(RankedTensorType.Get(resultElements[i], 0), []) : DataMovement.Concatenate(p, 0))];
    }
}

/// <summary>A function on scalars, applied to all lanes of 1-D tensors of one length.</summary>
internal sealed record LaneFunction(IRType[] ParameterElements, IRType[] ResultElements, Func<TensorValue[], TensorValue[]> Apply);
