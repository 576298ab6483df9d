using Nacre.Dialects.Kernels;
using Nacre.IR;
using Nacre.Transforms.Kernels;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Targets.Cpu.Tactics;

/// <summary>Every element of the result by itself, vectorised along the last dimension; what producers the kernel holds are computed in place.</summary>
public sealed class ElementwiseTactic : CpuTactic
{
    public override string Name => "elementwise";

    public override bool Applies(LaunchOp launch, KernelOp kernel, CpuMachine machine) =>
        kernel.FunctionType.Inputs.Concat(kernel.FunctionType.Results).All(ElementRules.IsPassed) && kernel.BodyOps.All(ElementRules.CanEmit);

    public override ScheduledKernel Schedule(KernelOp kernel, CpuMachine machine, OpBuilder builder)
    {
        var function = new KernelFunction(builder, kernel, Name);
        var lanes = machine.Lanes(kernel);
        var parts = Parts(kernel).Select(part => new ParallelLoops(
            part.Shape,
            lanes,
            function.Bind,
            (emitter, index) => Store(emitter, function.Output(part.Output), part, index),
            MarginOf(kernel))).ToArray();
        var first = 0L;
        foreach (var loops in parts)
        {
            EmitPart(function, loops, first, parts.Length > 1);
            first += loops.Tiles;
        }
        return function.Finish(first);
    }

    private static void Store(ElementEmitter emitter, Value output, Part part, AffineExpr[] index)
    {
        if (part.Value.DefiningOp is not Hlo.ComplexOp complex)
        {
            emitter.Store(output, part.Type, part.Place(index), emitter.Emit(part.Value, index));
            return;
        }
        var parts = ComplexParts.Of(part.Type)!;
        emitter.StorePart(output, parts, part.Place(index), 0, emitter.Emit(complex.Lhs, index));
        emitter.StorePart(output, parts, part.Place(index), 1, emitter.Emit(complex.Rhs, index));
    }

    /// <summary>How far windows along the vectors' dimension reach beyond it.</summary>
    private static long MarginOf(KernelOp kernel) =>
        kernel.BodyOps.OfType<Hlo.ReduceWindowOp>().Select(w => Window.Of(w)[^1]).Where(w => w is { Stride: 1, Size: > 1 }).Select(w => Math.Max(w.PadLow, w.PadHigh)).DefaultIfEmpty().Max();

    /// <summary>A loop nest of its own: an output, or one operand of a concatenation that makes an output.</summary>
    private sealed record Part(int Output, RankedTensorType Type, Value Value, Shape Shape, Func<AffineExpr[], AffineExpr[]> Place);

    private static IEnumerable<Part> Parts(KernelOp kernel)
    {
        for (var i = 0; i < kernel.Yield.OperandCount; i++)
        {
            var value = kernel.Yield.Operand(i);
            var type = (RankedTensorType)value.Type;
            if (value.DefiningOp is not Hlo.ConcatenateOp concatenate)
            {
                yield return new Part(i, type, value, type.Shape, index => index);
                continue;
            }
            var offset = 0L;
            foreach (var input in concatenate.Inputs)
            {
                var (start, dim, shape) = (offset, (int)concatenate.Dimension, ((RankedTensorType)input.Type).Shape);
                yield return new Part(i, type, input, shape, index => [.. index.Select((x, d) => d == dim ? x + start : x)]);
                offset += shape[dim];
            }
        }
    }

    /// <summary>The tiles of a part are numbered from <paramref name="first"/> on in the kernel.</summary>
    private static void EmitPart(KernelFunction function, ParallelLoops loops, long first, bool isShared)
    {
        var builder = function.Builder;
        if (!isShared)
        {
            loops.Emit(builder, function.Begin, function.End);
            return;
        }
        Value Local(Value tile) => Dialects.Arith.SubIOp.Create(builder, tile, KernelLoops.Constant(builder, first)).Result;
        var begin = KernelLoops.Max(builder, Local(function.Begin), KernelLoops.Constant(builder, 0));
        var end = KernelLoops.Min(builder, Local(function.End), KernelLoops.Constant(builder, loops.Tiles));
        loops.Emit(builder, begin, end);
    }
}
