using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>An operation on two numbers, written once for all number types.</summary>
internal interface IBinaryNumber
{
    static abstract T Apply<T>(T a, T b) where T : INumber<T>;
}

/// <summary>An operation on one number, written once for all number types.</summary>
internal interface IUnaryNumber
{
    static abstract T Apply<T>(T x) where T : INumber<T>;
}

/// <summary>A question about two numbers, written once for all number types.</summary>
internal interface INumberRelation
{
    static abstract bool Apply<T>(T a, T b) where T : INumber<T>;
}

/// <summary>
/// Loops over the elements of tensors of one shape. A scalar beside a larger tensor stands for all its elements (as in a region whose scalar arguments were
/// replaced by whole tensors), and an operation on splats gives a splat.
/// </summary>
internal static class Elementwise
{
    /// <summary>The shape of the result: that of the first operand that is not a scalar.</summary>
    public static Shape ResultShape(params ReadOnlySpan<TensorValue> operands)
    {
        foreach (var operand in operands)
        {
            if (operand.Rank > 0)
                return operand.Shape;
        }
        return Shape.Scalar;
    }

    /// <summary>One step through an operand: 0 when one element stands for all.</summary>
    private static int Step(TensorValue x) => x.IsSplat || x.Rank == 0 ? 0 : 1;

    /// <summary>How many elements must be computed: one when every operand is a splat.</summary>
    private static int Lanes(Shape shape, params ReadOnlySpan<TensorValue> operands)
    {
        var count = shape.ElementCount;
        foreach (var operand in operands)
        {
            if (Step(operand) != 0 && operand.Count != count)
                throw new EvaluationException($"operands of {operand.Count} and {count} elements do not match");
        }
        foreach (var operand in operands)
        {
            if (Step(operand) != 0)
                return checked((int)count);
        }
        return 1;
    }

    /// <summary>Applies <typeparamref name="TOp"/> in the element type, rounding or wrapping once.</summary>
    public static TensorValue Binary<TOp>(TensorValue a, TensorValue b) where TOp : IBinaryNumber
    {
        var type = a.ElementType;
        if (!NativeNumbers.NeedsWidening(type))
            return NativeNumbers.Run<BinaryWork<TOp>, TensorValue>(type, new(a, b));
        return NativeNumbers.Narrow(Binary<TOp>(NativeNumbers.Widen(a), NativeNumbers.Widen(b)), (FloatType)type);
    }

