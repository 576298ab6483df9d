using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>Ends a region of StableHLO with its results.</summary>
[Op("stablehlo.return", Format = "$values attr-dict (`:` type($values)^)?")]
public sealed partial class ReturnOp : Operation, IPure, ITerminator
{
    [Operand<HloControlValue>] public partial OperandRange Values { get; }
}

/// <summary>Runs one of two regions (https://openxla.org/stablehlo/spec#if).</summary>
[Op("stablehlo.if")]
public sealed partial class IfOp : Operation, IImplicitTerminator<ReturnOp>, IVerifiable
{
    [Operand<HloPredTensor>] public partial Value Pred { get; }
    [Region] public partial Region TrueBranch { get; }
    [Region] public partial Region FalseBranch { get; }
    [Result<HloTensorOrPerAxisOrToken>] public partial ResultRange Outputs { get; }

    /// <summary>Builds both branches.</summary>
    public static IfOp Create(OpBuilder builder, IEnumerable<IRType> resultTypes, Value pred, RegionBody trueBranch, RegionBody falseBranch)
    {
        var op = Create(builder, resultTypes, pred);
        HloRegions.Fill(builder, op.TrueBranch, [], trueBranch);
        HloRegions.Fill(builder, op.FalseBranch, [], falseBranch);
        return op;
    }

    public void Verify(Verifier verifier) => HloVerifyControl.Branches(this, verifier);
}

/// <summary>Runs the region that an index selects, the last one if there is none of that index (https://openxla.org/stablehlo/spec#case).</summary>
[Op("stablehlo.case")]
public sealed partial class CaseOp : Operation, IImplicitTerminator<ReturnOp>, IVerifiable
{
    [Operand<HloI32Tensor>] public partial Value Index { get; }
    [Region] public partial IReadOnlyList<Region> Branches { get; }
    [Result<HloTensorOrPerAxisOrToken>] public partial ResultRange Outputs { get; }

    public void Verify(Verifier verifier) => HloVerifyControl.Branches(this, verifier);
}

/// <summary>Runs the body as long as the condition holds (https://openxla.org/stablehlo/spec#while).</summary>
/// <example><code>%r = stablehlo.while(%i = %start) : tensor&lt;i32&gt; cond { … } do { … }</code></example>
[Op("stablehlo.while")]
public sealed partial class WhileOp : Operation, IInferHloTypes, IImplicitTerminator<ReturnOp>, ICustomAssembly, IVerifiable
{
    /// <summary>The initial values of what the loop carries.</summary>
    [Operand<HloControlValue>] public partial OperandRange Inputs { get; }
    [Region] public partial Region Cond { get; }
    [Region] public partial Region Body { get; }
    [Result<HloControlValue>] public partial ResultRange Outputs { get; }

    /// <summary>Builds condition and body.</summary>
    public static WhileOp Create(OpBuilder builder, IReadOnlyList<Value> inputs, RegionBody cond, RegionBody body)
    {
        var op = Create(builder, inputs);
        IRType[] types = [.. inputs.Select(i => i.Type)];
        HloRegions.Fill(builder, op.Cond, types, cond);
        HloRegions.Fill(builder, op.Body, types, body);
        return op;
    }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [.. state.Operands.Select(o => o.Type)]; // while_c3

    public void Verify(Verifier verifier) => HloVerifyControl.While(this, verifier);

    public static void Parse(OpAsmParser parser, OpState state)
    {
        var pairs = parser.ParseList("(", ")", () => ParseBinding(parser));
        if (pairs.Count > 0)
        {
            parser.Parse(":");
            state.ResultTypes.AddRange(parser.ParseCommaList(parser.ParseType));
        }
        parser.Resolve([.. pairs.Select(p => p.Value)], state.ResultTypes, state);
        parser.ParseOptionalAttributeDictWithKeyword(state);
        ParsedArgument[] arguments = [.. pairs.Zip(state.ResultTypes, (p, type) => new ParsedArgument(p.Name, type, DictionaryAttr.Empty, Location.Unknown))];
        parser.Parse("cond");
        parser.ParseRegion(state, arguments, Definition);
        parser.Parse("do");
        parser.ParseRegion(state, arguments, Definition);
    }

    private static (UnresolvedOperand Name, UnresolvedOperand Value) ParseBinding(OpAsmParser parser)
    {
        var name = parser.ParseOperand();
        parser.Parse("=");
        return (name, parser.ParseOperand());
    }

    /// <summary>The custom form gives the regions' arguments the operands' types.</summary>
    public bool HasCustomForm => Regions.All(r => r.Blocks.Count == 1 && r.Entry.Arguments.Select(a => a.Type).SequenceEqual(Operands.Types)) && Operands.Types.SequenceEqual(Results.Types);

    public void Print(OpAsmPrinter printer)
    {
        printer.NameArguments("iterArg", Body.Entry, Cond.Entry);
        printer.Write('(');
        printer.WriteList(Enumerable.Range(0, OperandCount), i =>
        {
            printer.PrintOperand(Body.Entry.Arguments[i]);
            printer.Write(" = ");
            printer.PrintOperand(Operand(i));
        });
        printer.Write(')');
        if (OperandCount > 0)
        {
            printer.Write(" : ");
            printer.WriteList(Operands.Types, printer.Print);
        }
        printer.PrintOptionalAttrDictWithKeyword(this);
        printer.PrintNewLine();
        printer.Write("cond ");
        printer.PrintRegion(Cond, printEntryArguments: false);
        printer.Write(" do ");
        printer.PrintRegion(Body, printEntryArguments: false);
    }
}

