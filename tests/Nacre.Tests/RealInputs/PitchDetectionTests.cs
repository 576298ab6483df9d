using System.IO.Compression;
using Nacre.Runtime;

namespace Nacre.Tests.RealInputs;

/// <summary>
/// Basic Pitch, compiled for this machine, hears in a singer's recording what its authors stored: the chances that a note sounds, that one begins, and that a pitch is sung,
/// 86 times a second. Their sound was resampled by another filter, so the chances agree to two digits.
/// </summary>
public sealed class PitchDetectionTests
{
    private const string Folder = "models/onnx/music-basic-pitch";

    // Windows of two seconds that share 30 frames of 256 samples; half of them are cut off each side of a window's result.
    private const int Window = 43844, Frames = 172, Shared = 30, Hop = Window - Shared * 256;

    [DataTheory(Folder)]
    [InlineData("note", "StatefulPartitionedCall:1", 88)]
    [InlineData("onset", "StatefulPartitionedCall:2", 88)]
    [InlineData("contour", "StatefulPartitionedCall:0", 264)]
    public void Stored_outputs(string name, string output, int bins)
    {
        var sound = WavFile.Read(TestData.PathOf($"{Folder}/vocadito_10.wav")).Halved();
        var heard = Hear(sound.Samples, output, bins);
        var stored = Stored(name);

        Assert.Equal(787 * bins, stored.Length);
        Assert.True(heard.Length >= stored.Length);
        var differences = stored.Select((s, i) => Math.Abs(s - heard[i])).ToArray();
        Assert.InRange(differences.Max(), 0, 0.02);
        Assert.InRange(differences.Average(), 0, 0.0005);
        Assert.Equal(stored.Count(s => s > 0.5), heard[..stored.Length].Count(h => h > 0.5), stored.Length * 0.0005);
    }

    private static float[] Stored(string name)
    {
        using var archive = ZipFile.OpenRead(TestData.PathOf($"{Folder}/vocadito_10/model_output_plain.npz"));
        using var stream = archive.GetEntry($"{name}.npy")!.Open();
        using var tensor = Npy.Read(stream, name);
        return tensor.AsSpan<float>().ToArray();
    }

    /// <summary>The model's output for all windows, behind one another.</summary>
    private static float[] Hear(float[] samples, string output, int bins)
    {
        using var engine = Model.Load(TestData.PathOf($"{Folder}/nmp.onnx")).Compile(new CompileOptions { UseCache = false });
        using var session = engine.CreateSession();
        float[] padded = [.. new float[Shared * 256 / 2], .. samples];
        var result = new List<float>();
        for (var start = 0; start < padded.Length; start += Hop)
        {
            var window = new float[Window];
            padded.AsSpan(start, Math.Min(Window, padded.Length - start)).CopyTo(window);
            using var input = HostTensor.FromArray(window, 1, Window, 1);
            var outputs = session.Run(new Dictionary<string, HostTensor> { ["serving_default_input_2:0"] = input });
            result.AddRange(outputs[output].AsSpan<float>()[(Shared / 2 * bins)..((Frames - Shared / 2) * bins)]);
            foreach (var tensor in outputs.Values)
                tensor.Dispose();
        }
        return [.. result];
    }
}
