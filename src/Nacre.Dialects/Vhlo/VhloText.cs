using Nacre.Dialects.Quant;
using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects.Vhlo;

/// <summary>How VHLO writes types and attributes in text.</summary>
internal static class VhloText
{
    public static void Print(AsmPrinter printer, IRType type)
    {
        if (VhloType.ScalarOf(type) is { } scalar)
        {
            printer.Write(scalar.Mnemonic);
            return;
        }
        printer.Write(type switch
        {
            ComplexType complex => $"complex_v1<{Wrap(complex.ElementType)}>",
            FunctionType function => $"func_v1<({TypeList(function.Inputs)}) -> {(function.Results.IsEmpty ? "()" : TypeList(function.Results))}>",
            RankedTensorType tensor => $"tensor_v1<{Dims(tensor.Shape)}{Wrap(tensor.ElementType)}{(tensor.Encoding is { } encoding ? $", {Wrap(encoding)}" : "")}>",
            UnrankedTensorType tensor => $"unranked_tensor_v1<{Wrap(tensor.ElementType)}>",
            MemRefType buffer => $"buffer_v1<{Dims(buffer.Shape)}{Wrap(buffer.ElementType)}>",
            TupleType tuple => $"tuple_v1<{TypeList(tuple.Types)}>",
            FutureType future => $"future_v1<{TypeList(future.Types)}>",
            UniformQuantizedType q => $"quant_v1<{Quantized(q)}, {Number(q.Scale)}:{q.ZeroPoint}, {Range(q)}>",
            UniformQuantizedPerAxisType q => $"quant_per_axis_v1<{Quantized(q)}, {q.QuantizedDimension}, [{string.Join(", ", q.Scales.Select(Number))}], {q.ZeroPoints}, {Range(q)}>",
            _ => type.ToString(),
        });
    }

    private static IRType Wrap(IRType type) => VhloType.Wrap(type);
    private static Attr Wrap(Attr attribute) => VhloAttr.Wrap(attribute);
    private static string TypeList(EquatableArray<IRType> types) => string.Join(", ", types.Select(VhloType.Wrap));
    private static string Dims(Shape shape) => string.Concat(shape.Dims.Select(d => d == Shape.Dynamic ? "?x" : $"{d}x"));
    private static string Quantized(QuantizedType type) => $"{Wrap(type.StorageType)}:{Wrap(type.ExpressedType)}";
    private static string Range(QuantizedType type) => $"{type.StorageMin}:{type.StorageMax}, {(type.IsSigned ? 1 : 0)}";
    private static string Number(double value) => AsmPrinter.FloatText(BitConverter.DoubleToInt64Bits(value), FloatType.F64);

    public static void Print(AsmPrinter printer, Attr attribute) => printer.Write(attribute switch
    {
        ArrayAttr array => $"array_v1<[{string.Join(", ", array.Items.Select(VhloAttr.Wrap))}]>",
        DictionaryAttr dictionary => $"dict_v1<{{{string.Join(", ", dictionary.Entries.Select(e => $"{Wrap(new StringAttr(e.Name))} = {Wrap(e.Value)}"))}}}>",
        IntegerAttr { Type: IntegerType { Width: 1, IsSignless: true } } flag => $"bool_v1<{(flag.Value != 0 ? "true" : "false")}>",
        IntegerAttr integer => $"integer_v1<{integer}>",
        FloatAttr number => $"float_v1<{AsmPrinter.FloatText(number.Bits, number.Type)} : {Wrap(number.Type)}>",
        StringAttr text => $"string_v1<{text}>",
        DenseElementsAttr elements => $"tensor_v1<{elements}>",
        TypeAttr type => $"type_v1<{Wrap(type.Value)}>",
        ApiVersionAttr version => $"api_version_v1<{EnumKeywords.Of(version.Value)}>",
        ComparisonDirectionAttr e => $"comparison_direction_v1<{EnumKeywords.Of(e.Value)}>",
        ComparisonTypeAttr e => $"comparison_type_v1<{EnumKeywords.Of(e.Value)}>",
        FftTypeAttr e => $"fft_type_v1<{EnumKeywords.Of(e.Value)}>",
        PrecisionAttr e => $"precision_v1<{EnumKeywords.Of(e.Value)}>",
        RngAlgorithmAttr e => $"rng_algorithm_v1<{EnumKeywords.Of(e.Value)}>",
        RngDistributionAttr e => $"rng_distribution_v1<{EnumKeywords.Of(e.Value)}>",
        TransposeAttr e => $"transpose_v1<{EnumKeywords.Of(e.Value)}>",
        ResultAccuracyModeAttr e => $"result_accuracy_mode_v1<{EnumKeywords.Of(e.Value)}>",
        _ => Struct(attribute),
    });

    private static string Struct(Attr attribute) => attribute switch
    {
        TypeExtensionsAttr extensions => $"type_extensions_v1<bounds = [{string.Join(", ", extensions.Bounds.Select(b => b == Shape.Dynamic ? "?" : $"{b}"))}]>",
        OutputOperandAliasAttr a => $"output_operand_alias_v1<outputTupleIndices = {a.OutputTupleIndices}, operandIndex = {a.OperandIndex}, operandTupleIndices = {a.OperandTupleIndices}>",
        ResultAccuracyAttr a => $"result_accuracy_v1<atol = {Number(a.Atol)}, rtol = {Number(a.Rtol)}, ulps = {a.Ulps}, mode = {Wrap(a.Mode)}>",
        SubAxisAttr sub => $"sub_axis_info_v1<pre_size = {sub.PreSize}, size = {sub.Size}>",
        AxisRefAttr axis => $"axis_ref_v1<name = {Wrap(new StringAttr(axis.Name))}{(axis.SubAxis is var (pre, size) ? $", sub_axis_info = {Wrap(new SubAxisAttr(pre, size))}" : "")}>",
        MeshAxisAttr axis => $"mesh_axis_v1<name = {Wrap(new StringAttr(axis.Name))}, size = {axis.Size}>",
        MeshAttr mesh => $"mesh_v1<axes = {Wrap(new ArrayAttr(mesh.Axes.Map(Attr (a) => a)))}{(mesh.DeviceIds is { } ids ? $", device_ids = {Wrap(ids)}" : "")}>",
        ReplicaGroupMeshAxesAttr groups => $"replica_group_mesh_axes_v1<mesh = {Wrap(groups.Mesh)}, axes = {Wrap(groups.Axes)}>",
        _ => attribute.ToString(),
    };
}
