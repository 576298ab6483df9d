using Nacre.Dialects.Util;
using Nacre.IR;
using Arith = Nacre.Dialects.Arith;
using Hlo = Nacre.Dialects.StableHlo;
using Math = Nacre.Dialects.MathOps;

namespace Nacre.Transforms.Conversion;

/// <summary>
/// Brings what models hold beside StableHLO to StableHLO: arithmetic of <c>arith</c> and <c>math</c> on tensors, and the constants and globals of <c>util</c>. A global that
/// changes between runs stays, with an error.
/// </summary>
/// <example><code>%r = math.absf %x : tensor&lt;4xf32&gt;        →        %r = stablehlo.abs %x : tensor&lt;4xf32&gt;</code></example>
public sealed record ConvertToStableHloPass : Pass, IPass<ConvertToStableHloPass>
{
    public static string PassArgument => "convert-to-stablehlo";
    public static string Description => "Brings arith and math on tensors, and util's globals, to StableHLO.";
    public static ConvertToStableHloPass FromOptions(PassOptions options) => new();
    public override string Argument => PassArgument;

    /// <summary>The operations that say the same with the same operands and result types.</summary>
    private static readonly Dictionary<Type, OpDefinition> Elementwise = new()
    {
        [typeof(Arith.AddFOp)] = Hlo.AddOp.Definition,
        [typeof(Arith.SubFOp)] = Hlo.SubtractOp.Definition,
        [typeof(Arith.MulFOp)] = Hlo.MulOp.Definition,
        [typeof(Arith.DivFOp)] = Hlo.DivOp.Definition,
        [typeof(Arith.RemFOp)] = Hlo.RemOp.Definition,
        [typeof(Arith.NegFOp)] = Hlo.NegOp.Definition,
        [typeof(Arith.MaximumFOp)] = Hlo.MaxOp.Definition,
        [typeof(Arith.MinimumFOp)] = Hlo.MinOp.Definition,
        [typeof(Arith.AndIOp)] = Hlo.AndOp.Definition,
        [typeof(Arith.OrIOp)] = Hlo.OrOp.Definition,
        [typeof(Arith.XOrIOp)] = Hlo.XorOp.Definition,
        [typeof(Math.AbsFOp)] = Hlo.AbsOp.Definition,
        [typeof(Math.AbsIOp)] = Hlo.AbsOp.Definition,
        [typeof(Math.CeilOp)] = Hlo.CeilOp.Definition,
        [typeof(Math.FloorOp)] = Hlo.FloorOp.Definition,
        [typeof(Math.RoundOp)] = Hlo.RoundOp.Definition,
        [typeof(Math.RoundEvenOp)] = Hlo.RoundNearestEvenOp.Definition,
        [typeof(Math.ExpOp)] = Hlo.ExpOp.Definition,
        [typeof(Math.ExpM1Op)] = Hlo.Expm1Op.Definition,
        [typeof(Math.LogOp)] = Hlo.LogOp.Definition,
        [typeof(Math.Log1pOp)] = Hlo.Log1pOp.Definition,
        [typeof(Math.SqrtOp)] = Hlo.SqrtOp.Definition,
        [typeof(Math.RsqrtOp)] = Hlo.RsqrtOp.Definition,
        [typeof(Math.CbrtOp)] = Hlo.CbrtOp.Definition,
        [typeof(Math.SinOp)] = Hlo.SineOp.Definition,
        [typeof(Math.CosOp)] = Hlo.CosineOp.Definition,
        [typeof(Math.TanOp)] = Hlo.TanOp.Definition,
        [typeof(Math.TanhOp)] = Hlo.TanhOp.Definition,
        [typeof(Math.Atan2Op)] = Hlo.Atan2Op.Definition,
        [typeof(Math.PowFOp)] = Hlo.PowOp.Definition,
    };

    /// <summary>Integer arithmetic, which says the same but for i1: there StableHLO's sum and product are those of truth values.</summary>
    private static readonly Dictionary<Type, OpDefinition> Integer = new()
    {
        [typeof(Arith.AddIOp)] = Hlo.AddOp.Definition,
        [typeof(Arith.SubIOp)] = Hlo.SubtractOp.Definition,
        [typeof(Arith.MulIOp)] = Hlo.MulOp.Definition,
        [typeof(Arith.MaxSIOp)] = Hlo.MaxOp.Definition,
        [typeof(Arith.MinSIOp)] = Hlo.MinOp.Definition,
    };

    public override void Run(Operation root, PassContext context)
    {
        foreach (var op in root.Walk().Where(o => o.ResultCount == 1 && IsTensor(o.Result(0).Type)).ToArray())
        {
            if (Convert(op, OpBuilder.Before(op), context) is not { } result)
                continue;
            op.Result(0).ReplaceAllUsesWith(result);
            op.Erase();
        }
        RemoveGlobals(root);
    }

    /// <summary>StableHLO has no tensors of indices.</summary>
    private static bool IsTensor(IRType type) => type is RankedTensorType { ElementType: not IndexType };

    /// <summary>What takes the operation's place; null where it stays.</summary>
    private static Value? Convert(Operation op, OpBuilder builder, PassContext context) => op switch
    {
        Arith.ConstantOp { Value: ElementsAttr value } => Hlo.ConstantOp.Create(builder, value).Output,
        UnfoldableConstantOp constant => Hlo.ConstantOp.Create(builder, constant.Value).Output,
        GlobalLoadOp load => Global(load, load.Global, builder, context),
        GlobalLoadIndirectOp { Global.DefiningOp: GlobalAddressOp address } load => Global(load, address.Global, builder, context),
        _ => Arithmetic(op, builder),
    };

    private static OpResult? Arithmetic(Operation op, OpBuilder builder)
    {
        if (!Elementwise.TryGetValue(op.GetType(), out var definition) && (op.Result(0).Type.ElementOrSelf().IsBool() || !Integer.TryGetValue(op.GetType(), out definition)))
            return null;
        return builder.Create(definition!, op.Operands, op.Results.Types).Result(0);
    }

    private static OpResult? Global(Operation load, SymbolRefAttr symbol, OpBuilder builder, PassContext context)
    {
        if (SymbolTable.LookupNearest(load, symbol) is GlobalOp { IsMutable: null, InitialValue: ElementsAttr value })
            return Hlo.ConstantOp.Create(builder, value).Output;
        context.Diagnostics.Error(load, $"reads {symbol}, a state that changes between runs or has no value, which is not supported");
        return null;
    }

    /// <summary>Places that nothing reads any more, then globals that nothing has the place of.</summary>
    private static void RemoveGlobals(Operation root)
    {
        foreach (var address in root.Walk<GlobalAddressOp>().Where(a => !a.Result.HasUses).ToArray())
            address.Erase();
        var used = root.Walk().Select(o => o is GlobalAddressOp address ? address.Global.Root : (o as GlobalLoadOp)?.Global.Root).OfType<string>().ToHashSet(StringComparer.Ordinal);
        foreach (var global in root.Walk<GlobalOp>().Where(g => !used.Contains(g.SymbolName)).ToArray())
            global.Erase();
    }
}
