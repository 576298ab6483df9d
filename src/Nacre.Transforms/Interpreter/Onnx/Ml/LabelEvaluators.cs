using Nacre.Dialects.Onnx;
using Nacre.Dialects.OnnxMl;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Onnx.Ml;

/// <summary>Operators of <c>ai.onnx.ml</c> on labels and maps.</summary>
internal static class LabelEvaluators
{
    public static OpEvaluators AddOnnxMlLabels(this OpEvaluators table) => table
        .Add<LabelEncoderOp>((op, operands, _) => [Encode(op, operands[0])])
        .Add<CategoryMapperOp>((op, operands, _) => [MapCategories(op, operands[0])])
        .Add<DictVectorizerOp>((op, operands, _) => [VectorizeMap(op, operands[0].AsMap())])
        .Add<CastMapOp>((op, operands, _) => [CastMap(op, operands[0].AsMap())])
        .Add<ZipMapOp>((op, operands, _) => [ZipMap(op, operands.Tensor(0))]);

    /// <summary>Looks each element up; what is not a key gets the default.</summary>
    private static InterpreterValue Encode(LabelEncoderOp op, InterpreterValue x)
    {
        var keys = Table(op.KeysTensor, op.KeysStrings, op.KeysInt64s, op.KeysFloats) ?? throw new EvaluationException("the encoder has no keys");
        var values = Table(op.ValuesTensor, op.ValuesStrings, op.ValuesInt64s, op.ValuesFloats) ?? throw new EvaluationException("the encoder has no values");
        var positions = new Dictionary<object, long>();
        for (var i = 0; i < Elements.ShapeOf(keys).ElementCount; i++)
            positions.TryAdd(Key(keys, i), i);
        var count = Elements.ShapeOf(values).ElementCount;
        var all = Elements.Concat([values, Default(op, values)], 0);
        var shape = Elements.ShapeOf(x);
        long[] picked = [.. Enumerable.Range(0, (int)shape.ElementCount).Select(i => positions.GetValueOrDefault(Key(x, i), count))];
        return Elements.Pick(all, Elements.OfIntegers(shape, picked));
    }

    private static InterpreterValue? Table(ElementsAttr? tensor, ArrayAttr? texts, EquatableArray<long>? integers, EquatableArray<float>? floats)
    {
        if (tensor is not null)
            return Elements.OfAttr(tensor);
        if (texts is not null)
            return Elements.OfStrings(Shape.Of(texts.Items.Count), texts.Strings);
        if (integers is { } i)
            return Elements.OfIntegers(Shape.Of(i.Count), i.Span);
        return floats is { } f ? Elements.OfFloats(Shape.Of(f.Count), [.. f.Select(v => (double)v)]) : null;
    }

    /// <summary>An element that compares by value; NaN equals NaN.</summary>
    private static object Key(InterpreterValue values, int index) => values switch
    {
        StringTensorValue text => text.Strings[index],
        TensorValue { ElementType: FloatType } x => x.DoubleAt(index),
        _ => values.AsTensor.IntegerAt(index),
    };

    private static InterpreterValue Default(LabelEncoderOp op, InterpreterValue values)
    {
        var one = Shape.Of(1);
        if (op.DefaultTensor is { } tensor)
            return Elements.Reshaped(Elements.OfAttr(tensor), one);
        if (values is StringTensorValue)
            return Elements.OfStrings(one, [op.DefaultString]);
        var type = values.AsTensor.ElementType;
        return type is FloatType ? Elements.OfReals(type, one, [op.DefaultFloat]) : TensorValue.OfIntegers(new RankedTensorType(one, type), [op.DefaultInt64]);
    }

    /// <summary>Texts to integers or integers to texts.</summary>
    private static InterpreterValue MapCategories(CategoryMapperOp op, InterpreterValue x)
    {
        string[] texts = [.. op.CatsStrings?.Strings ?? []];
        long[] integers = [.. op.CatsInt64s ?? []];
        if (x is StringTensorValue text)
            return Elements.OfIntegers(text.Shape, [.. text.Strings.Select(t => Array.IndexOf(texts, t) is >= 0 and var i ? integers[i] : op.DefaultInt64)]);
        return Elements.OfStrings(Elements.ShapeOf(x), x.AsTensor.ToIntegers().Select(v => Array.IndexOf(integers, v) is >= 0 and var i ? texts[i] : op.DefaultString));
    }

    /// <summary>The map's values in the order of the vocabulary; zeros for keys that it lacks.</summary>
    private static InterpreterValue VectorizeMap(DictVectorizerOp op, MapValue map)
    {
        object[] vocabulary = op.StringVocabulary is { } texts ? [.. texts.Strings] : [.. (op.Int64Vocabulary ?? []).Select(object (i) => i)];
        var known = map.Entries.ToDictionary(e => e.Key, e => Elements.Reshaped(e.Value, Shape.Of(1)));
        if (known.Count == 0)
            return Elements.OfFloats(Shape.Of(1, vocabulary.Length), new double[vocabulary.Length]);
        InterpreterValue zero = known.Values.First() is TensorValue first ? TensorValue.Splat(first.Type, 0) : Elements.OfStrings(Shape.Of(1), [""]);
        var joined = Elements.Concat([.. vocabulary.Select(key => known.GetValueOrDefault(key, zero))], 0);
        return Elements.Reshaped(joined, Shape.Of(1, vocabulary.Length));
    }

    /// <summary>The map's values by ascending key; sparse maps hold positions as keys, with zeros between them.</summary>
    private static InterpreterValue CastMap(CastMapOp op, MapValue map)
    {
        var entries = map.Entries.OrderBy(e => (long)e.Key).Select(e => (Position: (long)e.Key, e.Value)).ToArray();
        var isSparse = op.MapForm == "SPARSE";
        var width = isSparse ? op.MaxMap : entries.Length;
        var values = new double[width];
        for (var i = 0; i < entries.Length; i++)
        {
            var at = isSparse ? entries[i].Position : i;
            if (at < width)
                values[at] = entries[i].Value is StringTensorValue text ? TextCasts.Parse(text, FloatType.F64).DoubleAt(0) : entries[i].Value.AsTensor.DoubleAt(0);
        }
        var result = Elements.OfReals(op.CastTo == "TO_INT64" ? IntegerType.I64 : FloatType.F32, Shape.Of(1, width), values);
        return op.CastTo == "TO_STRING" ? TextCasts.ToText(result) : result;
    }

    /// <summary>A map from class to score for each row.</summary>
    private static SequenceValue ZipMap(ZipMapOp op, TensorValue x)
    {
        var labels = ClassLabels.Of(op.ClasslabelsInt64s, op.ClasslabelsStrings);
        var rows = Rows.Of(x);
        return new SequenceValue(
        [
            .. Enumerable.Range(0, rows.Count).Select(r => new MapValue(
            [
                .. rows[r].Select((score, c) => (labels.Key(c), (InterpreterValue)Elements.OfReals(x.ElementType, Shape.Scalar, [score]))),
            ])),
        ]);
    }
}
