namespace Nacre.Runtime;

/// <summary>Checks the tensors that a caller gives against what the plan's inputs and outputs want, without allocating when they fit.</summary>
internal sealed class PortValidator
{
    private readonly ExecutionPlan _plan;

    // Per input and dimension the index of its name in _names, -1 without a name; per name its size in this run and the input that set it.
    private readonly int[][] _symbols;
    private readonly List<string> _names = [];
    private readonly long[] _sizes;
    private readonly int[] _setBy;

    public PortValidator(ExecutionPlan plan)
    {
        _plan = plan;
        _symbols = new int[plan.Inputs.Count][];
        for (int i = 0; i < _symbols.Length; i++)
            _symbols[i] = SymbolsOf(plan.Inputs[i]);

        _sizes = new long[_names.Count];
        _setBy = new int[_names.Count];
    }

    /// <exception cref="NacreException"><see cref="ExitCode.Usage"/>: names the input, what was expected and what was given.</exception>
    public void ValidateInputs(ReadOnlySpan<HostTensor> inputs)
    {
        if (inputs.Length != _plan.Inputs.Count)
            throw Usage($"The model has {_plan.Inputs.Count} inputs ({NamesOf(_plan.Inputs)}), but {inputs.Length} tensors are given.");

        _setBy.AsSpan().Fill(-1);
        for (int i = 0; i < inputs.Length; i++)
        {
            Validate("Input", _plan.Inputs[i], inputs[i]);
            ValidateNamedDimensions(i, inputs[i]);
        }
    }

    /// <summary>Checks outputs that the caller gives; a null one is for the session to make.</summary>
    /// <exception cref="NacreException"><see cref="ExitCode.Usage"/>: a tensor does not fit, or shares memory with another.</exception>
    public void ValidateOutputs(ReadOnlySpan<HostTensor> inputs, ReadOnlySpan<HostTensor?> outputs)
    {
        if (outputs.Length != _plan.Outputs.Count)
            throw Usage($"The model has {_plan.Outputs.Count} outputs ({NamesOf(_plan.Outputs)}), but places for {outputs.Length} are given.");

        for (int i = 0; i < outputs.Length; i++)
        {
            if (outputs[i] is not { } output)
                continue;

            Validate("Output", _plan.Outputs[i], output);
            for (int k = 0; k < inputs.Length; k++)
                RequireDisjoint(i, output, inputs[k], "input", _plan.Inputs, k);
            for (int k = 0; k < i; k++)
                RequireDisjoint(i, output, outputs[k], "output", _plan.Outputs, k);
        }
    }

    private static void Validate(string kind, PlanPort port, HostTensor? tensor)
    {
        if (tensor is null)
            throw Usage($"{kind} '{port.Name}' is null; expected {port.Describe()}.");
        if (tensor.IsDisposed)
            throw Usage($"{kind} '{port.Name}' is a disposed tensor.");
        if (tensor.ElementType != port.Type || !(port.Shape is not { } shape || TensorSize.Matches(shape.AsSpan(), tensor.Shape)))
            throw Usage($"{kind} '{port.Name}' expects {port.Describe()}, but {tensor.Describe()} is given.");
    }

    private void ValidateNamedDimensions(int input, HostTensor tensor)
    {
        for (int axis = 0; axis < _symbols[input].Length; axis++)
        {
            int symbol = _symbols[input][axis];
            if (symbol < 0)
                continue;

            if (_setBy[symbol] < 0)
                (_setBy[symbol], _sizes[symbol]) = (input, tensor.Shape[axis]);
            else if (_sizes[symbol] != tensor.Shape[axis])
                throw Usage($"Dimension '{_names[symbol]}' is {tensor.Shape[axis]} in input '{_plan.Inputs[input].Name}' ({tensor.Describe()}), "
                    + $"but {_sizes[symbol]} in input '{_plan.Inputs[_setBy[symbol]].Name}'.");
        }
    }

    private void RequireDisjoint(int output, HostTensor tensor, HostTensor? other, string kind, PlanArray<PlanPort> ports, int port)
    {
        if (other is not null && Overlap(tensor, other))
            throw Usage($"Output '{_plan.Outputs[output].Name}' shares memory with {kind} '{ports[port].Name}'; give it a tensor of its own.");
    }

    private static bool Overlap(HostTensor a, HostTensor b) =>
        a.ByteSize > 0 && b.ByteSize > 0 && a.Pointer < b.Pointer + (nint)b.ByteSize && b.Pointer < a.Pointer + (nint)a.ByteSize;

    private int[] SymbolsOf(PlanPort port)
    {
        int[] symbols = new int[port.DimensionNames.Count];
        for (int axis = 0; axis < symbols.Length; axis++)
            symbols[axis] = SymbolOf(port.DimensionNames[axis]);

        return symbols;
    }

    private int SymbolOf(string? name)
    {
        if (name is null)
            return -1;
        if (!_names.Contains(name))
            _names.Add(name);

        return _names.IndexOf(name);
    }

    private static string NamesOf(PlanArray<PlanPort> ports) => string.Join(", ", ports.Select(p => p.Name));

    private static NacreException Usage(string message) => new(ExitCode.Usage, message);
}
