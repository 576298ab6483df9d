using Google.Protobuf;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Transforms.Interpreter;

namespace Nacre.Fuzz.Cases;

/// <summary>A model with a value for each of its inputs.</summary>
/// <param name="Seed">Draws this case again.</param>
internal sealed record FuzzCase(int Seed, ModelProto Model, IReadOnlyDictionary<string, TensorValue> Inputs)
{
    /// <summary>Operators, in order and each once.</summary>
    public IReadOnlyList<string> Ops => [.. Model.Graph.Node.Select(n => n.OpType).Distinct()];

    public long Opset => Model.OpsetImport[0].Version;

    public byte[] ToBytes() => Model.ToByteArray();
}
