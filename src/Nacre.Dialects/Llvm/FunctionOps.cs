using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>A function in LLVM's sense: linkage, calling convention, at most one result. Further attributes, such as <c>passthrough</c>, are those of MLIR.</summary>
/// <example><code>llvm.func internal @f(%p: !llvm.ptr {llvm.noalias}) -> f32 attributes {passthrough = ["nounwind"]} { … }</code></example>
[Op("llvm.func")]
public sealed partial class LlvmFuncOp : Operation, IFunctionLike, IIsolatedFromAbove, IVerifiable, ICustomAssembly
{
    [Attr("sym_name")] public partial string SymbolName { get; set; }
    [Attr("sym_visibility")] public partial string? SymVisibility { get; set; }
    [Attr("function_type")] public partial IRType TypeAttribute { get; set; }
    [Attr("linkage", Default = Linkage.External)] public partial Linkage Linkage { get; set; }
    [Attr("CConv", Default = CallingConvention.Ccc)] public partial CallingConvention CallingConvention { get; set; }
    [Attr("visibility_", Default = SymbolVisibility.Default)] public partial SymbolVisibility Visibility { get; set; }
    [Attr("unnamed_addr", Default = UnnamedAddress.None)] public partial UnnamedAddress UnnamedAddress { get; set; }
    [Attr("dso_local")] public partial UnitAttr? DsoLocal { get; set; }
    [Attr("always_inline")] public partial UnitAttr? AlwaysInline { get; set; }
    [Attr("no_inline")] public partial UnitAttr? NoInline { get; set; }
    [Attr("no_unwind")] public partial UnitAttr? NoUnwind { get; set; }
    [Attr("will_return")] public partial UnitAttr? WillReturn { get; set; }
    [Attr("alignment")] public partial long? Alignment { get; set; }
    [Attr("section")] public partial string? Section { get; set; }

    /// <summary>Function attributes of LLVM by name: <c>"nounwind"</c>, or <c>["key", "value"]</c>.</summary>
    [Attr("passthrough")] public partial ArrayAttr? Passthrough { get; set; }
    [Attr("arg_attrs")] public partial ArrayAttr? ArgAttrs { get; set; }
    [Attr("res_attrs")] public partial ArrayAttr? ResAttrs { get; set; }
    [Region] public partial Region Body { get; }

    public LlvmFunctionType Type => (LlvmFunctionType)TypeAttribute;
    public bool IsExternal => Body.IsEmpty;
    FunctionType IFunctionLike.FunctionType => new(Type.Parameters, Type.Results);

    public DictionaryAttr ArgAttributes(int index) => ArgAttrs?.Items[index] as DictionaryAttr ?? DictionaryAttr.Empty;
    public DictionaryAttr ResultAttributes(int index) => ResAttrs?.Items[index] as DictionaryAttr ?? DictionaryAttr.Empty;

    public void Verify(Verifier verifier)
    {
        if (TypeAttribute is not LlvmFunctionType)
            verifier.Error(this, "requires one function type of the LLVM dialect");
        else if (!IsExternal && !Body.Entry.Arguments.Select(a => a.Type).SequenceEqual(Type.Parameters))
            verifier.Error(this, $"entry block must have {Type.Parameters.Count} arguments to match function signature");
        else if (IsExternal && Linkage is not (Linkage.External or Linkage.ExternWeak))
            verifier.Error(this, $"external functions must have 'external' or 'extern_weak' linkage");
    }

    public static void Parse(OpAsmParser parser, OpState state) => LlvmFunctionSyntax.Parse(parser, state, Definition);
    public void Print(OpAsmPrinter printer) => LlvmFunctionSyntax.Print(printer, this);
}

/// <summary>Calls a function by its symbol, or by its address as the first operand.</summary>
/// <example><code>%r = llvm.call @f(%a) : (i32) -> f32        %s = llvm.call %p(%a) : !llvm.ptr, (i32) -> f32</code></example>
[Op("llvm.call")]
public sealed partial class LlvmCallOp : Operation, ICall, IVerifiable, ICustomAssembly
{
    [Attr("CConv", Default = CallingConvention.Ccc)] public partial CallingConvention CallingConvention { get; set; }
    [Attr("TailCallKind", Default = TailCallKind.None)] public partial TailCallKind TailCallKind { get; set; }
    [Attr("callee")] public partial SymbolRefAttr? CalleeName { get; set; }
    [Attr("var_callee_type")] public partial IRType? VarCalleeType { get; set; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Operand<LlvmAny>] public partial OperandRange CalleeOperands { get; }
    [Result<LlvmAny>] public partial OpResult? Res { get; }

    public SymbolRefAttr? Callee => CalleeName;

    /// <summary>The operands without the callee's address.</summary>
    public IEnumerable<Value> Arguments => CalleeOperands.Skip(CalleeName is null ? 1 : 0);

