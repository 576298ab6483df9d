using Nacre.IR;

namespace Nacre.Dialects.Onnx;

/// <summary>A type of the ONNX dialect.</summary>
public abstract record OnnxType : DialectType
{
    public override string Dialect => "onnx";
}

/// <summary><c>!onnx.string</c>: the element type of string tensors (UTF-8 text of any length).</summary>
public sealed record StringType : OnnxType
{
    public static StringType Instance { get; } = new();
    public override void Print(AsmPrinter printer) => printer.Write("string");
}

/// <summary><c>!onnx.unknown</c>: the model does not declare the type of the value; it follows from the operator that makes it.</summary>
public sealed record UnknownType : OnnxType
{
    public static UnknownType Instance { get; } = new();
    public override void Print(AsmPrinter printer) => printer.Write("unknown");
}

/// <summary><c>!onnx.seq&lt;T&gt;</c>: a list of values of one type, its length known at run time.</summary>
public sealed record SequenceType(IRType ElementType) : OnnxType
{
    public override void Print(AsmPrinter printer) => OnnxTypes.Print(printer, "seq", ElementType);
}

/// <summary><c>!onnx.opt&lt;T&gt;</c>: a value or nothing.</summary>
public sealed record OptionalType(IRType ElementType) : OnnxType
{
    public override void Print(AsmPrinter printer) => OnnxTypes.Print(printer, "opt", ElementType);
}

/// <summary><c>!onnx.map&lt;K, V&gt;</c>: values by integer or string key.</summary>
public sealed record MapType(IRType KeyType, IRType ValueType) : OnnxType
{
    public override void Print(AsmPrinter printer) => OnnxTypes.Print(printer, "map", KeyType, ValueType);
}

/// <summary><c>!onnx.sparse&lt;tensor&gt;</c>: a tensor given by the positions and values of its non-zero elements.</summary>
public sealed record SparseType(IRType Dense) : OnnxType
{
    public override void Print(AsmPrinter printer) => OnnxTypes.Print(printer, "sparse", Dense);
}

internal static class OnnxTypes
{
    public static void Print(AsmPrinter printer, string mnemonic, params IRType[] parameters)
    {
        printer.Write(mnemonic);
        printer.Write('<');
        printer.WriteList(parameters, printer.Print);
        printer.Write('>');
    }

    public static IRType? Parse(AsmParser parser, string mnemonic) => mnemonic switch
    {
        "string" => StringType.Instance,
        "unknown" => UnknownType.Instance,
        "seq" => new SequenceType(ParseParameter(parser)),
        "opt" => new OptionalType(ParseParameter(parser)),
        "sparse" => new SparseType(ParseParameter(parser)),
        "map" => ParseMap(parser),
        _ => null,
    };

    private static IRType ParseParameter(AsmParser parser)
    {
        parser.Parse("<");
        var type = parser.ParseType();
        parser.Parse(">");
        return type;
    }

    private static MapType ParseMap(AsmParser parser)
    {
        parser.Parse("<");
        var key = parser.ParseType();
        parser.Parse(",");
        var value = parser.ParseType();
        parser.Parse(">");
        return new MapType(key, value);
    }
}
