using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The base of StableHLO's attributes: <c>#stablehlo.mnemonic&lt;…&gt;</c>.</summary>
public abstract record HloAttr : DialectAttr
{
    public sealed override string Dialect => "stablehlo";
}

/// <summary>
/// The encoding of a tensor type whose dynamic sizes have upper bounds: <c>#stablehlo.bounds&lt;4, ?&gt;</c>. A static dimension has none
/// (<see cref="Shape.Dynamic"/>).
/// </summary>
public sealed record TypeExtensionsAttr(EquatableArray<long> Bounds) : HloAttr, ITensorEncoding
{
    public string? ProblemWith(Shape shape, IRType element)
    {
        var type = new RankedTensorType(shape, element);
        if (Bounds.Count != shape.Rank)
            return $"Bounds length is {Bounds.Count}, expected to be equal to rank({shape.Rank}) of the tensor '{type}'";
        var odd = Enumerable.Range(0, shape.Rank).FirstOrDefault(i => Bounds[i] != Shape.Dynamic && !shape.IsDynamic(i), -1);
        return odd < 0 ? null : $"Static dimension {odd} cannot have a bound, use ShapedType::kDynamic to indicate a missing bound in tensor '{type}'";
    }

    public override void Print(AsmPrinter printer)
    {
        printer.Write("bounds<");
        printer.WriteList(Bounds, b => printer.Write(b == Shape.Dynamic ? "?" : $"{b}"));
        printer.Write('>');
    }
}

/// <summary>A channel between processes or to the host.</summary>
/// <param name="Handle">The channel's id.</param>
/// <param name="Type">0 unspecified, 1 device to device, 2 device to host, 3 host to device.</param>
public sealed record ChannelHandleAttr(long Handle, long Type) : HloAttr
{
    public override void Print(AsmPrinter printer) => printer.Write($"channel_handle<handle = {Handle}, type = {Type}>");
}

/// <summary>An output of a custom call that shares memory with an operand; the index lists lead into nested tuples.</summary>
public sealed record OutputOperandAliasAttr(EquatableArray<long> OutputTupleIndices, long OperandIndex, EquatableArray<long> OperandTupleIndices) : HloAttr
{
    public override void Print(AsmPrinter printer) =>
        printer.Write($"output_operand_alias<output_tuple_indices = {OutputTupleIndices}, operand_index = {OperandIndex}, operand_tuple_indices = {OperandTupleIndices}>");
}

/// <summary>The types and the number of passes that a contraction may use.</summary>
public sealed record DotAlgorithmAttr(
    IRType LhsPrecisionType, IRType RhsPrecisionType, IRType AccumulationType, long LhsComponentCount, long RhsComponentCount, long NumPrimitiveOperations,
    bool AllowImpreciseAccumulation) : HloAttr, IShortForm<DotAlgorithmAttr>
{
    public override void Print(AsmPrinter printer)
    {
        printer.Write("dot_algorithm");
        PrintShort(printer);
    }

    public void PrintShort(AsmPrinter printer) => printer.Write(
        $"<lhs_precision_type = {LhsPrecisionType}, rhs_precision_type = {RhsPrecisionType}, accumulation_type = {AccumulationType}, lhs_component_count = {LhsComponentCount}, "
        + $"rhs_component_count = {RhsComponentCount}, num_primitive_operations = {NumPrimitiveOperations}, allow_imprecise_accumulation = {(AllowImpreciseAccumulation ? "true" : "false")}>");

    public static DotAlgorithmAttr ParseShort(AsmParser parser)
    {
        IRType lhs = NoneType.Instance, rhs = lhs, accumulation = lhs;
        var (lhsCount, rhsCount, operations, imprecise) = (0L, 0L, 0L, false);
        var fields = new Dictionary<string, Action>
        {
            ["lhs_precision_type"] = () => lhs = parser.ParseType(),
            ["rhs_precision_type"] = () => rhs = parser.ParseType(),
            ["accumulation_type"] = () => accumulation = parser.ParseType(),
            ["lhs_component_count"] = () => lhsCount = parser.ParseInteger(),
            ["rhs_component_count"] = () => rhsCount = parser.ParseInteger(),
            ["num_primitive_operations"] = () => operations = parser.ParseInteger(),
            ["allow_imprecise_accumulation"] = () => imprecise = parser.ParseKeyword() == "true",
        };
        var position = parser.Position;
        StructParser.Parse(parser, fields, fields.Keys);
        var algorithm = new DotAlgorithmAttr(lhs, rhs, accumulation, lhsCount, rhsCount, operations, imprecise);
        return algorithm.Problem is { } problem ? throw parser.Error(position, problem) : algorithm;
    }

    /// <summary>Why this is no algorithm that some hardware has; null where it is.</summary>
    public string? Problem => LhsComponentCount < 1 ? "lhs component count must be positive" // dot_general_c22
        : RhsComponentCount < 1 ? "rhs component count must be positive" // dot_general_c23
        : NumPrimitiveOperations < 1 ? "num primitive operations must be positive" // dot_general_c24
        : IsKnown ? null
        : $"dot algorithm not known to be supported on any hardware: {{lhs:'{LhsPrecisionType}', rhs:'{RhsPrecisionType}', accum:'{AccumulationType}', lhs_components:{LhsComponentCount}, "
            + $"rhs_components:{RhsComponentCount}, primitive_ops:{NumPrimitiveOperations}, imprecise:{(AllowImpreciseAccumulation ? 1 : 0)}}}";

    private bool IsKnown => (LhsComponentCount, RhsComponentCount, LhsPrecisionType, RhsPrecisionType, AccumulationType) switch
    {
        (1, 1, FloatType { Kind: var lhs }, FloatType { Kind: var rhs }, FloatType { Kind: var sum }) when IsFloat8(lhs) && IsFloat8(rhs) => sum == FloatKind.F32 && NumPrimitiveOperations == 1,
        (1, 1, FloatType { Kind: var lhs }, FloatType { Kind: var rhs }, FloatType { Kind: var sum }) => lhs == rhs && !AllowImpreciseAccumulation && IsKnownSum(lhs, sum),
        _ => false,
    };

    private static bool IsFloat8(FloatKind kind) => kind is >= FloatKind.F8E5M2 and <= FloatKind.F8E3M4;

    private bool IsKnownSum(FloatKind factor, FloatKind sum) => (factor, sum) switch
    {
        (FloatKind.F16, FloatKind.F16 or FloatKind.F32) or (FloatKind.BF16, FloatKind.BF16) or (FloatKind.F32, FloatKind.F32) or (FloatKind.F64, FloatKind.F64) => NumPrimitiveOperations == 1,
        (FloatKind.BF16, FloatKind.F32) => NumPrimitiveOperations is 1 or 3 or 6 or 9,
        (FloatKind.TF32, FloatKind.F32) => NumPrimitiveOperations is 1 or 3,
        _ => false,
    };
}

