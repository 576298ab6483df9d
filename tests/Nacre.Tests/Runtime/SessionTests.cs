using Nacre.Runtime;
using Xunit;

namespace Nacre.Tests.Runtime;

public sealed class SessionTests
{
    private const int Size = 256;
    private static readonly long[] Vector = [Size];

    [Fact]
    public void Launches_run_in_order_through_the_arena()
    {
        using var session = new Session(AddThenDouble());
        using HostTensor a = Filled(1), b = Filled(2), y = HostTensor.Create(ElementType.F32, Vector);
        session.Run([a, b], [y]);
        Assert.Equal(Values(6), y.AsSpan<float>().ToArray());

        a.AsSpan<float>().Fill(10);
        session.Run([a, b], [y]);
        Assert.Equal(Values(24), y.AsSpan<float>().ToArray());
    }

    [Fact]
    public void A_run_of_launches_allocates_nothing()
    {
        using var pool = new CpuThreadPool(2);
        using var session = new Session(AddThenDouble(), pool);
        using HostTensor a = Filled(1), b = Filled(2), y = HostTensor.Create(ElementType.F32, Vector);
        HostTensor[] inputs = [a, b];
        HostTensor[] outputs = [y];
        for (int i = 0; i < 200; i++)
            session.Run(inputs, outputs);

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 2000; i++)
            session.Run(inputs, outputs);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Outputs_that_are_not_given_are_made()
    {
        using var session = new Session(AddThenDouble());
        using HostTensor a = Filled(1), b = Filled(2);
        HostTensor?[] outputs = [null];
        session.Run([a, b], outputs);
        Assert.Equal(Values(6), outputs[0]!.AsSpan<float>().ToArray());

        IReadOnlyDictionary<string, HostTensor> named = session.Run(new Dictionary<string, HostTensor> { ["b"] = b, ["a"] = a });
        Assert.Equal(Values(6), named["y"].AsSpan<float>().ToArray());
    }

    [Fact]
    public void Inputs_constants_arena_buffers_and_repeated_buffers_can_be_outputs()
    {
        var plan = new ExecutionPlan(
            [
                new PlanBuffer(0, "x", ElementType.F32, Vector, BufferKind.Input),
                new PlanBuffer(1, "c", ElementType.F32, Vector, BufferKind.Constant, 0, Size * 4),
                new PlanBuffer(2, "t", ElementType.F32, Vector, BufferKind.Arena, 64, Size * 4),
                new PlanBuffer(3, "y", ElementType.F32, Vector, BufferKind.Output),
            ],
            [ConstantData.FromValues<float>(Values(5))],
            [Add(0, 1, 2), Double(2, 3)],
            [Port("x", 0)],
            [Port("x", 0), Port("c", 1), Port("t", 2), Port("y", 3), Port("y", 3)],
            arenaByteSize: 64 + (Size * 4));
        using var session = new Session(plan);
        using HostTensor x = Filled(1), given = HostTensor.Create(ElementType.F32, Vector);
        HostTensor?[] outputs = [null, null, null, null, given];
        session.Run([x], outputs);

        float[] firsts = [.. outputs.Select(o => o!.AsSpan<float>()[0])];
        Assert.Equal([1f, 5f, 6f, 12f, 12f], firsts);
        Assert.Equal(outputs.Length, outputs.Select(o => o!.Pointer).Distinct().Count());
        Assert.DoesNotContain(x.Pointer, outputs.Select(o => o!.Pointer));
        Assert.Equal(4, session.Run(new Dictionary<string, HostTensor> { ["x"] = x }).Count);
    }

