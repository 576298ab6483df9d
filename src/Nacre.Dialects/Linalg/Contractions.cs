using Nacre.IR;

namespace Nacre.Dialects.Linalg;

/// <summary>A value in all places.</summary>
[Op("linalg.fill")]
public sealed partial class FillOp : Operation, INamedStructuredOp<FillOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static int InputCount => 1;
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Cast(builder, elements[0], elements[1].Type);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<FillOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>The input, converted to the output's element type.</summary>
[Op("linalg.copy")]
public sealed partial class CopyOp : Operation, INamedStructuredOp<CopyOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => LoopMaps.Pointwise(this);
    public static int InputCount => 1;
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.Cast(builder, elements[0], elements[1].Type);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<CopyOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>out(m, n) += a(m, k) * b(k, n).</summary>
/// <example><code>%r = linalg.matmul ins(%a, %b : tensor&lt;4x8xf32>, tensor&lt;8x16xf32>) outs(%c : tensor&lt;4x16xf32>) -> tensor&lt;4x16xf32></code></example>
[Op("linalg.matmul")]
public sealed partial class MatmulOp : Operation, INamedStructuredOp<MatmulOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Attr] public partial ArrayAttr IndexingMaps { get; set; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public static ArrayAttr DefaultMaps { get; } = LoopMaps.Attr(3, [0, 2], [2, 1], [0, 1]);
    public IReadOnlyList<AffineMap> Maps => LoopMaps.Of(IndexingMaps);
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.MultiplyAdd(builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<MatmulOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>out(b, m, n) += a(b, m, k) * b(b, k, n).</summary>
[Op("linalg.batch_matmul")]
public sealed partial class BatchMatmulOp : Operation, INamedStructuredOp<BatchMatmulOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Attr] public partial ArrayAttr IndexingMaps { get; set; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public static ArrayAttr DefaultMaps { get; } = LoopMaps.Attr(4, [0, 1, 3], [0, 3, 2], [0, 1, 2]);
    public IReadOnlyList<AffineMap> Maps => LoopMaps.Of(IndexingMaps);
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.MultiplyAdd(builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<BatchMatmulOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}

/// <summary>out(m) += a(m, k) * x(k).</summary>
[Op("linalg.matvec")]
public sealed partial class MatvecOp : Operation, INamedStructuredOp<MatvecOp>, IVerifiable, ICustomAssembly
{
    [Operand] public partial OperandRange Inputs { get; }
    [Operand] public partial OperandRange Outputs { get; }
    [Region] public partial Region Body { get; }
    [Result] public partial ResultRange Tensors { get; }

    public IReadOnlyList<AffineMap> Maps => [AffineMap.Identity(2), AffineMap.Select(2, 1), AffineMap.Select(2, 0)];
    public static Value Combine(OpBuilder builder, IReadOnlyList<Value> elements) => Scalars.MultiplyAdd(builder, elements);
    public void Verify(Verifier verifier) => StructuredRules.Verify(this, verifier);
    public static void Parse(OpAsmParser parser, OpState state) => StructuredSyntax.Parse<MatvecOp>(parser, state);
    public void Print(OpAsmPrinter printer) => StructuredSyntax.Print(printer, this);
}
