using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.IR;
using Chlo = Nacre.Dialects.Chlo;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Conversion.ExpandComplex;

/// <summary>
/// Computes with complex numbers as pairs of real ones, so that code generators know real numbers only. <c>stablehlo.real</c>, <c>imag</c> and <c>complex</c> stay where a complex tensor
/// itself is given or wanted: arguments and results of the function, and operations that are not expanded.
/// </summary>
/// <example><code>
/// %c = stablehlo.add %a, %b : tensor&lt;4xcomplex&lt;f32&gt;&gt;      →      %r = add real(%a), real(%b);  %i = add imag(%a), imag(%b);  %c = stablehlo.complex %r, %i
/// </code></example>
public sealed record ExpandComplexPass : Pass, IPass<ExpandComplexPass>
{
    public static string PassArgument => "expand-complex";
    public static string Description => "Computes with complex numbers as pairs of real ones.";
    public static ExpandComplexPass FromOptions(PassOptions options) => new();
    public override string Argument => PassArgument;

    public override void Run(Operation root, PassContext context)
    {
        foreach (var function in root.Walk<FuncOp>().Where(f => !f.IsExternal && f.Walk().Any(ComplexExpansion.IsConcerned)).ToArray())
            new ComplexExpansion().Run(function.Body);
    }
}

/// <summary>Expands the operations of a region, in order.</summary>
internal sealed class ComplexExpansion
{
    private readonly Dictionary<Value, (Value Re, Value Im)> _parts = [];
    private readonly HashSet<Operation> _expanded = [];
    private readonly List<Operation> _order = [];

    /// <summary>Whether an operation computes with complex numbers.</summary>
    public static bool IsConcerned(Operation op) => op.Operands.Types.Concat(op.Results.Types).Any(IsComplex);

    private static bool IsComplex(IRType type) => type is RankedTensorType { ElementType: ComplexType };

    private static IRType PartType(IRType type) => ((RankedTensorType)type).WithElement(((ComplexType)type.ElementOrSelf()).ElementType);

    public void Run(Region body)
    {
        foreach (var block in body.Blocks)
            ExpandBlock(block);
        for (var i = _order.Count - 1; i >= 0; i--)
            _order[i].Erase();
    }

    private void ExpandBlock(Block block)
    {
        foreach (var op in block.Operations.ToArray())
            Expand(op);
    }

    private void Expand(Operation op)
    {
        if (!IsConcerned(op))
        {
            foreach (var region in op.Regions)
                Run(region.Blocks);
            return;
        }
        var builder = OpBuilder.Before(op);
        if (CanFlatten(op))
            Flatten(op, builder);
        else if (TryCompute(op, builder) || TryMove(op, builder))
            Retire(op);
        else
            Keep(op, builder);
    }

    /// <summary>Nothing uses the operation any more but others that are erased before it.</summary>
    private void Retire(Operation op)
    {
        _expanded.Add(op);
        _order.Add(op);
    }

    private void Run(IReadOnlyList<Block> blocks)
    {
        foreach (var block in blocks)
            ExpandBlock(block);
    }

    /// <summary>The parts of a complex value; read from it where it comes from an operation that is not expanded.</summary>
    private Pair Parts(Value value, OpBuilder builder)
    {
        if (!_parts.TryGetValue(value, out var parts))
        {
            var at = new OpBuilder { Location = builder.Location };
            if (value.DefiningOp is { } op)
                at.SetAfter(op);
            else
                at.SetAtStart(((BlockArgument)value).ParentBlock);
            _parts[value] = parts = (Hlo.RealOp.Create(at, value).Result, Hlo.ImagOp.Create(at, value).Result);
        }
        return new(new Real(builder, parts.Re), new Real(builder, parts.Im));
    }

    /// <summary>Operations with a formula for their parts.</summary>
    private bool TryCompute(Operation op, OpBuilder builder)
    {
        switch (op)
        {
            case Hlo.ConstantOp { Value: DenseElementsAttr value }:
                _parts[op.Result(0)] = (Constant(builder, value, 0), Constant(builder, value, 1));
                return true;
            case Hlo.RealOp or Hlo.ImagOp or Hlo.AbsOp:
                var z = Parts(op.Operand(0), builder);
                op.Result(0).ReplaceAllUsesWith((op is Hlo.RealOp ? z.Re : op is Hlo.ImagOp ? z.Im : ComplexRows.Abs(z)).Value);
                return true;
            case Hlo.ComplexOp complex:
                _parts[complex.Result] = (complex.Lhs, complex.Rhs);
                return true;
            case Hlo.CompareOp compare:
                compare.Result.ReplaceAllUsesWith(ComplexRows.Compare(compare, Parts(compare.Lhs, builder), Parts(compare.Rhs, builder)).Value);
                return true;
            case Hlo.ConvertOp convert:
                return TryConvert(convert, builder);
            case Hlo.DotGeneralOp or Hlo.ConvolutionOp:
                return TryMultiply(op, builder);
            case Hlo.FftOp fft:
                return TryTransform(fft, builder);
            default:
                if (!ComplexRows.Has(op))
                    return false;
                var first = Parts(op.Operand(0), builder);
                SetParts(op.Result(0), ComplexRows.Emit(op, first, op.OperandCount > 1 ? Parts(op.Operand(1), builder) : first));
                return true;
        }
    }

