using Nacre.Dialects.Arith;
using Nacre.Dialects.Llvm;
using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>
/// One operation to one of LLVM: operands in order, flags translated, result types converted. On vectors of several dimensions it is done for each innermost vector.
/// </summary>
public sealed class LlvmRow<TFrom, TTo>(TypeConverter types) : ConversionPattern<TFrom>(types) where TFrom : Operation where TTo : Operation, IOpKind
{
    public override string Name => $"{typeof(TFrom).Name} → {typeof(TTo).Name}";

    protected override bool MatchAndRewrite(TFrom op, IReadOnlyList<Value> operands, ConversionRewriter rewriter)
    {
        var attributes = LlvmFlags.Translate(op, TTo.Definition).ToArray();
        rewriter.Replace(op, InnerVectors.Map(rewriter, operands, Convert(op.Result(0).Type), (inner, type) => rewriter.Create(TTo.Definition, inner, [type], attributes).Result(0)));
        return true;
    }
}

/// <summary>Rows of lowerings to LLVM.</summary>
public static class LlvmRows
{
    /// <summary>Adds the row <typeparamref name="TFrom"/> → <typeparamref name="TTo"/>.</summary>
    public static PatternSet Row<TFrom, TTo>(this PatternSet patterns, TypeConverter types) where TFrom : Operation where TTo : Operation, IOpKind
    {
        patterns.Add(new LlvmRow<TFrom, TTo>(types));
        return patterns;
    }
}

/// <summary>Attributes of <c>arith</c> and <c>math</c> operations as those of LLVM.</summary>
public static class LlvmFlags
{
    /// <summary>The attributes that <paramref name="target"/> declares: fast-math and overflow flags under their names there, all others unchanged.</summary>
    public static IEnumerable<NamedAttr> Translate(Operation op, OpDefinition target) =>
        op.Attributes.Select(Translate).Where(a => target.FindAttribute(a.Name)?.Accepts(a.Value) == true);

    private static NamedAttr Translate(NamedAttr attribute) => attribute.Value switch
    {
        FastMathAttr fast => new("fastmathFlags", new FastmathFlagsAttr(FastMath(fast.Value))),
        IntegerOverflowFlagsAttr overflow => new("overflowFlags", IntegerAttr.I32((int)overflow.Value)),
        _ => attribute,
    };

    /// <summary>Both enumerations have the same flags; <c>reassoc</c> is the lowest bit in one and the highest in the other.</summary>
    public static FastmathFlags FastMath(FastMathFlags flags)
    {
        var bits = (int)flags;
        return (FastmathFlags)((bits >> 1) | ((bits & 1) << 6));
    }
}

/// <summary>Work on vectors of several dimensions, which LLVM holds as arrays of vectors.</summary>
public static class InnerVectors
{
    /// <summary>Applies <paramref name="build"/> to the innermost vectors (or scalars) of operands of equal shape and puts the results together.</summary>
    public static Value Map(OpBuilder builder, IReadOnlyList<Value> operands, IRType result, Func<IReadOnlyList<Value>, IRType, Value> build)
    {
        if (result is not LlvmArrayType array)
            return build(operands, result);
        Value all = LlvmPoisonOp.Create(builder, result).Res;
        for (var i = 0; i < array.Count; i++)
        {
            var inner = operands.Select(o => o.Type is LlvmArrayType ? LlvmExtractValueOp.Create(builder, o, (long[])[i]).Res : o).ToArray();
            all = LlvmInsertValueOp.Create(builder, all, Map(builder, inner, array.ElementType, build), (long[])[i]).Res;
        }
        return all;
    }

    /// <summary>The innermost vectors in row-major order.</summary>
    public static IEnumerable<Value> Of(OpBuilder builder, Value value)
    {
        if (value.Type is not LlvmArrayType array)
            return [value];
        return Enumerable.Range(0, (int)array.Count).SelectMany(i => Of(builder, LlvmExtractValueOp.Create(builder, value, (long[])[i]).Res));
    }

    /// <summary>Puts innermost vectors in row-major order together; the inverse of <see cref="Of"/>.</summary>
    public static Value Join(OpBuilder builder, IRType type, IEnumerable<Value> parts)
    {
        using var next = parts.GetEnumerator();
        return Map(builder, [], type, (_, _) => next.MoveNext() ? next.Current : throw new ArgumentException($"too few vectors for {type}"));
    }
}
