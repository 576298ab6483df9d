using System.Runtime.InteropServices;
using Google.Protobuf;
using Nacre.Frontends.Onnx.Proto;
using AttributeType = Nacre.Frontends.Onnx.Proto.AttributeProto.Types.AttributeType;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Frontends.Onnx.Upgrade;

/// <summary>Short constructors of attributes and tensors.</summary>
internal static class Make
{
    public static AttributeProto Int(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };
    public static AttributeProto Float(string name, float value) => new() { Name = name, Type = AttributeType.Float, F = value };
    public static AttributeProto String(string name, string value) => new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };
    public static AttributeProto Graph(string name, GraphProto value) => new() { Name = name, Type = AttributeType.Graph, G = value };
    public static AttributeProto Tensor(string name, TensorProto value) => new() { Name = name, Type = AttributeType.Tensor, T = value };

    public static AttributeProto Ints(string name, params IEnumerable<long> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Ints };
        attribute.Ints.AddRange(values);
        return attribute;
    }

    public static AttributeProto Strings(string name, IEnumerable<ByteString> values)
    {
        var attribute = new AttributeProto { Name = name, Type = AttributeType.Strings };
        attribute.Strings.AddRange(values);
        return attribute;
    }

    /// <summary>A vector of int64.</summary>
    public static TensorProto Vector(params IEnumerable<long> values)
    {
        var tensor = new TensorProto { DataType = DataType.Int64 };
        tensor.Int64Data.AddRange(values);
        tensor.Dims.Add(tensor.Int64Data.Count);
        return tensor;
    }

    /// <summary>A vector of float32.</summary>
    public static TensorProto FloatVector(params IEnumerable<float> values)
    {
        var tensor = new TensorProto { DataType = DataType.Float };
        tensor.FloatData.AddRange(values);
        tensor.Dims.Add(tensor.FloatData.Count);
        return tensor;
    }

    /// <summary>A scalar of float32, float16 or float64.</summary>
    public static TensorProto Scalar(float value, DataType type)
    {
        var tensor = new TensorProto { DataType = type };
        switch (type)
        {
            case DataType.Float16: tensor.Int32Data.Add(BitConverter.HalfToUInt16Bits((Half)value)); break;
            case DataType.Double: tensor.DoubleData.Add(value); break;
            default: tensor.FloatData.Add(value); break;
        }
        return tensor;
    }

    public static TensorProto Scalar(long value) => new() { DataType = DataType.Int64, Int64Data = { value } };

    public static NodeProto Node(string opType, string name, IEnumerable<string> inputs, IEnumerable<string> outputs, params IEnumerable<AttributeProto> attributes)
    {
        var node = new NodeProto { OpType = opType, Name = name };
        node.Input.AddRange(inputs);
        node.Output.AddRange(outputs);
        node.Attribute.AddRange(attributes);
        return node;
    }
}
