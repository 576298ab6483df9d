using Nacre.Dialects.Builtin;
using Nacre.IR;

namespace Nacre.Reduce;

/// <summary>A way to make a module smaller at places, its sites, that always come in the same order.</summary>
/// <param name="name">What progress messages call it.</param>
internal abstract class Reduction(string name)
{
    public string Name { get; } = name;

    public abstract int CountSites(ModuleOp module);

    /// <summary>Applies itself at the sites with the numbers from <paramref name="from"/> up to <paramref name="to"/>, exclusively; a site where it cannot be applied stays as it is.</summary>
    public abstract void Apply(ModuleOp module, int from, int to);
}

/// <summary>A reduction whose sites are operations.</summary>
internal abstract class OperationReduction(string name) : Reduction(name)
{
    protected abstract bool IsSite(Operation op);

    protected abstract void Apply(Operation op);

    private Operation[] Sites(ModuleOp module) => [.. module.Walk().Where(IsSite)];

    public sealed override int CountSites(ModuleOp module) => Sites(module).Length;

    public sealed override void Apply(ModuleOp module, int from, int to)
    {
        var sites = Sites(module);
        // The last first: uses go before their definitions, and what is nested before what it is nested in.
        for (var i = to - 1; i >= from; i--)
        {
            if (sites[i].Block is not null || sites[i] == module)
                Apply(sites[i]);
        }
    }
}
