using Nacre.Dialects.Onnx;
using Nacre.IR;

namespace Nacre.Testing;

/// <summary>Which values hold random numbers. ONNX leaves the generator open, so the stored numbers of one library are no measure for another's; types and shapes are.</summary>
internal static class RandomResults
{
    public static bool Reach(Value value)
    {
        var (pending, seen) = (new Stack<Value>([value]), new HashSet<Operation>());
        while (pending.TryPop(out var next))
        {
            if (next.DefiningOp is not { } op || !seen.Add(op))
                continue;
            if (op.Walk().Any(IsSource))
                return true;
            foreach (var operand in op.Walk().SelectMany(o => o.Operands))
                pending.Push(operand);
        }
        return false;
    }

    private static bool IsSource(Operation op) => op
        is RandomUniformOp or RandomUniformLikeOp or RandomNormalOp or RandomNormalLikeOp or BernoulliOp or MultinomialOp or DropoutOp { TrainingMode.Type: not NoneType };
}