    private void SetParts(Value value, Pair parts) => _parts[value] = (parts.Re.Value, parts.Im.Value);

    private static Value Constant(OpBuilder builder, DenseElementsAttr value, int part)
    {
        var type = (RankedTensorType)PartType(value.Type);
        var size = type.ElementType.StorageBytes();
        var all = value.Data!.Span;
        var bytes = new byte[all.Length / 2];
        for (var i = 0; i * size < bytes.Length; i++)
            all.Slice((2 * i + part) * size, size).CopyTo(bytes.AsSpan(i * size));
        return Hlo.ConstantOp.Create(builder, new DenseElementsAttr(type, Blob.Of(bytes))).Output;
    }

    private bool TryConvert(Hlo.ConvertOp op, OpBuilder builder)
    {
        if (!IsComplex(op.Result.Type))
        {
            op.Result.ReplaceAllUsesWith(Hlo.ConvertOp.Create(builder, op.Result.Type, Parts(op.Operand, builder).Re.Value).Result);
            return true;
        }
        var element = PartType(op.Result.Type).ElementOrSelf();
        if (IsComplex(op.Operand.Type))
            SetParts(op.Result, Parts(op.Operand, builder).To(element));
        else
        {
            var real = new Real(builder, op.Operand).To(element);
            SetParts(op.Result, new Pair(real, real.Like(0)));
        }
        return true;
    }

    /// <summary>Products are bilinear: (a + ib)(c + id) = ac - bd + i(ad + bc), whatever is summed up.</summary>
    private bool TryMultiply(Operation op, OpBuilder builder)
    {
        if (!op.Operands.Types.Concat(op.Results.Types).All(IsComplex))
            return false;
        var (a, b) = (Parts(op.Operand(0), builder), Parts(op.Operand(1), builder));
        if (op is Hlo.DotGeneralOp dot && ShortProducts.Applies(dot))
        {
            SetParts(dot.Result, ShortProducts.Emit(dot, builder, a, b));
            return true;
        }
        Real Times(Real x, Real y) => new(builder, Copy(op, builder, v => ReferenceEquals(v, op.Operand(0)) ? x.Value : y.Value));
        if (ReferenceEquals(op.Operand(0), op.Operand(1)))
            return false;
        SetParts(op.Result(0), new Pair(Times(a.Re, b.Re) - Times(a.Im, b.Im), Times(a.Re, b.Im) + Times(a.Im, b.Re)));
        return true;
    }

    private bool TryTransform(Hlo.FftOp op, OpBuilder builder)
    {
        if (!FourierTransforms.Applies(op))
            return false;
        (Real, Real?) Operand()
        {
            if (!IsComplex(op.Operand.Type))
                return (new Real(builder, op.Operand), null);
            var parts = Parts(op.Operand, builder);
            return (parts.Re, parts.Im);
        }
        var result = FourierTransforms.Emit(op, Operand());
        if (IsComplex(op.Result.Type))
            SetParts(op.Result, result);
        else
            op.Result.ReplaceAllUsesWith(result.Re.Value);
        return true;
    }

    /// <summary>Operations that move elements do the same with both parts.</summary>
    private bool TryMove(Operation op, OpBuilder builder)
    {
        if (op.ResultCount != 1 || !MovesElements(op))
            return false;
        _parts[op.Result(0)] = (
            Copy(op, builder, v => IsComplex(v.Type) ? Parts(v, builder).Re.Value : v),
            Copy(op, builder, v => IsComplex(v.Type) ? Parts(v, builder).Im.Value : v));
        return true;
    }

    private static bool MovesElements(Operation op) => op
        is Hlo.ReshapeOp or Hlo.BroadcastInDimOp or Hlo.BroadcastOp or Hlo.TransposeOp or Hlo.SliceOp or Hlo.DynamicSliceOp or Hlo.DynamicUpdateSliceOp or Hlo.ReverseOp or Hlo.PadOp
        or Hlo.ConcatenateOp or Hlo.GatherOp or Hlo.SelectOp;