/// <summary><c>#stablehlo.result_accuracy_mode&lt;HIGHEST&gt;</c>.</summary>
public sealed record ResultAccuracyModeAttr(ResultAccuracyMode Value) : HloAttr
{
    public override void Print(AsmPrinter printer) => printer.Write($"result_accuracy_mode<{EnumKeywords.Of(Value)}>");
}

/// <summary>The accuracy asked of a transcendental function: a mode, or tolerances (absolute, relative, units in the last place) in the mode <c>TOLERANCE</c>.</summary>
public sealed record ResultAccuracyAttr(double Atol, double Rtol, long Ulps, ResultAccuracyModeAttr Mode) : HloAttr
{
    public static ResultAccuracyAttr Default { get; } = new(0, 0, 0, new ResultAccuracyModeAttr(ResultAccuracyMode.Default));

    public override void Print(AsmPrinter printer)
    {
        printer.Write("result_accuracy<");
        if (Atol != 0)
            printer.Write($"atol = {Text(Atol)}, ");
        if (Rtol != 0)
            printer.Write($"rtol = {Text(Rtol)}, ");
        if (Ulps != 0)
            printer.Write($"ulps = {Ulps}, ");
        printer.Write($"mode = {Mode}>");
    }

    private static string Text(double value) => AsmPrinter.FloatText(BitConverter.DoubleToInt64Bits(value), FloatType.F64);
}

/// <summary>An axis of a mesh of devices.</summary>
public sealed record MeshAxisAttr(string Name, long Size) : HloAttr
{
    public override void Print(AsmPrinter printer)
    {
        printer.Write("mesh_axis<name = ");
        printer.PrintString(Name);
        printer.Write($", size = {Size}>");
    }
}

/// <summary>A mesh of devices: its axes, and the order of the devices where it is not 0, 1, 2 ….</summary>
public sealed record MeshAttr(EquatableArray<MeshAxisAttr> Axes, DenseElementsAttr? DeviceIds = null) : HloAttr
{
    public override void Print(AsmPrinter printer)
    {
        printer.Write("mesh<axes = [");
        printer.WriteList(Axes, printer.Print);
        printer.Write(DeviceIds is null ? "]>" : $"], device_ids = {DeviceIds}>");
    }
}

/// <summary>An axis of a mesh, or a part of it: <c>(pre_size)size</c>.</summary>
public sealed record AxisRefAttr(string Name, (long PreSize, long Size)? SubAxis = null) : HloAttr
{
    public override void Print(AsmPrinter printer)
    {
        printer.Write("axis_ref<name = ");
        printer.PrintString(Name);
        printer.Write(SubAxis is { } sub ? $", sub_axis_info = ({sub.PreSize}){sub.Size}>" : ">");
    }
}

/// <summary>Replica groups given by axes of a mesh.</summary>
public sealed record ReplicaGroupMeshAxesAttr(Attr Mesh, ArrayAttr Axes) : HloAttr
{
    public override void Print(AsmPrinter printer) => printer.Write($"replica_group_mesh_axes<mesh = {Mesh}, axes = {Axes}>");
}
