using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Transforms.Interpreter;

namespace Nacre.Tests.Interpreter;

/// <summary>Runs programs given as text.</summary>
internal static class Programs
{
    public static ModuleOp Parse(string text)
    {
        var context = AllDialects.NewContext();
        var module = AllDialects.ParseModule(context, text);
        if (!Verifier.Verify(module, context.Diagnostics))
            throw new DiagnosticException(context.Diagnostics.Errors.First());
        return module;
    }

    public static FuncOp Function(string text) => Parse(text).Walk<FuncOp>().First();

    public static TensorValue[] Run(string text, params TensorValue[] arguments) =>
        [.. ReferenceInterpreter.Create().Run(Function(text), arguments).Select(v => v.AsTensor)];

    /// <summary>Applies an operation given as text on <c>%x</c> (and <c>%y</c>), of one type each, to literals.</summary>
    public static TensorValue Apply(string op, string type, string x, string? y = null, string? result = null) => Run($$"""
        func.func @main() -> tensor<{{result ?? type}}> {
          %x = stablehlo.constant dense<{{x}}> : tensor<{{type}}>
          %y = stablehlo.constant dense<{{y ?? x}}> : tensor<{{type}}>
          %r = {{op}}
          return %r : tensor<{{result ?? type}}>
        }
        """)[0];
}
