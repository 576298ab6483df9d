using System.Runtime.CompilerServices;

namespace Nacre.Runtime;

/// <summary>Compiled code, loaded from relocatable ELF objects and ready to run. The code stays valid until disposal or finalisation; a plan keeps its code alive.</summary>
public sealed unsafe class CodeImage : IDisposable
{
    /// <summary>Most bytes of code and its data: what 32-bit relative addresses reach, with room to spare.</summary>
    internal const long MaxByteSize = 1L << 30;

    private readonly Dictionary<string, (int Object, int Symbol)> _globals = [];
    private readonly IReadOnlyList<ElfObject> _objects;
    private readonly IReadOnlyDictionary<string, nint> _outside;
    private readonly CodeLayout _layout;
    private readonly PageMemory _memory;

    private CodeImage(IReadOnlyList<ElfObject> objects, IReadOnlyDictionary<string, nint> outside)
    {
        (_objects, _outside) = (objects, outside);
        _layout = new CodeLayout(objects);
        for (int i = 0; i < objects.Count; i++)
            AddGlobals(i);
        _memory = new PageMemory(_layout.ByteSize);
    }

    /// <summary>Links objects with each other and with the C functions of the system.</summary>
    /// <param name="objects">ELF objects for x86-64 as LLVM writes them.</param>
    /// <param name="outside">Further functions that the objects may call, by name.</param>
    /// <exception cref="NacreException">
    /// <see cref="ExitCode.ModelUnreadable"/>: an object is malformed or refers to what is not there. Nothing is executed here.
    /// </exception>
    public static CodeImage Load(IEnumerable<ReadOnlyMemory<byte>> objects, IReadOnlyDictionary<string, nint>? outside = null)
    {
        var image = new CodeImage([.. objects.Select(bytes => new ElfObject(bytes))], outside ?? new Dictionary<string, nint>());
        try
        {
            image.Link();
            return image;
        }
        catch
        {
            image.Dispose();
            throw;
        }
    }

    /// <summary>The address of a function or global that an object defines for others.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.ModelUnreadable"/>: there is none of this name.</exception>
    public nint Lookup(string name)
    {
        ObjectDisposedException.ThrowIf(_memory.Pointer == 0, this);
        return _globals.TryGetValue(name, out var key) ? AddressOf(key.Object, key.Symbol) : throw ElfObject.Damaged($"it defines no '{name}'");
    }

    public void Dispose() => _memory.Dispose();

    private void AddGlobals(int index)
    {
        IReadOnlyList<ElfSymbol> symbols = _objects[index].Symbols;
        for (int i = 0; i < symbols.Count; i++)
        {
            if (!symbols[i].IsGlobal || symbols[i].Section == ElfSymbol.Undefined || _globals.TryAdd(symbols[i].Name, (index, i)))
                continue;

            ElfSymbol other = SymbolAt(_globals[symbols[i].Name]);
            if (!symbols[i].IsWeak && !other.IsWeak)
                throw ElfObject.Damaged($"'{symbols[i].Name}' is defined twice");
            if (other.IsWeak && !symbols[i].IsWeak)
                _globals[symbols[i].Name] = (index, i);
        }
    }

    private ElfSymbol SymbolAt((int Object, int Symbol) key) => _objects[key.Object].Symbols[key.Symbol];

    private void Link()
    {
        foreach (var ((owner, section), offset) in _layout.Sections)
            Copy(_objects[owner].ContentOf(_objects[owner].Sections[section]), _memory.Pointer + (nint)offset);
        foreach (var ((owner, symbol), offset) in _layout.Slots)
            WriteSlot(_memory.Pointer + (nint)offset, AddressOf(owner, symbol));
        for (int i = 0; i < _objects.Count; i++)
            foreach (ElfRelocation relocation in _objects[i].Relocations)
                Relocate(i, relocation);

        _memory.Protect(0, _layout.CodeEnd, PageAccess.ReadExecute);
        _memory.Protect(_layout.CodeEnd, _layout.ReadOnlyEnd, PageAccess.Read);
    }

    private static void Copy(ReadOnlySpan<byte> content, nint to) => content.CopyTo(new Span<byte>((void*)to, content.Length));

    private static void WriteSlot(nint slot, nint address)
    {
        // jmp qword ptr [rip + 2]; int3; int3; the address
        ReadOnlySpan<byte> jump = [0xFF, 0x25, 2, 0, 0, 0, 0xCC, 0xCC];
        jump.CopyTo(new Span<byte>((void*)slot, jump.Length));
        Unsafe.WriteUnaligned((void*)(slot + CodeLayout.SlotAddress), address);
    }

    private nint AddressOf(int owner, int index)
    {
        ElfSymbol symbol = _objects[owner].Symbols[index];
        if (symbol.Section == ElfSymbol.Absolute)
            return (nint)symbol.Value;
        if (symbol.Section == ElfSymbol.Undefined)
            return Resolve(symbol);
        if (!_layout.Sections.TryGetValue((owner, symbol.Section), out long offset))
            throw ElfObject.Damaged($"symbol '{symbol.Name}' is in a section that is not loaded");

        return _memory.Pointer + (nint)offset + (nint)symbol.Value;
    }

    private nint Resolve(ElfSymbol symbol)
    {
        if (_globals.TryGetValue(symbol.Name, out var key))
            return AddressOf(key.Object, key.Symbol);
        if (_outside.TryGetValue(symbol.Name, out nint given))
            return given;

        nint address = SystemSymbols.AddressOf(symbol.Name);
        return address != 0 || symbol.IsWeak ? address : throw ElfObject.Damaged($"it needs '{symbol.Name}', which nothing defines");
    }

    private void Relocate(int owner, ElfRelocation relocation)
    {
        if (relocation.Kind == RelocationKind.None)
            return;

        nint place = _memory.Pointer + (nint)_layout.Sections[(owner, relocation.Section)] + (nint)relocation.Offset;
        long value = unchecked(Target(owner, relocation) + relocation.Addend);
        switch (relocation.Kind)
        {
            case RelocationKind.Absolute64: Unsafe.WriteUnaligned((void*)place, value); break;
            case RelocationKind.Pc64: Unsafe.WriteUnaligned((void*)place, unchecked(value - place)); break;
            case RelocationKind.Absolute32: Unsafe.WriteUnaligned((void*)place, (uint)InRange(value, uint.MinValue, uint.MaxValue)); break;
            case RelocationKind.Absolute32Signed: Unsafe.WriteUnaligned((void*)place, (int)InRange(value, int.MinValue, int.MaxValue)); break;
            default: Unsafe.WriteUnaligned((void*)place, (int)InRange(unchecked(value - place), int.MinValue, int.MaxValue)); break;
        }
    }

    /// <summary>The symbol's address, or where its jump or its address lies.</summary>
    private nint Target(int owner, ElfRelocation relocation)
    {
        if (!CodeLayout.UsesSlot(relocation, _objects[owner].Symbols[relocation.Symbol]))
            return AddressOf(owner, relocation.Symbol);

        nint slot = _memory.Pointer + (nint)_layout.Slots[(owner, relocation.Symbol)];
        return relocation.Kind == RelocationKind.Plt32 ? slot : slot + CodeLayout.SlotAddress;
    }

    private static long InRange(long value, long least, long most) =>
        value >= least && value <= most ? value : throw ElfObject.Damaged("a relocation reaches further than its 32 bits");
}
