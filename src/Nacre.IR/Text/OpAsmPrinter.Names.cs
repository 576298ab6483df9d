using System.Globalization;

namespace Nacre.IR;

public sealed partial class OpAsmPrinter
{
    private readonly Dictionary<Value, string> _names = [];
    private readonly Dictionary<Block, string> _blockNames = [];
    private readonly HashSet<string> _usedNames = new(StringComparer.Ordinal);
    private readonly List<string> _hintedNames = [];
    private Numbering _next, _opStart;

    /// <summary>The next free numbers of values, arguments and names that are taken twice, and how many hinted names are in use.</summary>
    private record struct Numbering(int Value, int Argument, int Conflict, int Hinted);

    /// <summary>Results that share a name: <c>%name:Count</c>.</summary>
    private readonly record struct ResultGroup(string? Hint, int Start, int Count);

    private static IEnumerable<ResultGroup> ResultGroups(Operation op)
    {
        var names = op is INamesResults named ? named.ResultNames : DeclaredNames(op);
        if (names.Count == 0)
            return op.ResultCount == 0 ? [] : [new ResultGroup(null, 0, op.ResultCount)];
        return names.Select((name, i) => GroupOf(op, name, i, names.Count)).Where(g => g.Count > 0);
    }

    /// <summary>Where an operation declares several results, they are called as it declares them.</summary>
    private static IReadOnlyList<string> DeclaredNames(Operation op)
    {
        var declared = op is UnregisteredOp ? [] : op.Info.Results;
        if (declared.Count < 2 || (Segments.CountVariable(declared) > 1 && !op.HasAttr(Segments.ResultSizes)))
            return [];
        return [.. declared.Select(d => EnumKeywords.SnakeCase(d.Name))];
    }

    /// <summary>The results that the name at <paramref name="index"/> is for; where there are more names than declared results, the last ones share the last declared result evenly.</summary>
    private static ResultGroup GroupOf(Operation op, string name, int index, int names)
    {
        var declared = op.Info.Results.Count;
        var (start, count) = Segments.Locate(op.Info.Results, Math.Min(index, declared - 1), op.ResultCount, op, Segments.ResultSizes);
        if (names == declared || index < declared - 1)
            return new ResultGroup(name, start, count);
        var share = count / (names - declared + 1);
        return new ResultGroup(name, start + (index - declared + 1) * share, share);
    }

    private void NameResults(Operation op)
    {
        foreach (var (hint, start, count) in ResultGroups(op))
        {
            var name = hint is null ? $"{_next.Value++}" : Unique(hint);
            for (var i = 0; i < count; i++)
                _names[op.Result(start + i)] = count == 1 ? name : $"{name}#{i}";
        }
    }

    private void PrintResultNames(Operation op)
    {
        if (op.ResultCount == 0)
            return;
        WriteList(ResultGroups(op), group =>
        {
            Write($"%{NameOf(op.Result(group.Start)).Split('#')[0]}");
            if (group.Count > 1)
                Write(string.Create(CultureInfo.InvariantCulture, $":{group.Count}"));
        });
        Write(" = ");
    }

    private string Unique(string hint)
    {
        var name = hint;
        while (!_usedNames.Add(name))
            name = $"{hint}_{_next.Conflict++}";
        _hintedNames.Add(name);
        _next.Hinted++;
        return name;
    }

    /// <summary>Goes back to an earlier state: names of values that are no longer visible are free again.</summary>
    private void Return(Numbering to)
    {
        for (var i = to.Hinted; i < _hintedNames.Count; i++)
            _usedNames.Remove(_hintedNames[i]);
        _hintedNames.RemoveRange(to.Hinted, _hintedNames.Count - to.Hinted);
        _next = to;
    }

    private string NameOf(Value value) => _names.TryGetValue(value, out var name) ? name : "<<unknown>>";

    private void NameBlock(Block block, int number)
    {
        _blockNames[block] = $"bb{number}";
        if (number == 0)
            NameArguments(block);
        else
            NameLaterArguments(block);
        foreach (var op in block.Operations)
            NameResults(op);
    }

    /// <summary>Gives the arguments of an entry block their names before an operation prints them itself; just before its region, because regions of one operation share numbers.</summary>
    public void NameArguments(Block block)
    {
        var names = block.ParentOp as INamesArguments;
        foreach (var argument in block.Arguments.Where(a => !_names.ContainsKey(a)))
            _names[argument] = names?.ArgumentName(argument) is { } hint ? Unique(hint) : $"arg{_next.Argument++}";
    }

    /// <summary>Names the arguments of sibling entry blocks, such as a loop's condition and body, after <paramref name="hint"/>; arguments of one index share a name.</summary>
    public void NameArguments(string hint, params ReadOnlySpan<Block> blocks)
    {
        for (var i = 0; i < blocks[0].Arguments.Count; i++)
        {
            var name = Unique(hint);
            foreach (var block in blocks)
                _names[block.Arguments[i]] = name;
        }
    }

    /// <summary>Only entry blocks have arguments that are called so; those of others are values like any.</summary>
    private void NameLaterArguments(Block block)
    {
        foreach (var argument in block.Arguments)
            _names[argument] = $"{_next.Value++}";
    }
}
