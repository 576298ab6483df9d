using System.Text;

namespace Nacre.IR;

/// <summary>How operations are written.</summary>
/// <param name="Generic">Only the generic form.</param>
/// <param name="DebugInfo">With locations.</param>
/// <param name="ResourceLimit">The bytes of a resource blob that are still written out (as hex, at the end of the file); larger ones are left as a name.</param>
/// <param name="LocalScope">Write affine maps and the like where they are used instead of giving them names at the start of the file.</param>
public sealed record PrintOptions(bool Generic = false, bool DebugInfo = false, long ResourceLimit = 0, bool LocalScope = false);

/// <summary>Writes operations in MLIR's custom or generic form, naming SSA values and blocks.</summary>
public sealed partial class OpAsmPrinter : AsmPrinter
{
    private readonly PrintOptions _options;
    private readonly Stack<string> _defaultDialects = new(["builtin"]);
    private int _indent;

    private OpAsmPrinter(StringBuilder output, PrintOptions options) : base(output) => _options = options;

    /// <summary>The text of an operation; a module's ends with a newline and the resources.</summary>
    public static string Print(Operation op, PrintOptions options)
    {
        var text = new StringBuilder();
        var printer = new OpAsmPrinter(text, options) { _aliases = options.LocalScope || op.Block is not null ? null : new AliasTable() };
        printer.NameOuterValues(op);
        printer.NameResults(op);
        printer.PrintOperation(op);
        if (op.Block is null)
            printer.Write('\n');
        printer.PrintResources();
        return $"{printer._aliases?.Definitions}{text}";
    }

    /// <summary>Operands that come from outside the printed operation have no name yet.</summary>
    private void NameOuterValues(Operation op)
    {
        foreach (var value in op.Operands.Where(v => !_names.ContainsKey(v)))
            _names[value] = $"{_next.Value++}";
    }

    public void PrintOperand(Value value)
    {
        Write('%');
        Write(NameOf(value));
    }

    public void PrintOperands(IEnumerable<Value> values) => WriteList(values, PrintOperand);

    public void PrintSuccessor(Block block)
    {
        Write('^');
        Write(_blockNames.TryGetValue(block, out var name) ? name : "<<unknown>>");
    }

    /// <summary><c>^bb1(%a : i32)</c>.</summary>
    public void PrintSuccessorAndOperands(Block block, IReadOnlyList<Value> operands)
    {
        PrintSuccessor(block);
        if (operands.Count == 0)
            return;
        Write('(');
        PrintOperands(operands);
        Write(" : ");
        WriteList(operands.Select(o => o.Type), Print);
        Write(')');
    }

    /// <summary><c>%arg0: type</c>.</summary>
    public void PrintArgument(BlockArgument argument, DictionaryAttr? attributes = null)
    {
        PrintOperand(argument);
        Write(": ");
        Print(argument.Type);
        if (attributes is { Entries.IsEmpty: false })
        {
            Write(' ');
            Print(attributes);
        }
        PrintDebugLocation(argument.Location);
    }

    // Operations

    public void PrintOperation(Operation op)
    {
        PrintResultNames(op);
        PrintBareOperation(op);
        PrintDebugLocation(op.Location);
    }

    /// <summary>The operation without the names of its results.</summary>
    public void PrintBareOperation(Operation op)
    {
        var (start, enclosing) = (_next, _opStart);
        _opStart = start;
        if (_options.Generic || op is UnregisteredOp || !HasCustomForm(op))
            PrintGeneric(op);
        else
            PrintCustom(op);
        Return(start);
        _opStart = enclosing;
    }

    private void PrintDebugLocation(Location location)
    {
        if (!_options.DebugInfo)
            return;
        Write(' ');
        PrintLocation(location);
    }

    private static bool HasCustomForm(Operation op) => op is ICustomAssembly custom ? custom.HasCustomForm : op.Info.Format is not null;

    private void PrintCustom(Operation op)
    {
        var name = op.Name;
        var prefix = _defaultDialects.Peek() + ".";
        if (name.StartsWith(prefix, StringComparison.Ordinal) && !name.AsSpan(prefix.Length).Contains('.'))
            name = name[prefix.Length..];
        Write(name);
        if (op.Info.DefaultDialect is { } dialect)
            _defaultDialects.Push(dialect);
        if (op is ICustomAssembly custom)
            custom.Print(this);
        else
            op.Info.Assembly!.Print(this, op);
        if (op.Info.DefaultDialect is not null)
            _defaultDialects.Pop();
    }

    private void PrintGeneric(Operation op)
    {
        PrintString(op.Name);
        Write('(');
        PrintOperands(op.Operands);
        Write(')');
        if (op.Successors.Count > 0)
        {
            Write('[');
            WriteList(op.Successors, PrintSuccessor);
            Write(']');
        }
        var inherent = op.Attributes.Where(a => op is not UnregisteredOp && op.Info.IsInherent(a.Name)).ToArray();
        if (inherent.Length > 0)
        {
            Write(" <");
            PrintEntries(inherent);
            Write('>');
        }
        if (op.Regions.Count > 0)
        {
            Write(" (");
            WriteList(op.Regions, r => PrintRegion(r, printEntryArguments: true, printTerminator: true));
            Write(')');
        }
        if (op.Attributes.Count > inherent.Length)
        {
            Write(' ');
            PrintEntries(op.Attributes.Where(a => op is UnregisteredOp || !op.Info.IsInherent(a.Name)));
        }
        Write(" : ");
        PrintFunctionType(op.Operands.Types, [.. op.Results.Types]);
    }

