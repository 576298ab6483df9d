using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Optimize;

/// <summary>
/// Computes in f64 what the model computes in narrower floats: what then still differs from another engine is no rounding error. The inputs and outputs of
/// <c>@main</c> keep their types and are converted at the border.
/// </summary>
public sealed record WidenFloatsPass : Pass, IPass<WidenFloatsPass>
{
    public static string PassArgument => "widen-floats";
    public static string Description => "Computes in f64 what the model computes in narrower floats.";
    public static WidenFloatsPass FromOptions(PassOptions options) => new();
    public override string Argument => PassArgument;

    public override void Run(Operation root, PassContext context)
    {
        foreach (var function in root.Walk().OfType<FuncOp>())
        {
            foreach (var op in function.Walk().Where(o => o != function))
                WidenOperation(op);
            if (function.SymbolName == "main")
                ConvertAtBorder(function);
            else
                WidenSignature(function);
        }
    }

    private static void WidenSignature(FuncOp function)
    {
        function.FunctionType = new FunctionType(function.FunctionType.Inputs.Map(Widen), function.FunctionType.Results.Map(Widen));
        foreach (var argument in function.Body.Blocks.SelectMany(b => b.Arguments))
            argument.Type = Widen(argument.Type);
    }

    private static void WidenOperation(Operation op)
    {
        foreach (var result in op.Results)
            result.Type = Widen(result.Type);
        foreach (var argument in op.Regions.SelectMany(r => r.Blocks).SelectMany(b => b.Arguments))
            argument.Type = Widen(argument.Type);
        if (op is Hlo.ConstantOp constant && Widen(constant.Value.Type) is RankedTensorType wide && wide != constant.Value.Type)
            constant.Value = Widen(constant.Value, wide);
    }

    private static void ConvertAtBorder(FuncOp main)
    {
        var builder = OpBuilder.Before(main.Body.Entry.First!);
        foreach (var argument in main.Body.Entry.Arguments.Where(a => Widen(a.Type) != a.Type))
        {
            var converted = Hlo.ConvertOp.Create(builder, Widen(argument.Type), argument);
            argument.ReplaceUsesWhere(converted.Result, use => use.Owner != converted);
        }
        var last = main.Body.Entry.Last!;
        builder.SetBefore(last);
        for (var i = 0; i < last.OperandCount; i++)
        {
            if (last.Operand(i).Type != main.FunctionType.Results[i] && last.Operand(i).Type.ElementOrSelf() is FloatType)
                last.SetOperand(i, Hlo.ConvertOp.Create(builder, main.FunctionType.Results[i], last.Operand(i)).Result);
        }
    }

    private static IRType Widen(IRType type) => type switch
    {
        FloatType { Width: < 64 } => FloatType.F64,
        RankedTensorType { ElementType: FloatType { Width: < 64 } } tensor => tensor.WithElement(FloatType.F64),
        TupleType tuple => new TupleType(tuple.Types.Map(Widen)),
        _ => type,
    };

    private static DenseElementsAttr Widen(ElementsAttr narrow, RankedTensorType type)
    {
        var value = TensorValue.FromAttr(narrow);
        var doubles = new double[value.IsSplat ? 1 : value.Count];
        for (var i = 0; i < doubles.Length; i++)
            doubles[i] = value.DoubleAt(i);
        return new DenseElementsAttr(type, Blob.Of(System.Runtime.InteropServices.MemoryMarshal.AsBytes<double>(doubles).ToArray()));
    }
}
