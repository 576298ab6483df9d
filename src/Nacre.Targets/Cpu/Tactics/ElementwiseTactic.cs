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
        var parts = Parts(kernel).Where(part => part.Shape.ElementCount > 0).Select(part => new ParallelLoops(
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
            emitter.Store(output, part.Type, part.Place(index), part.Element(emitter, index));
            return;
        }
        var parts = ComplexParts.Of(part.Type)!;
        emitter.StorePart(output, parts, part.Place(index), 0, emitter.Emit(complex.Lhs, index));
        emitter.StorePart(output, parts, part.Place(index), 1, emitter.Emit(complex.Rhs, index));
    }

    /// <summary>How far windows along the vectors' dimension reach beyond it.</summary>
    private static long MarginOf(KernelOp kernel) =>
        kernel.BodyOps.OfType<Hlo.ReduceWindowOp>().Select(w => Window.Of(w)[^1]).Where(w => w is { Stride: 1, Size: > 1 }).Select(w => Math.Max(w.PadLow, w.PadHigh)).DefaultIfEmpty().Max();

    /// <summary>A loop nest of its own: an output, or a box of it, such as one operand of a concatenation.</summary>
    /// <param name="Output">Which output.</param>
    /// <param name="Type">Its type.</param>
    /// <param name="Value">What is computed: a tensor of the box's shape, or the number that is everywhere in it.</param>
    /// <param name="Shape">The box.</param>
    /// <param name="Place">The index in the output of an index in the box.</param>
    private sealed record Part(int Output, RankedTensorType Type, Value Value, Shape Shape, Func<AffineExpr[], AffineExpr[]> Place)
    {
        public static Part At(int output, RankedTensorType type, Value value, Shape shape, long[] start) =>
            new(output, type, value, shape, index => [.. index.Select((x, d) => x + start[d])]);

        public Value Element(ElementEmitter emitter, AffineExpr[] index) => emitter.Emit(Value, ((RankedTensorType)Value.Type).Rank == 0 ? [] : index);
    }

    private static IEnumerable<Part> Parts(KernelOp kernel)
    {
        for (var i = 0; i < kernel.Yield.OperandCount; i++)
        {
            var value = kernel.Yield.Operand(i);
            var type = (RankedTensorType)value.Type;
            var parts = value.DefiningOp switch
            {
                Hlo.ConcatenateOp concatenate => Operands(i, type, concatenate),
                Hlo.PadOp pad when pad.EdgePaddingLow.Concat(pad.EdgePaddingHigh).All(p => p >= 0) && pad.InteriorPadding.All(p => p == 0) => InsideAndEdges(i, type, pad),
                _ => [Part.At(i, type, value, type.Shape, new long[type.Rank])],
            };
            foreach (var part in parts)
                yield return part;
        }
    }

    private static IEnumerable<Part> Operands(int output, RankedTensorType type, Hlo.ConcatenateOp concatenate)
    {
        var start = new long[type.Rank];
        foreach (var input in concatenate.Inputs)
        {
            var shape = ((RankedTensorType)input.Type).Shape;
            yield return Part.At(output, type, input, shape, [.. start]);
            start[concatenate.Dimension] += shape[(int)concatenate.Dimension];
        }
    }

    /// <summary>The operand, then for each dimension what lies before and behind it: inside along earlier dimensions, all along later ones.</summary>
    private static IEnumerable<Part> InsideAndEdges(int output, RankedTensorType type, Hlo.PadOp pad)
    {
        var inside = ((RankedTensorType)pad.Operand.Type).Shape;
        yield return Part.At(output, type, pad.Operand, inside, [.. pad.EdgePaddingLow]);
        for (var d = 0; d < type.Rank; d++)
        {
            var start = pad.EdgePaddingLow.Select((low, i) => i < d ? low : 0).ToArray();
            yield return Edge(pad.EdgePaddingLow[d]);
            start[d] = pad.EdgePaddingLow[d] + inside[d];
            yield return Edge(pad.EdgePaddingHigh[d]);
            Part Edge(long size) => Part.At(output, type, pad.PaddingValue, new Shape(type.Shape.Dims.Select((all, i) => i < d ? inside[i] : i == d ? size : all).ToEquatableArray()), [.. start]);
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
