using Google.Protobuf;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Frontends.Onnx.Tensors;
using Nacre.IR;
using Nacre.Transforms.Interpreter;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Fuzz.Cases;

/// <summary>Tensors as ONNX writes them. Types below 8 bits, which ONNX packs, are not written.</summary>
internal static class TensorFiles
{
    private static readonly Dictionary<IRType, DataType> Numbers = Enum.GetValues<DataType>()
        .Where(t => t != DataType.String && ElementTypes.ToIR(t) is not null && ElementTypes.PackedBits(t) >= 8).ToDictionary(t => ElementTypes.ToIR(t)!);

    public static DataType TypeOf(TensorValue tensor) => Numbers[tensor.ElementType];

    public static TensorProto ToProto(string name, TensorValue tensor)
    {
        var proto = new TensorProto { Name = name, DataType = TypeOf(tensor), RawData = ByteString.CopyFrom(tensor.Bytes) };
        proto.Dims.AddRange(tensor.Shape.Dims);
        return proto;
    }
}