    [Fact]
    public void Host_steps_and_launches_exchange_values_of_any_kind()
    {
        // s (dynamic) = strings that describe x; d (dynamic) = copy of c; y = d + x by a launch; t (arena) = copy of y; z = copy of t.
        var plan = new ExecutionPlan(
            [
                new PlanBuffer(0, "x", ElementType.F32, Vector, BufferKind.Input),
                new PlanBuffer(1, "c", ElementType.F32, Vector, BufferKind.Constant, 0, Size * 4),
                new PlanBuffer(2, "s", ElementType.String, null, BufferKind.Dynamic),
                new PlanBuffer(3, "d", ElementType.F32, (long[])[-1], BufferKind.Dynamic),
                new PlanBuffer(4, "y", ElementType.F32, Vector, BufferKind.Output),
                new PlanBuffer(5, "t", ElementType.F32, Vector, BufferKind.Arena, 0, Size * 4),
                new PlanBuffer(6, "z", ElementType.F32, Vector, BufferKind.Output),
            ],
            [ConstantData.FromValues<float>(Values(5))],
            [
                new HostStep("text", new HostKernel((i, o) => o[0] = HostTensor.FromStrings([$"{i[0]!.AsSpan<float>()[0]:F1}", i[1] is null ? "absent" : ""], 2)), [0, -1], [2]),
                new HostStep("copy", new HostKernel((i, o) => o[0] = i[0]!.Clone()), [1], [3]),
                Add(3, 0, 4),
                new HostStep("copy", new HostKernel((i, o) => i[0]!.CopyTo(o[0]!)), [4], [5]),
                new HostStep("copy", new HostKernel((i, o) => i[0]!.CopyTo(o[0]!)), [5], [6, -1]),
            ],
            [Port("x", 0)],
            [
                new PlanPort("s", ElementType.String, null, 2),
                new PlanPort("s2", ElementType.String, (long[])[-1], 2),
                Port("y", 4),
                Port("z", 6),
                new PlanPort("d", ElementType.F32, (long[])[-1], 3),
            ],
            arenaByteSize: Size * 4);
        using var session = new Session(plan);
        using HostTensor x = Filled(1);
        for (int run = 0; run < 2; run++)
        {
            HostTensor?[] outputs = new HostTensor?[5];
            session.Run([x], outputs);
            Assert.Equal(["1.0", "absent"], outputs[0]!.Strings);
            Assert.Equal(["1.0", "absent"], outputs[1]!.Strings);
            Assert.NotSame(outputs[0], outputs[1]);
            Assert.Equal(Values(6), outputs[2]!.AsSpan<float>().ToArray());
            Assert.Equal(Values(6), outputs[3]!.AsSpan<float>().ToArray());
            Assert.Equal(Values(5), outputs[4]!.AsSpan<float>().ToArray());
        }
    }

    [Fact]
    public void Tensors_of_host_steps_end_with_the_run_unless_given_out()
    {
        HostTensor? kept = null, given = null;
        var plan = new ExecutionPlan(
            [new PlanBuffer(0, "a", ElementType.F32, null, BufferKind.Dynamic), new PlanBuffer(1, "b", ElementType.F32, null, BufferKind.Dynamic)],
            [],
            [new HostStep("make", new HostKernel((_, o) => (o[0], o[1]) = (kept = Filled(1), given = Filled(2))), [], [0, 1])],
            [],
            [new PlanPort("b", ElementType.F32, null, 1)]);
        using var session = new Session(plan);
        HostTensor?[] outputs = [null];
        session.Run([], outputs);
        Assert.Same(given, outputs[0]);
        Assert.Equal(2, given!.AsSpan<float>()[0]);
        Assert.Throws<ObjectDisposedException>(() => kept!.Pointer);
    }

    [Fact]
    public void A_given_output_must_have_the_shape_that_comes_out()
    {
        using var session = new Session(OneHostStep((_, o) => o[0] = Filled(3)));
        using HostTensor right = HostTensor.Create(ElementType.F32, Vector), wrong = HostTensor.Create(ElementType.F32, 2);
        session.Run([], [right]);
        Assert.Equal(Values(3), right.AsSpan<float>().ToArray());
        var error = Assert.Throws<NacreException>(() => session.Run([], [wrong]));
        Assert.Equal("Output 'y' came out as tensor<256xf32>, but tensor<2xf32> is given for it.", error.Message);
    }

    [Fact]
    public void A_failing_host_step_names_its_nodes_and_the_session_lives_on()
    {
        bool fail = true;
        using var session = new Session(OneHostStep((_, o) => o[0] = fail ? throw new NacreException(ExitCode.Unsupported, "no such mode") : Filled(1)));
        var error = Assert.Throws<NacreException>(() => session.Run([], new HostTensor?[1]));
        Assert.Equal((ExitCode.Unsupported, "Step 'step' (from node_1, node_2) failed: no such mode"), (error.Code, error.Message));

        fail = false;
        session.Run([], new HostTensor?[1]);
    }