    /// <summary>The operation on parts of its operands.</summary>
    private static Value Copy(Operation op, OpBuilder builder, Func<Value, Value> part)
    {
        var mapping = new IRMapping();
        foreach (var operand in op.Operands.Distinct())
            mapping.Map(operand, part(operand));
        var copy = builder.Clone(op, mapping);
        copy.Result(0).Type = PartType(op.Result(0).Type);
        return copy.Result(0);
    }

    /// <summary>Lets an operation, and what its regions hold, have complex operands.</summary>
    private void Keep(Operation op, OpBuilder builder)
    {
        foreach (var use in op.Walk().SelectMany(o => Enumerable.Range(0, o.OperandCount).Select(i => (User: o, Index: i))).ToArray())
        {
            var value = use.User.Operand(use.Index);
            if (value.DefiningOp is { } producer && _expanded.Contains(producer) && _parts.TryGetValue(value, out var parts))
                use.User.SetOperand(use.Index, Hlo.ComplexOp.Create(builder, parts.Re, parts.Im).Result);
        }
    }

    /// <summary>Whether the operation takes any number of tensors, so that a complex one can become two.</summary>
    private static bool CanFlatten(Operation op) => op switch
    {
        Hlo.ReduceOp or Hlo.ReduceWindowOp or Hlo.ScatterOp or Hlo.SortOp or Hlo.WhileOp or Hlo.IfOp or Hlo.CaseOp or Hlo.OptimizationBarrierOp => true,
        Hlo.ReturnOp end => end.ParentOp is { } parent && CanFlatten(parent),
        _ => false,
    };

    private void Flatten(Operation op, OpBuilder builder)
    {
        var state = new OpState(op.Location);
        state.Operands.AddRange(op.Operands.SelectMany(v => Flat(v, builder)));
        state.ResultTypes.AddRange(op.Results.Types.SelectMany(t => IsComplex(t) ? Enumerable.Repeat(PartType(t), 2) : [t]));
        state.Attributes.AddRange(op.Attributes);
        foreach (var region in op.Regions)
            state.RegionBodies.Add(Detached(region, op is Hlo.SortOp));
        var flat = builder.Create(op.Info, state);
        var next = 0;
        foreach (var result in op.Results)
        {
            if (IsComplex(result.Type))
                _parts[result] = (flat.Result(next++), flat.Result(next++));
            else
                result.ReplaceAllUsesWith(flat.Result(next++));
        }
        Retire(op);
        foreach (var block in flat.Regions.SelectMany(r => r.Blocks).ToArray())
            ExpandBlock(block);
    }

    private IEnumerable<Value> Flat(Value value, OpBuilder builder) => IsComplex(value.Type) ? [Parts(value, builder).Re.Value, Parts(value, builder).Im.Value] : [value];

    /// <summary>The blocks of a region that loses them, with two arguments for each complex one.</summary>
    /// <param name="isPaired">The arguments come in pairs for each operand, as a comparator's do.</param>
    private static Block[] Detached(Region region, bool isPaired)
    {
        var blocks = region.Blocks.ToArray();
        foreach (var block in blocks)
        {
            region.Remove(block);
            SplitArguments(block, isPaired ? 2 : 1);
        }
        return blocks;
    }

    private static void SplitArguments(Block block, int group)
    {
        for (var first = 0; first < block.Arguments.Count; first += group)
        {
            if (!IsComplex(block.Arguments[first].Type))
                continue;
            var old = block.Arguments.Skip(first).Take(group).ToArray();
            var real = old.Select((a, i) => block.InsertArgument(first + group + i, PartType(a.Type), a.Location)).ToArray();
            var imaginary = old.Select((a, i) => block.InsertArgument(first + 2 * group + i, PartType(a.Type), a.Location)).ToArray();
            for (var i = 0; i < group; i++)
                Retire(block, old[i], first, (real[i], imaginary[i]));
            first += group;
        }
    }

    /// <summary>Replaces an argument by a complex number of two others, and removes it.</summary>
    private static void Retire(Block block, BlockArgument argument, int index, (Value Re, Value Im) parts)
    {
        var builder = new OpBuilder { Location = argument.Location };
        builder.SetAtStart(block);
        var complex = Hlo.ComplexOp.Create(builder, parts.Re, parts.Im);
        argument.ReplaceAllUsesWith(complex.Result);
        block.RemoveArgument(index);
    }
}
