using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Transforms.Conversion;

namespace Nacre.Transforms.Interpreter;

/// <summary>
/// A StableHLO test program that compares its results itself (<c>check.expect_*</c> as operations or custom calls). A file holds one module, or several between lines
/// <c>// -----</c>; of a module its <c>@main</c> is a program, or every function without parameters that no other refers to.
/// </summary>
/// <param name="Name">The file and the function.</param>
/// <param name="Function">Null where the module cannot be read or verified.</param>
/// <param name="Error">Why it cannot; null otherwise.</param>
public sealed record CheckProgram(string Name, FuncOp? Function, string? Error)
{
    private const string Separator = "// -----";

    /// <summary>The name of the check dialect, and how its custom calls begin.</summary>
    private const string Dialect = "check";

    /// <summary>The programs of a file of text or a portable artifact; a module that cannot be read or verified is one program with an error.</summary>
    public static IEnumerable<CheckProgram> InFile(string path)
    {
        var (bytes, name) = (File.ReadAllBytes(path), Path.GetFileName(path));
        return BytecodeFormat.IsBytecode(bytes) ? InModule(context => PortableArtifact.Read(context, bytes, name), name) : InText(AllDialects.TextOf(bytes), name);
    }

    public static IEnumerable<CheckProgram> InText(string text, string name)
    {
        var line = 0;
        foreach (var part in text.Split(Separator))
        {
            // Blank lines in front keep the line numbers of the whole file.
            var source = new string('\n', line) + part;
            line += part.Count(c => c == '\n');
            foreach (var program in InModule(context => AllDialects.ParseModule(context, source, name), name))
                yield return program;
        }
    }

    private static CheckProgram[] InModule(Func<IRContext, ModuleOp> read, string name)
    {
        var context = AllDialects.NewContext();
        try
        {
            var module = read(context);
            if (!Verifier.Verify(module, context.Diagnostics))
                return [new CheckProgram(name, null, context.Diagnostics.Errors.First().ToString())];
            return [.. Functions(module).Select(f => new CheckProgram($"{name}:{f.SymbolName}", f, null))];
        }
        catch (DiagnosticException e)
        {
            return [new CheckProgram(name, null, e.Message)];
        }
    }

    /// <summary>Whether an operation compares values and fails where they differ.</summary>
    public static bool IsCheck(Operation op) =>
        op.Info.Dialect == Dialect || (op is Dialects.StableHlo.CustomCallOp call && call.CallTargetName.StartsWith($"{Dialect}.", StringComparison.Ordinal));

    /// <summary>Whether the program or a function that it may call checks anything.</summary>
    public bool HasChecks => Function?.ParentOp?.Walk().Any(IsCheck) == true;

    private static IEnumerable<FuncOp> Functions(ModuleOp module)
    {
        var functions = module.Body.Operations.OfType<FuncOp>().Where(f => !f.IsExternal).ToArray();
        if (functions.FirstOrDefault(f => f.SymbolName == "main") is { } main)
            return [main];
        var referenced = module.Walk().SelectMany(op => op.Attributes).SelectMany(a => Symbols(a.Value)).ToHashSet(StringComparer.Ordinal);
        return functions.Where(f => f.FunctionType.Inputs.IsEmpty && !referenced.Contains(f.SymbolName));
    }

    private static IEnumerable<string> Symbols(Attr attribute) => attribute switch
    {
        SymbolRefAttr symbol => [symbol.Root],
        ArrayAttr array => array.Items.SelectMany(Symbols),
        _ => [],
    };

    /// <summary>Runs the program on the interpreter.</summary>
    public CheckResult Run(ReferenceInterpreter interpreter)
    {
        if (Function is null)
            return new CheckResult(Name, Error);
        try
        {
            interpreter.Run(Function);
            return new CheckResult(Name, null);
        }
        catch (DiagnosticException e)
        {
            return new CheckResult(Name, e.Message);
        }
    }
}

/// <summary>How a check program went.</summary>
/// <param name="Name">The file and the function.</param>
/// <param name="Failure">Why it failed; null when it passed.</param>
public sealed record CheckResult(string Name, string? Failure)
{
    public bool Passed => Failure is null;
}
