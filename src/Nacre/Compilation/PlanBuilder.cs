using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Targets.Cpu;
using Nacre.Transforms.Conversion;
using Nacre.Transforms.Interpreter;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Compilation;

/// <summary>Turns the host program of a scheduled module into the runtime's plan.</summary>
internal sealed partial class PlanBuilder
{
    private readonly FuncOp _main;
    private readonly ModuleOp _module;
    private readonly Func<string, nint> _address;
    private readonly CustomCalls _calls;
    private readonly List<PlanBuffer> _buffers = [];
    private readonly List<ElementsAttr> _constants = [];
    private readonly Dictionary<ElementsAttr, int> _constantIds = new(ReferenceEqualityComparer.Instance);
    private readonly List<PlanStep> _steps = [];
    private readonly Dictionary<Value, int> _ids = [];

    /// <param name="module">After phase <c>scheduled</c>.</param>
    /// <param name="address">The address of a kernel's function by name.</param>
    /// <param name="calls">What custom calls mean.</param>
    public PlanBuilder(ModuleOp module, Func<string, nint> address, CustomCalls calls)
    {
        (_module, _calls) = (module, calls);
        _main = new SymbolTable(module).Lookup<FuncOp>("main")!;
        _address = address;
    }

    public ExecutionPlan Build(object? code)
    {
        var inputs = _main.Body.Entry.Arguments.Select(Input).ToArray();
        AddSteps(_main.Body.Entry);
        var results = ((ReturnOp)_main.Body.Entry.Last!).Inputs;
        var outputs = results.Select((value, i) => Output(value, NameOf(_main.ResultAttributes(i), $"output{i}"))).ToArray();
        var arena = _main.GetAttr<IntegerAttr>(PlanArenaPass.SizeAttribute)?.Value ?? 0;
        return new ExecutionPlan(_buffers.ToArray(), CopyConstants(), _steps.ToArray(), inputs, outputs, arena, code);
    }

    private static string NameOf(DictionaryAttr attributes, string fallback) => (attributes["onnx.name"] as StringAttr)?.Value ?? fallback;

    private PlanPort Input(BlockArgument argument)
    {
        var name = NameOf(_main.ArgAttributes(argument.Index), $"input{argument.Index}");
        var id = Add(argument, BufferKind.Input, name);
        var names = (_main.ArgAttributes(argument.Index)["onnx.dim_params"] as ArrayAttr)?.Items.Select(d => d is StringAttr { Value.Length: > 0 } s ? s.Value : null).ToArray();
        return new PlanPort(name, _buffers[id].Type, _buffers[id].Shape, id, names is null ? default : new PlanArray<string?>(names));
    }

    private PlanPort Output(Value value, string name)
    {
        var id = Id(value);
        // The plan's shape of a shared buffer is that of its first value; the port says what the caller sees.
        return new PlanPort(name, _buffers[id].Type, ShapeOf(value.Type), id);
    }

    private static PlanArray<long>? ShapeOf(IRType type)
    {
        if (type is not RankedTensorType tensor)
            return null;
        return new PlanArray<long>([.. tensor.Shape.Dims.Select(d => d == Shape.Dynamic ? -1 : d)]);
    }

    private int Add(Value value, BufferKind kind, string name, long offset = 0)
    {
        var element = ElementTypeMap.ToRuntime(value.Type.ElementOrSelf());
        var isStatic = value.Type is RankedTensorType { HasStaticShape: true };
        var bytes = isStatic && element != ElementType.String ? ((RankedTensorType)value.Type).Shape.ElementCount * element.ByteSize() : 0;
        var id = _buffers.Count;
        _buffers.Add(new PlanBuffer(id, name, element, ShapeOf(value.Type), kind, offset, bytes));
        _ids[value] = id;
        return id;
    }

    /// <summary>The buffer of a value; reshapes and constants are added when first used.</summary>
    private int Id(Value value)
    {
        if (_ids.TryGetValue(value, out var id))
            return id;
        return value.DefiningOp switch
        {
            Hlo.ConstantOp constant => AddConstant(value, constant.Value),
            Hlo.ReshapeOp reshape => AddView(value, Id(PlanArenaPass.Storage(reshape.Operand))),
            Hlo.DynamicUpdateSliceOp or null => _ids[value] = Id(PlanArenaPass.Storage(value)),
            IConstantLike { ConstantValue: ElementsAttr elements } => AddConstant(value, elements),
            { } op => throw new NacreException(ExitCode.Unsupported, $"'{op.Name}' at {op.Location.Describe()} cannot stand in a host program"),
        };
    }

