using System.Text;
using Google.Protobuf;
using Nacre.Frontends.Onnx.Proto;
using Nacre.Tests.Frontends.Onnx;
using DataType = Nacre.Frontends.Onnx.Proto.TensorProto.Types.DataType;

namespace Nacre.Tests.Cli;

/// <summary>A model file that cannot be read.</summary>
/// <param name="Write">Writes it, and what it refers to, into a folder.</param>
/// <param name="Words">What the message must contain beside the file's name.</param>
internal sealed record BadModel(Action<TemporaryFolder, string> Write, params string[] Words)
{
    public BadModel(Func<byte[]> content, params string[] words) : this((folder, file) => folder.Write(file, content()), words)
    {
    }
}

/// <summary>Models that cannot be read, one for each way to go wrong, by name.</summary>
internal static class BadModels
{
    private const string Neighbour = "../secret.bin";

    public static IReadOnlyDictionary<string, BadModel> All { get; } = new Dictionary<string, BadModel>
    {
        ["truncated"] = new(() => Good().ToBytes()[..^20], "truncated", "byte", "again"),
        ["damaged"] = new(() => [0x0A, 0x02, 0xFF, 0xFF, 0x07, 0x01], "damaged"),
        ["text"] = new(() => Encoding.UTF8.GetBytes("My notes about models.\n"), "not an ONNX model", "a text file"),
        ["picture"] = new(() => [0x89, .. "PNG\r\n\x1a\n"u8], "not an ONNX model", "a PNG image"),
        ["empty"] = new(() => [], "empty"),
        ["no graph"] = new(() => new ModelProto { IrVersion = 8 }.ToByteArray(), "no graph"),
        ["no outputs"] = new(() => new ModelBuilder().Input("x", 2).Node("y = Relu(x)").ToBytes(), "no outputs"),
        ["undefined value"] = new(() => new ModelBuilder().Input("x", 2).Node("y = Add(x, nowhere)").Output("y").ToBytes(), "'nowhere'", "n_y"),
        ["cycle"] = new(() => new ModelBuilder().Input("x", 2).Node("a = Add(x, b)").Node("b = Relu(a)").Output("b").ToBytes(), "cycle", "n_a", "n_b"),
        ["value defined twice"] = new(() => new ModelBuilder().Input("x", 2).Node("y = Relu(x)").Node("y = Abs(x)").Output("y").ToBytes(), "'y'", "more than once"),
        ["input named twice"] = new(() => new ModelBuilder().Input("x", 2).Input("x", 2).Node("y = Relu(x)").Output("y").ToBytes(), "'x'", "more than once"),
        ["initialiser twice"] = new(() => new ModelBuilder().Initializer("w", Pair()).Initializer("w", Pair()).Node("y = Relu(w)").Output("y").ToBytes(), "'w'", "two initialisers"),
        ["too many inputs"] = new(() => new ModelBuilder().Input("x", 2).Node("y = Relu(x, x)").Output("y").ToBytes(), "n_y", "Relu", "at most 1"),
        ["attribute missing"] = new(() => new ModelBuilder().Input("x", 2).Node("y = Cast(x)").Output("y").ToBytes(), "n_y", "'to'", "Cast"),
        ["weights too short"] = new(() => Weights(Pair(values: 1)).ToBytes(), "'w'", "4", "8"),
        ["external file missing"] = External("w.bin", "w.bin", "does not exist", "model's folder"),
        ["external file above"] = External(Neighbour, Neighbour, "'..'"),
        ["external file absolute"] = External("/etc/hostname", "/etc/hostname", "relative"),
        ["external file through a link"] = new(WriteLink, "link.bin", "leads out of the model's folder"),
        ["external file too short"] = new(WriteShort, "w.bin", "outside", "6 bytes"),
    };

    /// <summary>A model that computes y = x + w.</summary>
    public static ModelBuilder Good() => Weights(Pair());

    private static ModelBuilder Weights(TensorProto w) => new ModelBuilder().Input("x", 2).Initializer("w", w).Node("y = Add(x, w)").TypedOutput("y", 2);

    private static TensorProto Pair(int values = 2) => new() { DataType = DataType.Float, Dims = { 2 }, RawData = ByteString.CopyFrom(new byte[4 * values]) };

    private static BadModel External(string location, params string[] words) => new(() => Weights(ExternalPair(location)).ToBytes(), ["'w'", .. words]);

    private static TensorProto ExternalPair(string location) => new()
    {
        DataType = DataType.Float,
        Dims = { 2 },
        DataLocation = TensorProto.Types.DataLocation.External,
        ExternalData = { new StringStringEntryProto { Key = "location", Value = location } },
    };

    /// <summary>The model lies in a folder of its own, beside a file that it has no business with.</summary>
    private static void WriteLink(TemporaryFolder folder, string file)
    {
        var secret = folder.Write("secret.bin", new byte[8]);
        folder.Write(file, Weights(ExternalPair("link.bin")).ToBytes());
        File.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(folder[file])!, "link.bin"), secret);
    }

    private static void WriteShort(TemporaryFolder folder, string file)
    {
        folder.Write(file, Weights(ExternalPair("w.bin")).ToBytes());
        folder.Write(Path.Combine(Path.GetDirectoryName(file)!, "w.bin"), new byte[6]);
    }
}
