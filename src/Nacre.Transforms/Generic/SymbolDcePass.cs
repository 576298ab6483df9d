using Nacre.IR;

namespace Nacre.Transforms.Generic;

/// <summary>Removes private symbols that nothing alive refers to.</summary>
public sealed record SymbolDcePass : Pass, IPass<SymbolDcePass>
{
    public static string PassArgument => "symbol-dce";
    public static string Description => "Removes private symbols that are not used.";
    public static SymbolDcePass FromOptions(PassOptions options) => new();
    public override string Argument => PassArgument;

    public override void Run(Operation root, PassContext context)
    {
        foreach (var table in root.Walk().Where(o => o is ISymbolTable && o.Regions is [{ IsEmpty: false }]).ToArray())
            RemoveDead(table);
    }

    /// <summary>A private symbol can be seen only inside its table, so what the table's live operations mention is all there is.</summary>
    private static void RemoveDead(Operation table)
    {
        var operations = table.Regions[0].Entry.Operations.ToArray();
        var removable = operations.Where(IsPrivateSymbol).GroupBy(o => ((ISymbol)o).SymbolName).ToDictionary(g => g.Key, g => g.First());
        var pending = new Stack<Operation>(operations.Where(o => !IsPrivateSymbol(o)));
        while (removable.Count > 0 && pending.TryPop(out var live))
        {
            foreach (var name in live.Walk().SelectMany(o => o.Attributes).SelectMany(a => SymbolNames(a.Value)))
            {
                if (removable.Remove(name, out var used))
                    pending.Push(used);
            }
        }
        foreach (var dead in removable.Values)
            dead.Erase();
    }

    private static bool IsPrivateSymbol(Operation op) => op is ISymbol && op.GetAttr<StringAttr>("sym_visibility")?.Value == "private";

    private static IEnumerable<string> SymbolNames(Attr attribute) => attribute switch
    {
        SymbolRefAttr reference => reference.Nested.Prepend(reference.Root),
        ArrayAttr array => array.Items.SelectMany(SymbolNames),
        DictionaryAttr dictionary => dictionary.Entries.SelectMany(e => SymbolNames(e.Value)),
        _ => [],
    };
}
