namespace Nacre.IR;

/// <summary>The numbers of MLIR's bytecode format (https://mlir.llvm.org/docs/BytecodeFormat/).</summary>
public static class BytecodeFormat
{
    /// <summary>The newest version of the container that is read and written.</summary>
    public const int LatestVersion = 6;

    // What came with which version of the container.
    internal const int DialectVersions = 1, RegionSections = 2, UseListOrders = 3, ElidedUnknownLocations = 4, Properties = 5, SparseSegmentSizes = 6;

    internal const byte Padding = 0xCB;

    /// <summary>The first bytes of a file.</summary>
    public static ReadOnlySpan<byte> Magic => [0x4D, 0x4C, 0xEF, 0x52];

    /// <summary>Whether a file is bytecode rather than text.</summary>
    public static bool IsBytecode(ReadOnlySpan<byte> file) => file.StartsWith(Magic);
}

/// <summary>The sections of a file.</summary>
internal enum BytecodeSection : byte { Strings, Dialects, AttributesAndTypes, AttributeAndTypeOffsets, IR, Resources, ResourceOffsets, DialectVersions, Properties }

/// <summary>Which parts of an operation follow its name.</summary>
[Flags]
internal enum OperationParts : byte
{
    None = 0,
    Attributes = 1,
    Results = 2,
    Operands = 4,
    Successors = 8,
    Regions = 16,
    UseListOrders = 32,
    Properties = 64,
}

/// <summary>What a resource holds.</summary>
internal enum ResourceKind : byte { Blob, Bool, String }

/// <summary>A dialect's own encoding of its attributes and types. What it does not encode is written as text, which every reader understands.</summary>
public interface IDialectBytecode
{
    /// <exception cref="BytecodeException">The code is unknown, or what follows is wrong.</exception>
    Attr ReadAttribute(DialectBytecodeReader reader);

    /// <inheritdoc cref="ReadAttribute"/>
    IRType ReadType(DialectBytecodeReader reader);

    /// <summary>Writes an attribute; false, with nothing written, when it has no encoding.</summary>
    bool WriteAttribute(Attr attribute, DialectBytecodeWriter writer);

    /// <inheritdoc cref="WriteAttribute"/>
    bool WriteType(IRType type, DialectBytecodeWriter writer);

    /// <summary>Whether the declared attributes of operations are stored as properties where the version of the container has them.</summary>
    bool StoresProperties => false;
}

/// <summary>The bytes are no valid bytecode.</summary>
/// <param name="message">What is wrong.</param>
/// <param name="offset">Where in the file, in bytes.</param>
public sealed class BytecodeException(string message, long offset) : Exception(message)
{
    public long Offset { get; } = offset;
}
