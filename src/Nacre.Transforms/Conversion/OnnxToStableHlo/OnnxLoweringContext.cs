using System.Diagnostics.CodeAnalysis;
using Nacre.Dialects.Onnx;
using Nacre.Dialects.StableHlo;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>
/// What a row works with. Operations are lowered in program order and replaced at once, so the operands of the operation at hand already are StableHLO values
/// of static shape (or omitted inputs).
/// </summary>
public sealed class OnnxLoweringContext(OnnxRows rows)
{
    private readonly OpBuilder _ops = new();
    private readonly Dictionary<Operation, string> _reasons = [];
    private readonly HashSet<Operation> _illTyped = [];
    private readonly ConstantValues _constants = new();

    /// <summary>Builds StableHLO before the operation at hand, at its location.</summary>
    public HloBuilder Hlo => field ??= new HloBuilder(_ops);

    /// <summary>Why operations stay as they are.</summary>
    public IReadOnlyDictionary<Operation, string> Reasons => _reasons;

    /// <summary>Whether the block holds an operation that stays as it is because its operands' types do not fit.</summary>
    public bool HasIllTyped(Block block) => block.Operations.Any(_illTyped.Contains);

    /// <summary>Whether an optional input is left out.</summary>
    public static bool IsNone(Value value) => value.Type is NoneType;

    /// <summary>Whether a result is asked for.</summary>
    public static bool IsWanted(OpResult result) => result.Type is not NoneType && result.HasUses;

    /// <summary>The optional input, null where it is left out.</summary>
    public static Value? Optional(Value value) => IsNone(value) ? null : value;

    /// <summary>The constant that a value has, computed when it follows from constants; null when it depends on inputs.</summary>
    public ElementsAttr? Constant(Value value) => _constants.Of(value);

    /// <summary>The constant that a value has.</summary>
    /// <param name="what">What it is to the operation, for the reason.</param>
    /// <exception cref="OnnxLoweringException">It depends on inputs.</exception>
    public ElementsAttr Require(Value value, string what) => Constant(value) ?? throw new OnnxLoweringException($"{what} is not constant");

    /// <summary>The reason that stops a row: <c>throw c.Cannot("…")</c>.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "rows reach everything through their context")]
    public OnnxLoweringException Cannot(string reason) => new(reason);

    /// <summary>Lowers the operations of a block in order, those of nested regions included.</summary>
    public void LowerBlock(Block block)
    {
        foreach (var op in block.Operations)
        {
            LowerWhole(op);
        }
        EraseUnused(block);
    }

    /// <summary>Copies the operations of a region's only block before the operation at hand, lowers them, and gives what the region yields for these arguments.</summary>
    public IReadOnlyList<Value> Inline(Region region, params IReadOnlyList<Value> arguments)
    {
        var mapping = new IRMapping();
        mapping.Map(region.Entry.Arguments, arguments);
        Operation[] copies = [.. region.Entry.Operations.Select(op => _ops.Clone(op, mapping))];
        foreach (var copy in copies)
        {
            LowerWhole(copy);
        }
        Value[] results = [.. copies[^1].Operands];
        copies[^1].Erase();
        return results;
    }

    /// <summary>What the first way builds that can: of one that cannot, nothing is left.</summary>
    /// <exception cref="OnnxLoweringException">None of them can; the reason is the last one's.</exception>
    public IReadOnlyList<Value?> FirstOf(Operation op, params ReadOnlySpan<Func<IReadOnlyList<Value?>>> ways)
    {
        var before = op.Previous;
        foreach (var way in ways[..^1])
        {
            try
            {
                return way();
            }
            catch (OnnxLoweringException)
            {
                EraseBetween(before, op);
                _ops.SetBefore(op);
            }
        }
        return ways[^1]();
    }

    /// <summary>Lowers an operation that a row has built before the one at hand, where its operands allow; its first result or what stands for it.</summary>
    public Value Lowered(Operation op) => TryLower(op) is { } values ? values[0]! : op.Result(0);

