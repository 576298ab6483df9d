using Nacre.Dialects.Func;
using Nacre.Dialects.Kernels;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Turns the body of each public function into launches of kernels. What stays in the host program: constants, reshapes (the same bytes under another shape)
/// and the launches.
/// </summary>
/// <example><code>
/// %c = stablehlo.convolution(%x, %w) …; %r = stablehlo.maximum %c, %zero        →        %r = nacre.launch @conv_12(%x, %w) : …
/// </code></example>
public sealed record FormKernelsPass : Pass, IPass<FormKernelsPass>
{
    public static string PassArgument => "form-kernels";
    public static string Description => "Groups operations into kernels and replaces them by launches";
    public override string Argument => PassArgument;
    public static FormKernelsPass FromOptions(PassOptions options) => new();

    public override void Run(Operation root, PassContext context)
    {
        var symbols = new SymbolTable(root);
        foreach (var function in root.Regions[0].Entry.Operations.OfType<FuncOp>().Where(f => !f.IsExternal && !f.IsPrivate).ToArray())
        {
            if (function.Body.Blocks.Count > 1)
                context.Diagnostics.Error(function, "branches between blocks that do not nest as loops and conditions cannot be compiled; the target 'interpreter' runs them");
            else
                new KernelFormation(function, function.Body.Entry, symbols).Run();
        }
    }
}

/// <summary>Forms the kernels of a block of a function, from its results backwards, and of the regions of its control flow.</summary>
internal sealed class KernelFormation(FuncOp function, Block block, SymbolTable symbols)
{
    private readonly Block _block = block;

    public void Run()
    {
        EraseDead();
        FormRegions();
        var segments = HostSegments.Arrange(_block, StaysOnHost);
        // Backwards, so that an operation whose users all took it in is dead when its turn comes.
        for (var op = _block.Last; op is not null;)
        {
            var previous = op.Previous;
            if (Effects.IsTriviallyDead(op))
                op.Erase();
            else if (!StaysOnHost(op))
                previous = HostSegments.IsHost(op) ? OutlineSegment(op, segments.Of(op)) : Outline(op);
            op = previous;
        }
    }

    private void EraseDead()
    {
        for (var op = _block.Last; op is not null;)
        {
            var previous = op.Previous;
            if (Effects.IsTriviallyDead(op))
                op.Erase();
            op = previous;
        }
    }

    private void FormRegions()
    {
        foreach (var control in _block.Operations.Where(PlannedControl.Is).ToArray())
        {
            if (control is Hlo.WhileOp loop)
                PlannedControl.SeparateSwaps(loop);
            foreach (var region in control.Regions)
                new KernelFormation(function, region.Entry, symbols).Run();
        }
    }

    private static bool StaysOnHost(Operation op) =>
        op is ITerminator or LaunchOp or Hlo.ConstantOp or IConstantLike || PlannedControl.Is(op) || PlannedControl.WritesInPlace(op) || op.ResultCount == 0 || op.Results.All(r => r.Type is NoneType) || (op is Hlo.ReshapeOp reshape && !NeedsCopy(reshape));

    /// <summary>A result of the function has memory of its own: not that of an argument, a constant or another result.</summary>
    private static bool NeedsCopy(Hlo.ReshapeOp op)
    {
        if (PlannedControl.IsSwap(op))
            return true;
        if (op.Result.Users.OfType<ReturnOp>().FirstOrDefault() is not { } end)
            return false;
        var storage = PlanArenaPass.Storage(op.Operand);
        return storage.DefiningOp is null or Hlo.ConstantOp || end.Inputs.Count(v => ReferenceEquals(PlanArenaPass.Storage(v), storage)) > 1;
    }

    private Operation? Outline(Operation op)
    {
        var launch = Launch(op, KernelCluster.Grow(op).Members(_block).ToList(), [.. op.Results]);
        op.Erase();
        return launch.Previous;
    }

    /// <summary>One kernel of all host operations of a stage.</summary>
    private Operation? OutlineSegment(Operation last, IReadOnlyList<Operation> segment)
    {
        var members = segment.Where(m => m.Block is not null).ToList();
        var inside = members.ToHashSet();
        var launch = Launch(last, members, [.. members.SelectMany(m => m.Results).Where(r => r.Users.Any(u => !IsInside(u, inside)))]);
        for (var i = members.Count - 1; i >= 0; i--)
            members[i].Erase();
        return launch.Previous;
    }

    private static bool IsInside(Operation user, HashSet<Operation> members)
    {
        for (var op = user; op is not null; op = op.ParentOp)
        {
            if (members.Contains(op))
                return true;
        }
        return false;
    }

    /// <summary>Computes results of the members by a kernel, launched before <paramref name="op"/>.</summary>
    private LaunchOp Launch(Operation op, List<Operation> members, IReadOnlyList<OpResult> results)
    {
        var inside = members.SelectMany(m => m.Walk()).SelectMany(ValuesOf).ToHashSet();
        var used = members.SelectMany(m => m.Walk()).SelectMany(m => m.Operands).Where(v => !inside.Contains(v)).Distinct().ToList();
        var inputs = used.Where(v => v.Type is not NoneType).ToList();
        var builder = OpBuilder.Before(op);
        builder.Location = Location.Fuse(members.Where(m => m is not IConstantLike).Select(m => m.Location));
        var kernel = MakeKernel(results, members, inputs, used.Where(v => v.Type is NoneType), builder.Location);
        var launch = LaunchOp.Create(builder, results.Select(r => r.Type), [.. inputs], new SymbolRefAttr(kernel.SymbolName));
        foreach (var (old, result) in results.Zip(((Operation)launch).Results))
            old.ReplaceAllUsesWith(result);
        return launch;
    }

    /// <summary>The results of an operation and the arguments of its regions.</summary>
    private static IEnumerable<Value> ValuesOf(Operation op) => [.. op.Results, .. op.Regions.SelectMany(r => r.Blocks).SelectMany(b => b.Arguments)];

    private KernelOp MakeKernel(IReadOnlyList<OpResult> results, List<Operation> members, List<Value> inputs, IEnumerable<Value> absent, Location location)
    {
        var type = new FunctionType(inputs.Select(v => v.Type).ToEquatableArray(), results.Select(r => r.Type).ToEquatableArray());
        var kernel = KernelOp.Create(new OpBuilder { Location = location }, NameOf(members), type, location.Names.Distinct());
        function.Block!.InsertBefore(function, kernel);
        symbols.Insert(kernel);
        var mapping = new IRMapping();
        mapping.Map(inputs, kernel.Body.Entry.Arguments);
        var builder = OpBuilder.AtEnd(kernel.Body.Entry);
        builder.Location = location;
        foreach (var none in absent)
            builder.Clone(none.DefiningOp!, mapping);
        foreach (var member in members)
            builder.Clone(member, mapping);
        YieldOp.Create(builder, [.. results.Select(r => mapping.Lookup(r))]);
        return kernel;
    }

    /// <summary>After the operation that costs most, then the number within the model.</summary>
    private string NameOf(List<Operation> members)
    {
        var main = members.FirstOrDefault(LoopRules.Has) ?? members[^1];
        if (members.Count > 1 && HostSegments.IsHost(main))
            return symbols.UniqueName("host");
        return symbols.UniqueName(main.Name[(main.Name.IndexOf('.') + 1)..]);
    }
}