/// <summary>Its operands, behind a wall that no optimisation moves anything through (https://openxla.org/stablehlo/spec#optimization_barrier).</summary>
[Op("stablehlo.optimization_barrier", Format = "attr-dict ($inputs^ `:` custom<PairwiseOpType>(type($inputs), type($outputs))):(`(` `)`)?")]
public sealed partial class OptimizationBarrierOp : Operation, IInferHloTypes
{
    [Operand<HloTensorOrToken>] public partial OperandRange Inputs { get; }
    [Result<HloTensorOrToken>] public partial ResultRange Outputs { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [.. state.Operands.Select(o => o.Type)];
}

/// <summary>Makes a tuple (https://openxla.org/stablehlo/spec#tuple).</summary>
[Op("stablehlo.tuple", Format = "$val attr-dict `:` custom<TupleOpType>(type($val), type($result))")]
public sealed partial class TupleOp : Operation, IPure, IInferHloTypes
{
    [Operand<HloAnyValue>] public partial OperandRange Val { get; }
    [Result<HloTuple>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [new TupleType(state.Operands.Select(o => o.Type).ToEquatableArray())];
}

/// <summary>A member of a tuple (https://openxla.org/stablehlo/spec#get_tuple_element).</summary>
/// <example><code>%r = stablehlo.get_tuple_element %t[0] : (tuple&lt;tensor&lt;i32&gt;&gt;) -> tensor&lt;i32&gt;</code></example>
[Op("stablehlo.get_tuple_element", Format = "$operand `[` $index `]` attr-dict `:` functional-type(operands, results)")]
public sealed partial class GetTupleElementOp : Operation, IPure, IInferHloTypes, IFoldable
{
    [Operand<HloTuple>] public partial Value Operand { get; }
    [Attr(Min = 0)] public partial int Index { get; set; }
    [Result<HloAnyValue>] public partial OpResult Result { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) => [Infer.TupleElement(state)];

    /// <summary>The member of a tuple made here is what it was made of.</summary>
    public FoldResult Fold() => Operand.DefiningOp is TupleOp tuple && tuple.Val[Index].Type == Result.Type ? tuple.Val[Index] : FoldResult.None;
}

/// <summary>Calls code outside the program by name (https://openxla.org/stablehlo/spec#custom_call).</summary>
/// <example><code>%r = stablehlo.custom_call @foo(%x) {has_side_effect = true} : (tensor&lt;f64&gt;) -> tensor&lt;f64&gt;</code></example>
[Op("stablehlo.custom_call", Format = "custom<CustomCallTarget>($call_target_name) `(` $inputs `)` attr-dict `:` functional-type(operands, results)")]
public sealed partial class CustomCallOp : Operation, IVerifiable
{
    [Operand<HloCustomCallValue>] public partial OperandRange Inputs { get; }
    [Attr] public partial string CallTargetName { get; set; }
    [Attr(Default = false)] public partial bool HasSideEffect { get; set; }

    /// <summary>A string, or a dictionary for typed calls.</summary>
    [Attr] public partial Attr? BackendConfig { get; set; }
    [Attr(Default = CustomCallApiVersion.Original)] public partial CustomCallApiVersion ApiVersion { get; set; }
    [Attr] public partial ArrayAttr? CalledComputations { get; set; }
    [Attr] public partial ArrayAttr? OperandLayouts { get; set; }
    [Attr] public partial ArrayAttr? ResultLayouts { get; set; }
    [Attr] public partial ArrayAttr? OutputOperandAliases { get; set; }
    [Attr] public partial ArrayAttr? ResultTilings { get; set; }
    [Result<HloCustomCallValue>] public partial ResultRange Outputs { get; }

    public void Verify(Verifier verifier) => CustomCallChecks.Verify(this, verifier);
}

/// <summary>An operation made of others, kept whole for targets that know it by its name; its meaning is a function (https://openxla.org/stablehlo/spec#composite).</summary>
/// <example><code>%r = stablehlo.composite "my.softmax" %x {composite_attributes = {axis = 1}, decomposition = @softmax} : (tensor&lt;2x3xf32&gt;) -> tensor&lt;2x3xf32&gt;</code></example>
[Op("stablehlo.composite", Format = "$name operands (` ` `(` $compositeRegions^ `)`)? attr-dict `:` functional-type(operands, results)")]
public sealed partial class CompositeOp : Operation, IVerifiable
{
    [Operand<HloAnyValue>] public partial OperandRange Inputs { get; }
    [Attr("name")] public partial string CompositeName { get; set; }
    [Attr] public partial DictionaryAttr? CompositeAttributes { get; set; }
    [Attr] public partial SymbolRefAttr Decomposition { get; set; }
    [Attr(Default = 0)] public partial int Version { get; set; }
    [Region] public partial IReadOnlyList<Region> CompositeRegions { get; }
    [Result<HloAnyValue>] public partial ResultRange Outputs { get; }

    /// <summary>A composite without regions.</summary>
    public static CompositeOp Create(
        OpBuilder builder, IEnumerable<IRType> resultTypes, IReadOnlyList<Value> inputs, string name, SymbolRefAttr decomposition, DictionaryAttr? attributes = null, int version = 0) =>
        Create(builder, resultTypes, inputs, name, decomposition, regionCount: 0, attributes, version);

    public void Verify(Verifier verifier) => HloVerifyControl.Composite(this, verifier);
}
