namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>The order of numbers as whole numbers that also tell where each stood: the rank of its bits above, its index below. Equal numbers keep their order.</summary>
internal static class RankedOrder
{
    /// <summary>Sorts the elements at 0, <paramref name="step"/>, 2 · <paramref name="step"/> … into <paramref name="order"/>, which is as long; NaN is beyond infinity.</summary>
    public static void Sort(ReadOnlySpan<float> values, int step, bool descending, Span<ulong> order)
    {
        for (var i = 0; i < order.Length; i++)
            order[i] = Key(values[i * step], i, descending);
        order.Sort();
    }

    public static ulong Key(float value, int index, bool descending)
    {
        // Adding 0 turns -0 into +0, which are equal.
        var bits = BitConverter.SingleToUInt32Bits(value + 0f);
        var rank = (bits & 0x8000_0000) != 0 && !float.IsNaN(value) ? ~bits : bits | 0x8000_0000;
        return (ulong)(descending ? ~rank : rank) << 32 | (uint)index;
    }

    public static int Index(ulong key) => (int)(uint)key;
}
