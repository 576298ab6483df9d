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
            context.Diagnostics.Error(main.Location, $"number of refinements must match number of op operands, {types.Count} vs {main.FunctionType.Inputs.Count}");
            return;
        }
        for (var i = 0; i < types.Count; i++)
        {
            if (!CanRefine(main.FunctionType.Inputs[i], types[i]))
                context.Diagnostics.Error(main.Location, $"invalid refinement for argument {i}, refinement '{types[i]}' is incompatible with '{main.FunctionType.Inputs[i]}'");
        }
        if (context.Diagnostics.HasErrors)
            return;
        main.FunctionType = main.FunctionType with { Inputs = types.ToEquatableArray() };
        foreach (var (argument, type) in main.Body.Entry.Arguments.Zip(types))
            argument.Type = type;
    }

    private static bool CanRefine(IRType type, IRType refined) =>
        type == refined || (HloCompatibility.AreCompatible(type, refined) && HloCompatibility.MostSpecific([type, refined]) == refined) || type is UnrankedTensorType u && u.ElementType == refined.ElementOrSelf();

    private List<IRType> Parse(IRContext context)
    {
        var parser = new AsmParser(context, Types, "the option 'types'");
        return parser.AtEnd ? [] : parser.ParseCommaList(parser.ParseType);
    }
}
