using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>What is the same for number and string tensors: taking elements by position, joining, comparing; and making tensors of numbers.</summary>
internal static class Elements
{
    public static Shape ShapeOf(InterpreterValue value) => value is StringTensorValue strings ? strings.Shape : value.AsTensor.Shape;

    public static InterpreterValue OfAttr(ElementsAttr attr)
    {
        if (attr is not DenseStringElementsAttr strings)
            return TensorValue.FromAttr(attr);
        var count = (int)strings.Count;
        return new StringTensorValue(attr.Type.Shape, strings.Strings.Count == count ? strings.Strings : Enumerable.Repeat(strings.Strings[0], count).ToEquatableArray());
    }

    public static InterpreterValue Reshaped(InterpreterValue value, Shape shape) =>
        value is StringTensorValue strings ? strings with { Shape = shape } : value.AsTensor.Reshaped(shape);

    /// <summary>The row-major position of each element.</summary>
    public static TensorValue Positions(Shape shape, long first = 0)
    {
        var positions = new long[shape.ElementCount];
        for (var i = 0; i < positions.Length; i++)
            positions[i] = first + i;
        return TensorValue.OfIntegers(new RankedTensorType(shape, IntegerType.I64), positions);
    }

    /// <summary>The elements at row-major positions, in the shape of the positions.</summary>
    public static InterpreterValue Pick(InterpreterValue source, TensorValue positions)
    {
        if (source is StringTensorValue strings)
            return new StringTensorValue(positions.Shape, positions.ToIntegers().Select(p => strings.Strings[(int)p]).ToEquatableArray());
        var x = source.AsTensor;
        var type = new RankedTensorType(positions.Shape, x.ElementType);
        var size = x.ElementType.StorageBytes();
        var bytes = TensorValue.NewBytes(type);
        var at = 0;
        foreach (var position in positions.ToIntegers())
            x.ElementBytes(position).CopyTo(bytes.AsSpan(at++ * size));
        return new TensorValue(type, bytes);
    }

    /// <summary>The slices at <paramref name="indices"/> along an axis.</summary>
    public static InterpreterValue PickAlong(InterpreterValue source, int axis, IReadOnlyList<long> indices)
    {
        var shape = ShapeOf(source);
        var (outer, size, inner) = shape.Around(axis);
        var positions = new long[outer * indices.Count * inner];
        var at = 0;
        for (var o = 0L; o < outer; o++)
        {
            foreach (var index in indices)
            {
                for (var i = 0L; i < inner; i++)
                    positions[at++] = (o * size + index) * inner + i;
            }
        }
        return Pick(source, TensorValue.OfIntegers(new RankedTensorType(shape.With(axis, indices.Count), IntegerType.I64), positions));
    }

    /// <summary>A part of consecutive slices along an axis.</summary>
    public static InterpreterValue PickRange(InterpreterValue source, int axis, long first, long count) =>
        PickAlong(source, axis, [.. Enumerable.Range(0, (int)count).Select(i => first + i)]);

    /// <summary>Joins tensors of one element type along an axis.</summary>
    public static InterpreterValue Concat(IReadOnlyList<InterpreterValue> parts, int axis)
    {
        if (parts.All(p => p is TensorValue))
            return DataMovement.Concatenate([.. parts.Select(p => p.AsTensor)], axis);
        var (all, positions) = (new List<string>(), new List<TensorValue>());
        foreach (var part in parts.Select(p => p.AsStrings()))
        {
            positions.Add(Positions(part.Shape, all.Count));
            all.AddRange(part.Strings);
        }
        return Pick(new StringTensorValue(Shape.Of(all.Count), [.. all]), DataMovement.Concatenate(positions, axis));
    }

    /// <summary>Joins tensors of one type along a new axis.</summary>
    public static InterpreterValue Stack(IReadOnlyList<InterpreterValue> parts, int axis)
    {
        var dims = ShapeOf(parts[0]).Dims.ToList();
        dims.Insert(axis, 1);
        return Concat([.. parts.Select(p => Reshaped(p, dims.ToArray()))], axis);
    }

    /// <summary>Removes an axis of size 1.</summary>
    public static InterpreterValue Squeeze(InterpreterValue value, int axis)
    {
        var dims = ShapeOf(value).Dims.ToList();
        dims.RemoveAt(axis);
        return Reshaped(value, dims.ToArray());
    }

    /// <summary>An order of a tensor's elements by position: numbers by value (NaN last), strings by UTF-16 code.</summary>
    public static Comparison<long> Order(InterpreterValue value)
    {
        if (value is StringTensorValue strings)
            return (a, b) => string.CompareOrdinal(strings.Strings[(int)a], strings.Strings[(int)b]);
        var x = value.AsTensor;
        if (x.ElementType is FloatType)
        {
            var reals = x.ToDoubles();
            return (a, b) => CompareNaNLast(reals[a], reals[b]);
        }
        var integers = x.ToIntegers();
        return x.ElementType.IsUnsigned() ? (a, b) => ((ulong)integers[a]).CompareTo((ulong)integers[b]) : (a, b) => integers[a].CompareTo(integers[b]);
    }

    private static int CompareNaNLast(double a, double b) => double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a).CompareTo(double.IsNaN(b)) : a.CompareTo(b);

    /// <summary>Numbers rounded into a float type, or truncated into an integer type.</summary>
    public static TensorValue OfReals(IRType elementType, Shape shape, ReadOnlySpan<double> values)
    {
        var type = new RankedTensorType(shape, elementType);
        if (elementType is FloatType)
            return TensorValue.OfDoubles(type, values);
        var integers = new long[values.Length];
        for (var i = 0; i < integers.Length; i++)
            integers[i] = (long)values[i];
        return TensorValue.OfIntegers(type, integers);
    }

    public static TensorValue OfFloats(Shape shape, ReadOnlySpan<double> values) => OfReals(FloatType.F32, shape, values);
    public static TensorValue OfIntegers(Shape shape, ReadOnlySpan<long> values) => TensorValue.OfIntegers(new RankedTensorType(shape, IntegerType.I64), values);
    public static StringTensorValue OfStrings(Shape shape, IEnumerable<string> values) => new(shape, values.ToEquatableArray());

    /// <summary>No elements of the given element type.</summary>
    public static InterpreterValue Empty(IRType elementType, Shape shape) =>
        elementType is StringType ? new StringTensorValue(shape, []) : new TensorValue(new RankedTensorType(shape, elementType), []);
}
