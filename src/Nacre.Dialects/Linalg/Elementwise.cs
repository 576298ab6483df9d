using Nacre.IR;

namespace Nacre.Dialects.Linalg;

/// <summary>a + b.</summary>
[Op("linalg.add")]
public sealed partial class AddOp : Operation, INamedStructuredOp<AddOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.Add, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<AddOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>a - b.</summary>
[Op("linalg.sub")]
public sealed partial class SubOp : Operation, INamedStructuredOp<SubOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.Sub, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<SubOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>a * b.</summary>
[Op("linalg.mul")]
public sealed partial class MulOp : Operation, INamedStructuredOp<MulOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.Mul, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<MulOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>a / b.</summary>
[Op("linalg.div")]
public sealed partial class DivOp : Operation, INamedStructuredOp<DivOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.Div, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<DivOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>The larger of a and b.</summary>
[Op("linalg.max")]
public sealed partial class MaxOp : Operation, INamedStructuredOp<MaxOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.MaxSigned, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<MaxOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>The smaller of a and b.</summary>
[Op("linalg.min")]
public sealed partial class MinOp : Operation, INamedStructuredOp<MinOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.MinSigned, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<MinOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>e^x.</summary>
[Op("linalg.exp")]
public sealed partial class ExpOp : Operation, INamedStructuredOp<ExpOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static int InputCount => 1;
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.Exp, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<ExpOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>The natural logarithm.</summary>
[Op("linalg.log")]
public sealed partial class LogOp : Operation, INamedStructuredOp<LogOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static int InputCount => 1;
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.Log, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<LogOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>|x|.</summary>
[Op("linalg.abs")]
public sealed partial class AbsOp : Operation, INamedStructuredOp<AbsOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static int InputCount => 1;
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.Abs, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<AbsOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>Rounds up.</summary>
[Op("linalg.ceil")]
public sealed partial class CeilOp : Operation, INamedStructuredOp<CeilOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static int InputCount => 1;
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.Ceil, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<CeilOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>Rounds down.</summary>
[Op("linalg.floor")]
public sealed partial class FloorOp : Operation, INamedStructuredOp<FloorOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static int InputCount => 1;
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.Floor, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<FloorOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>-x.</summary>
[Op("linalg.negf")]
public sealed partial class NegFOp : Operation, INamedStructuredOp<NegFOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static int InputCount => 1;
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.NegF, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<NegFOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>The square root.</summary>
[Op("linalg.sqrt")]
public sealed partial class SqrtOp : Operation, INamedStructuredOp<SqrtOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static int InputCount => 1;
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.Sqrt, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<SqrtOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>The reciprocal of the square root.</summary>
[Op("linalg.rsqrt")]
public sealed partial class RsqrtOp : Operation, INamedStructuredOp<RsqrtOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static int InputCount => 1;
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.Rsqrt, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<RsqrtOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>The hyperbolic tangent.</summary>
[Op("linalg.tanh")]
public sealed partial class TanhOp : Operation, INamedStructuredOp<TanhOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static int InputCount => 1;
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.Tanh, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<TanhOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>The error function.</summary>
[Op("linalg.erf")]
public sealed partial class ErfOp : Operation, INamedStructuredOp<ErfOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static int InputCount => 1;
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Apply(ElementwiseKind.Erf, builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<ErfOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}