    /// <summary>Attributes that are not in <paramref name="elided"/>, with a space before the brace.</summary>
    public void PrintOptionalAttrDict(Operation op, params ReadOnlySpan<string> elided) => PrintOptionalAttrDict(op, elided, "");

    public void PrintOptionalAttrDictWithKeyword(Operation op, params ReadOnlySpan<string> elided) => PrintOptionalAttrDict(op, elided, " attributes");

    private void PrintOptionalAttrDict(Operation op, ReadOnlySpan<string> elided, string keyword)
    {
        var shown = new List<NamedAttr>();
        foreach (var attribute in op.Attributes)
        {
            var isDefault = op.Info.FindAttribute(attribute.Name)?.Default is { } value && value == attribute.Value;
            if (!elided.Contains(attribute.Name) && !isDefault)
                shown.Add(attribute);
        }
        if (shown.Count == 0)
            return;
        Write(keyword);
        Write(' ');
        PrintEntries(shown);
    }

    // Regions

    /// <summary>Ends the line within an operation's custom form; the next starts at the operation's indentation.</summary>
    public void PrintNewLine()
    {
        Write('\n');
        Indent();
    }

    /// <summary>Prints <c>{ … }</c>.</summary>
    /// <param name="region">The region; empty prints <c>{</c>, newline, <c>}</c>.</param>
    /// <param name="printEntryArguments">Whether the entry block has a label; false when the operation printed its arguments.</param>
    /// <param name="printTerminator">False leaves out the terminator of the last block where it has no operands.</param>
    public void PrintRegion(Region region, bool printEntryArguments = true, bool printTerminator = true)
    {
        var before = _next;
        Write("{\n");
        // All names of a region come before those of nested ones, because a use may stand before its definition.
        for (var i = 0; i < region.Blocks.Count; i++)
            NameBlock(region.Blocks[i], i);
        var predecessors = region.Blocks.SelectMany(b => b.Successors.Select(s => (Block: s, From: b))).ToLookup(e => e.Block, e => e.From);
        foreach (var block in region.Blocks)
        {
            var isEntry = ReferenceEquals(block, region.Blocks[0]);
            // A region with an empty block differs from one without blocks: the label tells them apart.
            var isBareEntry = isEntry && _options.Generic && block.IsEmpty;
            if (!isEntry || isBareEntry || (printEntryArguments && (block.Arguments.Count > 0 || predecessors.Contains(block))))
                PrintBlockLabel(block, predecessors[block], isEntry);
            PrintBlockBody(block, printTerminator || !ReferenceEquals(block, region.Blocks[^1]));
        }
        Indent();
        Write('}');
        // The next region of the operation starts with the same numbers, those of its arguments too.
        Return(before with { Argument = _opStart.Argument });
    }

    private void PrintBlockLabel(Block block, IEnumerable<Block> predecessors, bool isEntry)
    {
        Indent();
        PrintSuccessor(block);
        if (block.Arguments.Count > 0)
        {
            Write('(');
            WriteList(block.Arguments, a => PrintArgument(a));
            Write(')');
        }
        Write(':');
        PrintPredecessors([.. predecessors], isEntry);
        Write('\n');
    }

    /// <summary>The comment from where the control flow comes.</summary>
    private void PrintPredecessors(Block[] predecessors, bool isEntry)
    {
        if (predecessors.Length == 0)
        {
            Write(isEntry ? "" : "  // no predecessors");
            return;
        }
        Write(predecessors.Length == 1 ? "  // pred: " : $"  // {predecessors.Length} preds: ");
        WriteList(predecessors, PrintSuccessor);
    }

    private void PrintBlockBody(Block block, bool printTerminator)
    {
        _indent += 2;
        foreach (var op in block.Operations)
        {
            if (!printTerminator && ReferenceEquals(op, block.Last) && op is ITerminator && op.OperandCount == 0)
                continue;
            Indent();
            PrintOperation(op);
            Write('\n');
        }
        _indent -= 2;
    }

    /// <summary>Goes to a new line, indented as the current operation and <paramref name="extra"/> more.</summary>
    public void NewLine(int extra = 0)
    {
        Write('\n');
        Output.Append(' ', _indent + extra);
    }

    private void Indent() => Output.Append(' ', _indent);

    private void PrintResources()
    {
        var shown = Resources.Values.Where(r => r.Data is { } data && data.Length <= _options.ResourceLimit).ToArray();
        if (shown.Length == 0)
            return;
        Write("\n{-#\n  dialect_resources: {\n    builtin: {\n");
        WriteList(shown, resource =>
        {
            Write("      ");
            PrintResourceKey(resource.Name);
            // MLIR's blob format: the alignment as a little-endian 32-bit number, then the bytes.
            Write($": \"0x40000000{Convert.ToHexString(resource.Data!.Span)}\"");
        }, ",\n");
        Write("\n    }\n  }\n#-}\n");
    }
}
