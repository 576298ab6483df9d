using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.StableHlo;
using Nacre.IR;
using Nacre.Transforms.Interpreter;
using ConstantOp = Nacre.Dialects.StableHlo.ConstantOp;
using FuncReturnOp = Nacre.Dialects.Func.ReturnOp;

namespace Nacre.Transforms.Refinement;

/// <summary>Refines the types of a function and of those it calls.</summary>
internal sealed class ShapeRefinement(ConstantFolder folder, DiagnosticEngine diagnostics)
{
    /// <summary>Integers that are sizes are few; larger constants are not for this step.</summary>
    public static FoldLimits Limits { get; } = new(MaxResultBytes: 1 << 16, MaxGrowthBytes: 1 << 16);

    // A loop's body may need a second look when its results say more; a chain of such loops, one more each.
    private const int MaxRounds = 16;

    /// <summary>What a function was refined for.</summary>
    /// <param name="Key">The types and sizes that its calls pass.</param>
    /// <param name="Original">The function as it was before.</param>
    private sealed record CallContext(string Key, FuncOp Original);

    private readonly Dictionary<FuncOp, CallContext> _contexts = [];
    private readonly Dictionary<FuncOp, SortedSet<int>> _constantArguments = [];
    private readonly HashSet<FuncOp> _program = [];
    private readonly HashSet<FuncOp> _running = [];
    private bool _changed;

    /// <summary>Refines the program that begins with <paramref name="main"/>; arguments that turned out to be constants are no longer passed.</summary>
    public void Run(FuncOp main)
    {
        AddToProgram(main);
        Refine(main);
        foreach (var (function, indices) in _constantArguments)
            DropArguments(function, indices);
    }

    private static void DropArguments(FuncOp function, SortedSet<int> indices)
    {
        foreach (var call in function.ParentOp!.Walk<CallOp>().Where(c => c.Callee.Leaf == function.SymbolName).ToArray())
        {
            call.SetOperands([.. call.Operands.Where((_, i) => !indices.Contains(i))]);
            if (call.GetAttr("arg_attrs") is ArrayAttr passed)
                call.SetAttr("arg_attrs", new ArrayAttr(passed.Items.Where((_, i) => !indices.Contains(i)).ToEquatableArray()));
        }
        foreach (var index in indices.Reverse())
            function.Body.Entry.RemoveArgument(index);
        if (function.ArgAttrs is { } attributes)
            function.ArgAttrs = new ArrayAttr(attributes.Items.Where((_, i) => !indices.Contains(i)).ToEquatableArray());
        function.FunctionType = function.FunctionType with { Inputs = function.Body.Entry.Arguments.Select(a => a.Type).ToEquatableArray() };
    }

    private void Refine(FuncOp function)
    {
        if (function.Body.Blocks.Count != 1)
        {
            diagnostics.Error(function, "must have exactly one block");
            return;
        }
        if (!_running.Add(function))
            return;
        var outer = _changed;
        for (var round = 0; round < MaxRounds && !diagnostics.HasErrors; round++)
        {
            _changed = false;
            foreach (var op in function.Walk().Skip(1).ToArray())
                Visit(op);
            foreach (var op in function.Walk().Skip(1).Reverse().Where(o => o is not ITerminator && o.ResultCount > 0).ToArray())
                EraseIfDead(op);
            RefineResults(function);
            outer |= _changed;
            if (!_changed)
                break;
        }
        _changed = outer;
        _running.Remove(function);
    }

    private void Visit(Operation op)
    {
        if (op.Block is null || TryForward(op) || TryFold(op))
            return;
        if (op is CallOp call)
            RefineCall(call);
        else if (op is WhileOp loop)
            RefineArguments(loop);
        if (ShapeInference.TryInfer(op) is { } types && types.Count == op.ResultCount)
            RefineResults(op, types);
    }

    /// <summary>Removes what only hid a type: casts, and the wrappers of operands.</summary>
    private bool TryForward(Operation op)
    {
        var isCast = op is UnrealizedConversionCastOp { Inputs.Count: 1, Outputs.Count: 1 } cast && HloCompatibility.AreCompatible(cast.Inputs[0].Type, cast.Outputs[0].Type);
        var isWrapper = op is CustomCallOp { CallTargetName: "stablehlo.shape_refinement_operand_wrapper", OperandCount: > 0, ResultCount: 1 };
        if ((!isCast && !isWrapper) || !op.Result(0).Users.All(ExpectsRefinement))
            return false;
        Replace(op, [op.Operand(0)]);
        return true;
    }

