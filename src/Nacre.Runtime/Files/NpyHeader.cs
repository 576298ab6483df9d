using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Nacre.Runtime;

/// <summary>What the header of a .npy file says (NumPy Enhancement Proposal 1, format versions 1.0 to 3.0).</summary>
/// <param name="Descr">NumPy's type string, for example <c>&lt;f4</c>.</param>
/// <param name="FortranOrder">Whether the first index varies fastest.</param>
/// <param name="Shape">Sizes, outermost first.</param>
internal sealed record NpyHeader(string Descr, bool FortranOrder, PlanArray<long> Shape)
{
    /// <summary>NumPy's own limit is 10,000; beyond this a header is an attack, not a shape.</summary>
    private const int MaxLength = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Reads up to the first element.</summary>
    /// <exception cref="FormatException">Not a header of these versions.</exception>
    /// <exception cref="EndOfStreamException">The stream ends before the header does.</exception>
    public static NpyHeader Read(Stream stream)
    {
        Span<byte> start = stackalloc byte[8];
        stream.ReadExactly(start);
        if (!start.StartsWith(Magic))
            throw new FormatException("the file does not start with the magic of .npy");

        byte version = start[6];
        if (version is < 1 or > 3)
            throw new FormatException($"format version {version}.{start[7]} is none of 1.0, 2.0, 3.0");

        Span<byte> lengthBytes = stackalloc byte[4];
        lengthBytes.Clear();
        stream.ReadExactly(lengthBytes[..(version == 1 ? 2 : 4)]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(lengthBytes);
        if (length > MaxLength)
            throw new FormatException($"the header claims {length} bytes, more than {MaxLength}");

        byte[] text = new byte[length];
        stream.ReadExactly(text);
        return new NpyHeaderParser((version == 3 ? Encoding.UTF8 : Encoding.Latin1).GetString(text)).Parse();
    }

    /// <summary>Writes version 1.0, padded so that the elements start at a multiple of 64 bytes.</summary>
    public void Write(Stream stream)
    {
        const int fixedSize = 10;
        string shape = string.Concat(Shape.Select(d => d.ToString(CultureInfo.InvariantCulture) + ", ")).TrimEnd(' ');
        string text = $"{{'descr': '{Descr}', 'fortran_order': {(FortranOrder ? "True" : "False")}, 'shape': ({shape}), }}";
        int length = (int)AlignedMemory.RoundUp(fixedSize + text.Length + 1) - fixedSize;

        Span<byte> start = stackalloc byte[fixedSize];
        Magic.CopyTo(start);
        (start[6], start[7]) = (1, 0);
        BinaryPrimitives.WriteUInt16LittleEndian(start[8..], checked((ushort)length));
        stream.Write(start);
        stream.Write(Encoding.Latin1.GetBytes(text.PadRight(length - 1) + '\n'));
    }
}
