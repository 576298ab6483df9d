using System.Text.Json;
using System.Text.Json.Serialization;

namespace Nacre.Testing;

/// <summary>
/// Tolerances that a suite publishes apart from its models: ONNX's <c>real/CASE/data.json</c> says in <c>url</c> which model of the folder beside it is meant, and with which
/// <c>rtol</c> and <c>atol</c> its outputs are compared.
/// </summary>
internal static partial class PublishedTolerance
{
    /// <summary>The tolerance for a model; null when no description beside the model's folder names it.</summary>
    public static Tolerance? Of(string model)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(model))!;
        if (Path.GetDirectoryName(folder) is not { } parent)
            return null;
        var name = $"/{Path.GetFileName(folder)}/{Path.GetFileName(model)}";
        var found = Directory.GetDirectories(parent).SelectMany(Directory.GetDirectories).Select(d => Path.Combine(d, "data.json")).Where(File.Exists)
            .Select(Read).FirstOrDefault(d => d?.Url?.EndsWith(name, StringComparison.Ordinal) == true);
        return found is null ? null : new Tolerance(found.Rtol, found.Atol, IsNetwork: false);
    }

    private static Description? Read(string file)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllText(file), Json.Default.Description);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    internal sealed record Description(
        [property: JsonPropertyName("url")] string? Url,
        [property: JsonPropertyName("rtol")] double Rtol,
        [property: JsonPropertyName("atol")] double Atol);

    [JsonSerializable(typeof(Description))]
    internal sealed partial class Json : JsonSerializerContext;
}