    /// <summary>Replaces integers that are known by constants; those that count up are data rather than sizes.</summary>
    private bool TryFold(Operation op)
    {
        if (op is GetDimensionSizeOp size)
            return TryFoldSize(size);
        if (op is IConstantLike or DynamicIotaOp || op.ResultCount == 0 || !op.Results.Types.Concat(op.Operands.Types).All(IsIntegers))
            return false;
        if (folder.TryFold(op) is not { } values)
            return false;
        var builder = OpBuilder.Before(op);
        Replace(op, [.. values.Select(v => ConstantOp.Create(builder, v).Output)]);
        return true;
    }

    private static bool IsIntegers(IRType type) => type is RankedTensorType { ElementType: IntegerType };

    private bool TryFoldSize(GetDimensionSizeOp op)
    {
        if (op.Operand.Type is not RankedTensorType type || op.Dimension >= type.Rank || type.Shape.IsDynamic((int)op.Dimension))
            return false;
        var value = DenseElementsAttr.Splat((RankedTensorType)op.Result.Type, type.Shape[(int)op.Dimension]);
        Replace(op, [ConstantOp.Create(OpBuilder.Before(op), value).Output]);
        return true;
    }

    private void Replace(Operation op, IReadOnlyList<Value> values)
    {
        for (var i = 0; i < op.ResultCount; i++)
            op.Result(i).ReplaceAllUsesWith(values[i]);
        op.Erase();
        _changed = true;
    }

    private static void EraseIfDead(Operation op)
    {
        if (op.Results.All(r => !r.HasUses) && op.Block is not null && Effects.IsPure(op))
            op.Erase();
    }

    private void RefineResults(Operation op, IReadOnlyList<IRType> types)
    {
        for (var i = 0; i < op.ResultCount; i++)
            Refine(op.Result(i), types[i]);
    }

    /// <summary>Takes over what <paramref name="known"/> says more than the value's type, unless the value has a user that does not expect that.</summary>
    private void Refine(Value value, IRType known)
    {
        if (!HloCompatibility.AreCompatible(value.Type, known) || MostSpecific(value.Type, known) is var type && type == value.Type || !value.Users.All(ExpectsRefinement))
            return;
        value.Type = type;
        _changed = true;
    }

    private static bool ExpectsRefinement(Operation user) => user is FuncReturnOp or CallOp or UnrealizedConversionCastOp || (user is not UnregisteredOp && user.Info.Dialect is "stablehlo" or "chlo");

    private static IRType MostSpecific(IRType a, IRType b)
    {
        try
        {
            return HloCompatibility.MostSpecific([a, b]);
        }
        catch (InferenceException)
        {
            return a;
        }
    }

    private void RefineArguments(WhileOp loop)
    {
        foreach (var block in new[] { loop.Cond, loop.Body }.Where(r => !r.IsEmpty).Select(r => r.Entry))
        {
            for (var i = 0; i < loop.OperandCount; i++)
                Refine(block.Arguments[i], loop.Operand(i).Type);
        }
    }

    /// <summary>Refines a function for a call: the argument types, and constants that are sizes.</summary>
    private void RefineCall(CallOp call)
    {
        if (SymbolTable.LookupNearest(call, call.Callee) is not FuncOp { IsExternal: false } named || _running.Contains(named) || !IsOnlyCalledFromHere(named))
            return;
        var callee = CalleeFor(call, named);
        var entry = callee.Body.Entry;
        for (var i = 0; i < call.OperandCount; i++)
        {
            Refine(entry.Arguments[i], call.Operand(i).Type);
            if (IsSize(call.Operand(i)) && call.Operand(i).Type is RankedTensorType { Rank: 0 })
                MakeConstant(entry, i, (ElementsAttr)call.Operand(i).ConstantValue!);
        }
        callee.FunctionType = callee.FunctionType with { Inputs = entry.Arguments.Select(a => a.Type).ToEquatableArray() };
        Refine(callee);
        RefineResults(call, [.. callee.FunctionType.Results]);
        PropagateConstants(call, callee);
    }

    private static bool IsSize(Value value) => IsIntegers(value.Type) && ShapeInference.Known(value) is not null;

