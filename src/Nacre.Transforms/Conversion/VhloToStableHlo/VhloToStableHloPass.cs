using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.StableHlo;
using Nacre.Dialects.Vhlo;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>Turns VHLO of any versions into StableHLO and functions.</summary>
public sealed record VhloToStableHloPass : Pass, IPass<VhloToStableHloPass>
{
    public static string PassArgument => "vhlo-legalize-to-stablehlo";
    public static string Description => "Convert VHLO of any versions to StableHLO and func";
    public override string Argument => PassArgument;
    public static VhloToStableHloPass FromOptions(PassOptions options) => new();

    public override void Run(Operation root, PassContext context)
    {
        new VhloToVersionPass(VhloVersion.Current).Run(root, context);
        OperationSwap.RetypeArguments(root, VhloType.Unwrap);
        foreach (var op in root.Walk().ToArray())
            Convert(op, context.IR);
    }

    private static void Convert(Operation op, IRContext context)
    {
        if (op is VhloOp)
        {
            ConvertVhlo(op, context);
            return;
        }
        foreach (var result in op.Results)
            result.Type = VhloType.Unwrap(result.Type);
        // Where other dialects stand beside VHLO, casts lead from its types to theirs.
        if (op is not UnrealizedConversionCastOp cast || !cast.Operands.Types.SequenceEqual(cast.Results.Types))
            return;
        for (var i = 0; i < cast.ResultCount; i++)
            cast.Result(i).ReplaceAllUsesWith(cast.Operand(i));
        cast.Erase();
    }

    private static void ConvertVhlo(Operation op, IRContext context)
    {
        var name = VhloOps.Of(op)!.Operation;
        var definition = context.FindOperation(NameOf(name, op)) ?? throw new DiagnosticException(op, "has no form in StableHLO");
        var attributes = new AttributeSet(op);
        VhloDefaults.Remove(name, attributes);
        VhloForm.JoinAll(name, attributes);
        OperationSwap.Replace(op, definition, op.Results.Types.Select(VhloType.Unwrap), StableHloAttributes(op, definition, attributes));
    }

    private static string NameOf(string name, Operation op) => name switch
    {
        "func" or "call" => "func." + name,
        "return" when op.ParentOp is FuncOp => "func.return",
        _ => "stablehlo." + name,
    };

    private static IEnumerable<NamedAttr> StableHloAttributes(Operation op, OpDefinition definition, AttributeSet attributes)
    {
        foreach (var attribute in attributes.All)
        {
            if (definition.FindAttribute(attribute.Name) is not { } declared)
                yield return attribute;
            else if (Forms(attribute).FirstOrDefault(declared.Accepts) is not { } fitting)
                throw new DiagnosticException(op, $"has the attribute '{attribute.Name}' = {attribute.Value}, which is no {declared.Description}");
            else if (fitting != declared.Default)
                yield return attribute with { Value = fitting };
        }
    }

    /// <summary>The forms that an attribute of VHLO may have in StableHLO.</summary>
    private static IEnumerable<Attr> Forms(NamedAttr attribute) => attribute.Value switch
    {
        ArrayAttr symbols when attribute.Name == "called_computations" => [new ArrayAttr(symbols.Items.Map(s => s is StringAttr text ? new SymbolRefAttr(text.Value) : s))],
        StringAttr text => [text, new SymbolRefAttr(text.Value)],
        DenseElementsAttr { ElementType: IntegerType { Width: 1 or 64 } element, Type.Rank: 1 } elements => [elements, new DenseArrayAttr(element, elements.ToIntegers())],
        IntegerAttr { Type: IntegerType { Width: 1 }, Value: 1 } flag => [flag, UnitAttr.Instance],
        IntegerAttr integer => [integer, IntegerAttr.I32(integer.Value), IntegerAttr.I64(integer.Value)],
        ApiVersionAttr version => [IntegerAttr.I32((long)version.Value)],
        var value => [value],
    };
}
