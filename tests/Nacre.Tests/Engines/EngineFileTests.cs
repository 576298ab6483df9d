using System.Security.Cryptography;
using Nacre.Compilation;
using Nacre.Runtime;
using Nacre.Targets.Llvm.Interop;
using Nacre.Tests.Cli;
using Xunit;

namespace Nacre.Tests.Engines;

/// <summary>Models as engine files, and files that are none.</summary>
public sealed class EngineFileTests : IDisposable
{
    private const int HashBegin = 64, HashEnd = 96, WeightsField = 40;
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void A_saved_engine_computes_the_same()
    {
        using var engine = Engine.Load(Save(EngineModels.Add()));
        Assert.Equal([11, 22, 0, 44], EngineModels.Run(engine, 1, 2, -33, 4));
        Assert.Equal(("x", "y"), (engine.Inputs.Single().Name, engine.Outputs.Single().Name));
    }

    [Fact]
    public void The_runtime_alone_runs_it()
    {
        using var content = EngineFile.Open(Save(EngineModels.Add()));
        using var session = new Session(content.Plan);
        using var y = session.Run(new Dictionary<string, HostTensor> { ["x"] = HostTensor.FromArray([1f, 2f, -33f, 4f], 1, 4) })["y"];
        Assert.Equal([11, 22, 0, 44], y.AsSpan<float>().ToArray());
    }

