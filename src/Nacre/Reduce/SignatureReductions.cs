using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.IR;

namespace Nacre.Reduce;

/// <summary>Shortens the signatures of functions that nothing in the module refers to. A site is a function with the index of an argument or result.</summary>
internal abstract class SignatureReduction(string name) : Reduction(name)
{
    private IEnumerable<(FuncOp Function, int Index)> Sites(ModuleOp module)
    {
        var used = module.Walk().SelectMany(o => o.Attributes).Select(a => a.Value).OfType<SymbolRefAttr>().Select(s => s.Leaf).ToHashSet(StringComparer.Ordinal);
        return module.Walk<FuncOp>().Where(f => !f.IsExternal && !used.Contains(f.SymbolName)).SelectMany(f => Enumerable.Range(0, Count(f)).Where(i => CanRemove(f, i)).Select(i => (f, i)));
    }

    protected abstract int Count(FuncOp function);

    protected abstract bool CanRemove(FuncOp function, int index);

    protected abstract void Remove(FuncOp function, int index);

    public sealed override int CountSites(ModuleOp module) => Sites(module).Count();

    public sealed override void Apply(ModuleOp module, int from, int to)
    {
        foreach (var (function, index) in Sites(module).Take(from..to).Reverse().ToArray())
            Remove(function, index);
    }

    protected static EquatableArray<T> Without<T>(IReadOnlyList<T> items, int index) => items.Where((_, i) => i != index).ToEquatableArray();

    protected static ArrayAttr? Without(ArrayAttr? attributes, int index) => attributes is null ? null : new ArrayAttr(Without(attributes.Items, index));
}

/// <summary>Removes arguments that are not used.</summary>
internal sealed class EraseArguments() : SignatureReduction("arguments")
{
    protected override int Count(FuncOp function) => function.FunctionType.Inputs.Count;

    protected override bool CanRemove(FuncOp function, int index) => !function.Body.Entry.Arguments[index].HasUses;

    protected override void Remove(FuncOp function, int index)
    {
        function.Body.Entry.RemoveArgument(index);
        function.ArgAttrs = Without(function.ArgAttrs, index);
        function.FunctionType = function.FunctionType with { Inputs = Without(function.FunctionType.Inputs, index) };
    }
}

/// <summary>Removes results.</summary>
internal sealed class EraseResults() : SignatureReduction("results")
{
    protected override int Count(FuncOp function) => function.FunctionType.Results.Count;

    protected override bool CanRemove(FuncOp function, int index) => true;

    protected override void Remove(FuncOp function, int index)
    {
        foreach (var end in function.Body.Blocks.Select(b => b.Last).OfType<ReturnOp>())
            end.SetOperands([.. end.Operands.Where((_, i) => i != index)]);
        function.ResAttrs = Without(function.ResAttrs, index);
        function.FunctionType = function.FunctionType with { Results = Without(function.FunctionType.Results, index) };
    }
}
