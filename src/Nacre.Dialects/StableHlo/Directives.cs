using Nacre.IR;

namespace Nacre.Dialects.StableHlo;

/// <summary>The <c>custom&lt;…&gt;</c> parts of StableHLO's assembly formats, named as upstream names them.</summary>
internal static partial class Directives
{
    /// <summary>One type where all operands and the result share it, a function type otherwise.</summary>
    public static CustomDirective SameOperandsAndResultType { get; } = new(
        (parser, slots) => ParseSameTypes(parser, slots, operandCounts: null),
        (printer, op, slots) =>
        {
            if (op.Operands.Types.All(t => t == op.Result(0).Type))
                printer.Print(op.Result(0).Type);
            else
                PrintFunctionalType(printer, op);
        });

    /// <summary>The same for a variadic operand, which comes as the first slot.</summary>
    public static CustomDirective VariadicSameOperandsAndResultType { get; } = new(
        (parser, slots) => ParseSameTypes(parser, [.. slots.Skip(1)], operandCounts: slots[0].Operands.Count),
        SameOperandsAndResultType.Print);

    private static void ParseSameTypes(OpAsmParser parser, IReadOnlyList<FormatSlot> slots, int? operandCounts)
    {
        var position = parser.Position;
        var type = parser.ParseType();
        if (type is FunctionType function)
        {
            AssignFunctionType(parser, position, function, slots, operandCounts);
            return;
        }
        foreach (var slot in slots)
            slot.Type = type;
        if (operandCounts is { } count)
            slots[0].Types = [.. Enumerable.Repeat(type, count)];
    }

    /// <summary>Gives the inputs to all slots but the last, which gets the result.</summary>
    private static void AssignFunctionType(OpAsmParser parser, int position, FunctionType function, IReadOnlyList<FormatSlot> slots, int? operandCount = null)
    {
        var expected = operandCount ?? slots.Count - 1;
        if (function.Inputs.Count != expected)
            throw parser.Error(position, $"{expected} operands present, but expected {function.Inputs.Count}");
        if (function.Results.Count != 1)
            throw parser.Error(position, "expected single output");
        slots[^1].Type = function.Results[0];
        if (operandCount is not null)
        {
            slots[0].Types = [.. function.Inputs];
            return;
        }
        for (var i = 0; i < expected; i++)
            slots[i].Type = function.Inputs[i];
    }

    private static void PrintFunctionalType(OpAsmPrinter printer, Operation op) => printer.PrintFunctionType(op.Operands.Types, [.. op.Results.Types]);

    /// <summary>The complex result type, from which those of the parts follow.</summary>
    public static CustomDirective ComplexOpType { get; } = new(
        (parser, slots) =>
        {
            var position = parser.Position;
            var type = parser.ParseType();
            if (type is FunctionType function)
            {
                AssignFunctionType(parser, position, function, slots);
                return;
            }
            if (type is not ShapedType { ElementType: ComplexType } shaped)
                throw parser.Error(position, "expected tensor with complex element type");
            slots[0].Type = slots[1].Type = shaped.WithElementOrSelf(shaped.ElementType.RealOf());
            slots[2].Type = type;
        },
        (printer, op, slots) =>
        {
            var real = op.Result(0).Type.WithElementOrSelf(op.Result(0).Type.ElementOrSelf().RealOf());
            if (op.Operands.Types.All(t => t == real))
                printer.Print(op.Result(0).Type);
            else
                PrintFunctionalType(printer, op);
        });

    /// <summary>The predicate's type and that of the values, or a function type.</summary>
    public static CustomDirective SelectOpType { get; } = new(
        (parser, slots) =>
        {
            var position = parser.Position;
            var types = parser.ParseCommaList(parser.ParseType);
            if (types is [FunctionType function])
            {
                AssignFunctionType(parser, position, function, slots);
                return;
            }
            if (types.Count != 2)
                throw parser.Error(position, "expected functional type or list of two types");
            slots[0].Type = types[0];
            foreach (var slot in slots.Skip(1))
                slot.Type = types[1];
        },
        (printer, op, slots) =>
        {
            if (op.Operand(1).Type == op.Result(0).Type && op.Operand(2).Type == op.Result(0).Type)
                printer.WriteList([op.Operand(0).Type, op.Result(0).Type], printer.Print);
            else
                PrintFunctionalType(printer, op);
        });

