using System.Globalization;
using System.Text.RegularExpressions;
using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>Operators on text.</summary>
internal static class StringEvaluators
{
    public static OpEvaluators AddOnnxStrings(this OpEvaluators table) => table
        .Add<StringConcatOp>((_, operands, _) => [Concat(operands.Strings(0), operands.Strings(1))])
        .Add<StringSplitOp>((op, operands, _) => Split(op, operands.Strings(0)))
        .Add<StringNormalizerOp>((op, operands, _) => [Normalize(op, operands.Strings(0))])
        .Add<RegexFullMatchOp>((op, operands, _) => [FullMatch(op, operands.Strings(0))])
        .Add<TfIdfVectorizerOp>((op, operands, _) => [TfIdfVectorizer.Evaluate(op, operands[0])]);

    private static StringTensorValue Concat(StringTensorValue a, StringTensorValue b)
    {
        var shape = Broadcast(a.Shape, b.Shape);
        var (left, right) = (Broadcast(a, shape), Broadcast(b, shape));
        return Elements.OfStrings(shape, left.Strings.Zip(right.Strings, string.Concat));
    }

    private static Shape Broadcast(Shape a, Shape b)
    {
        var dims = new long[Math.Max(a.Rank, b.Rank)];
        for (var back = 1; back <= dims.Length; back++)
        {
            var (x, y) = (back <= a.Rank ? a[a.Rank - back] : 1, back <= b.Rank ? b[b.Rank - back] : 1);
            if (x != y && x != 1 && y != 1)
                throw new EvaluationException($"the shapes {a} and {b} do not broadcast");
            dims[^back] = x == 1 ? y : x;
        }
        return dims;
    }

    private static StringTensorValue Broadcast(StringTensorValue x, Shape shape)
    {
        var along = Enumerable.Range(shape.Rank - x.Shape.Rank, x.Shape.Rank).Select(d => (long)d).ToArray();
        return Elements.Pick(x, DataMovement.BroadcastInDim(Elements.Positions(x.Shape), shape.Dims.ToArray(), along)).AsStrings();
    }

    /// <summary>The parts of each text along a new last axis, padded with empty text to the most parts; and how many parts there are.</summary>
    private static InterpreterValue[] Split(StringSplitOp op, StringTensorValue x)
    {
        var most = op.Maxsplit is { } limit and >= 0 ? (int)Math.Min(limit, int.MaxValue - 1) + 1 : int.MaxValue;
        var parts = x.Strings.Select(text => Split(text, op.Delimiter, most)).ToArray();
        var width = parts.Length == 0 ? 0 : parts.Max(p => p.Length);
        var padded = parts.SelectMany(p => p.Concat(Enumerable.Repeat("", width - p.Length)));
        return
        [
            Elements.OfStrings(new Shape([.. x.Shape.Dims, width]), padded),
            Elements.OfIntegers(x.Shape, Array.ConvertAll(parts, p => (long)p.Length)),
        ];
    }

    /// <summary>Without a delimiter, runs of white space separate and none is kept at the ends.</summary>
    private static string[] Split(string text, string? delimiter, int most)
    {
        if (!string.IsNullOrEmpty(delimiter))
            return text.Length == 0 ? [] : text.Split(delimiter, most);
        var parts = new List<string>();
        for (var rest = text.Trim(); rest.Length > 0;)
        {
            var end = parts.Count == most - 1 ? rest.Length : rest.TakeWhile(c => !char.IsWhiteSpace(c)).Count();
            parts.Add(rest[..end]);
            rest = rest[end..].TrimStart();
        }
        return [.. parts];
    }

    /// <summary>Removes stop words, then changes the case; with nothing left one empty text stays.</summary>
    private static StringTensorValue Normalize(StringNormalizerOp op, StringTensorValue x)
    {
        var culture = op.Locale is { Length: > 0 } locale ? CultureOf(locale) : CultureInfo.InvariantCulture;
        var comparer = StringComparer.Create(culture, ignoreCase: op.IsCaseSensitive == 0);
        var stopWords = (op.Stopwords?.Strings ?? []).ToHashSet(comparer);
        Func<string, string> change = op.CaseChangeAction switch
        {
            "LOWER" => text => text.ToLower(culture),
            "UPPER" => text => text.ToUpper(culture),
            _ => text => text,
        };
        var kept = x.Strings.Where(text => !stopWords.Contains(text)).Select(change).DefaultIfEmpty("").ToArray();
        return Elements.OfStrings(x.Shape.Rank == 2 ? Shape.Of(1, kept.Length) : Shape.Of(kept.Length), kept);
    }

    private static CultureInfo CultureOf(string locale)
    {
        try
        {
            return CultureInfo.GetCultureInfo(locale.Split('.')[0].Replace('_', '-'));
        }
        catch (CultureNotFoundException)
        {
            throw new EvaluationException($"the locale '{locale}' is not known");
        }
    }

    private static TensorValue FullMatch(RegexFullMatchOp op, StringTensorValue x)
    {
        // Models are data from strangers: this engine's time does not grow faster than the text, as that of RE2, whose syntax ONNX names.
        var pattern = new Regex($@"\A(?:{op.Pattern})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        long[] matches = [.. x.Strings.Select(text => pattern.IsMatch(text) ? 1L : 0)];
        return TensorValue.OfIntegers(new RankedTensorType(x.Shape, IntegerType.I1), matches);
    }
}
