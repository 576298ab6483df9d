using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.IR;
using Nacre.Opt;
using Nacre.Transforms.Conversion;
using Xunit;

namespace Nacre.Tests.Ir;

/// <summary>Bytecode of all dialects in all versions, and of damaged files.</summary>
public sealed class BytecodeTests
{
    private const int Seed = 20261122;

    public static TheoryData<string> DialectNames => new(DialectFiles.Select(f => Path.GetRelativePath(TestData.Repository, f)));

    private static IEnumerable<string> DialectFiles =>
        Directory.GetFiles(Path.Combine(TestData.Repository, "tests/lit/Dialects"), "ops.mlir", SearchOption.AllDirectories).Order(StringComparer.Ordinal);

    [Theory]
    [MemberData(nameof(DialectNames))]
    public void Operations_of_a_dialect_are_written_and_read_back(string file)
    {
        foreach (var source in SourceParts.Split(File.ReadAllText(Path.Combine(TestData.Repository, file))))
        {
            var module = Parse(source);
            for (var version = 0; version <= BytecodeFormat.LatestVersion; version++)
            {
                var bytes = BytecodeWriter.Write(NewContext(), module, new BytecodeOptions(version));
                Assert.Equal(TextOf(module), TextOf(AllDialects.ReadModule(NewContext(), bytes)));
            }
        }
    }

    [Fact]
    public void Resources_lie_aligned_in_the_file()
    {
        var module = Parse("""
            %0 = arith.constant dense_resource<weights> : tensor<2xf32>
            {-# dialect_resources: { builtin: { weights: "0x400000000000803F00000040" } } #-}
            """);
        var bytes = BytecodeWriter.Write(NewContext(), module);
        var value = AllDialects.ReadModule(NewContext(), bytes).Body.First!.GetAttr<DenseResourceElementsAttr>("value")!;
        Assert.Equal([1f, 2f], value.ToDoubles());
        Assert.Equal(0, bytes.AsSpan().IndexOf(value.Data!.Span) % 64);
    }

    [Fact]
    public void A_newer_container_is_refused()
    {
        byte[] bytes = [.. BytecodeFormat.Magic, (99 << 1) | 1, 0];
        var error = Assert.Throws<DiagnosticException>(() => AllDialects.ReadModule(NewContext(), bytes, "new.bc"));
        Assert.Contains("bytecode version 99 is newer than the current version 6", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_attribute_of_astronomic_size_is_refused()
    {
        Attr attribute = UnitAttr.Instance;
        for (var depth = 0; depth < 22; depth++)
            attribute = new ArrayAttr([attribute, attribute]);
        var module = ModuleOp.New();
        module.SetAttr("shared", attribute);
        var bytes = BytecodeWriter.Write(NewContext(), module);
        Assert.True(bytes.Length < 500);
        var error = Assert.Throws<DiagnosticException>(() => AllDialects.ReadModule(NewContext(), bytes));
        Assert.Contains("too many parts", error.Message, StringComparison.Ordinal);
    }

    /// <summary>Bits flipped, bytes replaced, ends cut off: each file is read, or one diagnostic says why not, without taking more memory than a file of its size can need.</summary>
    [Fact]
    public void Damaged_files_end_in_a_diagnostic()
    {
        const long maxBytes = 256L << 20;
        var random = new Random(Seed);
        var files = DialectFiles.SelectMany(f => SourceParts.Split(File.ReadAllText(f))).Select(Parse).Select(m => BytecodeWriter.Write(NewContext(), m)).Append(Artifact()).ToArray();
        var refused = 0;
        for (var i = 0; i < 500; i++)
        {
            var damaged = Damage(files[i % files.Length], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            refused += IsRefused(damaged, $"seed {Seed}, file {i}") ? 1 : 0;
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.True(allocated < maxBytes, $"seed {Seed}, file {i}: {allocated} bytes for a file of {damaged.Length}");
        }
        Assert.InRange(refused, 100, 500);
    }

    private static bool IsRefused(byte[] bytes, string name)
    {
        try
        {
            var context = NewContext();
            var module = PortableArtifact.Read(context, bytes, name);
            return !Verifier.Verify(module, context.Diagnostics);
        }
        catch (DiagnosticException e)
        {
            Assert.Contains(name, e.Message, StringComparison.Ordinal);
            return true;
        }
        catch (Exception e)
        {
            throw new InvalidOperationException($"{name}: {e}", e);
        }
    }

    private static byte[] Damage(byte[] file, Random random)
    {
        if (random.Next(4) == 0)
            return file[..random.Next(file.Length)];
        var damaged = file.ToArray();
        for (var n = random.Next(1, 5); n > 0; n--)
        {
            ref var target = ref damaged[random.Next(damaged.Length)];
            target = random.Next(2) == 0 ? (byte)(target ^ (1 << random.Next(8))) : (byte)random.Next(256);
        }
        return damaged;
    }

    private static byte[] Artifact() => PortableArtifact.Serialize(NewContext(), Parse(File.ReadAllText(Path.Combine(TestData.Repository, "tests/lit/Conversion/Vhlo/program.mlir"))), Nacre.Dialects.Vhlo.VhloVersion.Current);

    private static IRContext NewContext()
    {
        var context = AllDialects.NewContext();
        context.AllowUnregisteredDialects = true;
        return context;
    }

    private static ModuleOp Parse(string source) => AllDialects.ParseModule(NewContext(), source);
    private static string TextOf(ModuleOp module) => OpAsmPrinter.Print(module, new PrintOptions(Generic: true));
}
