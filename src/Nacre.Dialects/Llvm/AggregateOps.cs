using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>One value of two, by a condition; with vectors element by element.</summary>
[Op("llvm.select", Format = "operands attr-dict `:` type($condition) `,` type($res)")]
public sealed partial class LlvmSelectOp : Operation, IPure, IInferOperandTypes
{
    [Operand<LlvmInteger>] public partial Value Condition { get; }
    [Operand<LlvmAny>] public partial Value TrueValue { get; }
    [Operand<LlvmAny>] public partial Value FalseValue { get; }
    [Attr("fastmathFlags", Default = FastmathFlags.None)] public partial FastmathFlags FastmathFlags { get; set; }
    [Result<LlvmAny>] public partial OpResult Res { get; }

    public static void InferOperandTypes(FormatTypes types) => (types["trueValue"], types["falseValue"]) = (types["res"], types["res"]);

    /// <summary>A selection of values of one type.</summary>
    public static Value Of(OpBuilder builder, Value condition, Value whenTrue, Value whenFalse) => Create(builder, whenTrue.Type, condition, whenTrue, whenFalse).Res;
}

/// <summary>A member of a struct or array.</summary>
[Op("llvm.extractvalue", Format = "$container `` $position attr-dict `:` type($container)")]
public sealed partial class LlvmExtractValueOp : Operation, IPure, IInferTypes
{
    [Operand<LlvmAggregate>] public partial Value Container { get; }
    [Attr] public partial EquatableArray<long> Position { get; set; }
    [Result<LlvmAny>] public partial OpResult Res { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state)
    {
        var type = state.Operands[0].Type;
        foreach (var index in ((DenseArrayAttr)state.GetAttr("position")!).Bits)
            type = type is LlvmArrayType array ? array.ElementType : ((LlvmStructType)type).Members[(int)index];
        return [type];
    }
}

/// <summary>A copy of a struct or array with one member replaced.</summary>
[Op("llvm.insertvalue", Format = "$value `,` $container `` $position attr-dict `:` type($container)")]
public sealed partial class LlvmInsertValueOp : Operation, IPure, IYieldsFirstOperandType, IInferOperandTypes
{
    [Operand<LlvmAggregate>] public partial Value Container { get; }
    [Operand<LlvmAny>] public partial Value Value { get; }
    [Attr] public partial EquatableArray<long> Position { get; set; }
    [Result<LlvmAggregate>] public partial OpResult Res { get; }

    public static void InferOperandTypes(FormatTypes types) => types["value"] = types.Defined("value", 0);
}

/// <summary>An element of a vector.</summary>
[Op("llvm.extractelement", Format = "$vector `[` $position `:` type($position) `]` attr-dict `:` type($vector)")]
public sealed partial class LlvmExtractElementOp : Operation, IPure, IYieldsElement
{
    [Operand<LlvmVector>] public partial Value Vector { get; }
    [Operand<LlvmInteger>] public partial Value Position { get; }
    [Result<LlvmAny>] public partial OpResult Res { get; }
}

/// <summary>A copy of a vector with one element replaced.</summary>
[Op("llvm.insertelement", Format = "$value `,` $vector `[` $position `:` type($position) `]` attr-dict `:` type($vector)")]
public sealed partial class LlvmInsertElementOp : Operation, IPure, IYieldsFirstOperandType, IInferOperandTypes
{
    [Operand<LlvmVector>] public partial Value Vector { get; }
    [Operand<LlvmAny>] public partial Value Value { get; }
    [Operand<LlvmInteger>] public partial Value Position { get; }
    [Result<LlvmVector>] public partial OpResult Res { get; }

    public static void InferOperandTypes(FormatTypes types) => types["value"] = types["vector"]?.ElementOrSelf();
}

/// <summary>Elements of two vectors in the order that the mask says; -1 leaves an element undefined.</summary>
[Op("llvm.shufflevector", Format = "$v1 `,` $v2 $mask attr-dict `:` type($v1)")]
public sealed partial class LlvmShuffleVectorOp : Operation, IPure, ISameTypeOperands, IInferTypes
{
    [Operand<LlvmVector>] public partial Value V1 { get; }
    [Operand<LlvmVector>] public partial Value V2 { get; }
    [Attr] public partial EquatableArray<int> Mask { get; set; }
    [Result<LlvmVector>] public partial OpResult Res { get; }

    public static IReadOnlyList<IRType> InferTypes(OpState state) =>
        [VectorType.Get(state.Operands[0].Type.ElementOrSelf(), ((DenseArrayAttr)state.GetAttr("mask")!).Count)];
}
