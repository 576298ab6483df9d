using System.Runtime.InteropServices;
using Nacre.Runtime;
using Nacre.Targets.Llvm.Interop;
using Xunit;

namespace Nacre.Tests.Runtime;

/// <summary>Objects of LLVM in memory without LLVM.</summary>
public sealed unsafe class CodeImageTests
{
    /// <summary>Constants in memory, a table of addresses, a variable, a jump table and calls of C functions and of another object.</summary>
    private const string Rich = """
        @table = constant [4 x ptr] [ptr @one, ptr @two, ptr @one, ptr @two]
        @counter = global i64 5
        @zeros = internal global [100 x i64] zeroinitializer
        define i32 @one(i32 %x) {
          ret i32 %x
        }
        define i32 @two(i32 %x) {
          %r = mul i32 %x, 2
          ret i32 %r
        }
        define i32 @call_by_table(i32 %i, i32 %x) {
          %p = getelementptr ptr, ptr @table, i32 %i
          %f = load ptr, ptr %p
          %r = call i32 %f(i32 %x)
          ret i32 %r
        }
        define i64 @count() {
          %c = load i64, ptr @counter
          %n = add i64 %c, 1
          store i64 %n, ptr @counter
          %z = load i64, ptr getelementptr ([100 x i64], ptr @zeros, i64 0, i64 99)
          %r = add i64 %n, %z
          ret i64 %r
        }
        define <8 x float> @add(<8 x float> %x) {
          %r = fadd <8 x float> %x, <float 1.0, float 2.0, float 3.0, float 4.0, float 5.0, float 6.0, float 7.0, float 8.0>
          ret <8 x float> %r
        }
        define void @add_in_place(ptr %p) {
          %x = load <8 x float>, ptr %p, align 4
          %y = call <8 x float> @add(<8 x float> %x)
          store <8 x float> %y, ptr %p, align 4
          ret void
        }
        define i32 @choose(i32 %i, i32 %x) {
          switch i32 %i, label %other [ i32 0, label %a
            i32 1, label %b
            i32 2, label %c
            i32 3, label %d
            i32 4, label %e ]
        a:
          %ra = call i32 @twice(i32 %x)
          ret i32 %ra
        b:
          %rb = udiv i32 %x, 3
          ret i32 %rb
        c:
          %rc = xor i32 %x, 255
          ret i32 %rc
        d:
          %rd = shl i32 %x, 4
          ret i32 %rd
        e:
          %re = sub i32 %x, 77
          ret i32 %re
        other:
          ret i32 -1
        }
        define double @power(double %x) {
          %r = call double @pow(double %x, double 3.0)
          ret double %r
        }
        define void @copy(ptr %to, ptr %from, i64 %n) {
          call void @llvm.memmove.p0.p0.i64(ptr %to, ptr %from, i64 %n, i1 false)
          ret void
        }
        define half @narrow(double %x) {
          %r = fptrunc double %x to half
          ret half %r
        }
        define float @narrow_and_widen(double %x) {
          %h = call half @narrow(double %x)
          %r = fpext half %h to float
          ret float %r
        }
        declare i32 @twice(i32)
        declare double @pow(double, double)
        declare void @llvm.memmove.p0.p0.i64(ptr, ptr, i64, i1)
        """;

    private const string Twice = "define i32 @twice(i32 %x) {\n %r = shl i32 %x, 1\n ret i32 %r\n}";

    private static readonly Lazy<byte[]> RichObject = new(() => Compile(Rich));

