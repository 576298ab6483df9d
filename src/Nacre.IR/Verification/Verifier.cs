namespace Nacre.IR;

/// <summary>Checks that IR is well formed: declared operands, results and attributes, traits, each operation's own rules, and dominance.</summary>
public sealed class Verifier
{
    private readonly DiagnosticEngine _diagnostics;
    private readonly DominanceInfo _dominance = new();
    private int _errors;

    private Verifier(DiagnosticEngine diagnostics) => _diagnostics = diagnostics;

    /// <summary>Verifies <paramref name="root"/> and all nested operations; false after at least one error diagnostic.</summary>
    public static bool Verify(Operation root, DiagnosticEngine diagnostics)
    {
        var verifier = new Verifier(diagnostics);
        verifier.VerifyTree(root);
        if (verifier._errors == 0)
            verifier.VerifyDominance(root);
        if (verifier._errors == 0)
            verifier.VerifySymbolUses(root);
        return verifier._errors == 0;
    }

    private void VerifySymbolUses(Operation root)
    {
        foreach (var user in root.Walk().OfType<ISymbolUser>())
            user.VerifySymbolUses(this);
    }

    /// <summary>Reports that <paramref name="op"/> breaks a rule; the text follows <c>'name' op </c>.</summary>
    public void Error(Operation op, string message)
    {
        _errors++;
        _diagnostics.Error(op, message);
    }

    /// <summary>Each operation before those nested in it, which are left out when it is wrong itself: their rules may ask it.</summary>
    private void VerifyTree(Operation root)
    {
        var pending = new Stack<Operation>([root]);
        while (pending.TryPop(out var op))
        {
            var before = _errors;
            VerifyOperation(op);
            if (_errors > before)
                continue;
            for (var i = op.Regions.Count - 1; i >= 0; i--)
                PushReversed(op.Regions[i], pending);
        }
    }

    private static void PushReversed(Region region, Stack<Operation> pending)
    {
        for (var i = region.Blocks.Count - 1; i >= 0; i--)
        {
            for (var inner = region.Blocks[i].Last; inner is not null; inner = inner.Previous)
                pending.Push(inner);
        }
    }

    private void VerifyOperation(Operation op)
    {
        var before = _errors;
        VerifyStructure(op);
        if (op is UnregisteredOp || _errors > before)
            return;
        var definition = op.Info;
        if (!CheckRegionCount(op) || !CheckValues(op, areResults: false) || !CheckValues(op, areResults: true) || !CheckAttributes(op))
            return;
        VerifyRules(op, definition);
    }

    /// <summary>Stops at the first broken rule, because it may break what the next one takes for granted.</summary>
    private void VerifyRules(Operation op, OpDefinition definition)
    {
        var before = _errors;
        foreach (var verify in definition.TraitVerifiers)
        {
            verify(op, this);
            if (_errors > before)
                return;
        }
        if (op is IVerifiable verifiable)
            verifiable.Verify(this);
        foreach (var verify in definition.RegionTraitVerifiers)
        {
            if (_errors > before)
                return;
            verify(op, this);
        }
    }

    private void VerifyStructure(Operation op)
    {
        if (op is ITerminator && op.Block is { } block && !ReferenceEquals(block.Last, op))
            Error(op, "must be the last operation in the parent block");
        if (op.Successors.Count > 0 && op is not (ITerminator or UnregisteredOp))
            Error(op, "has successors but is no terminator");
        foreach (var region in op.Regions)
        {
            foreach (var body in region.Blocks)
                VerifyBlock(op, body);
        }
    }

    private void VerifyBlock(Operation op, Block block)
    {
        if (op is INoTerminator or UnregisteredOp)
            return;
        if (block.IsEmpty)
            Error(op, "expects a non-empty block");
        else if (block.Last is not (ITerminator or UnregisteredOp))
            Error(block.Last!, "block with no terminator");
    }

