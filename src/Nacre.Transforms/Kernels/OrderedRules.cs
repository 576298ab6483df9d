using Nacre.Dialects.Arith;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Operations whose results are made by loops in a certain order, so that their elements cannot be computed one by one where they are needed: each is a kernel of its own, from
/// operands in memory to results in memory.
/// </summary>
public static class OrderedRules
{
    /// <summary>Emits the loops. The operands and results have buffers; <paramref name="scratch"/> is an <c>i64</c> memref, where the operation asked for one.</summary>
    private delegate void Rule<in T>(ElementEmitter emitter, T op, Value? scratch) where T : Operation;

    /// <param name="Emit">Writes the loops.</param>
    /// <param name="Applies">Beyond all elements being of types that generated code knows.</param>
    /// <param name="ScratchElements">Of type <c>i64</c>.</param>
    private sealed record Row(Rule<Operation> Emit, Func<Operation, bool> Applies, Func<Operation, long> ScratchElements)
    {
        /// <summary>Whether elements may be complex.</summary>
        public bool IsComplexKnown { get; init; }

        public bool Takes(IRType type) => IsComplexKnown ? ElementRules.IsPassed(type) : ElementRules.IsEmittable(type);
    }

    private static readonly Dictionary<Type, Row> Rows = new()
    {
        [typeof(Hlo.ScatterOp)] = Of<Hlo.ScatterOp>((e, op, _) => ScatterLoops.Emit(e, op), op => LoopRules.IsComputable(op.UpdateComputation)),
        [typeof(Hlo.SelectAndScatterOp)] = Of<Hlo.SelectAndScatterOp>((e, op, _) => SelectAndScatterLoops.Emit(e, op), op => LoopRules.IsComputable(op.Select) && LoopRules.IsComputable(op.Scatter)),
        [typeof(Hlo.TriangularSolveOp)] = Of<Hlo.TriangularSolveOp>((e, op, _) => TriangularSolveLoops.Emit(e, op)) with { IsComplexKnown = true },
        [typeof(Hlo.CholeskyOp)] = Of<Hlo.CholeskyOp>((e, op, _) => CholeskyLoops.Emit(e, op)) with { IsComplexKnown = true },
        [typeof(Hlo.RngBitGeneratorOp)] = Of<Hlo.RngBitGeneratorOp>((e, op, _) => RandomBitLoops.Emit(e, op), RandomBitLoops.Applies),
        [typeof(Hlo.SortOp)] = Of<Hlo.SortOp>((e, op, scratch) => SortLoops.Emit(e, op, scratch!), op => LoopRules.IsComputable(op.Comparator), SortLoops.ScratchElements),
    };

    private static Row Of<T>(Rule<T> emit, Func<T, bool>? applies = null, Func<T, long>? scratch = null) where T : Operation =>
        new((e, op, memory) => emit(e, (T)op, memory), op => applies?.Invoke((T)op) ?? true, op => scratch?.Invoke((T)op) ?? 0);

    public static bool Has(Operation op) =>
        Rows.TryGetValue(op.GetType(), out var row) && op.Results.Types.Concat(op.Operands.Types).All(row.Takes) && row.Applies(op);

    /// <summary>How much memory a call needs for itself, in elements of type <c>i64</c>.</summary>
    public static long ScratchElements(Operation op) => Rows[op.GetType()].ScratchElements(op);

    public static void Emit(ElementEmitter emitter, Operation op, Value? scratch) => Rows[op.GetType()].Emit(emitter, op, scratch);

    /// <summary>Loops over all of <paramref name="sizes"/>, the last one innermost; the body gets an index.</summary>
    internal static void ForAll(ElementEmitter emitter, IReadOnlyList<long> sizes, Action<AffineExpr[]> body)
    {
        if (sizes.Contains(0))
            return;
        var index = new AffineExpr[sizes.Count];
        void Level(int level)
        {
            if (level == sizes.Count)
                body([.. index]);
            else
                KernelLoops.For(emitter.Builder, sizes[level], [], (iv, _) =>
                {
                    index[level] = sizes[level] == 1 ? AffineExpr.Constant(0) : emitter.Bind(iv, 0, sizes[level] - 1);
                    Level(level + 1);
                    return [];
                });
        }
        Level(0);
    }

    /// <summary>Fills the buffer of a result.</summary>
    internal static void Fill(ElementEmitter emitter, Value result, Func<AffineExpr[], Value> element)
    {
        var type = (RankedTensorType)result.Type;
        ForAll(emitter, type.Shape.Dims, index => emitter.Store(emitter.Buffer(result), type, index, element(index)));
    }

    /// <summary>Whether a position that is only known at run time lies in [0, <paramref name="size"/>).</summary>
    internal static Value IsInside(OpBuilder builder, Value position, long size) =>
        CmpIOp.Create(builder, position, KernelLoops.Constant(builder, size), CmpIPredicate.Ult).Result;
}
