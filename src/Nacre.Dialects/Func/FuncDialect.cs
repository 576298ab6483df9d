using Nacre.IR;

namespace Nacre.Dialects.Func;

/// <summary>Functions and calls (https://mlir.llvm.org/docs/Dialects/Func/).</summary>
public sealed class FuncDialect() : Dialect("func")
{
    public override IReadOnlyList<OpDefinition> Operations { get; } = [FuncOp.Definition, ReturnOp.Definition, CallOp.Definition, CallIndirectOp.Definition, ConstantOp.Definition];

    public override Operation? MaterializeConstant(OpBuilder builder, Attr value, IRType type) =>
        value is SymbolRefAttr symbol && type is FunctionType ? ConstantOp.Create(builder, type, symbol) : null;
}

/// <summary>A function: a symbol with a type and, unless external, a body.</summary>
/// <example><code>func.func private @f(%x: tensor&lt;4xf32&gt; {a.b = 1 : i32}) -> tensor&lt;4xf32&gt; { … }</code></example>
[Op("func.func")]
public sealed partial class FuncOp : Operation, IFunctionLike, IIsolatedFromAbove, IVerifiable, ICustomAssembly, IDefaultDialect
{
    [Attr("sym_name")] public partial string SymbolName { get; set; }
    [Attr("function_type")] public partial FunctionType FunctionType { get; set; }
    [Attr("sym_visibility")] public partial string? SymVisibility { get; set; }
    [Attr("arg_attrs")] public partial ArrayAttr? ArgAttrs { get; set; }
    [Attr("res_attrs")] public partial ArrayAttr? ResAttrs { get; set; }
    [Attr("no_inline")] public partial UnitAttr? NoInline { get; set; }
    [Region] public partial Region Body { get; }

    public bool IsExternal => Body.IsEmpty;
    public bool IsPrivate => SymVisibility == "private";
    public DictionaryAttr ArgAttributes(int index) => ArgAttrs?.Items[index] as DictionaryAttr ?? DictionaryAttr.Empty;
    public DictionaryAttr ResultAttributes(int index) => ResAttrs?.Items[index] as DictionaryAttr ?? DictionaryAttr.Empty;

    /// <summary>A function with an empty entry block whose arguments have the type's inputs.</summary>
    public static FuncOp Create(OpBuilder builder, string name, FunctionType type)
    {
        var func = Create(builder, name, type, symVisibility: null);
        func.Body.AddBlock(type.Inputs);
        return func;
    }

    public void Verify(Verifier verifier)
    {
        if (IsExternal)
            return;
        var types = Body.Entry.Arguments.Select(a => a.Type).ToArray();
        if (!types.SequenceEqual(FunctionType.Inputs))
            verifier.Error(this, $"entry block must have {FunctionType.Inputs.Count} arguments to match function signature");
    }

    public static void Parse(OpAsmParser parser, OpState state) => FunctionSyntax.Parse(parser, state, Definition);
    public void Print(OpAsmPrinter printer) => FunctionSyntax.Print(printer, this, ArgAttributes, ResultAttributes);
}

/// <summary>Ends a function.</summary>
/// <example><code>return %a, %b : i32, f32</code></example>
[Op("func.return", Format = "attr-dict ($inputs^ `:` type($inputs))?")]
public sealed partial class ReturnOp : Operation, IPure, ITerminator, IVerifiable
{
    [Operand] public partial OperandRange Inputs { get; }

    public void Verify(Verifier verifier)
    {
        if (ParentOp is not FuncOp func)
        {
            verifier.Error(this, "expects parent op 'func.func'");
            return;
        }
        var expected = func.FunctionType.Results;
        if (OperandCount != expected.Count)
        {
            verifier.Error(this, $"has {OperandCount} operands, but enclosing function (@{func.SymbolName}) returns {expected.Count}");
            return;
        }
        for (var i = 0; i < OperandCount; i++)
        {
            if (Operand(i).Type != expected[i])
                verifier.Error(this, $"type of return operand {i} ('{Operand(i).Type}') doesn't match function result type ('{expected[i]}') in function @{func.SymbolName}");
        }
    }
}

/// <summary>Calls a function by its symbol.</summary>
[Op("func.call", Format = "$callee `(` $arguments `)` attr-dict `:` functional-type($arguments, results)")]
public sealed partial class CallOp : Operation, ICall, IVerifiable
{
    [Attr("callee")] public partial SymbolRefAttr CalleeName { get; set; }
    [Operand] public partial OperandRange Arguments { get; }
    [Result] public partial ResultRange Outputs { get; }

    public SymbolRefAttr Callee => CalleeName;

    public void Verify(Verifier verifier)
    {
        if (SymbolTable.LookupNearest(this, CalleeName) is not FuncOp func)
            verifier.Error(this, $"'{CalleeName.Root}' does not reference a valid function");
        else if (func.FunctionType.Inputs.Count != OperandCount)
            verifier.Error(this, "incorrect number of operands for callee");
        else if (func.FunctionType.Results.Count != ResultCount)
            verifier.Error(this, "incorrect number of results for callee");
        else
            VerifyTypes(func.FunctionType, verifier);
    }

    private void VerifyTypes(FunctionType expected, Verifier verifier)
    {
        for (var i = 0; i < OperandCount; i++)
        {
            if (Operand(i).Type != expected.Inputs[i])
                verifier.Error(this, $"operand type mismatch: expected operand type '{expected.Inputs[i]}', but provided '{Operand(i).Type}' for operand number {i}");
        }
        for (var i = 0; i < ResultCount; i++)
        {
            if (Result(i).Type != expected.Results[i])
                verifier.Error(this, $"result type mismatch at index {i}");
        }
    }
}

/// <summary>Calls a function value.</summary>
[Op("func.call_indirect", Format = "$callee `(` $calleeOperands `)` attr-dict `:` type($callee)")]
public sealed partial class CallIndirectOp : Operation, IInferOperandTypes, IInferTypes
{
    [Operand] public partial Value Callee { get; }
    [Operand] public partial OperandRange CalleeOperands { get; }
    [Result] public partial ResultRange Outputs { get; }

    public static void InferOperandTypes(FormatTypes types)
    {
        if (types["callee"] is FunctionType function)
            types.SetAll("calleeOperands", function.Inputs);
    }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => state.Operands[0].Type is FunctionType f ? f.Results : [];
}

/// <summary>A reference to a function as a value.</summary>
[Op("func.constant", Format = "attr-dict $value `:` type($output)")]
public sealed partial class ConstantOp : Operation, IPure, IConstantLike, INamesResults
{
    [Attr] public partial SymbolRefAttr Value { get; set; }
    [Result] public partial OpResult Output { get; }

    public IReadOnlyList<string> ResultNames => ["f"];

    public Attr ConstantValue => Value;
}
