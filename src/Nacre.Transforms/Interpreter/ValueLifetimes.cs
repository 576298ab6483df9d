using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>After which operation of a function each value is used no more, for regions of one block; values of other regions live as long as the call. Stays right while the function does not change.</summary>
public sealed class ValueLifetimes
{
    private readonly Dictionary<Operation, List<Value>> _ending = [];

    private ValueLifetimes()
    {
    }

    public static ValueLifetimes Of(IFunctionLike function)
    {
        var lifetimes = new ValueLifetimes();
        foreach (var region in ((Operation)function).Walk().SelectMany(o => o.Regions).Where(r => r.Blocks.Count == 1))
            lifetimes.Add(region.Entry);
        return lifetimes;
    }

    /// <summary>The values that nothing uses after <paramref name="op"/>.</summary>
    public IReadOnlyList<Value> EndingAt(Operation op) => _ending.TryGetValue(op, out var values) ? values : [];

    private void Add(Block block)
    {
        var last = new Dictionary<Value, Operation>();
        foreach (var op in block.Operations)
        {
            foreach (var result in op.Results)
                last[result] = op;
            foreach (var operand in op.Walk().SelectMany(o => o.Operands).Where(v => v.ParentBlock == block))
                last[operand] = op;
        }
        foreach (var (value, op) in last.Where(e => e.Value is not ITerminator))
        {
            if (!_ending.TryGetValue(op, out var values))
                _ending[op] = values = [];
            values.Add(value);
        }
    }
}
