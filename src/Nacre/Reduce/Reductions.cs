using Nacre.Dialects;
using Nacre.Dialects.Func;
using Nacre.IR;

namespace Nacre.Reduce;

/// <summary>Deletes functions and other symbols.</summary>
internal sealed class EraseSymbols() : OperationReduction("symbols")
{
    protected override bool IsSite(Operation op) => op is ISymbol && op.ParentOp is ISymbolTable;

    protected override void Apply(Operation op) => op.Erase();
}

/// <summary>Turns functions into declarations.</summary>
internal sealed class EraseBodies() : OperationReduction("bodies")
{
    protected override bool IsSite(Operation op) => op is FuncOp { IsExternal: false };

    protected override void Apply(Operation op)
    {
        var function = (FuncOp)op;
        foreach (var inner in function.Body.Blocks.SelectMany(b => b.Operations).ToArray())
            inner.DropAllReferences();
        foreach (var block in function.Body.Blocks.Reverse().ToArray())
            block.Remove();
        function.SymVisibility = "private";
    }
}

/// <summary>Deletes operations; their results become operands, arguments of the enclosing blocks or constants of the same type.</summary>
internal sealed class EraseOperations(IRContext context) : OperationReduction("operations")
{
    protected override bool IsSite(Operation op) => op.Block is not null && op is not (ITerminator or ISymbol);

    protected override void Apply(Operation op)
    {
        var used = op.Results.Where(r => r.HasUses).ToArray();
        var replacements = used.Select(Replacement).ToArray();
        if (replacements.Contains(null))
            return;
        foreach (var (result, value) in used.Zip(replacements))
            result.ReplaceAllUsesWith(value!);
        op.Erase();
    }

    private Value? Replacement(OpResult result) =>
        result.Owner.Operands.Concat(EnclosingArguments(result.Owner)).FirstOrDefault(v => v.Type == result.Type) ?? Zero(result);

    private static IEnumerable<Value> EnclosingArguments(Operation op)
    {
        for (var block = op.Block; block is not null; block = block.ParentOp?.Block)
        {
            foreach (var argument in block.Arguments)
                yield return argument;
            if (block.ParentOp is null or IIsolatedFromAbove)
                yield break;
        }
    }

    private Value? Zero(OpResult result)
    {
        if (result.Owner is IConstantLike || ZeroOf(result.Type) is not { } zero)
            return null;
        var builder = OpBuilder.Before(result.Owner);
        return context.Dialects.Select(d => d.MaterializeConstant(builder, zero, result.Type)).FirstOrDefault(c => c is not null)?.Result(0);
    }

    private static Attr? ZeroOf(IRType type) => type switch
    {
        IntegerType or IndexType => new IntegerAttr(0, type),
        FloatType f => new FloatAttr(0, f),
        RankedTensorType { HasStaticShape: true, ElementType: IntegerType or FloatType } or VectorType { ElementType: IntegerType or FloatType } => DenseElementsAttr.Splat((ShapedType)type, 0),
        _ => null,
    };
}

/// <summary>Makes every element of a constant the same.</summary>
internal sealed class SplatConstants() : OperationReduction("constants")
{
    protected override bool IsSite(Operation op) => op.Attributes.Any(a => CanBeSplat(a.Value));

    private static bool CanBeSplat(Attr value) => value is ElementsAttr { IsSplat: false, Type.ElementType: IntegerType or FloatType };

    protected override void Apply(Operation op)
    {
        foreach (var attribute in op.Attributes.Where(a => CanBeSplat(a.Value)).ToArray())
            op.SetAttr(attribute.Name, DenseElementsAttr.Splat(((ElementsAttr)attribute.Value).Type, 0));
    }
}

/// <summary>Removes attributes that an operation's definition does not know.</summary>
internal sealed class EraseAttributes() : OperationReduction("attributes")
{
    protected override bool IsSite(Operation op) => op is FuncOp { ArgAttrs: not null } or FuncOp { ResAttrs: not null } || Discardable(op).Any();

    private static IEnumerable<NamedAttr> Discardable(Operation op) => op is UnregisteredOp ? op.Attributes : op.Attributes.Where(a => !op.Info.IsInherent(a.Name));

    protected override void Apply(Operation op)
    {
        foreach (var attribute in Discardable(op).ToArray())
            op.SetAttr(attribute.Name, null);
        if (op is FuncOp function)
            (function.ArgAttrs, function.ResAttrs) = (null, null);
    }
}
