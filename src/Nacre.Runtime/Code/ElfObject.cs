using System.Buffers.Binary;
using System.Text;

namespace Nacre.Runtime;

/// <summary>A section header (System V gABI, "Sections") as far as loading needs it.</summary>
internal readonly record struct ElfSection(uint Type, ulong Flags, ulong Offset, ulong Size, uint Link, uint Info, ulong Alignment)
{
    public const uint SymbolTable = 2, StringTable = 3, Relocations = 4, NoBits = 8, ImplicitRelocations = 9, InitArray = 14, FiniArray = 15, Unwind = 0x70000001;
    private const ulong WriteFlag = 1, AllocFlag = 2, ExecuteFlag = 4, ThreadLocalFlag = 0x400;

    /// <summary>Whether the section is there at run time; tables for unwinding are left out, because kernels do not unwind.</summary>
    public bool IsLoaded => (Flags & AllocFlag) != 0 && Type != Unwind && Size > 0;

    public bool IsThreadLocal => (Flags & ThreadLocalFlag) != 0;

    public PageAccess Access => (Flags & ExecuteFlag) != 0 ? PageAccess.ReadExecute : (Flags & WriteFlag) != 0 ? PageAccess.ReadWrite : PageAccess.Read;
}

/// <summary>A symbol; <paramref name="Section"/> is the index of a section or one of the special values.</summary>
internal readonly record struct ElfSymbol(string Name, byte Info, ushort Section, ulong Value)
{
    public const ushort Undefined = 0, FirstReserved = 0xFF00, Absolute = 0xFFF1;
    private const int Global = 1, WeakBinding = 2;

    public bool IsGlobal => Info >> 4 is Global or WeakBinding;

    public bool IsWeak => Info >> 4 == WeakBinding;
}

/// <summary>Says to write a value computed from a symbol's address at an offset of a section.</summary>
internal readonly record struct ElfRelocation(int Section, ulong Offset, RelocationKind Kind, int Symbol, long Addend);

/// <summary>Kinds of the x86-64 psABI; the names are theirs.</summary>
internal enum RelocationKind : uint
{
    None = 0,
    Absolute64 = 1,
    Pc32 = 2,
    Plt32 = 4,
    GotPcRel = 9,
    Absolute32 = 10,
    Absolute32Signed = 11,
    Pc64 = 24,
    GotPcRelX = 41,
    RexGotPcRelX = 42,
}

/// <summary>A relocatable ELF object for x86-64, read with every offset checked.</summary>
internal sealed class ElfObject
{
    private const int HeaderSize = 64, SectionHeaderSize = 64, SymbolSize = 24, RelocationSize = 24;
    private const ulong MaxAlignment = 4096;
    private readonly ReadOnlyMemory<byte> _bytes;

    /// <exception cref="NacreException"><see cref="ExitCode.ModelUnreadable"/>: the bytes are no such object, or a damaged one.</exception>
    public ElfObject(ReadOnlyMemory<byte> bytes)
    {
        _bytes = bytes;
        CheckHeader();
        Sections = ReadSections();
        Symbols = ReadSymbols();
        Relocations = ReadRelocations();
    }

    public IReadOnlyList<ElfSection> Sections { get; }

    /// <summary>All symbols, the first being the empty one.</summary>
    public IReadOnlyList<ElfSymbol> Symbols { get; }

    /// <summary>Those of loaded sections.</summary>
    public IReadOnlyList<ElfRelocation> Relocations { get; }

    public ReadOnlySpan<byte> ContentOf(ElfSection section) => section.Type == ElfSection.NoBits ? [] : Slice(section.Offset, section.Size);

    public static NacreException Damaged(string why) =>
        new(ExitCode.ModelUnreadable, $"The compiled code is damaged: {why}. Compile the model again.");

    private void CheckHeader()
    {
        ReadOnlySpan<byte> header = Slice(0, HeaderSize);
        ReadOnlySpan<byte> littleEndian64 = [0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        Require(header.StartsWith(littleEndian64), "it is no 64-bit little-endian ELF object");
        const ushort relocatable = 1, x64 = 62;
        Require(U16(header, 16) == relocatable && U16(header, 18) == x64, "it is no relocatable object for x86-64");
        Require(U16(header, 58) == SectionHeaderSize, "its section headers have an unknown size");
    }

    private ElfSection[] ReadSections()
    {
        ReadOnlySpan<byte> header = Slice(0, HeaderSize);
        var count = U16(header, 60);
        ReadOnlySpan<byte> table = Slice(U64(header, 40), (ulong)count * SectionHeaderSize);
        var sections = new ElfSection[count];
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> row = table.Slice(i * SectionHeaderSize, SectionHeaderSize);
            sections[i] = new ElfSection(U32(row, 4), U64(row, 8), U64(row, 24), U64(row, 32), U32(row, 40), U32(row, 44), Math.Max(U64(row, 48), 1));
            CheckSection(sections[i], i);
        }

        return sections;
    }

