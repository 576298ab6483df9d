using System.Text;
using Nacre.Dialects.Arith;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Cf;
using Nacre.Dialects.Check;
using Nacre.Dialects.Chlo;
using Nacre.Dialects.Func;
using Nacre.Dialects.Kernels;
using Nacre.Dialects.Linalg;
using Nacre.Dialects.Llvm;
using Nacre.Dialects.MathOps;
using Nacre.Dialects.MemRef;
using Nacre.Dialects.Onnx;
using Nacre.Dialects.Quant;
using Nacre.Dialects.Scf;
using Nacre.Dialects.Sdy;
using Nacre.Dialects.Shapes;
using Nacre.Dialects.SparseTensor;
using Nacre.Dialects.StableHlo;
using Nacre.Dialects.Tensor;
using Nacre.Dialects.Test;
using Nacre.Dialects.Util;
using Nacre.Dialects.Vector;
using Nacre.Dialects.Vhlo;
using Nacre.Dialects.X86Vector;
using Nacre.IR;

namespace Nacre.Dialects;

/// <summary>Every dialect of Nacre: the explicit list that contexts are made from.</summary>
public static class AllDialects
{
    public static IReadOnlyList<Dialect> Create() =>
    [
        new BuiltinDialect(),
        new FuncDialect(),
        new ArithDialect(),
        new MathDialect(),
        new CfDialect(),
        new ScfDialect(),
        new MemRefDialect(),
        new VectorDialect(),
        new X86VectorDialect(),
        new LlvmDialect(),
        new NacreDialect(),
        new OnnxDialect(),
        new OnnxMlDialect(),
        new OnnxPreviewDialect(),
        new StableHloDialect(),
        new VhloDialect(),
        new ChloDialect(),
        new QuantDialect(),
        new SparseTensorDialect(),
        new CheckDialect(),
        new InterpreterDialect(),
        new LinalgDialect(),
        new ShapeDialect(),
        new TensorDialect(),
        new UtilDialect(),
        new SdyDialect(),
        new TestDialect(),
    ];

    /// <summary>A context with all dialects.</summary>
    public static IRContext NewContext() => new(Create());

    /// <summary>Parses a file into one module; a file without a module operation is wrapped into one.</summary>
    /// <exception cref="DiagnosticException">The text is not valid.</exception>
    public static ModuleOp ParseModule(IRContext context, string source, string file = "-") => ModuleOf(OpAsmParser.ParseSource(context, source, file));

    /// <summary>Reads text or bytecode into one module.</summary>
    /// <exception cref="DiagnosticException">The file is not valid.</exception>
    public static ModuleOp ReadModule(IRContext context, ReadOnlyMemory<byte> bytes, string file = "-") =>
        BytecodeFormat.IsBytecode(bytes.Span) ? ModuleOf(BytecodeReader.Read(context, bytes, file)) : ParseModule(context, TextOf(bytes.Span), file);

    /// <summary>The text of a file: UTF-8 with or without a byte order mark.</summary>
    public static string TextOf(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes);

    private static ModuleOp ModuleOf(IReadOnlyList<Operation> operations)
    {
        if (operations is [ModuleOp module])
            return module;
        var wrapper = ModuleOp.New();
        foreach (var op in operations)
            wrapper.Body.Append(op);
        return wrapper;
    }
}