    [Fact]
    public void It_needs_no_LLVM()
    {
        var run = CommandRun.OfProcess("NACRE_LLVM", "/nowhere/libLLVM.so", "run", Save(EngineModels.Add()), "--input", "ones");
        Assert.Equal((ExitCode.Ok, ""), (run.Exit, run.Error));
        Assert.Contains("11, 21, 31, 41", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_builds_are_the_same_bytes()
    {
        byte[] Build()
        {
            using var engine = Model.Load(EngineModels.Digits).Compile();
            engine.Save(_folder["digits.nacre"]);
            return File.ReadAllBytes(_folder["digits.nacre"]);
        }

        Assert.Equal(Build(), Build());
    }

    [Fact]
    public void An_engine_that_was_loaded_saves_the_same_bytes()
    {
        var path = Save(EngineModels.NonZero());
        using (var engine = Engine.Load(path))
            engine.Save(_folder["again.nacre"]);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(_folder["again.nacre"]));
    }

    [Fact]
    public void A_constant_of_equal_elements_takes_no_space()
    {
        var path = Save(EngineModels.AddSplat());
        Assert.InRange(new FileInfo(path).Length, 1, 1 << 16);
        using var engine = Engine.Load(path);
        using var session = engine.CreateSession();
        using var y = session.Run(HostTensor.FromArray(Enumerable.Range(0, 1 << 20).Select(i => (float)i).ToArray(), 1 << 20))[0];
        Assert.All(y.AsSpan<float>().ToArray().Index(), pair => Assert.Equal(pair.Index + 3, pair.Item));
    }

    [Fact]
    public void Kernels_for_the_interpreter_need_the_compiler()
    {
        var path = Save(EngineModels.NonZero());
        var error = Assert.Throws<NacreException>(() => EngineFile.Open(path));
        Assert.Equal(ExitCode.Unsupported, error.Code);
        using var engine = Engine.Load(path);
        using var session = engine.CreateSession();
        var outputs = session.Run(HostTensor.FromArray([0f, 5f, 0f, -6f], 1, 4));
        using HostTensor n = outputs[0], y = outputs[1];
        Assert.Equal([0, 0, 1, 3], n.AsSpan<long>().ToArray());
        Assert.Equal([0, 5, 0, 0], y.AsSpan<float>().ToArray());
        Assert.Contains(session.LastKernels, k => !k.IsCompiled);
    }

    [Fact]
    public void An_engine_for_another_processor_is_refused()
    {
        var path = Save(EngineModels.Add());
        using (var content = EngineFile.Open(path))
            EngineFile.Write(_folder["other.nacre"], content with { Target = content.Target with { Features = ["avx2048"] } });
        var error = Assert.Throws<NacreException>(() => EngineFile.Open(_folder["other.nacre"]));
        Assert.Equal(ExitCode.DeviceOrLibraryMissing, error.Code);
        Assert.Contains("avx2048", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Features_are_those_that_LLVM_sees()
    {
        var host = EngineTargets.Of(CpuTarget.Host());
        Assert.Null(host.WhyNotHere());
        Assert.NotEmpty(host.Features);
        Assert.All(CpuTarget.Levels, level => Assert.All(EngineTargets.Of(CpuTarget.FromLevel(level)).Features, f => Assert.Contains(f, CpuFeatures.Known)));
    }

    [Fact]
    public void Every_truncation_is_unreadable()
    {
        var whole = File.ReadAllBytes(Save(EngineModels.Add()));
        for (var length = 0; length < whole.Length; length += length < 200 ? 1 : 7)
            IsUnreadable(whole[..length], $"{length} of {whole.Length} bytes");
        IsUnreadable([.. whole, 0], "a byte too many");
    }

    [Fact]
    public void Every_change_before_the_weights_is_noticed()
    {
        var whole = File.ReadAllBytes(Save(EngineModels.NonZero()));
        var weights = (int)BitConverter.ToInt64(whole, WeightsField);
        for (var seed = 0; seed < 500; seed++)
        {
            var bytes = whole.ToArray();
            var random = new Random(seed);
            bytes[random.Next(weights)] ^= (byte)random.Next(1, 256);
            IsUnreadable(bytes, $"seed {seed}");
        }
    }

    /// <summary>With a checksum that is right again: what loads has been checked, all else is an error; nothing is executed here.</summary>
    [Fact]
    public void No_change_with_a_right_checksum_crashes()
    {
        var whole = File.ReadAllBytes(Save(EngineModels.Add()));
        var refused = 0;
        for (var seed = 0; seed < 500; seed++)
        {
            var bytes = whole.ToArray();
            var random = new Random(seed);
            bytes[random.Next(HashEnd, (int)BitConverter.ToInt64(whole, WeightsField))] = (byte)random.Next(256);
            refused += IsRefused(WithChecksum(bytes), seed) ? 1 : 0;
        }
        Assert.InRange(refused, 20, 499);
    }

    [Fact]
    public void The_command_compiles_and_runs_engines()
    {
        var engine = _folder["digits.nacre"];
        var compiled = CommandRun.Of("compile", EngineModels.Digits, "-o", engine);
        Assert.Equal((ExitCode.Ok, "", ""), (compiled.Exit, compiled.Out, compiled.Error));
        var run = CommandRun.Of("run", engine, "--input", Path.Combine(Path.GetDirectoryName(EngineModels.Digits)!, "seven.png"), "--top", "1");
        Assert.Matches(@"^probabilities:\n +0\.[5-9]\d+ +7\n$", run.Out);
        File.WriteAllBytes(engine, File.ReadAllBytes(engine)[..^1]);
        CommandRun.Of("run", engine).Fails(ExitCode.ModelUnreadable, engine, "truncated");
        CommandRun.Of("run", _folder["nowhere.nacre"]).Fails(ExitCode.ModelUnreadable, "does not exist");
        CommandRun.Of("run", engine, "--target", "x86-64-v3").Fails(ExitCode.Usage, "compiled already");
        CommandRun.Of("compile", EngineModels.Digits).Fails(ExitCode.Usage, "-o", "--emit");
    }

    public void Dispose() => _folder.Dispose();

    private string Save(byte[] model)
    {
        using var engine = Model.FromOnnx(model).Compile();
        engine.Save(_folder["saved.nacre"]);
        return _folder["saved.nacre"];
    }

    private void IsUnreadable(byte[] bytes, string what)
    {
        var error = Assert.Throws<NacreException>(() => Engine.Load(_folder.Write("broken.nacre", bytes)));
        Assert.True(error.Code == ExitCode.ModelUnreadable, $"{what}: {error}");
        Assert.Contains("broken.nacre", error.Message, StringComparison.Ordinal);
    }

    private bool IsRefused(byte[] bytes, int seed)
    {
        try
        {
            Engine.Load(_folder.Write("broken.nacre", bytes)).Dispose();
            return false;
        }
        catch (NacreException e)
        {
            Assert.True(e.Code is ExitCode.ModelUnreadable or ExitCode.DeviceOrLibraryMissing or ExitCode.OutOfMemoryOrLimit, $"seed {seed}: {e}");
            return true;
        }
    }

    private static byte[] WithChecksum(byte[] bytes)
    {
        var weights = (int)BitConverter.ToInt64(bytes, WeightsField);
        SHA256.HashData([.. bytes[..HashBegin], .. bytes[HashEnd..weights]]).CopyTo(bytes, HashBegin);
        return bytes;
    }
}
