using Nacre.Dialects.OnnxMl;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Onnx.Ml;

/// <summary>Support vector machines as libsvm defines them (Chang and Lin, 2011).</summary>
internal static class SvmEvaluators
{
    public static OpEvaluators AddOnnxMlSvm(this OpEvaluators table) => table
        .Add<SVMRegressorOp>((op, operands, _) => [Regress(op, Rows.Of(operands.Tensor(0)))])
        .Add<SVMClassifierOp>((op, operands, _) => new SvmClassifier(op, Rows.Of(operands.Tensor(0)).Width).Classify(Rows.Of(operands.Tensor(0))));

    /// <summary>The kernel of two vectors; parameters are gamma, coef0 and degree.</summary>
    public static Func<double[], ReadOnlySpan<float>, double> Kernel(string type, EquatableArray<float>? parameters)
    {
        var (gamma, coef0, degree) = parameters is { Count: >= 3 } p ? ((double)p[0], (double)p[1], (double)p[2]) : (0, 0, 0);
        return type switch
        {
            "LINEAR" => Dot,
            "POLY" => (x, v) => Math.Pow(gamma * Dot(x, v) + coef0, degree),
            "RBF" => (x, v) => Math.Exp(-gamma * SquaredDistance(x, v)),
            "SIGMOID" => (x, v) => Math.Tanh(gamma * Dot(x, v) + coef0),
            _ => throw new EvaluationException($"the kernel '{type}' is not known"),
        };
    }

    private static double Dot(double[] x, ReadOnlySpan<float> v)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += x[i] * v[i];
        return sum;
    }

    private static double SquaredDistance(double[] x, ReadOnlySpan<float> v)
    {
        var sum = 0.0;
        for (var i = 0; i < x.Length; i++)
            sum += (x[i] - v[i]) * (x[i] - v[i]);
        return sum;
    }

    /// <summary>Σ coefficient · kernel(x, support vector) + rho; without support vectors the coefficients are one linear vector.</summary>
    private static TensorValue Regress(SVMRegressorOp op, Rows rows)
    {
        var kernel = Kernel(op.NSupports > 0 ? op.KernelType : "LINEAR", op.KernelParams);
        var (coefficients, vectors) = (op.Coefficients ?? [], op.NSupports > 0 ? op.SupportVectors ?? [] : op.Coefficients ?? []);
        var results = new double[rows.Count];
        for (var r = 0; r < rows.Count; r++)
        {
            var sum = op.Rho is { Count: > 0 } rho ? rho[0] : 0.0;
            for (var s = 0; s < Math.Max(1, op.NSupports); s++)
                sum += (op.NSupports > 0 ? coefficients[s] : 1) * kernel(rows[r], vectors.Span.Slice(s * rows.Width, rows.Width));
            results[r] = Scores.Transform([op.OneClass != 0 ? (sum > 0 ? 1 : -1) : sum], op.PostTransform)[0];
        }
        return Elements.OfFloats(Shape.Of(rows.Count, 1), results);
    }
}

/// <summary>A classifier that votes between each pair of classes, or takes the largest of linear scores when it has no support vectors.</summary>
internal sealed class SvmClassifier
{
    private readonly SVMClassifierOp _op;
    private readonly ClassLabels _labels;
    private readonly int _width;
    private readonly int _classes;
    private readonly int[] _starts;
    private readonly Func<double[], ReadOnlySpan<float>, double> _kernel;

    public SvmClassifier(SVMClassifierOp op, int width)
    {
        (_op, _width) = (op, width);
        _labels = ClassLabels.Of(op.ClasslabelsInts, op.ClasslabelsStrings);
        _classes = _labels.Count;
        _starts = new int[(op.VectorsPerClass?.Count ?? 0) + 1];
        for (var i = 1; i < _starts.Length; i++)
            _starts[i] = _starts[i - 1] + (int)op.VectorsPerClass!.Value[i - 1];
        _kernel = SvmEvaluators.Kernel(IsLinear ? "LINEAR" : op.KernelType, op.KernelParams);
    }

    private int Supports => _starts[^1];
    private bool IsLinear => Supports == 0;
    private EquatableArray<float> Coefficients => _op.Coefficients ?? [];

