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
        foreach (var op in root.Walk())
            verifier.VerifyOperation(op);
        if (verifier._errors == 0)
            verifier.VerifyDominance(root);
        return verifier._errors == 0;
    }

    /// <summary>Reports that <paramref name="op"/> breaks a rule; the text follows <c>'name' op </c>.</summary>
    public void Error(Operation op, string message)
    {
        _errors++;
        _diagnostics.Error(op, message);
    }

    private void VerifyOperation(Operation op)
    {
        var before = _errors;
        VerifyStructure(op);
        if (op is UnregisteredOp || _errors > before)
            return;
        var definition = op.Info;
        if (!CheckValues(op, "operand", op.Operands.Types, definition.Operands, Segments.OperandSizes)
            || !CheckValues(op, "result", op.Results.Types, definition.Results, Segments.ResultSizes)
            || !CheckAttributes(op))
        {
            return;
        }
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
        foreach (var body in op.Regions.SelectMany(r => r.Blocks))
            VerifyBlock(op, body);
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

    private bool CheckValues(Operation op, string kind, IEnumerable<IRType> types, IReadOnlyList<ValueDef> defs, string sizesName)
    {
        var actual = types.ToArray();
        var variable = defs.Count(d => d.IsVariable);
        if (variable == 0 && actual.Length != defs.Count)
            return Fail(op, $"expected {defs.Count} {kind}s, but found {actual.Length}");
        if (variable > 0 && actual.Length < defs.Count - variable)
            return Fail(op, $"expected {defs.Count - variable} or more {kind}s, but found {actual.Length}");
        if (variable > 1 && !CheckSizes(op, kind, actual.Length, defs, sizesName))
            return false;
        for (var i = 0; i < defs.Count; i++)
        {
            var (start, count) = Segments.Locate(defs, i, actual.Length, op, sizesName);
            if (defs[i].Arity == Arity.Optional && count > 1)
                return Fail(op, $"{kind} group starting at #{start} requires 0 or 1 element, but found {count}");
            for (var k = start; k < start + count; k++)
            {
                if (!defs[i].Accepts(actual[k]))
                    return Fail(op, $"{kind} #{k} must be {(defs[i].Arity == Arity.Variadic ? "variadic of " : "")}{defs[i].Description}, but got '{actual[k]}'");
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
