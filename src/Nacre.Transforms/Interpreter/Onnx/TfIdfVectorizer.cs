using System.Globalization;
using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>ONNX <c>TfIdfVectorizer</c>: counts n-grams of a pool in each row.</summary>
internal static class TfIdfVectorizer
{
    private const char Separator = '\u001f';

    /// <summary>The column of each n-gram of the pool and its weight.</summary>
    private sealed record Pool(Dictionary<string, (long Column, double Weight)> Grams, long Columns);

    public static TensorValue Evaluate(TfIdfVectorizerOp op, InterpreterValue input)
    {
        var shape = Elements.ShapeOf(input);
        var tokens = input is StringTensorValue text ? text.Strings.ToArray() : Array.ConvertAll(input.AsTensor.ToIntegers(), Token);
        var pool = ReadPool(op);
        var length = (int)(shape.Rank == 0 ? 1 : shape[shape.Rank - 1]);
        var rows = shape.Rank == 2 ? (int)shape[0] : 1;
        var result = new double[rows * pool.Columns];
        for (var row = 0; row < rows; row++)
            Count(op, tokens.AsSpan(row * length, length), pool, result.AsSpan((int)(row * pool.Columns), (int)pool.Columns));
        return Elements.OfFloats(shape.Rank == 2 ? Shape.Of(rows, pool.Columns) : Shape.Of(pool.Columns), result);
    }

    private static string Token(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary><c>ngram_counts[n - 1]</c> is where the pool's n-grams start.</summary>
    private static Pool ReadPool(TfIdfVectorizerOp op)
    {
        string[] tokens = op.PoolStrings is { } strings ? [.. strings.Strings] : [.. (op.PoolInt64s ?? []).Select(Token)];
        var grams = new Dictionary<string, (long, double)>(StringComparer.Ordinal);
        var ordinal = 0;
        for (var n = 1; n <= op.NgramCounts.Count; n++)
        {
            var end = n < op.NgramCounts.Count ? op.NgramCounts[n] : tokens.Length;
            for (var at = (int)op.NgramCounts[n - 1]; at + n <= end; at += n, ordinal++)
                grams[string.Join(Separator, tokens[at..(at + n)])] = (op.NgramIndexes[ordinal], op.Weights is { } weights ? weights[ordinal] : 1);
        }
        return new Pool(grams, op.NgramIndexes.Max() + 1);
    }

    private static void Count(TfIdfVectorizerOp op, ReadOnlySpan<string> tokens, Pool pool, Span<double> row)
    {
        for (var n = op.MinGramLength; n <= op.MaxGramLength; n++)
        {
            // Skips between the items of a single word are all the same.
            var skips = n == 1 ? 0 : op.MaxSkipCount;
            for (var step = 1; step <= skips + 1; step++)
            {
                for (var first = 0; first + (n - 1) * step < tokens.Length; first++)
                    Add(op.Mode, Gram(tokens, first, step, (int)n), pool, row);
            }
        }
        if (op.Mode == "TFIDF")
            Weigh(pool, row);
    }

    private static string Gram(ReadOnlySpan<string> tokens, int first, int step, int n)
    {
        var parts = new string[n];
        for (var i = 0; i < n; i++)
            parts[i] = tokens[first + i * step];
        return string.Join(Separator, parts);
    }

    private static void Add(string mode, string gram, Pool pool, Span<double> row)
    {
        if (!pool.Grams.TryGetValue(gram, out var known))
            return;
        row[(int)known.Column] = mode == "IDF" ? known.Weight : row[(int)known.Column] + 1;
    }

    private static void Weigh(Pool pool, Span<double> row)
    {
        foreach (var (column, weight) in pool.Grams.Values)
            row[(int)column] *= weight;
    }
}