    [Fact]
    public void Data_and_tables_of_addresses_are_linked()
    {
        using var code = Load();
        var call = (delegate* unmanaged<int, int, int>)code.Lookup("call_by_table");
        Assert.Equal([21, 42], new[] { call(2, 21), call(3, 21) });
        var count = (delegate* unmanaged<long>)code.Lookup("count");
        Assert.Equal([6, 7], new[] { count(), count() });
        Span<float> values = stackalloc float[8];
        fixed (float* p = values)
            ((delegate* unmanaged<float*, void>)code.Lookup("add_in_place"))(p);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], values.ToArray());
    }

    [Fact]
    public void Jump_tables_and_calls_into_another_object_work()
    {
        using var code = Load();
        var choose = (delegate* unmanaged<int, int, int>)code.Lookup("choose");
        Assert.Equal([200, 33, 155, 1600, 23, -1], Enumerable.Range(0, 6).Select(i => choose(i, 100)));
    }

    [Fact]
    public void C_functions_of_the_system_are_found()
    {
        using var code = Load();
        Assert.Equal(27, ((delegate* unmanaged<double, double>)code.Lookup("power"))(3));
        byte[] bytes = [1, 2, 3, 4, 5];
        fixed (byte* p = bytes)
            ((delegate* unmanaged<byte*, byte*, long, void>)code.Lookup("copy"))(p + 1, p, 3);
        Assert.Equal([1, 1, 2, 3, 5], bytes);
        Assert.Equal(0.333251953125f, ((delegate* unmanaged<double, float>)code.Lookup("narrow_and_widen"))(1.0 / 3));
    }

    [Fact]
    public void Code_calls_the_functions_that_it_is_given()
    {
        var given = new Dictionary<string, nint> { ["twice"] = (nint)(delegate* unmanaged<int, int>)&Negate };
        using var code = CodeImage.Load([RichObject.Value], given);
        Assert.Equal(-7, ((delegate* unmanaged<int, int, int>)code.Lookup("choose"))(0, 7));
    }

    [Fact]
    public void No_page_can_be_written_and_executed()
    {
        using var code = Load();
        var function = (ulong)code.Lookup("count");
        var access = File.ReadLines("/proc/self/maps").Select(line => line.Split(' ')).First(words => Contains(words[0], function))[1];
        Assert.Equal("r-xp", access);
    }

    private static bool Contains(string range, ulong address)
    {
        var ends = range.Split('-').Select(end => Convert.ToUInt64(end, 16)).ToArray();
        return ends[0] <= address && address < ends[1];
    }

    [Fact]
    public void A_symbol_that_nothing_defines_is_named()
    {
        var error = Assert.Throws<NacreException>(() => CodeImage.Load([RichObject.Value]));
        Assert.Equal(ExitCode.ModelUnreadable, error.Code);
        Assert.Contains("'twice'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_symbol_that_two_objects_define_is_named()
    {
        var twice = Compile(Twice);
        Assert.Contains("'twice' is defined twice", Assert.Throws<NacreException>(() => CodeImage.Load([twice, twice])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_object_for_another_processor_is_refused()
    {
        var arm = LlvmCompiler.CompileToObject(Twice, new LlvmTarget("aarch64-linux-gnu"), CodeGenOptions.Default);
        Assert.Equal(ExitCode.ModelUnreadable, Assert.Throws<NacreException>(() => CodeImage.Load([arm])).Code);
    }

    [Fact]
    public void Every_truncation_is_an_error()
    {
        var whole = RichObject.Value;
        for (var length = 0; length < whole.Length; length++)
        {
            var part = whole.AsMemory(0, length);
            Assert.Equal(ExitCode.ModelUnreadable, Assert.Throws<NacreException>(() => CodeImage.Load([part], Stand())).Code);
        }
    }

    /// <summary>Changes that leave the object well-formed load; all others are errors of the one kind.</summary>
    [Fact]
    public void No_change_of_bytes_crashes()
    {
        var refused = 0;
        for (var seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            var bytes = RichObject.Value.ToArray();
            for (var i = random.Next(1, 4); i > 0; i--)
                bytes[Place(random, bytes)] = (byte)random.Next(256);
            refused += IsRefused(bytes, seed) ? 1 : 0;
        }
        Assert.InRange(refused, 1000, 3999);
    }

    /// <summary>Half of the changes go to the header and the section headers at the end, where most of the structure is.</summary>
    private static int Place(Random random, byte[] bytes) => random.Next(4) switch
    {
        0 => random.Next(64),
        1 => bytes.Length - 1 - random.Next(16 * 64),
        _ => random.Next(bytes.Length),
    };

    private static bool IsRefused(byte[] bytes, int seed)
    {
        try
        {
            CodeImage.Load([bytes], Stand()).Dispose();
            return false;
        }
        catch (NacreException e)
        {
            Assert.True(e.Code == ExitCode.ModelUnreadable, $"seed {seed}: {e}");
            return true;
        }
    }

    private static Dictionary<string, nint> Stand() => new() { ["twice"] = 4096 };

    private static CodeImage Load() => CodeImage.Load([RichObject.Value, Compile(Twice)]);

    private static byte[] Compile(string ir) => LlvmCompiler.CompileToObject(ir, CpuTarget.Host(), CodeGenOptions.Default);

    [UnmanagedCallersOnly]
    private static int Negate(int x) => -x;
}
