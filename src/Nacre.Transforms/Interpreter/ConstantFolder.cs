using System.Security.Cryptography;
using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>What is worth folding.</summary>
/// <param name="MaxResultBytes">The largest result.</param>
/// <param name="MaxGrowthBytes">How much larger than its operands a result may be, so that folding does not blow up the program.</param>
/// <param name="MaxWork">Elements computed, multiply-adds and operations evaluated.</param>
public sealed record FoldLimits(long MaxResultBytes = 1L << 30, long MaxGrowthBytes = 1L << 26, long MaxWork = 1L << 32);

/// <summary>Evaluates pure operations whose operands are all constant. Large results become resources that share the computed bytes.</summary>
public sealed class ConstantFolder
{
    /// <summary>Results up to this size are written in place when the program is printed.</summary>
    private const long MaxInlineBytes = 4096;

    private readonly FoldLimits _limits;
    private readonly ReferenceInterpreter _interpreter;

    public ConstantFolder(OpEvaluators evaluators, FoldLimits? limits = null)
    {
        _limits = limits ?? new FoldLimits();
        var evaluation = new EvaluationLimits(MaxWork: _limits.MaxWork, MaxTensorBytes: Math.Min(int.MaxValue, _limits.MaxResultBytes));
        _interpreter = new ReferenceInterpreter(evaluators, new CustomCalls(), evaluation);
    }

    /// <summary>The constant results of <paramref name="op"/>, one per result; null when it is not foldable or not worth it.</summary>
    public IReadOnlyList<ElementsAttr>? TryFold(Operation op)
    {
        if (!IsCandidate(op))
            return null;
        try
        {
            var operands = op.Operands.Select(InterpreterValue (v) => TensorValue.FromAttr((ElementsAttr)v.ConstantValue!)).ToArray();
            var results = _interpreter.NewContext().EvaluateAlone(op, operands);
            return [.. results.Select((r, i) => ToAttr(r.AsTensor, (RankedTensorType)op.Result(i).Type))];
        }
        catch (DiagnosticException)
        {
            // A limit was reached, or the operation has no value (a slice out of range in dead code): it stays as it is.
            return null;
        }
    }

    private bool IsCandidate(Operation op)
    {
        if (op is IConstantLike || op.ResultCount == 0 || !_interpreter.Evaluators.CanEvaluate(op) || !Effects.IsPure(op))
            return false;
        if (!op.Operands.All(v => v.Type is RankedTensorType && v.ConstantValue is ElementsAttr { Data: not null }))
            return false;
        return op.Results.All(r => r.Type is RankedTensorType { HasStaticShape: true }) && (GivesSplat(op) || IsSmallEnough(op));
    }

    /// <summary>One element for all, as long as all operands are that: it costs nothing whatever its shape.</summary>
    private bool GivesSplat(Operation op) =>
        op.OperandCount > 0 && op.Operands.All(v => IsOneElement((ElementsAttr)v.ConstantValue!))
        && (_interpreter.Evaluators.IsElementwise(op) || op is BroadcastInDimOp or ReshapeOp or TransposeOp);

    private static bool IsOneElement(ElementsAttr attr) => attr.Data!.Length == attr.ElementType.StorageBytes();

    private bool IsSmallEnough(Operation op)
    {
        var operands = op.Operands.Sum(v => ((ElementsAttr)v.ConstantValue!).Data!.Length);
        var results = ResultBytes(op);
        return results <= _limits.MaxResultBytes && results <= operands + _limits.MaxGrowthBytes;
    }

    private static long ResultBytes(Operation op)
    {
        var bytes = 0.0;
        foreach (var type in op.Results.Types.Cast<RankedTensorType>())
            bytes += type.Shape.Dims.Aggregate(1.0, (size, d) => size * d) * Quantization.StorageOf(type.ElementType).StorageBytes();
        return bytes < long.MaxValue ? (long)bytes : long.MaxValue;
    }

    private static ElementsAttr ToAttr(TensorValue value, RankedTensorType type) =>
        value.Data.Length <= MaxInlineBytes ? new DenseElementsAttr(type, value.Data) : new DenseResourceElementsAttr(type, ResourceName(value.Data.Span), value.Data);

    /// <summary>A name that only equal bytes share, the same in every run.</summary>
    private static string ResourceName(ReadOnlySpan<byte> bytes) => $"folded_{Convert.ToHexStringLower(SHA256.HashData(bytes)[..12])}";
}