    private bool CheckRegionCount(Operation op)
    {
        var declared = op.Info.Regions;
        if (op.Regions.Count == declared.Count || declared.Any(r => r.IsVariadic))
            return true;
        return Fail(op, declared.Count switch { 0 => "requires zero regions", 1 => "requires one region", var n => $"expected {n} regions" });
    }

    private bool CheckValues(Operation op, bool areResults)
    {
        var (kind, defs, total, sizesName) = areResults
            ? ("result", op.Info.Results, op.ResultCount, Segments.ResultSizes)
            : ("operand", op.Info.Operands, op.OperandCount, Segments.OperandSizes);
        var variable = Segments.CountVariable(defs);
        if (variable == 0 && total != defs.Count)
            return Fail(op, $"expected {defs.Count} {kind}s, but found {total}");
        if (variable > 0 && total < defs.Count - variable)
            return Fail(op, $"expected {defs.Count - variable} or more {kind}s, but found {total}");
        if (variable > 1 && !CheckSizes(op, kind, total, defs, sizesName))
            return false;
        for (var i = 0; i < defs.Count; i++)
        {
            var (start, count) = Segments.Locate(defs, i, total, op, sizesName);
            if (defs[i].Arity == Arity.Optional && count > 1)
                return Fail(op, $"{kind} group starting at #{start} requires 0 or 1 element, but found {count}");
            for (var k = start; k < start + count; k++)
            {
                var type = areResults ? op.Result(k).Type : op.Operand(k).Type;
                if (!defs[i].Accepts(type))
                    return Fail(op, $"{kind} #{k} must be {(defs[i].Arity == Arity.Variadic ? "variadic of " : "")}{defs[i].Description}, but got '{type}'");
            }
        }
        return true;
    }

    private bool CheckSizes(Operation op, string kind, int total, IReadOnlyList<ValueDef> defs, string name)
    {
        if (op.GetAttr<DenseArrayAttr>(name) is not { } sizes)
            return Fail(op, $"requires attribute '{name}'");
        if (sizes.Count != defs.Count)
            return Fail(op, $"'{name}' attribute for specifying {kind} segments must have {defs.Count} elements, but got {sizes.Count}");
        var sum = sizes.Bits.Sum();
        return sum == total && sizes.Bits.All(b => b >= 0) || Fail(op, $"{kind} count ({total}) does not match with the total size ({sum}) specified in attribute '{name}'");
    }

    private bool CheckAttributes(Operation op)
    {
        foreach (var def in op.Info.Attributes)
        {
            var value = op.GetAttr(def.Name);
            if (value is null && !def.MayBeAbsent)
                return Fail(op, $"requires attribute '{def.Name}'");
            if (value is not null && !def.Accepts(value))
                return Fail(op, $"attribute '{def.Name}' failed to satisfy constraint: {def.Description}");
        }
        return true;
    }

    private bool Fail(Operation op, string message)
    {
        Error(op, message);
        return false;
    }

    private void VerifyDominance(Operation root)
    {
        foreach (var op in root.Walk())
        {
            for (var i = 0; i < op.OperandCount; i++)
            {
                if (!_dominance.Dominates(op.Operand(i), op))
                    Error(op, $"operand #{i} does not dominate this use");
            }
            if (op is IIsolatedFromAbove)
                VerifyIsolation(op);
        }
    }

    private void VerifyIsolation(Operation isolated)
    {
        foreach (var op in isolated.Regions.SelectMany(r => r.Blocks).SelectMany(b => b.Operations))
            VerifyUsesInside(isolated, op);
    }

    private void VerifyUsesInside(Operation isolated, Operation top)
    {
        var pending = new Stack<Operation>([top]);
        while (pending.TryPop(out var op))
        {
            foreach (var value in op.Operands)
            {
                if (value.ParentBlock?.ParentOp is not { } owner || (!ReferenceEquals(owner, isolated) && !isolated.IsProperAncestorOf(owner)))
                    Error(op, "using value defined outside the region");
            }
            if (op is IIsolatedFromAbove)
                continue;
            foreach (var inner in op.Regions.SelectMany(r => r.Blocks).SelectMany(b => b.Operations))
                pending.Push(inner);
        }
    }
}