    public InterpreterValue[] Classify(Rows rows)
    {
        var (classes, scores) = (new int[rows.Count], new List<double>());
        for (var r = 0; r < rows.Count; r++)
        {
            var (label, row) = IsLinear ? ClassifyLinear(rows[r]) : ClassifyByVotes(rows[r]);
            classes[r] = label;
            scores.AddRange(Scores.Transform(row, _op.PostTransform));
        }
        return [_labels.Pick(classes), Elements.OfFloats(Shape.Of(rows.Count, rows.Count == 0 ? _classes : scores.Count / rows.Count), scores.ToArray())];
    }

    private (int Class, double[] Scores) ClassifyLinear(double[] x)
    {
        var rho = _op.Rho is { Count: > 0 } r ? r[0] : 0;
        var scores = Enumerable.Range(0, _classes).Select(c => _kernel(x, Coefficients.Span.Slice(c * _width, _width)) + rho).ToArray();
        return (Rows.ArgMax(scores), scores);
    }

    private (int Class, double[] Scores) ClassifyByVotes(double[] x)
    {
        var vectors = _op.SupportVectors ?? [];
        var kernels = Enumerable.Range(0, Supports).Select(s => _kernel(x, vectors.Span.Slice(s * _width, _width))).ToArray();
        var (votes, decisions) = (new double[_classes], new List<double>());
        for (var i = 0; i < _classes; i++)
        {
            for (var j = i + 1; j < _classes; j++)
            {
                decisions.Add(Decision(kernels, i, j) + (_op.Rho is { } rho ? rho[decisions.Count] : 0));
                votes[decisions[^1] > 0 ? i : j]++;
            }
        }
        if (_op.ProbA is { Count: > 0 } a && _op.ProbB is { } b)
            return MostProbable(PairProbabilities(decisions, a, b));
        var winner = Rows.ArgMax(votes);
        return (winner, decisions.Count == 1 ? [-decisions[0], decisions[0]] : [.. decisions]);
    }

    private double Decision(double[] kernels, int i, int j)
    {
        var sum = 0.0;
        for (var s = _starts[i]; s < _starts[i + 1]; s++)
            sum += Coefficients[(j - 1) * Supports + s] * kernels[s];
        for (var s = _starts[j]; s < _starts[j + 1]; s++)
            sum += Coefficients[i * Supports + s] * kernels[s];
        return sum;
    }

    /// <summary>r[i, j], the probability of class i among i and j, by Platt's sigmoid of the decision.</summary>
    private double[,] PairProbabilities(List<double> decisions, EquatableArray<float> a, EquatableArray<float> b)
    {
        var (pairs, at) = (new double[_classes, _classes], 0);
        for (var i = 0; i < _classes; i++)
        {
            for (var j = i + 1; j < _classes; j++, at++)
            {
                pairs[i, j] = Math.Clamp(1 - Scores.Logistic(decisions[at] * a[at] + b[at]), 1e-7, 1 - 1e-7);
                pairs[j, i] = 1 - pairs[i, j];
            }
        }
        return pairs;
    }

    private (int, double[]) MostProbable(double[,] pairs)
    {
        var probabilities = Couple(pairs);
        return (Rows.ArgMax(probabilities), probabilities);
    }

    /// <summary>Class probabilities that agree best with those of pairs (Wu, Lin and Weng, 2004, method 2).</summary>
    private double[] Couple(double[,] r)
    {
        var q = new double[_classes, _classes];
        for (var t = 0; t < _classes; t++)
        {
            for (var j = 0; j < _classes; j++)
            {
                q[t, j] = -r[j, t] * r[t, j];
                q[t, t] += j == t ? 0 : r[j, t] * r[j, t];
            }
        }
        var p = Enumerable.Repeat(1.0 / _classes, _classes).ToArray();
        var rounds = 0;
        while (rounds < 100 && Improve(q, p))
            rounds++;
        return p;
    }

    /// <summary>One round of the fixed-point iteration; false when the probabilities are good enough.</summary>
    private bool Improve(double[,] q, double[] p)
    {
        var products = Enumerable.Range(0, _classes).Select(t => Enumerable.Range(0, _classes).Sum(j => q[t, j] * p[j])).ToArray();
        var total = p.Zip(products, (x, y) => x * y).Sum();
        if (products.Max(v => Math.Abs(v - total)) < 0.005 / _classes)
            return false;
        for (var t = 0; t < _classes; t++)
        {
            var change = (total - products[t]) / q[t, t];
            p[t] += change;
            total = (total + change * (change * q[t, t] + 2 * products[t])) / (1 + change) / (1 + change);
            for (var j = 0; j < _classes; j++)
                (products[j], p[j]) = ((products[j] + change * q[t, j]) / (1 + change), p[j] / (1 + change));
        }
        return true;
    }
}