    /// <summary>Constants that are one attribute are stored once.</summary>
    private int AddConstant(Value value, ElementsAttr elements)
    {
        if (!_constantIds.TryGetValue(elements, out var id))
        {
            _constantIds[elements] = id = _constants.Count;
            _constants.Add(elements);
        }
        return Add(value, BufferKind.Constant, $"constant{id}", id);
    }

    private ConstantData[] CopyConstants()
    {
        var isNumber = _constants.Select(c => c is not DenseStringElementsAttr).ToArray();
        var numbers = new Queue<ConstantData>(ConstantData.InOneBlock([.. _constants.Where((_, i) => isNumber[i]).Select(c => (ByteSizeOf(c), (System.Buffers.SpanAction<byte, object?>)((bytes, _) => Write(c, bytes))))]));
        return [.. _constants.Select((c, i) => isNumber[i] ? numbers.Dequeue() : ConstantData.FromStrings(Expand((DenseStringElementsAttr)c)))];
    }

    private static long ByteSizeOf(ElementsAttr elements) => elements.IsSplat ? checked(elements.Count * elements.Data!.Length) : elements.Data!.Length;

    private static void Write(ElementsAttr elements, Span<byte> bytes) => ConstantData.Fill(bytes, elements.Data!.Span);

    private static string[] Expand(DenseStringElementsAttr text) => text.IsSplat ? [.. Enumerable.Repeat(text.Strings[0], (int)text.Count)] : [.. text.Strings];

    /// <summary>Another shape of the same memory.</summary>
    private int AddView(Value value, int storage)
    {
        var source = _buffers[storage];
        if (source.Kind is BufferKind.Arena or BufferKind.Constant)
            return Add(value, source.Kind, source.Name, source.Offset);
        _ids[value] = storage;
        return storage;
    }

    private void AddStep(LaunchOp launch)
    {
        var isReturned = launch.Arena is { } places ? places : [];
        var inputs = launch.Inputs.Select(Id).ToArray();
        var outputs = new int[launch.Outputs.Count];
        for (var i = 0; i < outputs.Length; i++)
            outputs[i] = AddResult(launch, i, isReturned.Count > i ? isReturned[i] : -1);
        var source = launch.Location.Names.ToArray();
        var callee = SymbolTable.LookupNearest(launch, launch.Kernel);
        if (callee is FuncOp function)
        {
            var tactic = function.GetAttr<StringAttr>("nacre.tactic")?.Value ?? "";
            var tiles = function.GetAttr<IntegerAttr>("nacre.tiles")!.Value;
            _steps.Add(new LaunchStep(
                launch.Kernel.Leaf, _address(launch.Kernel.Leaf), (int[])[.. inputs, .. outputs], default, tiles, true, tactic, source,
                NumberOf(function, ScheduleKernelsPass.FlopsAttribute), NumberOf(function, ScheduleKernelsPass.BytesAttribute), function.GetAttr<IntegerAttr>(KernelToLlvm.ScratchAttribute)?.Value ?? 0));
            return;
        }
        _steps.Add(new HostStep(launch.Kernel.Leaf, new ReferenceKernel((KernelOp)callee!, _calls), inputs, outputs, source));
    }

    private static double NumberOf(FuncOp function, string attribute) => function.GetAttr<FloatAttr>(attribute)?.Value ?? 0;

    private int AddResult(LaunchOp launch, int index, long place)
    {
        var value = launch.Outputs[index];
        if (value.Type is NoneType)
            return -1;
        if (_ids.TryGetValue(value, out var given))
            return given;
        return AddResult(value, launch.Kernel.Leaf, place);
    }

    /// <summary>A result in the arena, or in memory of the caller's or of the run.</summary>
    private int AddResult(Value value, string name, long place)
    {
        if (place >= 0)
            return Add(value, BufferKind.Arena, name, place);
        var isOutput = value.Type is RankedTensorType { HasStaticShape: true } && ElementTypeMap.ToRuntime(value.Type.ElementOrSelf()) != ElementType.String;
        // The caller sees the type of the returned value, which may be a reshape of this one.
        var seen = isOutput ? ((ReturnOp)_main.Body.Entry.Last!).Inputs.FirstOrDefault(v => ReferenceEquals(PlanArenaPass.Storage(v), value)) ?? value : value;
        return _ids[value] = Add(seen, isOutput ? BufferKind.Output : BufferKind.Dynamic, name);
    }
}
