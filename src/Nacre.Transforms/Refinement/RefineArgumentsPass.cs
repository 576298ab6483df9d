using Nacre.Dialects.Builtin;
using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Refinement;

/// <summary>Gives the arguments of <c>main</c> types that say more; <c>stablehlo-refine-shapes</c> carries on from there.</summary>
/// <param name="Types">The types of all arguments, separated by commas.</param>
public sealed record RefineArgumentsPass(string Types = "") : Pass, IPass<RefineArgumentsPass>
{
    public static string PassArgument => "stablehlo-refine-arguments";
    public static string Description => "Gives the arguments of main the types of the option types=tensor<2xf32>,…";
    public static RefineArgumentsPass FromOptions(PassOptions options) => new(options.Get("types", ""));
    public override string Argument => PassArgument;
    public override IEnumerable<(string Name, string Value)> Options => Types.Length == 0 ? [] : [("types", Types)];

    public override void Run(Operation root, PassContext context)
    {
        if (RefineShapesPass.EntryOf(root, context.Diagnostics) is not { } main)
            return;
        var types = Parse(context.IR);
        if (types.Count != main.FunctionType.Inputs.Count)
        {
            context.Diagnostics.Error(main.Location, $"number of refinements must match number of op operands {types.Count} vs {main.FunctionType.Inputs.Count}");
            return;
        }
        for (var i = 0; i < types.Count; i++)
        {
            var type = main.FunctionType.Inputs[i];
            if (ProblemOf(type, types[i]) is { } problem)
                throw new DiagnosticException(main.Location, $"invalid refinement for argument {i}, refinement {problem} in {type} -> {types[i]}");
        }
        main.FunctionType = main.FunctionType with { Inputs = types.ToEquatableArray() };
        foreach (var (argument, type) in main.Body.Entry.Arguments.Zip(types))
            argument.Type = type;
    }

    private static string? ProblemOf(IRType type, IRType refined)
    {
        if (type == refined)
            return null;
        if (type is not TensorType || refined is not TensorType)
            return "must be a tensor";
        if (type.ElementOrSelf() != refined.ElementOrSelf())
            return "element types must match";
        if (type is not RankedTensorType from)
            return null;
        if (refined is not RankedTensorType to || from.Rank != to.Rank)
            return "rank must match operand rank";
        var fits = Enumerable.Range(0, from.Rank).All(i => from.Shape.IsDynamic(i) || from.Shape[i] == to.Shape[i]);
        return fits ? null : "dimension sizes must match for static dimensions";
    }

    private List<IRType> Parse(IRContext context)
    {
        var parser = new AsmParser(context, Types, "the option 'types'");
        return parser.AtEnd ? [] : parser.ParseCommaList(parser.ParseType);
    }
}
