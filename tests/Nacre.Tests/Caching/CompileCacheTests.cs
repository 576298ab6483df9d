using Nacre.Caching;
using Nacre.Runtime;
using Nacre.Tests.Cli;
using Nacre.Tests.Engines;
using Xunit;

namespace Nacre.Tests.Caching;

/// <summary>What is taken from the cache, and what is not.</summary>
public sealed class CompileCacheTests : IDisposable
{
    private static readonly float[] X = [1, 2, -33, 4];
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void The_second_run_imports_and_compiles_nothing()
    {
        var model = _folder.Write("m.onnx", EngineModels.Add());
        Assert.Equal(new Use(0, 1, true, "11 22 0 44"), Run(model));
        Assert.Equal(new Use(1, 0, false, "11 22 0 44"), Run(model));
    }

    [Fact]
    public void Ports_are_those_of_the_model()
    {
        var model = _folder.Write("m.onnx", EngineModels.Add());
        using var imported = Engine.Open(model);
        Run(model);
        using var cached = Engine.Open(model, Options);
        Assert.False(cached.IsModelImported);
        Assert.Equal(imported.Inputs.Concat(imported.Outputs).Select(Text), cached.Inputs.Concat(cached.Outputs).Select(Text));
        Assert.Contains("rows", Text(cached.Inputs[0]), StringComparison.Ordinal);

        static string Text(ModelPort p) => $"{p.Name} {p.Type} {string.Join('x', p.Shape ?? [])} {string.Join(',', p.DimensionNames)} {p.TypeText} {p.Shape is null}";
    }

    [Fact]
    public void An_imported_model_uses_it_too()
    {
        var model = _folder.Write("m.onnx", EngineModels.Add());
        Run(model);
        using var engine = Model.Load(model).Compile(Options);
        Assert.Equal([11, 22, 0, 44], EngineModels.Run(engine, X));
        Assert.Equal((1, 0), (engine.ProgramsFromCache, engine.ProgramsCompiled));
    }

    [Fact]
    public void Kernels_of_the_interpreter_come_back()
    {
        var model = _folder.Write("m.onnx", EngineModels.NonZero());
        Assert.Equal(new Use(0, 1, true, "1 2 0 4"), Run(model));
        Assert.Equal(new Use(1, 0, false, "1 2 0 4"), Run(model));
    }

    [Fact]
    public void Other_options_are_other_programs()
    {
        var model = _folder.Write("m.onnx", EngineModels.Add());
        CompileOptions[] all = [Options, Options with { Precision = Precision.F64 }, Options with { Target = "x86-64-v2" }, Options with { Target = "x86-64-v3" }, Options with { Strict = true }];
        Assert.All(all, options => Assert.Equal(1, Run(model, options).Compiled));
        Assert.All(all, options => Assert.Equal(0, Run(model, options).Compiled));
    }

    [Fact]
    public void Other_shapes_are_other_programs()
    {
        var model = _folder.Write("m.onnx", EngineModels.Add());
        Run(model);
        using var engine = Engine.Open(model, Options);
        Assert.Equal([11, 22, 0, 44, 10, 20, 30, 40], EngineModels.Run(engine, 2, [.. X, 0, 0, 0, 0]));
        Assert.Equal([11, 22, 0, 44], EngineModels.Run(engine, X));
        Assert.Equal((1, 1), (engine.ProgramsFromCache, engine.ProgramsCompiled));
    }

    [Fact]
    public void A_changed_model_is_another()
    {
        Run(_folder.Write("m.onnx", EngineModels.Add()));
        Assert.Equal(new Use(0, 1, true, "101 202 267 404"), Run(_folder.Write("m.onnx", EngineModels.Add(scale: 100))));
    }

    [Fact]
    public void The_same_model_elsewhere_is_the_same()
    {
        Run(_folder.Write("m.onnx", EngineModels.Add()));
        Assert.Equal(1, Run(_folder.Write("other/name.onnx", EngineModels.Add())).FromCache);
    }

