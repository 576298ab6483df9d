using Google.Protobuf;
using Nacre.Comparison;
using Nacre.Compilation;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Fuzz.Cases;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;

namespace Nacre.Fuzz.Judging;

/// <summary>ONNX Runtime on the CPU, by which cases are judged.</summary>
internal static class Reference
{
    /// <summary>The outputs by name; null where ONNX Runtime refuses the model or its inputs, or gives what cannot be compared.</summary>
    public static IReadOnlyDictionary<string, TensorValue>? TryRun(FuzzCase drawn, out string? refusal, bool optimize = true)
    {
        try
        {
            using var session = new OnnxRuntimeSession(drawn.ToBytes(), threads: 1, optimize);
            session.Bind(drawn.Inputs.ToDictionary(i => i.Key, i => ElementTypeMap.ToTensor(i.Value)));
            session.Run();
            refusal = null;
            return session.Outputs().ToDictionary(o => o.Key, o => (TensorValue)ElementTypeMap.ToValue(o.Value));
        }
        catch (Exception e) when (e is InvalidOperationException or NacreException { Code: not ExitCode.DeviceOrLibraryMissing })
        {
            refusal = e.Message;
            return null;
        }
    }

    /// <summary>The values of all nodes of the main graph, by name.</summary>
    public static IReadOnlyDictionary<string, TensorValue>? Trace(FuzzCase drawn)
    {
        var model = drawn.Model.Clone();
        model.Graph.Output.Clear();
        model.Graph.Output.Add(model.Graph.Node.SelectMany(n => n.Output).Where(o => o.Length > 0).Select(o => new ValueInfoProto { Name = o }));
        return TryRun(drawn with { Model = model }, out _);
    }
}
