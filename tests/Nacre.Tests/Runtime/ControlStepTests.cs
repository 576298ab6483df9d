using Nacre.Runtime;

namespace Nacre.Tests.Runtime;

/// <summary>Steps that jump, copy and write parts.</summary>
public sealed class ControlStepTests
{
    [Theory]
    [InlineData(true, 1f)]
    [InlineData(false, 2f)]
    public void Branch_goes_on_behind_it_or_at_its_target(bool condition, float expected)
    {
        var plan = new ExecutionPlan(
            [Scalar(0, ElementType.Bool, BufferKind.Input), Scalar(1, ElementType.F32, BufferKind.Input), Scalar(2, ElementType.F32, BufferKind.Input), Scalar(3, ElementType.F32, BufferKind.Output)],
            [],
            [new BranchStep("if", 0, 3), new CopyStep("then", 1, 3), new JumpStep("end", 4), new CopyStep("else", 2, 3)],
            [Port("c", 0, ElementType.Bool), Port("x", 1, ElementType.F32), Port("y", 2, ElementType.F32)],
            [Port("z", 3, ElementType.F32)]);
        using var session = new Session(plan);
        using HostTensor c = HostTensor.FromArray([condition], []), x = HostTensor.FromArray([1f], []), y = HostTensor.FromArray([2f], []), z = HostTensor.Create(ElementType.F32);
        session.Run([c, x, y], [z]);
        Assert.Equal(expected, z.AsSpan<float>()[0]);
    }

    [Theory]
    [InlineData(1, 2, 0)]
    [InlineData(-5, 0, 0)]
    [InlineData(9, 9, 2)]
    public void Part_is_written_where_it_fits(long row, long column, long plane)
    {
        var plan = new ExecutionPlan(
            [
                new PlanBuffer(0, "x", ElementType.F32, Sizes(3, 4, 2), BufferKind.Input),
                new PlanBuffer(1, "part", ElementType.F32, Sizes(2, 2, 1), BufferKind.Input),
                Scalar(2, ElementType.I64, BufferKind.Input), Scalar(3, ElementType.I64, BufferKind.Input), Scalar(4, ElementType.I64, BufferKind.Input),
                new PlanBuffer(5, "y", ElementType.F32, Sizes(3, 4, 2), BufferKind.Output),
            ],
            [],
            [new CopyStep("copy", 0, 5), new WriteStep("write", 1, 5, Sizes(2, 2, 1), Sizes(3, 4, 2), [2, 3, 4])],
            [new PlanPort("x", ElementType.F32, Sizes(3, 4, 2), 0), new PlanPort("part", ElementType.F32, Sizes(2, 2, 1), 1), Port("i", 2, ElementType.I64), Port("j", 3, ElementType.I64), Port("k", 4, ElementType.I64)],
            [new PlanPort("y", ElementType.F32, Sizes(3, 4, 2), 5)]);
        using var session = new Session(plan);
        using HostTensor x = HostTensor.FromArray(new float[24], 3, 4, 2), part = HostTensor.FromArray([1f, 2, 3, 4], 2, 2, 1), y = HostTensor.Create(ElementType.F32, 3, 4, 2);
        using HostTensor i = HostTensor.FromArray([row], []), j = HostTensor.FromArray([column], []), k = HostTensor.FromArray([plane], []);
        session.Run([x, part, i, j, k], [y]);

        var expected = new float[24];
        for (var n = 0; n < 4; n++)
            expected[((Math.Clamp(row, 0, 1) + n / 2) * 4 + Math.Clamp(column, 0, 2) + n % 2) * 2 + Math.Clamp(plane, 0, 1)] = n + 1;
        Assert.Equal(expected, y.AsSpan<float>().ToArray());
    }

    [Fact]
    public void Loop_without_end_ends_with_an_error()
    {
        var plan = new ExecutionPlan([], [], [new JumpStep("next", 0, ["Loop_7"])], [], []);
        using var session = new Session(plan, maxLoopWork: 1 << 20);
        var error = Assert.Throws<NacreException>(() => session.Run([], []));
        Assert.Equal(ExitCode.OutOfMemoryOrLimit, error.Code);
        Assert.Contains("Loop_7", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Steps_outside_the_plan_are_refused()
    {
        Assert.Throws<NacreException>(() => new ExecutionPlan([], [], [new JumpStep("jump", 2)], [], []));
        Assert.Throws<NacreException>(() => new ExecutionPlan([], [], [new JumpStep("jump", -1)], [], []));
        Assert.Throws<NacreException>(() => new ExecutionPlan([], [], [new BranchStep("branch", 0, 0)], [], []));
        Assert.Throws<NacreException>(() => new ExecutionPlan([], [], [new CopyStep("copy", 0, 1)], [], []));
    }

    private static PlanArray<long> Sizes(params ReadOnlySpan<long> sizes) => new(sizes);
    private static PlanBuffer Scalar(int id, ElementType type, BufferKind kind) => new(id, $"b{id}", type, Sizes(), kind);
    private static PlanPort Port(string name, int buffer, ElementType type) => new(name, type, Sizes(), buffer);
}
