using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.Kernels;
using Nacre.Dialects.Onnx;
using Nacre.Dialects.Quant;
using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Dialects;

/// <summary>Every dialect of Nacre: the explicit list that contexts are made from.</summary>
public static class AllDialects
{
    public static IReadOnlyList<Dialect> Create() =>
    [
        new BuiltinDialect(),
        new FuncDialect(),
        new NacreDialect(),
        new OnnxDialect(),
        new OnnxMlDialect(),
        new OnnxPreviewDialect(),
        new StableHloDialect(),
        new QuantDialect(),
    ];

    /// <summary>A context with all dialects.</summary>
    public static IRContext NewContext() => new(Create());

    /// <summary>Parses a file into one module; a file without a module operation is wrapped into one.</summary>
    /// <exception cref="DiagnosticException">The text is not valid.</exception>
    public static ModuleOp ParseModule(IRContext context, string source, string file = "-")
    {
        var operations = OpAsmParser.ParseSource(context, source, file);
        if (operations is [ModuleOp module])
            return module;
        var wrapper = ModuleOp.New();
        foreach (var op in operations)
            wrapper.Body.Append(op);
        return wrapper;
    }
}
