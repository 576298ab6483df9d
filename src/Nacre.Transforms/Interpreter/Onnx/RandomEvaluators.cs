using Nacre.Dialects.Onnx;
using Nacre.IR;
using Values = System.Collections.Generic.IReadOnlyList<Nacre.Transforms.Interpreter.InterpreterValue>;

namespace Nacre.Transforms.Interpreter.Onnx;

/// <summary>Random numbers. A node with a seed draws the same ones at every evaluation; ONNX leaves the generator open.</summary>
internal static class RandomEvaluators
{
    public static OpEvaluators AddOnnxRandom(this OpEvaluators table) => table
        .Add<RandomUniformOp>((op, _, _) => [Fill(op.Seed, OnnxElementTypes.Of(op.Dtype), new Shape(op.Shape), Uniform(op.Low, op.High))])
        .Add<RandomUniformLikeOp>((op, operands, _) => [FillLike(op.Seed, op.Dtype, operands.Tensor(0), Uniform(op.Low, op.High))])
        .Add<RandomNormalOp>((op, _, _) => [Fill(op.Seed, OnnxElementTypes.Of(op.Dtype), new Shape(op.Shape), Normal(op.Mean, op.Scale))])
        .Add<RandomNormalLikeOp>((op, operands, _) => [FillLike(op.Seed, op.Dtype, operands.Tensor(0), Normal(op.Mean, op.Scale))])
        .Add<DropoutOp>(Dropout)
        .Add<BernoulliOp>((op, operands, _) => [Bernoulli(op, operands.Tensor(0))])
        .Add<MultinomialOp>((op, operands, _) => [Multinomial(op, operands.Tensor(0))]);

    private static Random Generator(float? seed) => seed is { } given ? new Random(BitConverter.SingleToInt32Bits(given)) : new Random();

    private static Func<Random, double> Uniform(double low, double high) => random => low + (high - low) * random.NextDouble();

    /// <summary>Box and Muller's transform.</summary>
    private static Func<Random, double> Normal(double mean, double scale) =>
        random => mean + scale * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    private static TensorValue Fill(float? seed, IRType elementType, Shape shape, Func<Random, double> draw)
    {
        var random = Generator(seed);
        var values = new double[shape.ElementCount];
        for (var i = 0; i < values.Length; i++)
            values[i] = draw(random);
        return Elements.OfReals(elementType, shape, values);
    }

    private static TensorValue FillLike(float? seed, long? dtype, TensorValue like, Func<Random, double> draw) =>
        Fill(seed, dtype is { } given ? OnnxElementTypes.Of(given) : like.ElementType, like.Shape, draw);

    /// <summary>In training each element is dropped with the probability that the ratio gives, and what stays is scaled to keep the mean.</summary>
    private static Values Dropout(DropoutOp op, Values operands, EvaluationContext context)
    {
        var ratio = operands.RealOr(1, 0.5);
        if (!operands.Has(2) || !operands.Tensor(2).ToBool() || ratio == 0)
            return LoweredEvaluation.Evaluate(op, operands, context);
        var x = operands.Tensor(0);
        var random = op.Seed is { } seed ? new Random((int)seed) : new Random();
        var keeps = Array.ConvertAll(new double[x.Count], _ => random.NextDouble() >= ratio ? 1.0 : 0.0);
        var kept = x.ToDoubles().Zip(keeps, (v, keep) => keep == 0 ? 0 : v / (1 - ratio)).ToArray();
        return [Elements.OfReals(x.ElementType, x.Shape, kept), Elements.OfReals(IntegerType.I1, x.Shape, keeps)];
    }

    /// <summary>1 with the probability that the input gives, 0 otherwise.</summary>
    private static TensorValue Bernoulli(BernoulliOp op, TensorValue probabilities)
    {
        var random = Generator(op.Seed);
        var draws = Array.ConvertAll(probabilities.ToDoubles(), p => random.NextDouble() < p ? 1.0 : 0.0);
        return Elements.OfReals(op.Dtype is { } given ? OnnxElementTypes.Of(given) : probabilities.ElementType, probabilities.Shape, draws);
    }

    /// <summary>Class numbers drawn with probabilities that are the exponentials of the input's rows, up to a factor.</summary>
    private static TensorValue Multinomial(MultinomialOp op, TensorValue logits)
    {
        var random = Generator(op.Seed);
        var (rows, classes) = ((int)logits.Shape[0], (int)logits.Shape[1]);
        var (values, result) = (logits.ToDoubles(), new double[rows * op.SampleSize]);
        for (var row = 0; row < rows; row++)
        {
            var weights = values[(row * classes)..((row + 1) * classes)];
            var top = weights.Max();
            weights = Array.ConvertAll(weights, w => Math.Exp(w - top));
            for (var i = 0L; i < op.SampleSize; i++)
                result[row * op.SampleSize + i] = Draw(weights, random.NextDouble() * weights.Sum());
        }
        return Elements.OfReals(OnnxElementTypes.Of(op.Dtype), Shape.Of(rows, op.SampleSize), result);
    }

    private static int Draw(double[] weights, double at)
    {
        var chosen = 0;
        while (chosen < weights.Length - 1 && at >= weights[chosen])
            at -= weights[chosen++];
        return chosen;
    }
}
