using Nacre.Dialects.Util;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>Semantics of globals that never change, and of constants that nothing folds. The place of a global is its value here.</summary>
internal static class UtilEvaluators
{
    public static OpEvaluators AddUtil(this OpEvaluators table) => table
        .Add<UnfoldableConstantOp>((op, _, _) => [TensorValue.FromAttr(op.Value)])
        .Add<GlobalLoadOp>((op, _, _) => [ValueOf(op, op.Global)])
        .Add<GlobalAddressOp>((op, _, _) => [ValueOf(op, op.Global)])
        .Add<GlobalLoadIndirectOp>((_, x, _) => x);

    private static TensorValue ValueOf(Operation op, SymbolRefAttr symbol) => SymbolTable.LookupNearest(op, symbol) switch
    {
        GlobalOp { IsMutable: not null } => throw new EvaluationException($"the global {symbol} is a state that changes between runs, which is not supported"),
        GlobalOp { InitialValue: ElementsAttr value } => TensorValue.FromAttr(value),
        _ => throw new EvaluationException($"the global {symbol} has no value"),
    };
}
