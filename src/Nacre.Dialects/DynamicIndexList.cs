using Nacre.IR;

namespace Nacre.Dialects;

/// <summary>
/// A list of sizes, offsets or strides of which some are constants and some operands: <c>[4, %n, 2]</c>. The constants stand in an array attribute, with
/// <see cref="Shape.Dynamic"/> where the next operand stands.
/// </summary>
public readonly struct DynamicIndexList(EquatableArray<long> constants, OperandRange operands)
{
    public int Count => constants.Count;

    /// <summary>Entry <paramref name="index"/> when it is a constant, else <see cref="Shape.Dynamic"/>; a constant operation behind an operand counts as operand.</summary>
    public long this[int index] => constants[index];

    /// <summary>The entries as constants, <see cref="Shape.Dynamic"/> for operands.</summary>
    public EquatableArray<long> Constants => constants;

    /// <summary>The operand of entry <paramref name="index"/>, null when it is a constant.</summary>
    public Value? OperandAt(int index)
    {
        if (constants[index] != Shape.Dynamic)
            return null;
        var position = constants.Take(index).Count(c => c == Shape.Dynamic);
        return operands[position];
    }

    /// <summary>Whether there is an operand for each entry that is no constant.</summary>
    public bool IsConsistent => constants.Count(c => c == Shape.Dynamic) == operands.Count;

    /// <summary>MLIR's directive <c>custom&lt;DynamicIndexList&gt;($operands, $constants)</c>.</summary>
    public static CustomDirective Directive { get; } = new(Parse, Print);

    private static void Parse(OpAsmParser parser, IReadOnlyList<FormatSlot> slots) => slots[1].Attribute = IndexLists.Parse(parser, slots[0].Operands);

    private static void Print(OpAsmPrinter printer, Operation op, IReadOnlyList<FormatSlot> slots)
    {
        if (slots[1].Attribute is DenseArrayAttr constants)
            IndexLists.Print(printer, slots[0].Values, constants);
    }
}