    private void LowerWhole(Operation op)
    {
        if (TryLower(op) is not null)
            return;
        foreach (var block in op.Regions.SelectMany(r => r.Blocks))
            LowerBlock(block);
    }

    /// <summary>Replaces the operation by what its row builds; null where it stays as it is.</summary>
    private IReadOnlyList<Value?>? TryLower(Operation op)
    {
        var before = op.Previous;
        var (block, point, location) = (_ops.InsertionBlock, _ops.InsertionPoint, _ops.Location);
        _ops.SetBefore(op);
        try
        {
            if (Lower(op) is not { } values)
                return null;
            Replace(op, values);
            return values;
        }
        // Types that do not fit are no failure of the model: the operation may stand in a branch that these sizes never take.
        catch (Exception e) when (e is OnnxLoweringException or InferenceException)
        {
            _reasons[op] = e.Message;
            if (e is InferenceException or OnnxMisfitException)
                _illTyped.Add(op);
            EraseBetween(before, op);
            return null;
        }
        catch (Exception e) when (IsInputError(e))
        {
            _reasons[op] = $"its operands and attributes do not fit: {e.Message}";
            EraseBetween(before, op);
            return null;
        }
        finally
        {
            Restore(block, point, location);
        }
    }

    /// <summary>What rows run into at a node that is not as ONNX defines it: they trust that it has been checked, which nothing does.</summary>
    private static bool IsInputError(Exception e) =>
        e is InvalidOperationException or ArgumentException or ArithmeticException or InvalidCastException or IndexOutOfRangeException;

    /// <summary>What the operation's row builds, or its constant results where it has no row.</summary>
    private IReadOnlyList<Value?>? Lower(Operation op)
    {
        if (rows.Find(op) is { } lower)
            return HasKnownOperands(op) ? lower(op, this) : null;
        if (!op.Info.Dialect.StartsWith("onnx", StringComparison.Ordinal) || op is NoValueOp)
            return null;
        var constants = op.Results.Where(r => r.Type is not NoneType).Select(r => Constant(r)).ToArray();
        if (constants.Length == 0 || constants.Any(v => v is null))
            return null;
        var next = 0;
        return [.. op.Results.Select(r => r.Type is NoneType ? null : Hlo.Const(constants[next++]!))];
    }

    private void Restore(Block? block, Operation? point, Location location)
    {
        if (block is not null && point is null)
            _ops.SetAtEnd(block);
        else if (point is { Block: not null })
            _ops.SetBefore(point);
        _ops.Location = location;
    }

    /// <summary>Whether a row can ask for the operands' sizes. An operation with subgraphs passes them on, whatever they are.</summary>
    private bool HasKnownOperands(Operation op)
    {
        if (op.Regions.Count > 0 || op.Operands.FirstOrDefault(o => !Shapes.IsKnown(o)) is not { } open)
            return true;
        _reasons[op] = $"an input has type {open.Type}";
        return false;
    }

    private static void Replace(Operation op, IReadOnlyList<Value?> values)
    {
        for (var i = 0; i < op.ResultCount; i++)
        {
            if (i < values.Count && values[i] is { } value)
                op.Result(i).ReplaceAllUsesWith(value);
        }
        op.Erase();
    }

    private static void EraseBetween(Operation? before, Operation op)
    {
        while (op.Previous is { } made && !ReferenceEquals(made, before))
            made.Erase();
    }

    /// <summary>Removes what nothing uses any more: shape computations that became constants, placeholders of omitted inputs.</summary>
    private static void EraseUnused(Block block)
    {
        for (var op = block.Last; op is not null;)
        {
            var previous = op.Previous;
            if (op is IPure and not ITerminator && op.Results.All(r => !r.HasUses))
                op.Erase();
            op = previous;
        }
    }
}
