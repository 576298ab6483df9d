namespace Nacre.Runtime;

/// <summary>Carries out a <see cref="WriteStep"/>.</summary>
internal static class PartWriter
{
    public static void Write(WriteStep step, HostTensor?[] tensors)
    {
        HostTensor update = tensors[step.Update]!, to = tensors[step.To]!;
        if (update.ElementCount == 0)
            return;

        ReadOnlySpan<long> part = step.Part.AsSpan(), whole = step.Whole.AsSpan();
        Span<long> starts = stackalloc long[part.Length];
        for (int i = 0; i < starts.Length; i++)
            starts[i] = Math.Clamp(ReadStart(tensors[step.Starts[i]]!), 0, whole[i] - part[i]);

        // Trailing dimensions that are written whole are one run with the one before them.
        int rank = starts.Length;
        long run = update.ElementType.ByteSize();
        while (rank > 0 && part[rank - 1] == whole[rank - 1])
            run *= part[--rank];
        Write(update.AsBytes(), to.AsBytes(), part[..rank], whole[..rank], starts, run);
    }

    private static void Write(ReadOnlySpan<byte> source, Span<byte> target, ReadOnlySpan<long> part, ReadOnlySpan<long> whole, ReadOnlySpan<long> starts, long run)
    {
        if (part.Length <= 1)
        {
            long start = part.Length == 0 ? 0 : starts[0] * run, length = part.Length == 0 ? run : part[0] * run;
            source[..(int)length].CopyTo(target[(int)start..]);
            return;
        }

        long sourceStep = run * TensorSize.ElementCount(part[1..]), targetStep = run * TensorSize.ElementCount(whole[1..]);
        for (long i = 0; i < part[0]; i++)
            Write(source[(int)(i * sourceStep)..], target[(int)((starts[0] + i) * targetStep)..], part[1..], whole[1..], starts[1..], run);
    }

    /// <summary>An unsigned number above the signed ones is beyond every end.</summary>
    private static long ReadStart(HostTensor start) => start.ElementType switch
    {
        ElementType.I8 => start.AsSpan<sbyte>()[0],
        ElementType.I16 => start.AsSpan<short>()[0],
        ElementType.I32 => start.AsSpan<int>()[0],
        ElementType.I64 => start.AsSpan<long>()[0],
        ElementType.U8 => start.AsSpan<byte>()[0],
        ElementType.U16 => start.AsSpan<ushort>()[0],
        ElementType.U32 => start.AsSpan<uint>()[0],
        _ => (long)Math.Min(start.AsSpan<ulong>()[0], long.MaxValue),
    };
}