    private readonly record struct BinaryWork<TOp>(TensorValue A, TensorValue B) : INumberWork<TensorValue> where TOp : IBinaryNumber
    {
        public TensorValue Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var shape = ResultShape(A, B);
            var bytes = Room<T>(Lanes(shape, A, B), out var target);
            var a = A.Stored<T>();
            var b = B.Stored<T>();
            switch (Step(A), Step(B))
            {
                case (1, 1):
                    for (var i = 0; i < target.Length; i++)
                        target[i] = TOp.Apply(a[i], b[i]);
                    break;
                case (1, 0):
                    var right = b[0];
                    for (var i = 0; i < target.Length; i++)
                        target[i] = TOp.Apply(a[i], right);
                    break;
                default:
                    var step = Step(B);
                    for (var i = 0; i < target.Length; i++)
                        target[i] = TOp.Apply(a[0], b[i * step]);
                    break;
            }
            return Make(A.ElementType, shape, bytes);
        }
    }

    /// <summary>Applies <typeparamref name="TOp"/> in the element type, rounding or wrapping once.</summary>
    public static TensorValue Unary<TOp>(TensorValue x) where TOp : IUnaryNumber
    {
        if (!NativeNumbers.NeedsWidening(x.ElementType))
            return NativeNumbers.Run<UnaryWork<TOp>, TensorValue>(x.ElementType, new(x));
        return NativeNumbers.Narrow(Unary<TOp>(NativeNumbers.Widen(x)), (FloatType)x.ElementType);
    }

    private readonly record struct UnaryWork<TOp>(TensorValue X) : INumberWork<TensorValue> where TOp : IUnaryNumber
    {
        public TensorValue Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var source = X.Stored<T>();
            var bytes = Room<T>(source.Length, out var target);
            for (var i = 0; i < target.Length; i++)
                target[i] = TOp.Apply(source[i]);
            return Make(X.ElementType, X.Shape, bytes);
        }
    }

    /// <summary>Compares into i1.</summary>
    public static TensorValue Relation<TOp>(TensorValue a, TensorValue b) where TOp : INumberRelation
    {
        if (!NativeNumbers.NeedsWidening(a.ElementType))
            return NativeNumbers.Run<RelationWork<TOp>, TensorValue>(a.ElementType, new(a, b));
        return Relation<TOp>(NativeNumbers.Widen(a), NativeNumbers.Widen(b));
    }

    private readonly record struct RelationWork<TOp>(TensorValue A, TensorValue B) : INumberWork<TensorValue> where TOp : INumberRelation
    {
        public TensorValue Run<T>() where T : unmanaged, INumber<T>, IMinMaxValue<T>
        {
            var shape = ResultShape(A, B);
            var bytes = Room<bool>(Lanes(shape, A, B), out var target);
            var a = A.Stored<T>();
            var b = B.Stored<T>();
            var (stepA, stepB) = (Step(A), Step(B));
            for (var i = 0; i < target.Length; i++)
                target[i] = TOp.Apply(a[i * stepA], b[i * stepB]);
            return Make(IntegerType.I1, shape, bytes);
        }
    }

    /// <summary>Applies a real function computed in double and rounded once to the element type.</summary>
    public static TensorValue Real(TensorValue x, Func<double, double> function)
    {
        var values = StoredDoubles(x);
        for (var i = 0; i < values.Length; i++)
            values[i] = function(values[i]);
        return MakeDoubles(x.ElementType, x.Shape, values);
    }

    /// <summary>Applies a real function of two arguments computed in double and rounded once to the element type.</summary>
    public static TensorValue Real(TensorValue a, TensorValue b, Func<double, double, double> function)
    {
        var shape = ResultShape(a, b);
        var result = new double[Lanes(shape, a, b)];
        var (x, y) = (StoredDoubles(a), StoredDoubles(b));
        var (stepX, stepY) = (Step(a), Step(b));
        for (var i = 0; i < result.Length; i++)
            result[i] = function(x[i * stepX], y[i * stepY]);
        return MakeDoubles(a.ElementType, shape, result);
    }

    /// <summary>Applies a function to integers in 64 bits and wraps the result into the element type.</summary>
    public static TensorValue Integer(TensorValue x, Func<long, long> function)
    {
        var values = StoredIntegers(x);
        for (var i = 0; i < values.Length; i++)
            values[i] = function(values[i]);
        return MakeIntegers(x.ElementType, x.Shape, values);
    }

    /// <summary>Applies a function to pairs of integers in 64 bits and wraps the result into the element type.</summary>
    public static TensorValue Integer(TensorValue a, TensorValue b, Func<long, long, long> function)
    {
        var shape = ResultShape(a, b);
        var result = new long[Lanes(shape, a, b)];
        var (x, y) = (StoredIntegers(a), StoredIntegers(b));
        var (stepX, stepY) = (Step(a), Step(b));
        for (var i = 0; i < result.Length; i++)
            result[i] = function(x[i * stepX], y[i * stepY]);
        return MakeIntegers(a.ElementType, shape, result);
    }

    /// <summary>Applies a complex function computed in doubles and rounded once to the element type.</summary>
    public static TensorValue Complex(TensorValue x, Func<Complex, Complex> function)
    {
        var values = StoredComplexes(x);
        for (var i = 0; i < values.Length; i++)
            values[i] = function(values[i]);
        return MakeComplexes(x.ElementType, x.Shape, values);
    }

    /// <summary>Applies a complex function of two arguments computed in doubles and rounded once to the element type.</summary>
    public static TensorValue Complex(TensorValue a, TensorValue b, Func<Complex, Complex, Complex> function)
    {
        var shape = ResultShape(a, b);
        var result = new Complex[Lanes(shape, a, b)];
        var (x, y) = (StoredComplexes(a), StoredComplexes(b));
        var (stepX, stepY) = (Step(a), Step(b));
        for (var i = 0; i < result.Length; i++)
            result[i] = function(x[i * stepX], y[i * stepY]);
        return MakeComplexes(a.ElementType, shape, result);
    }

    /// <summary>A real result for every complex element.</summary>
    public static TensorValue ComplexToReal(TensorValue x, Func<Complex, double> function)
    {
        var source = StoredComplexes(x);
        var part = x.ElementType is ComplexType complex ? complex.ElementType : x.ElementType;
        return MakeDoubles(part, x.Shape, Array.ConvertAll(source, z => function(z)));
    }

    /// <summary>Asks every pair of complex elements.</summary>
    public static TensorValue ComplexRelation(TensorValue a, TensorValue b, Func<Complex, Complex, bool> function)
    {
        var shape = ResultShape(a, b);
        var bytes = Room<bool>(Lanes(shape, a, b), out var result);
        var (x, y) = (StoredComplexes(a), StoredComplexes(b));
        var (stepX, stepY) = (Step(a), Step(b));
        for (var i = 0; i < result.Length; i++)
            result[i] = function(x[i * stepX], y[i * stepY]);
        return Make(IntegerType.I1, shape, bytes);
    }

    /// <summary>Asks every element, read as a double.</summary>
    public static TensorValue Test(TensorValue x, Func<double, bool> function)
    {
        var values = StoredDoubles(x);
        var bytes = Room<bool>(values.Length, out var target);
        for (var i = 0; i < target.Length; i++)
            target[i] = function(values[i]);
        return Make(IntegerType.I1, x.Shape, bytes);
    }

    /// <summary>Complex numbers from their parts.</summary>
    public static TensorValue FromParts(TensorValue real, TensorValue imaginary)
    {
        var shape = ResultShape(real, imaginary);
        var result = new Complex[Lanes(shape, real, imaginary)];
        var (x, y) = (StoredDoubles(real), StoredDoubles(imaginary));
        var (stepX, stepY) = (Step(real), Step(imaginary));
        for (var i = 0; i < result.Length; i++)
            result[i] = new Complex(x[i * stepX], y[i * stepY]);
        return MakeComplexes(new ComplexType(real.ElementType), shape, result);
    }

    /// <summary>Where the predicate holds the element of <paramref name="onTrue"/>, elsewhere that of <paramref name="onFalse"/>; a scalar predicate chooses for all.</summary>
    public static TensorValue Select(TensorValue predicate, TensorValue onTrue, TensorValue onFalse)
    {
        var shape = ResultShape(onTrue, onFalse, predicate);
        if (Step(predicate) == 0 && onTrue.Shape == onFalse.Shape && onTrue.Shape == shape)
            return predicate.ToBool() ? onTrue : onFalse;
        var size = onTrue.ElementType.StorageBytes();
        var lanes = Lanes(shape, predicate, onTrue, onFalse);
        var result = new byte[lanes * size];
        var test = predicate.Stored<byte>();
        var yes = onTrue.Stored<byte>();
        var no = onFalse.Stored<byte>();
        var (stepTest, stepYes, stepNo) = (Step(predicate), size * Step(onTrue), size * Step(onFalse));
        for (var i = 0; i < lanes; i++)
        {
            var chosen = test[i * stepTest] != 0 ? yes.Slice(i * stepYes, size) : no.Slice(i * stepNo, size);
            chosen.CopyTo(result.AsSpan(i * size));
        }
        return new TensorValue(new RankedTensorType(shape, onTrue.ElementType), result);
    }

    // The stored elements only: one for a splat.

    private static double[] StoredDoubles(TensorValue x)
    {
        var values = new double[x.IsSplat ? 1 : x.Count];
        ElementCodec.ToDoubles(x.ElementType, x.Data.Span, values);
        return values;
    }

    private static long[] StoredIntegers(TensorValue x)
    {
        var values = new long[x.IsSplat ? 1 : x.Count];
        ElementCodec.ToIntegers(x.ElementType, x.Data.Span, values);
        return values;
    }

    private static Complex[] StoredComplexes(TensorValue x)
    {
        var values = new Complex[x.IsSplat ? 1 : x.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = x.ComplexAt(i);
        return values;
    }

    private static byte[] Room<T>(int lanes, out Span<T> target) where T : unmanaged
    {
        var bytes = GC.AllocateUninitializedArray<byte>(checked(lanes * Unsafe.SizeOf<T>()));
        target = MemoryMarshal.Cast<byte, T>(bytes.AsSpan());
        return bytes;
    }

    private static TensorValue Make(IRType element, Shape shape, byte[] elements) => new(new RankedTensorType(shape, element), ElementCodec.Canonicalize(element, elements));

    private static TensorValue MakeDoubles(IRType element, Shape shape, double[] values)
    {
        var bytes = new byte[values.Length * element.StorageBytes()];
        ElementCodec.FromDoubles((FloatType)element, values, bytes);
        return new TensorValue(new RankedTensorType(shape, element), bytes);
    }

    private static TensorValue MakeIntegers(IRType element, Shape shape, long[] values)
    {
        var bytes = new byte[values.Length * element.StorageBytes()];
        ElementCodec.FromIntegers(element, values, bytes);
        return new TensorValue(new RankedTensorType(shape, element), bytes);
    }

    private static TensorValue MakeComplexes(IRType element, Shape shape, Complex[] values)
    {
        var bytes = new byte[values.Length * element.StorageBytes()];
        ElementCodec.FromDoubles((FloatType)((ComplexType)element).ElementType, MemoryMarshal.Cast<Complex, double>(values), bytes);
        return new TensorValue(new RankedTensorType(shape, element), bytes);
    }
}