    /// <summary>The tuple's type, from which those of its members follow.</summary>
    public static CustomDirective TupleOpType { get; } = new(
        (parser, slots) =>
        {
            var position = parser.Position;
            slots[1].Type = parser.ParseType();
            slots[0].Types = slots[1].Type is TupleType tuple ? [.. tuple.Types] : throw parser.Error(position, "expected tuple type");
        },
        (printer, op, slots) => printer.Print(op.Result(0).Type));

    /// <summary>A list of types, which are those of the operands and of the results.</summary>
    public static CustomDirective PairwiseOpType { get; } = new(
        (parser, slots) =>
        {
            slots[0].Types = parser.ParsePart(() => parser.ParseCommaList(parser.ParseType), "expected type list");
            slots[1].Types = [.. slots[0].Types];
        },
        (printer, op, slots) => printer.WriteList(op.Operands.Types, printer.Print));

    /// <summary>Operands, each followed by a comma.</summary>
    public static CustomDirective VariadicOperandWithAttribute { get; } = new(
        (parser, slots) =>
        {
            while (parser.ParseOptionalOperand(out var operand))
            {
                slots[0].Operands.Add(operand);
                parser.Parse(",");
            }
        },
        (printer, op, slots) =>
        {
            printer.PrintOperands(slots[0].Values);
            printer.Write(',');
        });

    /// <summary><c>@name</c> for a string attribute.</summary>
    public static CustomDirective CustomCallTarget { get; } = new(
        (parser, slots) => slots[0].Attribute = new StringAttr(parser.ParseSymbolName()),
        (printer, op, slots) => printer.PrintSymbolName(((StringAttr)slots[0].Attribute!).Value));

    /// <summary><c>[start:limit:stride, …]</c>; a stride of 1 is not written.</summary>
    public static CustomDirective SliceRanges { get; } = new(
        (parser, slots) =>
        {
            var ranges = parser.ParseList("[", "]", () => ParseRange(parser));
            slots[0].Attribute = DenseArrayAttr.I64([.. ranges.Select(r => r.Start)]);
            slots[1].Attribute = DenseArrayAttr.I64([.. ranges.Select(r => r.Limit)]);
            slots[2].Attribute = DenseArrayAttr.I64([.. ranges.Select(r => r.Stride)]);
        },
        (printer, op, slots) =>
        {
            var (starts, limits, strides) = ((DenseArrayAttr)slots[0].Attribute!, (DenseArrayAttr)slots[1].Attribute!, (DenseArrayAttr)slots[2].Attribute!);
            var count = Math.Min(starts.Count, Math.Min(limits.Count, strides.Count));
            printer.Write('[');
            printer.WriteList(Enumerable.Range(0, count), i => printer.Write(strides[i] == 1 ? $"{starts[i]}:{limits[i]}" : $"{starts[i]}:{limits[i]}:{strides[i]}"));
            printer.Write(']');
        });

    private static (long Start, long Limit, long Stride) ParseRange(OpAsmParser parser)
    {
        var start = parser.ParseInteger();
        parser.Parse(":");
        var limit = parser.ParseInteger();
        return (start, limit, parser.ParseOptional(":") ? parser.ParseInteger() : 1);
    }

    /// <summary><c>e5m10</c>: the bits of exponent and mantissa.</summary>
    public static CustomDirective ExponentMantissa { get; } = new(
        (parser, slots) =>
        {
            var position = parser.Position;
            var word = parser.ParseKeyword();
            var m = word.IndexOf('m');
            if (word[0] != 'e' || m < 2 || m == word.Length - 1 || !word[1..m].All(char.IsAsciiDigit) || !word[(m + 1)..].All(char.IsAsciiDigit))
                throw parser.Error(position, $"expected exponent mantissa in format e#m#, saw {word}");
            slots[0].Attribute = IntegerAttr.I32(ParseBits(parser, position, "exponent", word[1..m]));
            slots[1].Attribute = IntegerAttr.I32(ParseBits(parser, position, "mantissa", word[(m + 1)..]));
        },
        (printer, op, slots) => printer.Write($"e{((IntegerAttr)slots[0].Attribute!).Value}m{((IntegerAttr)slots[1].Attribute!).Value}"));

    private static int ParseBits(OpAsmParser parser, int position, string what, string digits) =>
        int.TryParse(digits, out var bits) ? bits : throw parser.Error(position, $"unable to parse {what} '{digits}'");
}
