using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>
/// Counter-based random bits (J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011). How the counter is laid out is implementation-defined;
/// here word i of 32 bits of the output comes from counter i / (words per block), 64-bit elements take two words, the lower one first.
/// </summary>
internal static class RandomBits
{
    /// <summary>Threefry 2x32 with 20 rounds; the state is (key, counter).</summary>
    public static (TensorValue State, TensorValue Output) Threefry(TensorValue state, RankedTensorType type)
    {
        var (key, counter) = ((ulong)state.IntegerAt(0), (ulong)state.IntegerAt(1));
        var (output, blocks) = Fill(type, 2, (block, words) =>
        {
            var x = counter + block;
            (words[0], words[1]) = Threefry2x32((uint)key, (uint)(key >> 32), (uint)x, (uint)(x >> 32));
        });
        return (TensorValue.OfIntegers(state.Type, [(long)key, (long)(counter + blocks)]), output);
    }

    /// <summary>Philox 4x32 with 10 rounds; the state is (key, counter low[, counter high]).</summary>
    public static (TensorValue State, TensorValue Output) Philox(TensorValue state, RankedTensorType type)
    {
        var key = (ulong)state.IntegerAt(0);
        var counter = new UInt128(state.Count > 2 ? (ulong)state.IntegerAt(2) : 0, (ulong)state.IntegerAt(1));
        var (output, blocks) = Fill(type, 4, (block, words) => Philox4x32(key, counter + block, words));
        var next = counter + blocks;
        long[] values = [(long)key, (long)(ulong)next, (long)(ulong)(next >> 64)];
        return (TensorValue.OfIntegers(state.Type, values.AsSpan(0, (int)state.Count)), output);
    }

    private static (TensorValue Output, ulong Blocks) Fill(RankedTensorType type, int wordsPerBlock, Action<ulong, uint[]> generate)
    {
        var wordsPerElement = type.ElementType.BitWidth() > 32 ? 2 : 1;
        var values = new long[type.Shape.ElementCount];
        var words = new uint[wordsPerBlock];
        var word = 0L;
        uint Next()
        {
            if (word % wordsPerBlock == 0)
                generate((ulong)(word / wordsPerBlock), words);
            return words[word++ % wordsPerBlock];
        }
        for (var i = 0; i < values.Length; i++)
            values[i] = wordsPerElement == 2 ? (long)(Next() | (ulong)Next() << 32) : Next();
        return (TensorValue.OfIntegers(type, values), (ulong)((word + wordsPerBlock - 1) / wordsPerBlock));
    }

    private static readonly int[] ThreefryRotations = [13, 15, 26, 6, 17, 29, 16, 24];

    private static (uint, uint) Threefry2x32(uint key0, uint key1, uint x0, uint x1)
    {
        uint[] keys = [key0, key1, key0 ^ key1 ^ 0x1BD11BDA];
        (x0, x1) = (x0 + keys[0], x1 + keys[1]);
        for (var round = 0; round < 20; round++)
        {
            x0 += x1;
            x1 = uint.RotateLeft(x1, ThreefryRotations[round % 8]) ^ x0;
            if (round % 4 != 3)
                continue;
            var step = round / 4 + 1;
            x0 += keys[step % 3];
            x1 += keys[(step + 1) % 3] + (uint)step;
        }
        return (x0, x1);
    }

    private static void Philox4x32(ulong key, UInt128 counter, uint[] x)
    {
        var (key0, key1) = ((uint)key, (uint)(key >> 32));
        for (var i = 0; i < 4; i++)
            x[i] = (uint)(counter >> (32 * i));
        for (var round = 0; round < 10; round++)
        {
            var (a, b) = ((ulong)x[0] * 0xD2511F53, (ulong)x[2] * 0xCD9E8D57);
            (x[0], x[1], x[2], x[3]) = ((uint)(b >> 32) ^ x[1] ^ key0, (uint)b, (uint)(a >> 32) ^ x[3] ^ key1, (uint)a);
            (key0, key1) = (key0 + 0x9E3779B9, key1 + 0xBB67AE85);
        }
    }
}
