using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Interpreter;

namespace Nacre.Testing;

/// <summary>Inputs of a model and what must come out.</summary>
public abstract class TestSet
{
    internal abstract InterpreterValue Input(ModelPort port, int index);

    /// <summary>Null when any value will do.</summary>
    internal abstract InterpreterValue? Output(ModelPort port, int index);
}

/// <summary>A folder with <c>input_I.pb</c> and <c>output_I.pb</c>.</summary>
internal sealed class StoredSet(string folder) : TestSet
{
    /// <summary>The sets of a case, by name.</summary>
    public static IReadOnlyList<TestSet> In(string folder) => [.. Directory.GetDirectories(folder, "test_data_set_*").Order(StringComparer.Ordinal).Select(set => new StoredSet(set))];

    internal override InterpreterValue Input(ModelPort port, int index) => ValueFile.Read(FileOf("input", index), port);

    internal override InterpreterValue? Output(ModelPort port, int index) => File.Exists(FileOf("output", index)) ? ValueFile.Read(FileOf("output", index), port) : null;

    private string FileOf(string kind, int index) => Path.Combine(folder, $"{kind}_{index}.pb");
}

/// <summary>
/// Outputs beside the model <c>NAME.onnx</c> as <c>NAME_output_I.pb</c>, for inputs by the rule of ONNX's own runner: the n elements of an input of floats are 0/n, 1/n, … (n − 1)/n.
/// </summary>
internal sealed class GeneratedSet(string model) : TestSet
{
    /// <summary>The models of this layout in a folder, by name.</summary>
    public static IEnumerable<string> ModelsIn(string folder) => Directory.GetFiles(folder, "*.onnx").Where(m => File.Exists(OutputOf(m, 0))).Order(StringComparer.Ordinal);

    internal override InterpreterValue Input(ModelPort port, int index)
    {
        if (port.Type != ElementType.F32 || port.Shape is not { } shape || shape.Any(d => d < 0))
            throw new NacreException(ExitCode.Unsupported, $"input '{port.Name}' ({port.TypeText}) cannot be generated: only float inputs of a fixed shape can; store it in test_data_set_0");
        var count = TensorSize.ElementCount([.. shape]);
        var bytes = new byte[count * sizeof(float)];
        for (var i = 0; i < count; i++)
            BitConverter.TryWriteBytes(bytes.AsSpan(i * sizeof(float)), (float)(i / (double)count));
        return new TensorValue(new RankedTensorType(shape.ToArray(), FloatType.F32), bytes);
    }

    internal override InterpreterValue? Output(ModelPort port, int index) => File.Exists(OutputOf(model, index)) ? ValueFile.Read(OutputOf(model, index), port) : null;

    private static string OutputOf(string model, int index) => Path.Combine(Path.GetDirectoryName(model)!, $"{Path.GetFileNameWithoutExtension(model)}_output_{index}.pb");
}
