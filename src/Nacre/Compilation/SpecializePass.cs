using Nacre.Dialects.Func;
using Nacre.IR;

namespace Nacre.Compilation;

/// <summary>Gives the arguments of <c>@main</c> concrete types, so that everything after it is compiled for these sizes. All other functions are its own.</summary>
/// <param name="Types">One per argument; null leaves the argument as it is.</param>
public sealed record SpecializePass(EquatableArray<IRType?> Types) : Pass
{
    public override string Argument => "specialize";

    public override void Run(Operation root, PassContext context)
    {
        var main = new SymbolTable(root).Lookup<FuncOp>("main")!;
        foreach (var argument in main.Body.Entry.Arguments)
            argument.Type = Types[argument.Index] ?? argument.Type;
        foreach (var other in root.Walk<FuncOp>().Where(f => !ReferenceEquals(f, main)))
            other.SymVisibility = "private";
        main.FunctionType = main.FunctionType with { Inputs = main.Body.Entry.Arguments.Select(a => a.Type).ToEquatableArray() };
    }
}
