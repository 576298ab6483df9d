using System.Numerics;
using System.Runtime.InteropServices;

namespace Nacre.Bench;

/// <summary>Inputs for models that come without any.</summary>
/// <param name="OpenSizes">Values for sizes that the model leaves open, by symbol; 1 where none is given.</param>
/// <param name="Seed">Null: element i of n is i / n (the ONNX backend tests' rule; integers are i modulo 10, booleans alternate).
/// Otherwise seeded noise: floats uniform in 0..1, integers uniform in 0..9.</param>
public sealed record GeneratedInputs(IReadOnlyDictionary<string, long> OpenSizes, int? Seed = null)
{
    private const int IntegerBound = 10;

    public IReadOnlyList<NamedTensor> For(IReadOnlyList<TensorInfo> inputs)
    {
        var random = Seed is { } seed ? new Random(seed) : null;
        return [.. inputs.Select(input => Generate(input, random))];
    }

    private NamedTensor Generate(TensorInfo info, Random? random)
    {
        var shape = info.Shape.Select((size, axis) => size >= 0 ? size : OpenSizes.GetValueOrDefault(info.Symbols[axis], 1));
        var tensor = new NamedTensor(info.Name, info.Type, [.. shape]);
        switch (info.Type)
        {
            case ElementType.Float: FillFractions<float>(tensor, random); break;
            case ElementType.Double: FillFractions<double>(tensor, random); break;
            case ElementType.Float16: FillFractions<Half>(tensor, random); break;
            case ElementType.Int64: FillIntegers<long>(tensor, random, IntegerBound); break;
            case ElementType.Int32: FillIntegers<int>(tensor, random, IntegerBound); break;
            case ElementType.Int16: FillIntegers<short>(tensor, random, IntegerBound); break;
            case ElementType.Int8: FillIntegers<sbyte>(tensor, random, IntegerBound); break;
            case ElementType.UInt64: FillIntegers<ulong>(tensor, random, IntegerBound); break;
            case ElementType.UInt32: FillIntegers<uint>(tensor, random, IntegerBound); break;
            case ElementType.UInt16: FillIntegers<ushort>(tensor, random, IntegerBound); break;
            case ElementType.UInt8: FillIntegers<byte>(tensor, random, IntegerBound); break;
            case ElementType.Bool: FillIntegers<byte>(tensor, random, 2); break;
            default: throw new NotSupportedException($"no inputs of element type {info.Type} can be generated for '{info.Name}'");
        }
        return tensor;
    }

    private static void FillFractions<T>(NamedTensor tensor, Random? random) where T : unmanaged, INumberBase<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(tensor.Data.AsSpan());
        for (var i = 0; i < values.Length; i++)
            values[i] = T.CreateTruncating(random?.NextDouble() ?? (double)i / values.Length);
    }

    private static void FillIntegers<T>(NamedTensor tensor, Random? random, int bound) where T : unmanaged, INumberBase<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(tensor.Data.AsSpan());
        for (var i = 0; i < values.Length; i++)
            values[i] = T.CreateTruncating(random?.Next(bound) ?? i % bound);
    }
}