    public void Verify(Verifier verifier)
    {
        if (CalleeName is null)
        {
            if (OperandCount == 0 || Operand(0).Type is not LlvmPointerType)
                verifier.Error(this, "must have either a `callee` attribute or at least an operand");
            return;
        }
        if (SymbolTable.LookupNearest(this, CalleeName) is not LlvmFuncOp func)
            verifier.Error(this, $"'{CalleeName.Root}' does not reference a symbol in the current scope");
        else if (func.Type is { IsVarArg: false } type && !type.Parameters.SequenceEqual(Operands.Types))
            verifier.Error(this, $"operand types do not match the parameters of @{func.SymbolName}");
        else if (!func.Type.Results.SequenceEqual(Results.Types))
            verifier.Error(this, $"result type does not match that of @{func.SymbolName}");
    }

    public static void Parse(OpAsmParser parser, OpState state)
    {
        ParseKeywordAttribute<CallingConvention>(parser, state, "CConv", v => new CallingConventionAttr(v));
        ParseKeywordAttribute<TailCallKind>(parser, state, "TailCallKind", v => new TailCallKindAttr(v));
        var callee = new List<UnresolvedOperand>();
        if (parser.ParseOptionalOperand(out var address))
            callee.Add(address);
        else
            state.SetAttr("callee", new SymbolRefAttr(parser.ParseSymbolName()));
        var arguments = parser.ParseOperandList("(", ")");
        if (parser.ParseOptionalKeyword("vararg"))
        {
            parser.Parse("(");
            state.SetAttr("var_callee_type", new TypeAttr(parser.ParseType()));
            parser.Parse(")");
        }
        parser.ParseOptionalAttributeDict(state);
        parser.Parse(":");
        foreach (var operand in callee)
        {
            state.Operands.Add(parser.Resolve(operand, parser.ParseType()));
            parser.Parse(",");
        }
        var type = parser.ParseFunctionType();
        parser.Resolve(arguments, type.Inputs, state);
        state.ResultTypes.AddRange(type.Results);
    }

    private static void ParseKeywordAttribute<T>(OpAsmParser parser, OpState state, string name, Func<T, Attr> make) where T : struct, Enum
    {
        foreach (var word in EnumKeywords.All<T>())
        {
            if (parser.ParseOptionalKeyword(word))
                state.SetAttr(name, make(EnumKeywords.TryParse<T>(word, out var value) ? value : default));
        }
    }

    public void Print(OpAsmPrinter printer)
    {
        if (CallingConvention != CallingConvention.Ccc)
            printer.Write(" " + EnumKeywords.Of(CallingConvention));
        if (TailCallKind != TailCallKind.None)
            printer.Write(" " + EnumKeywords.Of(TailCallKind));
        printer.Write(' ');
        if (CalleeName is { } callee)
            printer.PrintSymbolName(callee.Root);
        else
            printer.PrintOperand(Operand(0));
        printer.Write('(');
        printer.PrintOperands(Arguments);
        printer.Write(')');
        if (VarCalleeType is { } varArg)
        {
            printer.Write(" vararg(");
            printer.Print(varArg);
            printer.Write(')');
        }
        printer.PrintOptionalAttrDict(this, "CConv", "TailCallKind", "callee", "var_callee_type", "operandSegmentSizes", "op_bundle_sizes");
        printer.Write(" : ");
        if (CalleeName is null)
        {
            printer.Print(Operand(0).Type);
            printer.Write(", ");
        }
        printer.PrintFunctionType(Arguments.Select(a => a.Type), [.. Results.Types]);
    }
}

/// <summary>Calls an intrinsic by its full name, such as one of a processor.</summary>
/// <example><code>%r = llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.512"(%c, %a, %b) : (…) -> vector&lt;16xf32></code></example>
[Op("llvm.call_intrinsic", Format = "$intrin `(` $args `)` attr-dict `:` functional-type($args, results)")]
public sealed partial class LlvmCallIntrinsicOp : Operation
{
    [Attr] public partial string Intrin { get; set; }
    [Operand<LlvmAny>] public partial OperandRange Args { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmAny>] public partial ResultRange Outputs { get; }
}

/// <summary>Assembly text with operand constraints as in LLVM.</summary>
[Op("llvm.inline_asm", Format =
    "(`has_side_effects` $has_side_effects^)? (`is_align_stack` $is_align_stack^)? (`asm_dialect` `=` $asm_dialect^)? attr-dict $asm_string `,` $constraints operands `:` functional-type(operands, results)")]
public sealed partial class LlvmInlineAsmOp : Operation
{
    [Attr] public partial UnitAttr? HasSideEffects { get; set; }
    [Attr] public partial UnitAttr? IsAlignStack { get; set; }
    [Attr] public partial AsmDialect? AsmDialect { get; set; }
    [Attr] public partial string AsmString { get; set; }
    [Attr] public partial string Constraints { get; set; }
    [Operand<LlvmAny>] public partial OperandRange Inputs { get; }
    [Result<LlvmAny>] public partial ResultRange Outputs { get; }
}