    /// <summary>The function that a call goes to: one that is called with other types or sizes too is copied for each.</summary>
    private FuncOp CalleeFor(CallOp call, FuncOp callee)
    {
        var key = string.Join(';', call.Operands.Select(o => IsSize(o) ? $"{o.ConstantValue}" : $"{o.Type}"));
        if (!_contexts.TryGetValue(callee, out var context))
            _contexts[callee] = new CallContext(key, (FuncOp)new OpBuilder().Clone(callee, new IRMapping()));
        else if (context.Key != key && CallsOf(callee) == 1)
            _contexts[callee] = context with { Key = key };
        else if (context.Key != key)
            return Redirect(call, _contexts.FirstOrDefault(c => c.Value == context with { Key = key }).Key ?? Copy(callee, context with { Key = key }));
        return callee;
    }

    private FuncOp Redirect(CallOp call, FuncOp callee)
    {
        call.CalleeName = new SymbolRefAttr(callee.SymbolName);
        _changed = true;
        return callee;
    }

    private FuncOp Copy(FuncOp callee, CallContext context)
    {
        var builder = new OpBuilder();
        builder.SetAfter(callee);
        var name = new SymbolTable(callee.ParentOp!).UniqueName(callee.SymbolName);
        var copy = (FuncOp)builder.Clone(context.Original, new IRMapping());
        (copy.SymbolName, copy.SymVisibility) = (name, "private");
        _contexts[copy] = context;
        _program.Add(copy);
        return copy;
    }

    /// <summary>Whether all that refers to a function are calls of the program that is refined: then they are all known.</summary>
    private bool IsOnlyCalledFromHere(FuncOp callee) => callee.ParentOp!.Walk()
        .Where(op => op.Attributes.Any(a => RefersTo(a.Value, callee.SymbolName)))
        .All(op => op is CallOp && op.ParentOfType<FuncOp>() is { } caller && _program.Contains(caller));

    private static bool RefersTo(Attr value, string name) => value switch
    {
        SymbolRefAttr reference => reference.Leaf == name,
        ArrayAttr array => array.Items.Any(i => RefersTo(i, name)),
        DictionaryAttr dictionary => dictionary.Entries.Any(e => RefersTo(e.Value, name)),
        _ => false,
    };

    /// <summary>Collects the functions that a function calls, and those that they call.</summary>
    private void AddToProgram(FuncOp function)
    {
        if (!_program.Add(function))
            return;
        foreach (var call in function.Walk<CallOp>())
        {
            if (SymbolTable.LookupNearest(call, call.Callee) is FuncOp callee)
                AddToProgram(callee);
        }
    }

    private static int CallsOf(FuncOp callee) =>
        callee.ParentOp!.Walk().SelectMany(o => o.Attributes).Count(a => a.Value is SymbolRefAttr reference && reference.Leaf == callee.SymbolName);

    private void MakeConstant(Block entry, int index, ElementsAttr value)
    {
        var function = (FuncOp)entry.ParentOp!;
        if (!_constantArguments.TryGetValue(function, out var indices))
            _constantArguments[function] = indices = [];
        indices.Add(index);
        if (!entry.Arguments[index].HasUses)
            return;
        var builder = new OpBuilder();
        builder.SetAtStart(entry);
        entry.Arguments[index].ReplaceAllUsesWith(ConstantOp.Create(builder, value).Output);
        _changed = true;
    }

    /// <summary>Results that are constant are so at the call too.</summary>
    private void PropagateConstants(CallOp call, FuncOp callee)
    {
        if (callee.Body.Blocks is not [{ Last: FuncReturnOp end }])
            return;
        for (var i = 0; i < call.ResultCount; i++)
        {
            if (!call.Result(i).HasUses || !IsIntegers(end.Operand(i).Type) || end.Operand(i).ConstantValue is not ElementsAttr { Data: not null } value)
                continue;
            call.Result(i).ReplaceAllUsesWith(ConstantOp.Create(OpBuilder.Before(call), value).Output);
            _changed = true;
        }
        if (call.ResultCount > 0 && call.Results.All(r => !r.HasUses) && HasNoEffects(callee, []))
            call.Erase();
    }

    private static bool HasNoEffects(FuncOp function, HashSet<FuncOp> seen) => seen.Add(function) && !function.IsExternal && function.Walk().Skip(1).All(op => op switch
    {
        FuncReturnOp => true,
        CallOp call => SymbolTable.LookupNearest(call, call.Callee) is FuncOp callee && HasNoEffects(callee, seen),
        _ => Effects.IsPure(op),
    });

    private static void RefineResults(FuncOp function)
    {
        if (function.Body.Blocks is [{ Last: FuncReturnOp end }])
            function.FunctionType = function.FunctionType with { Results = end.Operands.Types.ToEquatableArray() };
    }
}