    [Fact]
    public void Host_kernels_that_break_their_contract_are_found()
    {
        HostTensor other = HostTensor.Create(ElementType.F32, Vector);
        AssertBroken("made no new tensor", (_, _) => { });
        AssertBroken("made tensor<1xi32> for 'y'", (_, o) => o[0] = HostTensor.Create(ElementType.I32, 1));
        using HostTensor x = Filled(1), y = Filled(0);

        using var returnsInput = new Session(CopyPlan((i, o) => o[0] = i[0], BufferKind.Dynamic));
        Assert.Contains("made no new tensor", Assert.Throws<InvalidOperationException>(() => returnsInput.Run([x], [y])).Message, StringComparison.Ordinal);
        Assert.Equal(1, x.AsSpan<float>()[0]);

        using var replacesOutput = new Session(CopyPlan((_, o) => o[0] = other, BufferKind.Output));
        Assert.Contains("replaced the tensor", Assert.Throws<InvalidOperationException>(() => replacesOutput.Run([x], [y])).Message, StringComparison.Ordinal);

        static void AssertBroken(string why, HostAction action)
        {
            using var session = new Session(OneHostStep(action));
            Assert.Contains(why, Assert.Throws<InvalidOperationException>(() => session.Run([], new HostTensor?[1])).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Wrong_inputs_are_named_with_what_was_expected()
    {
        using var session = new Session(AddThenDouble());
        using HostTensor a = Filled(1), b = Filled(2), y = Filled(0), ints = HostTensor.Create(ElementType.I32, Vector), matrix = HostTensor.Create(ElementType.F32, 2, 128);
        AssertUsage("Input 'b' expects tensor<256xf32>, but tensor<256xi32> is given.", () => session.Run([a, ints], [y]));
        AssertUsage("Input 'a' expects tensor<256xf32>, but tensor<2x128xf32> is given.", () => session.Run([matrix, b], [y]));
        AssertUsage("Output 'y' expects tensor<256xf32>, but tensor<256xi32> is given.", () => session.Run([a, b], [ints]));
        AssertUsage("The model has 2 inputs (a, b), but 1 tensors are given.", () => session.Run([a], [y]));
        AssertUsage("The model has 1 outputs (y), but places for 2 are given.", () => session.Run([a, b], [y, null]));
        AssertUsage("Input 'a' is null; expected tensor<256xf32>.", () => session.Run([null!, b], [y]));
        AssertUsage("Output 'y' shares memory with input 'b'; give it a tensor of its own.", () => session.Run([a, b], [b]));
        AssertUsage("The model has no input 'c'; its inputs are: a, b.", () => session.Run(new Dictionary<string, HostTensor> { ["c"] = a }));
        AssertUsage("Input 'b' (tensor<256xf32>) is missing.", () => session.Run(new Dictionary<string, HostTensor> { ["a"] = a }));
        a.Dispose();
        AssertUsage("Input 'a' is a disposed tensor.", () => session.Run([a, b], [y]));
    }

    [Fact]
    public void Dimensions_of_one_name_must_agree()
    {
        PlanBuffer Input(int id, string name) => new(id, name, ElementType.F32, null, BufferKind.Input);
        PlanPort Named(int id, string name) => new(name, ElementType.F32, (long[])[-1, -1], id, (string?[])["batch", null]);
        using var session = new Session(new ExecutionPlan([Input(0, "a"), Input(1, "b")], [], [], [Named(0, "a"), Named(1, "b")], []));
        using HostTensor a = HostTensor.Create(ElementType.F32, 2, 3), b = HostTensor.Create(ElementType.F32, 2, 4), c = HostTensor.Create(ElementType.F32, 5, 3);
        session.Run([a, b], []);
        AssertUsage("Dimension 'batch' is 5 in input 'b' (tensor<5x3xf32>), but 2 in input 'a'.", () => session.Run([a, c], []));
        session.Run([c, c], []);
    }

    [Fact]
    public void Sessions_of_one_plan_run_on_several_threads()
    {
        ExecutionPlan plan = AddThenDouble();
        using var pool = new CpuThreadPool(2);
        Parallel.For(0, 4, worker =>
        {
            using var session = new Session(plan, pool);
            using HostTensor a = Filled(worker), b = Filled(1), y = Filled(0);
            for (int i = 0; i < 500; i++)
            {
                y.AsSpan<float>().Clear();
                session.Run([a, b], [y]);
                Assert.Equal(Values(2 * (worker + 1)), y.AsSpan<float>().ToArray());
            }
        });
    }

    [Fact]
    public void A_session_refuses_a_second_run_at_the_same_time()
    {
        Session? session = null;
        session = new Session(OneHostStep((_, o) =>
        {
            Assert.Throws<InvalidOperationException>(() => session!.Run([], new HostTensor?[1]));
            Assert.Throws<InvalidOperationException>(() => session!.Dispose());
            o[0] = Filled(1);
        }));
        session.Run([], new HostTensor?[1]);
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Run([], new HostTensor?[1]));
    }

    [Fact]
    public void An_observer_sees_every_step_begin_and_end()
    {
        var observer = new Recorder();
        using var session = new Session(AddThenDouble(), observer: observer);
        using HostTensor a = Filled(1), b = Filled(2), y = Filled(0);
        session.Run([a, b], [y]);
        Assert.Equal(["+0 add", "-0 add", "+1 double", "-1 double"], observer.Events);
        Assert.Equal(observer.Times.Order(), observer.Times);
    }

    [Fact]
    public void An_arena_beyond_the_machine_is_an_error_of_ours() =>
        Assert.Equal(ExitCode.OutOfMemoryOrLimit, Assert.Throws<NacreException>(() => new Session(new ExecutionPlan([], [], [], [], [], arenaByteSize: 1L << 60))).Code);

    internal static LaunchStep Add(int a, int b, int y) => new("add", TestKernels.Add, [a, b, y], [Size / 16], Tiles: 16);

    internal static LaunchStep Double(int x, int y) => new("double", TestKernels.Double, [x, y], [Size], Tiles: 1, Parallel: false);

    private static ExecutionPlan AddThenDouble() => new(
        [
            new PlanBuffer(0, "a", ElementType.F32, Vector, BufferKind.Input),
            new PlanBuffer(1, "b", ElementType.F32, Vector, BufferKind.Input),
            new PlanBuffer(2, "t", ElementType.F32, Vector, BufferKind.Arena, 0, Size * 4),
            new PlanBuffer(3, "y", ElementType.F32, Vector, BufferKind.Output),
        ],
        [],
        [Add(0, 1, 2), Double(2, 3)],
        [Port("a", 0), Port("b", 1)],
        [Port("y", 3)],
        arenaByteSize: Size * 4);

    private static ExecutionPlan OneHostStep(HostAction action) => new(
        [new PlanBuffer(0, "y", ElementType.F32, null, BufferKind.Dynamic)],
        [],
        [new HostStep("step", new HostKernel(action), [], [0], (string[])["node_1", "node_2"])],
        [],
        [new PlanPort("y", ElementType.F32, (long[])[-1], 0)]);

    private static ExecutionPlan CopyPlan(HostAction action, BufferKind kind) => new(
        [new PlanBuffer(0, "x", ElementType.F32, Vector, BufferKind.Input), new PlanBuffer(1, "y", ElementType.F32, Vector, kind)],
        [],
        [new HostStep("step", new HostKernel(action), [0], [1])],
        [Port("x", 0)],
        [Port("y", 1)]);

    private static PlanPort Port(string name, int buffer) => new(name, ElementType.F32, Vector, buffer);

    private static HostTensor Filled(float value) => HostTensor.FromArray(Values(value), Vector);

    private static float[] Values(float value) => [.. Enumerable.Repeat(value, Size)];

    private static void AssertUsage(string message, Action run)
    {
        var error = Assert.Throws<NacreException>(run);
        Assert.Equal((ExitCode.Usage, message), (error.Code, error.Message));
    }

    private delegate void HostAction(ReadOnlySpan<HostTensor?> inputs, Span<HostTensor?> outputs);

    private sealed class HostKernel(HostAction action) : IHostKernel
    {
        public void Run(ReadOnlySpan<HostTensor?> inputs, Span<HostTensor?> outputs) => action(inputs, outputs);
    }

    private sealed class Recorder : IRunObserver
    {
        public List<string> Events { get; } = [];

        public List<long> Times { get; } = [];

        public void StepStarted(int index, PlanStep step, long timestamp) => Record($"+{index} {step.Name}", timestamp);

        public void StepEnded(int index, PlanStep step, long timestamp) => Record($"-{index} {step.Name}", timestamp);

        private void Record(string what, long timestamp)
        {
            Events.Add(what);
            Times.Add(timestamp);
        }
    }
}
