using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Tensors;
using Nacre.IR;

namespace Nacre.Frontends.Onnx;

/// <summary>Reads the value files of ONNX test cases.</summary>
public sealed class OnnxValueReader
{
    private readonly TensorDecoder _tensors;
    private readonly string? _file;

    private OnnxValueReader(string? file, OnnxLimits limits)
    {
        _file = file;
        _tensors = new TensorDecoder(new ExternalData(file is null ? null : Path.GetDirectoryName(Path.GetFullPath(file))), limits);
    }

    /// <summary>Reads the value in <paramref name="path"/>.</summary>
    /// <exception cref="ModelFormatException">The file is missing, damaged, or holds another kind of value.</exception>
    public static OnnxValue ReadFile(string path, OnnxValueKind kind, OnnxLimits? limits = null)
    {
        limits ??= OnnxLimits.Default;
        return Read(ModelFile.ReadAllBytes(path, limits.MaxModelBytes, "A value file cannot be larger than 2 GiB."), kind, path, limits);
    }

    /// <summary>Reads a value from memory; <paramref name="file"/> is only named in errors.</summary>
    public static OnnxValue Read(ReadOnlySpan<byte> bytes, OnnxValueKind kind, string? file = null, OnnxLimits? limits = null)
    {
        var reader = new OnnxValueReader(file, limits ?? OnnxLimits.Default);
        try
        {
            return kind switch
            {
                OnnxValueKind.Tensor => reader.Tensor(ProtoParser.Parse(TensorProto.Parser, bytes, file, "ONNX tensor")),
                OnnxValueKind.Sequence => reader.Sequence(ProtoParser.Parse(SequenceProto.Parser, bytes, file, "ONNX sequence")),
                OnnxValueKind.Optional => reader.Optional(ProtoParser.Parse(OptionalProto.Parser, bytes, file, "ONNX optional")),
                _ => reader.Map(ProtoParser.Parse(MapProto.Parser, bytes, file, "ONNX map")),
            };
        }
        catch (ModelFormatException e)
        {
            throw e.In(file);
        }
    }

    private OnnxTensorValue Tensor(TensorProto tensor) => new(tensor.Name, _tensors.Decode(tensor));

    private OnnxSequenceValue Sequence(SequenceProto sequence) => new(sequence.Name, sequence.ElemType switch
    {
        SequenceProto.Types.DataType.Tensor => Items(sequence.TensorValues, Tensor),
        SequenceProto.Types.DataType.Sequence => Items(sequence.SequenceValues, Sequence),
        SequenceProto.Types.DataType.Map => Items(sequence.MapValues, Map),
        SequenceProto.Types.DataType.Optional => Items(sequence.OptionalValues, Optional),
        SequenceProto.Types.DataType.Undefined => default,
        var other => throw new ModelFormatException($"a sequence of {other} is not supported", _file),
    });

    private OnnxOptionalValue Optional(OptionalProto optional) => new(optional.Name, optional.ElemType switch
    {
        OptionalProto.Types.DataType.Tensor when optional.TensorValue is { } tensor => Tensor(tensor),
        OptionalProto.Types.DataType.Sequence when optional.SequenceValue is { } sequence => Sequence(sequence),
        OptionalProto.Types.DataType.Map when optional.MapValue is { } map => Map(map),
        OptionalProto.Types.DataType.Optional when optional.OptionalValue is { } inner => Optional(inner),
        OptionalProto.Types.DataType.SparseTensor => throw new ModelFormatException("an optional sparse tensor is not supported", _file),
        _ => null,
    });

    private OnnxMapValue Map(MapProto map)
    {
        var keys = map.KeyType == TensorProto.Types.DataType.String ? map.StringKeys.Select(object (k) => k.ToStringUtf8()) : map.Keys.Select(object (k) => k);
        return new(map.Name, keys.ToEquatableArray(), map.Values is null ? default : Sequence(map.Values).Items);
    }

    private static EquatableArray<OnnxValue> Items<T>(IEnumerable<T> items, Func<T, OnnxValue> read) => items.Select(read).ToEquatableArray();
}
