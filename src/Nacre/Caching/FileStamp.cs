namespace Nacre.Caching;

/// <summary>Tells whether a file has changed without reading it.</summary>
/// <param name="ByteSize">-1 for a file that is not there.</param>
/// <param name="WriteTicks">When it was last written, in UTC.</param>
internal readonly record struct FileStamp(long ByteSize, long WriteTicks)
{
    public static FileStamp Of(string path)
    {
        var info = new FileInfo(path);
        return info.Exists ? new FileStamp(info.Length, info.LastWriteTimeUtc.Ticks) : new FileStamp(-1, 0);
    }
}
