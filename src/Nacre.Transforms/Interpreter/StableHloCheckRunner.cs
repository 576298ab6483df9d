using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Transforms.Conversion;

namespace Nacre.Transforms.Interpreter;

/// <summary>How a check went.</summary>
/// <param name="Name">The file and the function.</param>
/// <param name="Failure">Why it failed; null when it passed.</param>
public sealed record CheckResult(string Name, string? Failure)
{
    public bool Passed => Failure is null;
}

/// <summary>
/// Runs StableHLO test programs that compare their results themselves (<c>check.expect_*</c> as operations or custom calls). A file holds one module, or several between lines
/// <c>// -----</c>; of a module its <c>@main</c> runs, or every function without parameters that no other refers to.
/// </summary>
public sealed class StableHloCheckRunner(ReferenceInterpreter interpreter)
{
    private const string Separator = "// -----";

    /// <summary>Runs all checks of a file of text or a portable artifact; a module that cannot be read or verified is one failure.</summary>
    public IEnumerable<CheckResult> RunFile(string path)
    {
        var (bytes, name) = (File.ReadAllBytes(path), Path.GetFileName(path));
        return BytecodeFormat.IsBytecode(bytes) ? RunModule(context => PortableArtifact.Read(context, bytes, name), name) : RunText(AllDialects.TextOf(bytes), name);
    }

    public IEnumerable<CheckResult> RunText(string text, string name)
    {
        var line = 0;
        foreach (var part in text.Split(Separator))
        {
            // Blank lines in front keep the line numbers of the whole file.
            var source = new string('\n', line) + part;
            line += part.Count(c => c == '\n');
            foreach (var result in RunModule(context => AllDialects.ParseModule(context, source, name), name))
                yield return result;
        }
    }

    private List<CheckResult> RunModule(Func<IRContext, ModuleOp> read, string name)
    {
        var context = AllDialects.NewContext();
        try
        {
            var module = read(context);
            if (!Verifier.Verify(module, context.Diagnostics))
                return [new CheckResult(name, context.Diagnostics.Errors.First().ToString())];
            return [.. Checks(module).Select(f => new CheckResult($"{name}:{f.SymbolName}", Run(f)))];
        }
        catch (DiagnosticException e)
        {
            return [new CheckResult(name, e.Message)];
        }
    }

    private static IEnumerable<FuncOp> Checks(ModuleOp module)
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

    private string? Run(FuncOp function)
    {
        try
        {
            interpreter.Run(function);
            return null;
        }
        catch (DiagnosticException e)
        {
            return e.Message;
        }
    }
}
