using Nacre.Dialects;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.IR;
using Nacre.Transforms.Generic;
using Nacre.Transforms.Interpreter;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Testing;

/// <summary>
/// A check program taken apart: a model that computes, with the program's constants as inputs and the values that its checks compare as outputs; and the checks.
/// <code>
/// %x = call @inputs(); %c = constant …; %y = add %x, %c; custom_call @check.expect_eq(%y, %e)      →      main(%x, %c) { return add %x, %c }    and    expect_eq(output 0, %e)
/// </code>
/// </summary>
internal sealed class CheckedModel
{
    private readonly ModuleOp _module;
    private readonly FuncOp _main;

    /// <summary>What the program's constants are.</summary>
    private readonly Dictionary<Value, InterpreterValue> _known = [];
    private readonly List<(Operation Check, Value[] Operands)> _checks = [];
    private readonly List<Value> _outputs = [];

    private CheckedModel(FuncOp function)
    {
        _module = (ModuleOp)new OpBuilder().Clone(function.ParentOp!, new IRMapping());
        _main = new SymbolTable(_module).Lookup<FuncOp>(function.SymbolName)!;
        foreach (var other in _module.Body.Operations.OfType<FuncOp>())
            other.SymVisibility = ReferenceEquals(other, _main) ? null : "private";
        _main.SymbolName = "main";
    }

    /// <summary>Null where the program does more than compute and compare: it prints, sends, runs processes, or checks within a loop or branch.</summary>
    public static CheckedModel? Of(FuncOp function)
    {
        var model = new CheckedModel(function);
        model.TakeConstants();
        var context = AllDialects.NewContext();
        if (!new PassManager(context, new PassPipeline(new Phase("inlined", [new InlinePass(), new SymbolDcePass()])), new PassManagerOptions { VerifyEach = false }).Run(model._module) || !model.IsSeparable())
            return null;
        model.TakeChecks();
        return model;
    }

    public Model Model => Model.FromModule(_module);

    /// <summary>In the order of the model's arguments.</summary>
    public IReadOnlyList<InterpreterValue> Inputs => [.. _main.Body.Entry.Arguments.Select(a => _known[a])];

    /// <summary>Whether there is anything to compute.</summary>
    public bool HasOutputs => _outputs.Count > 0;

    /// <summary>Evaluates the checks on the model's outputs; the first failure, or null.</summary>
    public string? Check(IReadOnlyList<InterpreterValue> outputs)
    {
        for (var i = 0; i < outputs.Count; i++)
            _known[_outputs[i]] = outputs[i];
        var context = ReferenceInterpreter.Create().NewContext();
        try
        {
            foreach (var (check, operands) in _checks)
                context.EvaluateAlone(check, [.. operands.Select(o => _known[o])]);
            return null;
        }
        catch (DiagnosticException e)
        {
            return e.Message;
        }
    }

    /// <summary>Makes the constants of the function, and what calls of functions of nothing but constants give, arguments.</summary>
    private void TakeConstants()
    {
        foreach (var op in _main.Body.Entry.Operations.ToArray())
        {
            if (ConstantsOf(op) is not { } constants)
                continue;
            for (var i = 0; i < constants.Length; i++)
            {
                var argument = _main.Body.Entry.AddArgument(op.Result(i).Type, op.Location);
                _known[argument] = TensorValue.FromAttr(constants[i]);
                op.Result(i).ReplaceAllUsesWith(argument);
            }
            op.Erase();
        }
        UpdateType();
    }

    /// <summary>The values of an operation's results where they are written down; null for all other operations.</summary>
    private static ElementsAttr[]? ConstantsOf(Operation op)
    {
        if (op is Hlo.ConstantOp constant)
            return [constant.Value];
        if (op is not CallOp { OperandCount: 0, ResultCount: > 0 } call || SymbolTable.LookupNearest(call, call.Callee) is not FuncOp { IsExternal: false } callee || callee.Body.Blocks.Count != 1)
            return null;
        var body = callee.Body.Entry;
        return body.Operations.All(o => o is Hlo.ConstantOp or ReturnOp) ? [.. body.Last!.Operands.Select(v => ((Hlo.ConstantOp)v.DefiningOp!).Value)] : null;
    }

    private bool IsSeparable() =>
        _main.Body.Blocks.Count == 1
        && _main.Body.Entry.Arguments.All(a => ElementRules.HasBytes(a.Type.ElementOrSelf()))
        && _main.Body.Entry.Operations.All(op => CheckProgram.IsCheck(op) ? op.Results.All(r => r.Users.All(u => u is ReturnOp)) : op is ReturnOp || (op.ResultCount > 0 && op.Walk().All(IsPure)));

    private static bool IsPure(Operation op) => !CheckProgram.IsCheck(op) && op.Info.Dialect != "interpreter" && !op.Results.Types.Any(t => t is Hlo.TokenType);

    /// <summary>Takes the checks out of the function, which then returns what they compare.</summary>
    private void TakeChecks()
    {
        var entry = _main.Body.Entry;
        entry.Last!.Erase();
        foreach (var op in entry.Operations.Where(CheckProgram.IsCheck).ToArray())
        {
            var apart = new Block();
            var mapping = new IRMapping();
            foreach (var operand in op.Operands.Distinct())
                mapping.Map(operand, apart.AddArgument(operand.Type, op.Location));
            _checks.Add((OpBuilder.AtEnd(apart).Clone(op, mapping), [.. op.Operands]));
            _outputs.AddRange(op.Operands.Where(o => !_known.ContainsKey(o) && !_outputs.Contains(o)).Distinct());
            op.Erase();
        }
        ReturnOp.Create(OpBuilder.AtEnd(entry), [.. _outputs]);
        UpdateType();
    }

    private void UpdateType()
    {
        _main.FunctionType = new FunctionType(_main.Body.Entry.Arguments.Select(a => a.Type).ToEquatableArray(), _main.Body.Entry.Last!.Operands.Select(o => o.Type).ToEquatableArray());
        _main.ResAttrs = null;
    }
}