    private void CheckSection(ElfSection section, int index)
    {
        if (section.Type != ElfSection.NoBits && section.Size > 0)
            _ = Slice(section.Offset, section.Size);
        if (!section.IsLoaded)
            return;

        Require(!section.IsThreadLocal && section.Type is not (ElfSection.InitArray or ElfSection.FiniArray), $"section {index} needs what kernels may not use");
        Require(ulong.IsPow2(section.Alignment) && section.Alignment <= MaxAlignment, $"section {index} is aligned to {section.Alignment} bytes");
        Require(section.Size <= CodeImage.MaxByteSize, $"section {index} has {section.Size} bytes");
    }

    private ElfSymbol[] ReadSymbols()
    {
        int index = Sections.ToList().FindIndex(s => s.Type == ElfSection.SymbolTable);
        if (index < 0)
            return [default];

        ElfSection section = Sections[index];
        ReadOnlySpan<byte> table = Slice(section.Offset, section.Size);
        Require(section.Link < Sections.Count && Sections[(int)section.Link].Type == ElfSection.StringTable, "its symbols have no names");
        ReadOnlySpan<byte> names = ContentOf(Sections[(int)section.Link]);
        var symbols = new ElfSymbol[table.Length / SymbolSize];
        for (int i = 0; i < symbols.Length; i++)
        {
            ReadOnlySpan<byte> row = table.Slice(i * SymbolSize, SymbolSize);
            symbols[i] = new ElfSymbol(Name(names, U32(row, 0)), row[4], U16(row, 6), U64(row, 8));
            CheckSymbol(symbols[i]);
        }

        return symbols;
    }

    private void CheckSymbol(ElfSymbol symbol)
    {
        if (symbol.Section is ElfSymbol.Undefined or ElfSymbol.Absolute)
            return;

        Require(symbol.Section < ElfSymbol.FirstReserved && symbol.Section < Sections.Count, $"symbol '{symbol.Name}' is in section {symbol.Section}, which is not there");
        Require(symbol.Value <= Sections[symbol.Section].Size, $"symbol '{symbol.Name}' lies behind its section");
    }

    private static string Name(ReadOnlySpan<byte> names, uint offset)
    {
        if (offset == 0)
            return "";

        int length = offset < names.Length ? names[(int)offset..].IndexOf((byte)0) : -1;
        Require(length >= 0, "a symbol's name lies behind the names");
        return Encoding.UTF8.GetString(names.Slice((int)offset, length));
    }

    private List<ElfRelocation> ReadRelocations()
    {
        var relocations = new List<ElfRelocation>();
        foreach (ElfSection table in Sections.Where(s => s.Type is ElfSection.Relocations or ElfSection.ImplicitRelocations))
        {
            Require(table.Info < Sections.Count, "a table of relocations belongs to no section");
            if (!Sections[(int)table.Info].IsLoaded)
                continue;

            Require(table.Type == ElfSection.Relocations, "it has relocations without addends");
            ReadOnlySpan<byte> rows = Slice(table.Offset, table.Size);
            for (int at = 0; at + RelocationSize <= rows.Length; at += RelocationSize)
                relocations.Add(ReadRelocation((int)table.Info, rows.Slice(at, RelocationSize)));
        }

        return relocations;
    }

    private ElfRelocation ReadRelocation(int section, ReadOnlySpan<byte> row)
    {
        ulong info = U64(row, 8);
        var relocation = new ElfRelocation(section, U64(row, 0), (RelocationKind)(uint)info, (int)Math.Min(info >> 32, int.MaxValue), (long)U64(row, 16));
        Require(Enum.IsDefined(relocation.Kind), $"relocation kind {(uint)relocation.Kind} is not known");
        Require(relocation.Symbol < Symbols.Count, "a relocation refers to a symbol that is not there");
        ElfSection target = Sections[section];
        Require(target.Type != ElfSection.NoBits && relocation.Offset <= target.Size && target.Size - relocation.Offset >= WidthOf(relocation.Kind), "a relocation lies behind its section");
        return relocation;
    }

    /// <summary>Bytes that a relocation writes.</summary>
    private static ulong WidthOf(RelocationKind kind) => kind switch
    {
        RelocationKind.None => 0,
        RelocationKind.Absolute64 or RelocationKind.Pc64 => 8,
        _ => 4,
    };

    private ReadOnlySpan<byte> Slice(ulong offset, ulong length)
    {
        ulong size = (ulong)_bytes.Length;
        Require(offset <= size && length <= size - offset, $"bytes {offset} to {offset}+{length} lie outside its {size}");
        return _bytes.Span.Slice((int)offset, (int)length);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
            throw Damaged(otherwise);
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static ulong U64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);
}
