using Nacre.IR;

namespace Nacre.Frontends.Onnx.Tensors;

/// <summary>A part of another blob, which it keeps alive.</summary>
internal sealed class BlobView(Blob whole, long offset, long length) : Blob
{
    public override bool IsMapped => whole.IsMapped;
    public override long Length => length;

    public override ReadOnlySpan<byte> Slice(long at, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(at);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(at, length - count);
        return whole.Slice(offset + at, count);
    }
}
