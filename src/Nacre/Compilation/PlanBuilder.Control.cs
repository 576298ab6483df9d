using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Runtime;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Compilation;

// Control flow of the host program as jumps between steps.
internal sealed partial class PlanBuilder
{
    private void AddSteps(Block block)
    {
        foreach (var op in block.Operations)
        {
            if (op is LaunchOp launch)
                AddStep(launch);
            else if (op is Hlo.DynamicUpdateSliceOp write)
                AddWrite(write);
            else if (PlannedControl.Is(op))
                AddControl(op);
        }
    }

    private void AddWrite(Hlo.DynamicUpdateSliceOp op) => _steps.Add(new WriteStep(
        "write", Id(op.Update), Id(op.Operand), ShapeOf(op.Update.Type)!.Value, ShapeOf(op.Operand.Type)!.Value, op.StartIndices.Select(Id).ToArray(), Source(op)));

    private static string[] Source(Operation op) => [.. op.Location.Names];

    private void AddControl(Operation op)
    {
        var places = op.GetAttr<DenseArrayAttr>(PlanArenaPass.PlacesAttribute);
        var results = op.Results.Select((r, i) => AddResult(r, op.Info.Name, places?[i] ?? -1)).ToArray();
        if (op is Hlo.WhileOp loop)
            AddLoop(loop, results);
        else
            AddBranches((Hlo.IfOp)op, results);
    }

    /// <summary>
    /// <code>
    ///        branch %pred else 1
    ///        true region; results
    ///        jump 2
    /// 1:     false region; results
    /// 2:
    /// </code>
    /// </summary>
    private void AddBranches(Hlo.IfOp op, int[] results)
    {
        var branch = Reserve();
        AddRegion(op.TrueBranch.Entry, results);
        var jump = Reserve();
        _steps[branch] = new BranchStep("if", Id(op.Pred), _steps.Count, Source(op));
        AddRegion(op.FalseBranch.Entry, results);
        _steps[jump] = new JumpStep("end if", _steps.Count, Source(op));
    }

    /// <summary>
    /// <code>
    ///        carried values; inputs
    /// 1:     condition region
    ///        branch %condition else 2
    ///        body region; carried values
    ///        jump 1
    /// 2:
    /// </code>
    /// </summary>
    private void AddLoop(Hlo.WhileOp op, int[] results)
    {
        for (var i = 0; i < results.Length; i++)
            AddCopy(op, op.Inputs[i], results[i]);
        var start = _steps.Count;
        AddSteps(op.Cond.Entry);
        var condition = Id(op.Cond.Entry.Last!.Operand(0));
        var branch = Reserve();
        AddRegion(op.Body.Entry, results);
        _steps.Add(new JumpStep("next iteration", start, Source(op)));
        _steps[branch] = new BranchStep("while", condition, _steps.Count, Source(op));
    }

    /// <summary>The steps of a region whose results go into given buffers; a kernel may write them there itself.</summary>
    private void AddRegion(Block block, int[] results)
    {
        var end = block.Last!;
        for (var i = 0; i < results.Length; i++)
        {
            if (CanBeMadeInPlace(end, i))
                _ids[end.Operand(i)] = results[i];
        }
        AddSteps(block);
        for (var i = 0; i < results.Length; i++)
            AddCopy(end, end.Operand(i), results[i]);
    }

    /// <summary>Whether a kernel makes the value for that place alone, and nothing reads what the place holds by then.</summary>
    private static bool CanBeMadeInPlace(Operation end, int index) =>
        end.Operand(index) is { HasOneUse: true, DefiningOp: LaunchOp launch } && ReferenceEquals(launch.Block, end.Block)
        && (end.ParentOp is not Hlo.WhileOp || ReadersOf(end.Block!.Arguments[index]).All(r => r.AncestorIn(end.Block) is { } reader && !ReferenceEquals(reader, launch) && reader.IsBeforeInBlock(launch)));

    /// <summary>The operations that read a value or the same memory under another shape.</summary>
    private static IEnumerable<Operation> ReadersOf(Value value) =>
        value.Users.SelectMany(u => u is Hlo.ReshapeOp reshape ? ReadersOf(reshape.Result) : [u]);

    private void AddCopy(Operation op, Value from, int to)
    {
        var source = Id(from);
        if (source != to)
            _steps.Add(new CopyStep("copy", source, to, Source(op)));
    }

    /// <summary>A place for a step that is known later.</summary>
    private int Reserve()
    {
        _steps.Add(new JumpStep("", 0));
        return _steps.Count - 1;
    }
}