    [Fact]
    public void Changed_external_data_is_noticed()
    {
        var model = _folder.Write("m.onnx", EngineModels.AddExternal());
        WriteWeights(1, 2, 3, 4);
        Assert.Equal(new Use(0, 1, true, "2 4 -30 8"), Run(model));
        Assert.Equal(new Use(1, 0, false, "2 4 -30 8"), Run(model));
        WriteWeights(5, 6, 7, 8);
        Assert.Equal(new Use(0, 1, true, "6 8 -26 12"), Run(model));
        File.Delete(_folder["w.bin"]);
        Assert.Contains("w.bin", Assert.Throws<NacreException>(() => Run(model)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("*.nacre", 0), InlineData("*.nacre", 40), InlineData("*.nacre", 500)]
    [InlineData("*.model", 0), InlineData("*.model", 40)]
    public void A_damaged_entry_is_replaced(string files, int length)
    {
        var model = _folder.Write("m.onnx", EngineModels.Add());
        Run(model);
        var entry = Directory.GetFiles(_folder["cache"], files).Single();
        var whole = File.ReadAllBytes(entry);
        File.WriteAllBytes(entry, whole[..length]);
        Assert.Equal("11 22 0 44", Run(model).Result);
        Assert.Equal(whole, File.ReadAllBytes(entry));
        Assert.Equal(new Use(1, 0, false, "11 22 0 44"), Run(model));
    }

    [Fact]
    public void It_is_off_unless_asked_for()
    {
        var model = _folder.Write("m.onnx", EngineModels.Add());
        Run(model, new CompileOptions { CacheFolder = _folder["cache"] });
        Assert.False(Directory.Exists(_folder["cache"]));
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_no_error()
    {
        var model = _folder.Write("m.onnx", EngineModels.Add());
        _folder.Write("cache", [1]);
        Assert.Equal(1, Run(model).Compiled);
    }

    [Fact]
    public void Only_the_user_may_write_there()
    {
        Run(_folder.Write("m.onnx", EngineModels.Add()));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder["cache"]));
    }

    [Fact]
    public void What_was_used_longest_ago_makes_room()
    {
        var cache = new CompileCache(_folder["cache"], limit: 2000);
        CachedModel Entry(char name) => new([], [], [new string(name, 800)]);
        foreach (var (key, age) in new[] { ("a", 3), ("b", 2) })
        {
            cache.StoreModel(key, Entry(key[0]));
            File.SetLastWriteTimeUtc(_folder[$"cache/{key}.model"], DateTime.UtcNow.AddDays(-age));
        }
        Assert.NotNull(cache.FindModel("a"));
        cache.StoreModel("c", Entry('c'));
        Assert.NotNull(cache.FindModel("a"));
        Assert.Null(cache.FindModel("b"));
        Assert.NotNull(cache.FindModel("c"));
    }

    [Fact]
    public void The_command_uses_it_and_needs_no_LLVM_then()
    {
        var model = _folder.Write("m.onnx", EngineModels.Add());
        var cache = new Dictionary<string, string> { ["NACRE_CACHE"] = _folder["cache"] };
        var without = CommandRun.OfProcess(cache, "run", model, "--input", "ones", "--no-cache");
        Assert.False(Directory.Exists(_folder["cache"]));
        Assert.Equal(without, CommandRun.OfProcess(cache, "run", model, "--input", "ones"));
        cache["NACRE_LLVM"] = "/nowhere/libLLVM.so";
        Assert.Equal(without, CommandRun.OfProcess(cache, "run", model, "--input", "ones"));
        Assert.Contains("from the cache", CommandRun.OfProcess(cache, "run", model, "--verbose").Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private CompileOptions Options => new() { UseCache = true, CacheFolder = _folder["cache"] };

    private sealed record Use(int FromCache, int Compiled, bool Imported, string Result);

    private Use Run(string model, CompileOptions? options = null)
    {
        using var engine = Engine.Open(model, options ?? Options);
        var result = string.Join(' ', EngineModels.Run(engine, X));
        return new Use(engine.ProgramsFromCache, engine.ProgramsCompiled, engine.IsModelImported, result);
    }

    private void WriteWeights(params float[] weights)
    {
        _folder.Write("w.bin", System.Runtime.InteropServices.MemoryMarshal.AsBytes(weights.AsSpan()).ToArray());
        File.SetLastWriteTimeUtc(_folder["w.bin"], DateTime.UtcNow.AddSeconds(weights[0]));
    }
}
