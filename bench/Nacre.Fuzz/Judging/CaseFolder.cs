using Google.Protobuf;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Fuzz.Cases;
using Nacre.Transforms.Interpreter;

namespace Nacre.Fuzz.Judging;

/// <summary>Writes a case in ONNX's layout of test cases, for <c>nacre test</c>.</summary>
internal static class CaseFolder
{
    public static void Write(string folder, FuzzCase drawn, IReadOnlyDictionary<string, TensorValue> expected)
    {
        var set = Directory.CreateDirectory(Path.Combine(folder, "test_data_set_0")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), drawn.ToBytes());
        WriteAll("input", drawn.Model.Graph.Input.Select(i => (i.Name, drawn.Inputs[i.Name])));
        WriteAll("output", drawn.Model.Graph.Output.Select(o => (o.Name, expected[o.Name])));

        void WriteAll(string kind, IEnumerable<(string Name, TensorValue Value)> values)
        {
            foreach (var ((name, value), index) in values.Select((v, i) => (v, i)))
                File.WriteAllBytes(Path.Combine(set, $"{kind}_{index}.pb"), TensorFiles.ToProto(name, value).ToByteArray());
        }
    }

    /// <summary>The model as text for people, a line per input, initialiser and node.</summary>
    public static string Text(FuzzCase drawn)
    {
        var graph = drawn.Model.Graph;
        var lines = graph.Input.Select(i => $"  input {i.Name}: {drawn.Inputs[i.Name].Type}")
            .Concat(graph.Initializer.Select(t => $"  const {t.Name}: {t.DataType}[{string.Join(", ", t.Dims)}]"))
            .Concat(graph.Node.Select(n => $"  {string.Join(", ", n.Output)} = {n.OpType}({string.Join(", ", n.Input)}){string.Concat(n.Attribute.Select(a => $" {a.Name}={Value(a)}"))}"));
        return $"opset {drawn.Opset}\n{string.Join('\n', lines)}";
    }

    private static string Value(AttributeProto attribute) => attribute.Type switch
    {
        AttributeProto.Types.AttributeType.Int => $"{attribute.I}",
        AttributeProto.Types.AttributeType.Float => $"{attribute.F}",
        AttributeProto.Types.AttributeType.String => attribute.S.ToStringUtf8(),
        AttributeProto.Types.AttributeType.Ints => $"[{string.Join(", ", attribute.Ints)}]",
        AttributeProto.Types.AttributeType.Floats => $"[{string.Join(", ", attribute.Floats)}]",
        AttributeProto.Types.AttributeType.Strings => $"[{string.Join(", ", attribute.Strings.Select(s => s.ToStringUtf8()))}]",
        AttributeProto.Types.AttributeType.Graph => $"{{ {string.Join("; ", attribute.G.Node.Select(n => $"{n.Output[0]} = {n.OpType}({string.Join(", ", n.Input)})"))} }}",
        _ => $"<{attribute.Type}>",
    };
}
