using Nacre.IR;

namespace Nacre.Opt;

/// <summary>Writes the IR around passes, as the options ask.</summary>
internal sealed class PassDumps(OptOptions options, TextWriter log)
{
    private string? _before;

    public void Before(string phase, Pass pass, Operation root)
    {
        if (options.PrintAfterChange)
            _before = Text(root);
        if (options.PrintBeforeAll || options.PrintBefore.Contains(pass.Argument))
            Write("Before", pass, root);
    }

    public void After(string phase, Pass pass, Operation root)
    {
        if ((options.PrintAfterAll || options.PrintAfterChange || options.PrintAfter.Contains(pass.Argument)) && (!options.PrintAfterChange || Text(root) != _before))
            Write("After", pass, root);
    }

    private void Write(string when, Pass pass, Operation root)
    {
        var place = root.Block is null ? "" : $" ('{root.Name}' operation{(root is ISymbol symbol ? $": @{symbol.SymbolName}" : "")})";
        log.WriteLine($"// -----// IR Dump {when} {pass.Argument}{place} //----- //");
        log.WriteLine(Text(root));
    }

    private string Text(Operation root) => OpAsmPrinter.Print(options.PrintModuleScope ? OutermostOf(root) : root, options.Print);

    private static Operation OutermostOf(Operation op)
    {
        while (op.ParentOp is { } parent)
            op = parent;
        return op;
    }
}
