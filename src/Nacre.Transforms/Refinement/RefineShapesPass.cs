using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Transforms.Interpreter;

namespace Nacre.Transforms.Refinement;

/// <summary>
/// Finds the sizes of a StableHLO program that follow from its arguments' types and its constants, from the function <c>main</c> on, or the only one. Integers are
/// computed where they are constant, because they may be sizes; then types take over what their operands tell.
/// </summary>
public sealed record RefineShapesPass : Pass, IPass<RefineShapesPass>
{
    public static string PassArgument => "stablehlo-refine-shapes";
    public static string Description => "Finds the sizes that follow from the types of the arguments and from constants";
    public static RefineShapesPass FromOptions(PassOptions options) => new();
    public override string Argument => PassArgument;

    public override void Run(Operation root, PassContext context)
    {
        if (EntryOf(root, context.Diagnostics) is { } main)
            new ShapeRefinement(new ConstantFolder(AllEvaluators.Create(), ShapeRefinement.Limits), context.Diagnostics).Run(main);
    }

    internal static FuncOp? EntryOf(Operation root, DiagnosticEngine diagnostics)
    {
        var functions = root.Walk<FuncOp>().ToArray();
        var main = functions.FirstOrDefault(f => f.SymbolName == "main") ?? (functions.Length == 1 ? functions[0] : null);
        if (main is null && functions.Length > 0)
            diagnostics.Error(root.Location, "must have no more than one function or a `main` function to clearly identify which function will be refined");
        return main is { IsExternal: true } ? null : main;
    }
}
