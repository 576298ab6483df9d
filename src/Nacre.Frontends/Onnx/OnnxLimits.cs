namespace Nacre.Frontends.Onnx;

/// <summary>What a model from a stranger may cost to read; exceeding a limit is a <see cref="ModelFormatException"/>.</summary>
/// <remarks>Messages may nest 100 deep (about 30 subgraphs inside each other), which is the limit of the protobuf parser.</remarks>
public sealed record OnnxLimits
{
    public static OnnxLimits Default { get; } = new();

    /// <summary>Largest model file in bytes, external data not counted. A protobuf message cannot be larger than 2 GiB.</summary>
    public long MaxModelBytes { get; init; } = int.MaxValue;

    /// <summary>Most nodes in all graphs, subgraphs and functions together.</summary>
    public int MaxNodes { get; init; } = 2_000_000;

    /// <summary>Most initialisers in all graphs together.</summary>
    public int MaxInitializers { get; init; } = 2_000_000;

    /// <summary>Most dimensions of a tensor.</summary>
    public int MaxRank { get; init; } = 64;

    /// <summary>Most elements of one tensor.</summary>
    public long MaxElements { get; init; } = 1L << 40;
}
