using Nacre.Dialects.Arith;
using Nacre.IR;
using Nacre.Transforms.Kernels;
using MemRef = Nacre.Dialects.MemRef;
using Vector = Nacre.Dialects.Vector;
using X86 = Nacre.Dialects.X86Vector;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>How one step of a sum loads its operands and adds their products: element by element, or two neighbouring elements at once.</summary>
/// <param name="builder">Where the operations go.</param>
/// <param name="a">The left side: a 1-D memref.</param>
/// <param name="b">The right side: a 1-D memref.</param>
/// <param name="lanes">Columns per vector.</param>
/// <param name="isPadded">Whether B may be read up to the end of the last vector, as packed panels may.</param>
internal abstract class ProductStep(OpBuilder builder, Value a, Value b, int lanes, bool isPadded)
{
    protected OpBuilder Builder => builder;
    protected Value A => a;
    protected Value B => b;
    protected int Lanes => lanes;
    protected bool IsPadded => isPadded;

    /// <summary>What the products are summed up in.</summary>
    public IRType Compute => ElementEmitter.ComputeType(((MemRefType)a.Type).ElementType);

    /// <summary>How many elements of the sum a step takes; the last step of a sum may have fewer.</summary>
    public abstract int Elements { get; }

    /// <summary>Elements of B from one vector of columns to the next.</summary>
    public abstract long VectorStride { get; }

    /// <summary>The elements of a row from <paramref name="at"/> on, <paramref name="elements"/> of them, in all lanes.</summary>
    public abstract Value Left(Value at, int elements);

    /// <summary>The elements of B from <paramref name="at"/> on for the columns of a vector, of which the matrix has <paramref name="active"/>.</summary>
    public abstract Value Right(Value at, int active, int elements);

    public abstract Value MultiplyAdd(Value left, Value right, Value sum);

    /// <summary>As many elements of B as there are columns; a load past a row's end could leave the buffer.</summary>
    protected Value LoadRow(Value at, int active)
    {
        var type = VectorType.Get(((MemRefType)b.Type).ElementType, lanes);
        if (isPadded || active == lanes)
            return Vector.LoadOp.Create(builder, type, b, [at]).Result;
        var mask = Vector.ConstantMaskOp.Create(builder, VectorType.Get(IntegerType.I1, lanes), new long[] { active }).Result;
        return Vector.MaskedLoadOp.Create(builder, type, b, [at], mask, ConstantOp.Zero(builder, type).Result).Result;
    }

    protected Value LoadVector(Value memref, Value at, int count) => Vector.LoadOp.Create(builder, VectorType.Get(((MemRefType)memref.Type).ElementType, count), memref, [at]).Result;
}

/// <summary>One element of A times a vector of B by a multiply-add; narrow floats are widened first.</summary>
internal sealed class SingleProducts(OpBuilder builder, Value a, Value b, int lanes, bool isPadded) : ProductStep(builder, a, b, lanes, isPadded)
{
    public override int Elements => 1;
    public override long VectorStride => Lanes;

    public override Value Left(Value at, int elements) =>
        Vector.BroadcastOp.Create(Builder, VectorType.Get(Compute, Lanes), Widen(MemRef.LoadOp.Create(Builder, A, [at]).Result)).Vector;

    public override Value Right(Value at, int active, int elements) => Widen(LoadRow(at, active));

    public override Value MultiplyAdd(Value left, Value right, Value sum) => FusedArithmetic.MultiplyAdd(Builder, left, right, sum);

    private Value Widen(Value value) => value.Type.ElementOrSelf() == Compute ? value : ExtFOp.Create(Builder, value.Type.WithElementOrSelf(Compute), value).Out;
}

/// <summary>
/// Two neighbouring bf16 elements of A times those of B by <c>x86vector.avx512.dot</c>. In packed panels the two elements of a column lie side by side; otherwise two rows of B
/// are brought into that order. Behind an odd number of elements comes a zero.
/// </summary>
/// <param name="rowStride">Elements from row to row of B, where it is not packed.</param>
internal sealed class PairProducts(OpBuilder builder, Value a, Value b, int lanes, bool isPadded, long rowStride) : ProductStep(builder, a, b, lanes, isPadded)
{
    public override int Elements => 2;
    public override long VectorStride => IsPadded ? 2 * Lanes : Lanes;

    public override Value Left(Value at, int elements)
    {
        var pair = elements == 2 ? Pair(at) : Single(at);
        var everywhere = Vector.BroadcastOp.Create(Builder, VectorType.Get(IntegerType.I32, Lanes), pair).Vector;
        return Vector.BitCastOp.Create(Builder, VectorType.Get(FloatType.BF16, 2 * Lanes), everywhere).Result;
    }

    public override Value Right(Value at, int active, int elements)
    {
        if (IsPadded)
            return LoadVector(B, at, 2 * Lanes);
        var first = LoadRow(at, active);
        var second = elements == 2
            ? LoadRow(AddIOp.Create(Builder, at, KernelLoops.Constant(Builder, rowStride)).Result, active)
            : ConstantOp.Zero(Builder, first.Type).Result;
        return Vector.InterleaveOp.Create(Builder, first, second).Result;
    }

    public override Value MultiplyAdd(Value left, Value right, Value sum) => X86.DotBF16Op.Create(Builder, sum, left, right).Dst;

    private Value Pair(Value at)
    {
        var two = LoadVector(A, at, 2);
        return Vector.ExtractOp.Create(Builder, Vector.BitCastOp.Create(Builder, VectorType.Get(IntegerType.I32, 1), two).Result, [0]).Result;
    }

    /// <summary>The first element of a pair is its lower half.</summary>
    private Value Single(Value at)
    {
        var bits = BitcastOp.Create(Builder, IntegerType.I16, MemRef.LoadOp.Create(Builder, A, [at]).Result).Out;
        return ExtUIOp.Create(Builder, IntegerType.I32, bits).Out;
    }
}
