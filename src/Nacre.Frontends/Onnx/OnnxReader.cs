using System.Buffers;
using Google.Protobuf;
using Nacre.Frontends.Onnx.Proto;

namespace Nacre.Frontends.Onnx;

/// <summary>Reads an ONNX model from bytes and checks what holds for every model: a graph, an opset, sizes within the limits.</summary>
internal static class OnnxReader
{
    private const int GraphField = 7;

    /// <summary>Reads a model file; external data stays where it is until a tensor is decoded.</summary>
    /// <exception cref="ModelFormatException">The file is missing, too large, damaged or no ONNX model.</exception>
    public static ModelProto ReadFile(string path, OnnxLimits? limits = null)
    {
        limits ??= OnnxLimits.Default;
        return ModelFile.Read(path, limits.MaxModelBytes, "Weights beyond 2 GiB belong in external data files.", bytes => Read(bytes, path, limits));
    }

    /// <summary>Reads a model from memory; <paramref name="file"/> is only named in errors.</summary>
    public static ModelProto Read(ReadOnlySpan<byte> bytes, string? file = null, OnnxLimits? limits = null)
    {
        limits ??= OnnxLimits.Default;
        if (bytes.IsEmpty)
            throw new ModelFormatException("the file is empty; copy or download it again", file);
        if (FormatSniffer.ByMagic(bytes) is { } format)
            throw new ModelFormatException($"this is not an ONNX model; it looks like {format}", file);
        var model = ProtoParser.Parse(ModelProto.Parser, bytes, file, "ONNX model");
        if (model.Graph is null)
            throw new ModelFormatException(WithoutGraph(bytes), file);
        CheckOpsets(model, file);
        new SizeCheck(limits, file).Check(model);
        return model;
    }

    private static string WithoutGraph(ReadOnlySpan<byte> bytes)
    {
        var looks = FormatSniffer.Describe(bytes) is { } format ? $"; it looks like {format}" : " (is it a TensorProto, a TensorFlow graph or a weights file?)";
        return $"there is no graph (field {GraphField} of ModelProto), so this is not an ONNX model{looks}";
    }

    private static void CheckOpsets(ModelProto model, string? file)
    {
        const int firstWithOpsets = 3;
        if (model.OpsetImport.Count == 0 && model.IrVersion is > 0 and < firstWithOpsets)
            model.OpsetImport.Add(new OperatorSetIdProto { Version = 1 });
        if (model.OpsetImport.Count == 0)
            throw new ModelFormatException("the model imports no operator set (opset_import is empty), so the meaning of its operators is not defined", file);
        foreach (var import in model.OpsetImport.Concat(model.Functions.SelectMany(f => f.OpsetImport)))
        {
            if (import.Version is < 0 or > int.MaxValue)
                throw new ModelFormatException($"operator set '{import.Domain}' has the impossible version {import.Version}", file);
        }
    }

    /// <summary>Counts what costs time and memory later.</summary>
    private sealed class SizeCheck(OnnxLimits limits, string? file)
    {
        private int _nodes;
        private int _initializers;

        public void Check(ModelProto model)
        {
            Check(model.Graph);
            foreach (var function in model.Functions)
                Check(function.Node);
        }

        private void Check(GraphProto graph)
        {
            _initializers += graph.Initializer.Count + graph.SparseInitializer.Count;
            if (_initializers > limits.MaxInitializers)
                throw new ModelFormatException($"more than {limits.MaxInitializers} initialisers", file);
            foreach (var value in graph.Input.Concat(graph.Output).Concat(graph.ValueInfo))
            {
                if (value.Type?.TensorType?.Shape?.Dim.Count > limits.MaxRank)
                    throw new ModelFormatException($"value '{value.Name}' has {value.Type.TensorType.Shape.Dim.Count} dimensions; at most {limits.MaxRank} are read", file);
            }
            Check(graph.Node);
        }

        private void Check(IReadOnlyCollection<NodeProto> nodes)
        {
            _nodes += nodes.Count;
            if (_nodes > limits.MaxNodes)
                throw new ModelFormatException($"more than {limits.MaxNodes} nodes", file);
            foreach (var graph in nodes.SelectMany(n => n.Subgraphs()))
                Check(graph);
        }
    }
}
