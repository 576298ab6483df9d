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
public sealed record TypeExtensionsAttr(EquatableArray<long> Bounds) : HloAttr
{
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
        StructParser.Parse(parser, fields, fields.Keys);
        return new DotAlgorithmAttr(lhs, rhs, accumulation, lhsCount, rhsCount, operations, imprecise);
    }
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
