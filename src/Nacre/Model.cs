using System.Text;
using Nacre.Caching;
using Nacre.Compilation;
using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Frontends;
using Nacre.Frontends.Onnx;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Conversion;

namespace Nacre;

/// <summary>An input or output of a model. Sizes are -1 where the model leaves them open; null where even the rank is open or the value is no tensor.</summary>
/// <param name="TypeText">The type as MLIR writes it, also for values that are no tensors.</param>
public sealed record ModelPort(string Name, ElementType Type, IReadOnlyList<long>? Shape, IReadOnlyList<string?> DimensionNames, string TypeText)
{
    /// <summary>Whether a tensor of this shape can be given.</summary>
    public bool Fits(ReadOnlySpan<long> shape) => Shape is null || TensorSize.Matches([.. Shape], shape);
}

/// <summary>A model as its file says it, before any compilation.</summary>
public sealed class Model
{
    private const string EntryName = "main";

    private Model(ModuleOp module, IRContext context, string? path, FileStamp stamp = default) => (Module, Context, Path, Stamp) = (module, context, path, stamp);

    /// <summary>The IR of phase <c>import</c>.</summary>
    public ModuleOp Module { get; }

    internal IRContext Context { get; }

    /// <summary>The file it was read from; null for a model from memory.</summary>
    public string? Path { get; }

    /// <summary>Of the file before it was read.</summary>
    internal FileStamp Stamp { get; }

    /// <summary>Files that weights lie in, relative to the model's folder.</summary>
    internal IReadOnlyList<string> ExternalFiles => Module.GetAttr<ArrayAttr>(OnnxImporter.ExternalFiles)?.Items.OfType<StringAttr>().Select(s => s.Value).ToArray() ?? [];

    internal FuncOp Main => new SymbolTable(Module).Lookup<FuncOp>(EntryName)!;

    public IReadOnlyList<ModelPort> Inputs => [.. Main.FunctionType.Inputs.Select((t, i) => Port(t, Main.ArgAttributes(i), $"input{i}"))];
    public IReadOnlyList<ModelPort> Outputs => [.. Main.FunctionType.Results.Select((t, i) => Port(t, Main.ResultAttributes(i), $"output{i}"))];

    /// <summary>Warnings of the import.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics => Context.Diagnostics.All;

    /// <summary>Reads an ONNX model, or a module in MLIR's text, in its bytecode or as a portable artifact of StableHLO.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.ModelUnreadable"/>: the file is not there, or is no valid model.</exception>
    public static Model Load(string path)
    {
        if (Directory.Exists(path))
            throw new NacreException(ExitCode.ModelUnreadable, $"'{path}' is a folder; give the model file in it");
        if (!File.Exists(path))
            throw new NacreException(ExitCode.ModelUnreadable, $"'{path}' does not exist");
        var stamp = FileStamp.Of(path);
        if (System.IO.Path.GetExtension(path) is ".mlir" or ".stablehlo" or ".mlirbc" or ".bc" || StartsAsBytecode(path))
            return FromMlir(File.ReadAllBytes(path), path, stamp);
        var context = AllDialects.NewContext();
        return Reading(() => new Model(OnnxImporter.ImportFile(path, null, context.Diagnostics), context, path, stamp));
    }

    /// <summary>Reads an ONNX model from memory.</summary>
    public static Model FromOnnx(ReadOnlySpan<byte> bytes)
    {
        var context = AllDialects.NewContext();
        var copy = bytes.ToArray();
        return Reading(() => new Model(OnnxImporter.Import(copy, null, null, context.Diagnostics), context, null));
    }

    /// <summary>Reads a module in MLIR's text, with a function <c>@main</c> or one public function.</summary>
    public static Model FromMlir(string text, string? file = null) => FromMlir(Encoding.UTF8.GetBytes(text), file, default);

    /// <summary>Reads a module in MLIR's text or bytecode, or a portable artifact of StableHLO, with a function <c>@main</c> or one public function.</summary>
    public static Model FromMlir(ReadOnlyMemory<byte> bytes, string? file = null) => FromMlir(bytes, file, default);

    private static bool StartsAsBytecode(string path)
    {
        using var stream = File.OpenRead(path);
        Span<byte> head = stackalloc byte[BytecodeFormat.Magic.Length];
        return BytecodeFormat.IsBytecode(head[..stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)]);
    }

    private static Model FromMlir(ReadOnlyMemory<byte> bytes, string? file, FileStamp stamp)
    {
        var context = AllDialects.NewContext();
        return Reading(() =>
        {
            var module = PortableArtifact.Read(context, bytes, file ?? "-");
            if (!Verifier.Verify(module, context.Diagnostics))
                throw new DiagnosticException(context.Diagnostics.Errors.First());
            NameEntry(module, file ?? "-");
            return new Model(module, context, file, stamp);
        });
    }

    /// <summary>What a model runs is its only public function, if none is called <c>@main</c>.</summary>
    private static void NameEntry(ModuleOp module, string file)
    {
        if (new SymbolTable(module).Lookup<FuncOp>(EntryName) is not null)
            return;
        var entries = module.Body.Operations.OfType<FuncOp>().Where(f => !f.IsPrivate && !f.IsExternal).ToArray();
        if (entries is not [var only])
            throw new NacreException(ExitCode.ModelUnreadable, $"{file}: the module has no function @{EntryName}, which is what a model runs, and {(entries.Length == 0 ? "no public function" : $"several others: {string.Join(", ", entries.Select(e => $"@{e.SymbolName}"))}")}");
        only.SymbolName = EntryName;
    }

    /// <summary>A verified module with a function <c>@main</c>.</summary>
    internal static Model FromModule(ModuleOp module) => new(module, AllDialects.NewContext(), null);

    private static Model Reading(Func<Model> read)
    {
        try
        {
            return read();
        }
        catch (ModelFormatException e)
        {
            throw new NacreException(ExitCode.ModelUnreadable, e.Message, e);
        }
        catch (DiagnosticException e)
        {
            throw new NacreException(ExitCode.ModelUnreadable, e.Message, e);
        }
    }

    /// <summary>Prepares the model for running. Models with open sizes are compiled for the sizes of each new set of inputs.</summary>
    public Engine Compile(CompileOptions? options = null) => Engine.Of(this, options ?? new CompileOptions());

    private static ModelPort Port(IRType type, DictionaryAttr attributes, string fallback)
    {
        var name = (attributes["onnx.name"] as StringAttr)?.Value ?? fallback;
        var names = (attributes["onnx.dim_params"] as ArrayAttr)?.Items.Select(d => d is StringAttr { Value.Length: > 0 } s ? s.Value : null).ToArray() ?? [];
        var shape = type is RankedTensorType tensor ? tensor.Shape.Dims.Select(d => d == Shape.Dynamic ? -1 : d).ToArray() : null;
        return new ModelPort(name, ElementTypeMap.ToRuntime(type.ElementOrSelf()), shape, names, type.ToString());
    }
}
