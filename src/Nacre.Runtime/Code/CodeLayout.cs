namespace Nacre.Runtime;

/// <summary>
/// Where each section of some objects goes in one block of memory: first code with the jumps to functions outside, then data that is only read,
/// then data that is written, each from a page boundary.
/// </summary>
internal sealed class CodeLayout
{
    /// <summary>Bytes of a jump to a function outside (<c>jmp [rip + 2]</c>, padding) with the address that it reads, which also serves as a GOT entry.</summary>
    public const int SlotByteSize = 16;

    /// <summary>Where the address lies in a slot.</summary>
    public const int SlotAddress = 8;

    private readonly IReadOnlyList<ElfObject> _objects;
    private readonly Dictionary<(int Object, int Section), long> _sections = [];
    private readonly Dictionary<(int Object, int Symbol), long> _slots = [];

    /// <exception cref="NacreException"><see cref="ExitCode.ModelUnreadable"/>: the sections are larger than relative addresses reach.</exception>
    public CodeLayout(IReadOnlyList<ElfObject> objects)
    {
        _objects = objects;
        long end = PlaceSlots(Place(PageAccess.ReadExecute, 0));
        CodeEnd = PageMemory.RoundUp(end);
        ReadOnlyEnd = PageMemory.RoundUp(Place(PageAccess.Read, CodeEnd));
        ByteSize = PageMemory.RoundUp(Place(PageAccess.ReadWrite, ReadOnlyEnd));
    }

    public long CodeEnd { get; }

    public long ReadOnlyEnd { get; }

    public long ByteSize { get; }

    public IReadOnlyDictionary<(int Object, int Section), long> Sections => _sections;

    public IReadOnlyDictionary<(int Object, int Symbol), long> Slots => _slots;

    /// <summary>Whether a relocation wants an address or a jump near the code instead of the symbol itself.</summary>
    public static bool UsesSlot(ElfRelocation relocation, ElfSymbol symbol) => relocation.Kind switch
    {
        RelocationKind.GotPcRel or RelocationKind.GotPcRelX or RelocationKind.RexGotPcRelX => true,
        RelocationKind.Plt32 => symbol.Section == ElfSymbol.Undefined,
        _ => false,
    };

    private long Place(PageAccess access, long begin)
    {
        for (int i = 0; i < _objects.Count; i++)
            for (int k = 0; k < _objects[i].Sections.Count; k++)
                if (_objects[i].Sections[k] is { IsLoaded: true } section && section.Access == access)
                    begin = PlaceSection((i, k), section, begin);

        return begin;
    }

    private long PlaceSection((int Object, int Section) key, ElfSection section, long begin)
    {
        long offset = (begin + (long)section.Alignment - 1) & -(long)section.Alignment;
        _sections[key] = offset;
        return Checked(offset + (long)section.Size);
    }

    private long PlaceSlots(long begin)
    {
        long next = (begin + SlotByteSize - 1) & -SlotByteSize;
        for (int i = 0; i < _objects.Count; i++)
            foreach (ElfRelocation relocation in _objects[i].Relocations)
                if (UsesSlot(relocation, _objects[i].Symbols[relocation.Symbol]) && _slots.TryAdd((i, relocation.Symbol), next))
                    next += SlotByteSize;

        return Checked(next);
    }

    private static long Checked(long end) => end <= CodeImage.MaxByteSize ? end : throw ElfObject.Damaged($"it takes more than {CodeImage.MaxByteSize:N0} bytes");
}
