using Nacre.IR;

namespace Nacre.Dialects;

/// <summary>
/// Sizes that are partly known when compiling, e.g. <c>[0, %i, 4]</c>: reading, printing, splitting into operands and constants. The constants stand in a dense i64
/// array, which holds <see cref="Shape.Dynamic"/> where an operand stands.
/// </summary>
public static class IndexLists
{
    /// <summary>Reads the list; the operands are added to <paramref name="operands"/>.</summary>
    public static DenseArrayAttr Parse(OpAsmParser parser, List<UnresolvedOperand> operands, string open = "[", string close = "]") =>
        DenseArrayAttr.I64([.. parser.ParseList(open, close, () => ParseItem(parser, operands))]);

    private static long ParseItem(OpAsmParser parser, List<UnresolvedOperand> operands)
    {
        if (!parser.ParseOptionalOperand(out var operand))
            return parser.ParseInteger();
        operands.Add(operand);
        return Shape.Dynamic;
    }

    public static void Print(OpAsmPrinter printer, IReadOnlyList<Value> operands, DenseArrayAttr statics, char open = '[', char close = ']')
    {
        var next = 0;
        printer.Write(open);
        printer.WriteList(statics.Bits, size =>
        {
            if (size == Shape.Dynamic)
                printer.PrintOperand(operands[next++]);
            else
                printer.Write(size.ToString());
        });
        printer.Write(close);
    }

    /// <summary>Splits sizes into the operands and the static array; a value that is a constant stays an operand.</summary>
    public static (IReadOnlyList<Value> Dynamic, EquatableArray<long> Static) Split(IEnumerable<IndexOrValue> items)
    {
        var all = items.ToArray();
        return ([.. all.Where(i => i.Value is not null).Select(i => i.Value!)], all.Select(i => i.Value is null ? i.Index : Shape.Dynamic).ToEquatableArray());
    }

    /// <summary>The sizes that <see cref="Split"/> took apart.</summary>
    public static IndexOrValue[] Join(IReadOnlyList<Value> dynamic, EquatableArray<long> statics)
    {
        var next = 0;
        return [.. statics.Select(s => s == Shape.Dynamic ? (IndexOrValue)dynamic[next++] : s)];
    }

    /// <summary>Checks that there are as many operands as places for them, and the right number of entries.</summary>
    public static bool Verify(Operation op, Verifier verifier, string name, IReadOnlyList<Value> dynamic, EquatableArray<long> statics, int expected)
    {
        if (statics.Count != expected)
            verifier.Error(op, $"expected {expected} {name} values, got {statics.Count}");
        else if (statics.Count(s => s == Shape.Dynamic) != dynamic.Count)
            verifier.Error(op, $"expected {statics.Count(s => s == Shape.Dynamic)} dynamic {name} values");
        else
            return true;
        return false;
    }
}

/// <summary>A size or position: known when compiling, or an index value.</summary>
public readonly record struct IndexOrValue(long Index, Value? Value)
{
    public bool IsStatic => Value is null;

    /// <summary>The number, also of a value that is a constant; null when it is known only at run time.</summary>
    public long? Known => Value is null ? Index : (Value.ConstantValue as IntegerAttr)?.Value;

    public static implicit operator IndexOrValue(long index) => new(index, null);
    public static implicit operator IndexOrValue(Value value) => new(0, value);
}
