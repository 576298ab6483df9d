using Nacre.Runtime;
using Xunit;

namespace Nacre.Tests.Runtime;

public sealed class ExecutionPlanTests
{
    private static readonly long[] Four = [4];

    [Fact]
    public void Buffers_must_lie_inside_what_holds_them()
    {
        AssertContradiction("ends behind the arena of 64 bytes", Arena(64, 16), arena: 64);
        AssertContradiction("ends behind the arena", Arena(long.MaxValue & -64, 16), arena: 64);
        AssertContradiction("not a multiple of 64", Arena(8, 16), arena: 64);
        AssertContradiction("not a multiple of 64", Arena(-64, 16), arena: 64);
        AssertContradiction("needs 16 bytes, but has 8", Arena(0, 8), arena: 64);
        AssertContradiction("is constant 1 of 1", Constant(1, ElementType.F32), constants: [ConstantData.FromValues(1f)]);
        AssertContradiction("is constant -1 of 1", Constant(-1, ElementType.F32), constants: [ConstantData.FromValues(1f)]);
        AssertContradiction("its constant has 4", Constant(0, ElementType.F32), constants: [ConstantData.FromValues(1f)]);
        AssertContradiction("has 1 strings", Constant(0, ElementType.String), constants: [ConstantData.FromStrings("a")]);
        AssertContradiction("its constant has 0", Constant(0, ElementType.F32), constants: [ConstantData.FromStrings("a")]);
        AssertContradiction("strings, which cannot be in the arena", new PlanBuffer(0, "s", ElementType.String, Four, BufferKind.Arena));
        AssertContradiction("without a static shape", new PlanBuffer(0, "y", ElementType.F32, null, BufferKind.Output));
        AssertContradiction("has id 3 at index 0", new PlanBuffer(3, "x", ElementType.F32, null, BufferKind.Dynamic));
    }

    [Fact]
    public void Steps_must_use_buffers_that_are_there_by_then()
    {
        var dynamic = new PlanBuffer(0, "d", ElementType.F32, null, BufferKind.Dynamic);
        var make = new HostStep("make", new Nothing(), [], [0]);
        AssertContradiction("uses buffer 7", dynamic, steps: [new LaunchStep("k", TestKernels.Add, [7], [], 1)]);
        AssertContradiction("there by then", dynamic, steps: [new LaunchStep("k", TestKernels.Add, [0], [], 1), make]);
        AssertContradiction("reads buffer 0", dynamic, steps: [new HostStep("read", new Nothing(), [0], [])]);
        AssertContradiction("was made before", dynamic, steps: [make, make]);
        AssertContradiction("writes buffer 0", Constant(0, ElementType.F32), constants: [ConstantData.FromValues(1f, 2, 3, 4)], steps: [make]);
        AssertContradiction("has no code", dynamic, steps: [new LaunchStep("k", 0, [], [], 1)]);
        AssertContradiction("negative number of tiles", dynamic, steps: [new LaunchStep("k", TestKernels.Add, [], [], -1)]);
    }

    [Fact]
    public void Ports_must_agree_with_their_buffers()
    {
        var input = new PlanBuffer(0, "x", ElementType.F32, Four, BufferKind.Input);
        var port = new PlanPort("x", ElementType.F32, Four, 0);
        AssertContradiction("0 inputs name it", input);
        AssertContradiction("2 inputs name it", input, inputs: [port, port with { Name = "x2" }]);
        AssertContradiction("'x' is listed twice", input, inputs: [port, port]);
        AssertContradiction("is buffer 5", input, inputs: [port with { Buffer = 5 }]);
        AssertContradiction("not of i32", input, inputs: [port with { Type = ElementType.I32 }]);
        AssertContradiction("is tensor<3xf32>, but its buffer is tensor<4xf32>", input, inputs: [port with { Shape = (long[])[3] }]);
        AssertContradiction("names 2 dimensions of tensor<4xf32>", input, inputs: [port with { DimensionNames = (string?[])["a", "b"] }]);
        AssertContradiction("no output names it", new PlanBuffer(0, "y", ElementType.F32, Four, BufferKind.Output));
        AssertContradiction("output 'x' is buffer 0", new PlanBuffer(0, "d", ElementType.F32, null, BufferKind.Dynamic), outputs: [port]);
    }

    [Fact]
    public void Constants_are_aligned()
    {
        Assert.Equal(0, ConstantData.FromValues<byte>(1).Pointer % 64);
        Assert.Throws<ArgumentException>(() => ConstantData.Borrow(72, 8, null));
    }

    [Fact]
    public void Plan_arrays_compare_by_their_elements()
    {
        PlanArray<long> a = [1, 2], b = (long[])[1, 2], c = [1, 3];
        Assert.True(a == b && a != c);
        Assert.Equal(a.GetHashCode(), b.GetHashCode());
        Assert.True(default(PlanArray<long>) == []);
        Assert.Equal(Double(), Double());
        Assert.Equal("[1, 2]", a.ToString());

        static LaunchStep Double() => SessionTests.Double(0, 1);
    }

    [Fact]
    public void Plan_arrays_do_not_follow_the_array_they_came_from()
    {
        long[] source = [1, 2];
        PlanArray<long> copy = source;
        source[0] = 9;
        Assert.Equal(1, copy[0]);
    }

    private static PlanBuffer Arena(long offset, long size) => new(0, "t", ElementType.F32, Four, BufferKind.Arena, offset, size);

    private static PlanBuffer Constant(long index, ElementType type) => new(0, "c", type, Four, BufferKind.Constant, index, 4 * type.ByteSize());

    private static void AssertContradiction(
        string what,
        PlanBuffer buffer,
        long arena = 0,
        PlanArray<ConstantData> constants = default,
        PlanArray<PlanStep> steps = default,
        PlanArray<PlanPort> inputs = default,
        PlanArray<PlanPort> outputs = default)
    {
        var error = Assert.Throws<NacreException>(() => new ExecutionPlan([buffer], constants, steps, inputs, outputs, arena));
        Assert.Equal(ExitCode.ModelUnreadable, error.Code);
        Assert.Contains(what, error.Message, StringComparison.Ordinal);
    }

    private sealed class Nothing : IHostKernel
    {
        public void Run(ReadOnlySpan<HostTensor?> inputs, Span<HostTensor?> outputs)
        {
        }
    }
}
