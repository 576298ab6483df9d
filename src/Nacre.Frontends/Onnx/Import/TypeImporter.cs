using Nacre.Dialects.Onnx;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Tensors;
using Nacre.IR;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Frontends.Onnx.Import;

/// <summary>Declared types in the IR. What a model leaves open stays open: an unknown rank, a size <c>?</c>, or <c>!onnx.unknown</c>.</summary>
internal sealed class TypeImporter(OnnxLimits limits)
{
    public IRType Import(ValueInfoProto value) => Import(value.Type, $"value '{value.Name}'");

    /// <param name="what">Whose type it is, for errors.</param>
    public IRType Import(TypeProto? type, string what) => type?.ValueCase switch
    {
        TypeProto.ValueOneofCase.TensorType => Tensor(type.TensorType.ElemType, type.TensorType.Shape, what),
        TypeProto.ValueOneofCase.SparseTensorType => new SparseType(Tensor(type.SparseTensorType.ElemType, type.SparseTensorType.Shape, what)),
        TypeProto.ValueOneofCase.SequenceType => new SequenceType(Import(type.SequenceType.ElemType, what)),
        TypeProto.ValueOneofCase.OptionalType => new OptionalType(Import(type.OptionalType.ElemType, what)),
        TypeProto.ValueOneofCase.MapType => new MapType(Element(type.MapType.KeyType, what), Import(type.MapType.ValueType, what)),
        TypeProto.ValueOneofCase.OpaqueType => new OpaqueType(type.OpaqueType.Domain, type.OpaqueType.Name),
        _ => UnknownType.Instance,
    };

    /// <summary>The names of symbolic sizes, empty where there is none; null when no size has one.</summary>
    public static ArrayAttr? DimensionNames(ValueInfoProto value) =>
        value.Type?.TensorType?.Shape?.Dim.Any(d => d.DimParam.Length > 0) == true ? ArrayAttr.OfStrings(value.Type.TensorType.Shape.Dim.Select(d => d.DimParam)) : null;

    private IRType Tensor(DataType element, TensorShapeProto? shape, string what)
    {
        if (element == DataType.Undefined)
            return UnknownType.Instance;
        if (shape is null)
            return new UnrankedTensorType(Element(element, what));
        var dims = shape.Dim.Select(d => d is { HasDimValue: true, DimValue: >= 0 } ? d.DimValue : Shape.Dynamic).ToArray();
        CheckSize(dims, what);
        return new RankedTensorType(dims, Element(element, what));
    }

    private void CheckSize(long[] dims, string what)
    {
        var count = 1L;
        foreach (var dim in dims.Where(d => d > 0))
        {
            if (dim > limits.MaxElements / count)
                throw new ModelFormatException($"its shape [{new Shape(dims)}] has more than {limits.MaxElements} elements", node: what);
            count *= dim;
        }
    }

    private static IRType Element(DataType type, string what) =>
        ElementTypes.ToIR(type) ?? throw new ModelFormatException($"the element type {(int)type} is not known", node: what);
}
