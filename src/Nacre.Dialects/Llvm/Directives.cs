using Nacre.IR;

namespace Nacre.Dialects.Llvm;

/// <summary>The <c>custom&lt;…&gt;</c> parts of the dialect's assembly formats.</summary>
internal static class Directives
{
    /// <summary><c>"slt"</c>.</summary>
    public static CustomDirective ICmp { get; } = Quoted<ICmpPredicate>(v => (ICmpPredicate)v);

    /// <summary><c>"olt"</c>.</summary>
    public static CustomDirective FCmp { get; } = Quoted<FCmpPredicate>(v => (FCmpPredicate)v);

    private static CustomDirective Quoted<T>(Func<long, T> toEnum) where T : struct, Enum => new(
        (parser, slots) => slots[0].Attribute = IntegerAttr.I64(Convert.ToInt64(parser.ParseEnum<T>())),
        (printer, _, slots) => printer.PrintString(EnumKeywords.Of(toEnum(((IntegerAttr)slots[0].Attribute!).Value))));

    /// <summary><c>&lt;nsw, nuw&gt;</c>.</summary>
    public static CustomDirective Overflow { get; } = new(
        (parser, slots) => slots[0].Attribute = IntegerAttr.I32((long)parser.ParseEnumInAngles<IntegerOverflowFlags>()),
        (printer, _, slots) => printer.Write($"<{EnumKeywords.Of((IntegerOverflowFlags)((IntegerAttr)slots[0].Attribute!).Value, ", ")}>"));

    /// <summary><c>inbounds|nuw</c>, or nothing.</summary>
    public static CustomDirective NoWrap { get; } = new(ParseNoWrap, (printer, _, slots) => printer.Write(string.Join("|", LlvmGetElementPtrOp.Words((GepNoWrapFlags)((IntegerAttr)slots[0].Attribute!).Value))));

    private static void ParseNoWrap(OpAsmParser parser, IReadOnlyList<FormatSlot> slots)
    {
        var flags = GepNoWrapFlags.None;
        while (!parser.IsNextOperand)
        {
            flags |= parser.ParseEnum<GepNoWrapFlags>();
            if (!parser.ParseOptional("|"))
                break;
        }
        if (flags != GepNoWrapFlags.None)
            slots[0].Attribute = IntegerAttr.I32((long)flags);
    }

    /// <summary><c>%i, 3</c>: values and constants mixed; a value's place in the constants is marked.</summary>
    public static CustomDirective Indices { get; } = new(
        (parser, slots) => slots[1].Attribute = DenseArrayAttr.I32([.. parser.ParseCommaList(() => ParseIndex(parser, slots[0]))]),
        (printer, _, slots) =>
        {
            var dynamic = 0;
            printer.WriteList(((DenseArrayAttr)slots[1].Attribute!).Bits, index =>
            {
                if (index == LlvmGetElementPtrOp.DynamicIndex)
                    printer.PrintOperand(slots[0].Values[dynamic++]);
                else
                    printer.Write($"{index}");
            });
        });

    private static int ParseIndex(OpAsmParser parser, FormatSlot operands)
    {
        if (!parser.ParseOptionalOperand(out var operand))
            return checked((int)parser.ParseInteger());
        operands.Operands.Add(operand);
        return LlvmGetElementPtrOp.DynamicIndex;
    }
}
