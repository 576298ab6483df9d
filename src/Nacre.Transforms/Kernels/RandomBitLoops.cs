using Nacre.Dialects.Arith;
using Nacre.IR;
using Hlo = Nacre.Dialects.StableHlo;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Counter-based random bits (J. K. Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011), laid out as the interpreter does: 32-bit word i of the output is word i mod w of the
/// counter's block i / w, 64-bit elements take two words, the lower one first.
/// </summary>
internal sealed class RandomBitLoops
{
    private readonly ElementEmitter _emitter;
    private readonly Hlo.RngBitGeneratorOp _op;
    private readonly RankedTensorType _type;
    private readonly bool _isPhilox;

    private RandomBitLoops(ElementEmitter emitter, Hlo.RngBitGeneratorOp op) =>
        (_emitter, _op, _type, _isPhilox) = (emitter, op, (RankedTensorType)op.Output.Type, op.RngAlgorithm.Value == Hlo.RngAlgorithm.Philox);

    private OpBuilder Builder => _emitter.Builder;
    private int WordsPerBlock => _isPhilox ? 4 : 2;
    private int ElementWidth => _type.ElementType.BitWidth();
    private int ElementsPerBlock => ElementWidth > 32 ? WordsPerBlock / 2 : WordsPerBlock;
    private long Elements => _type.Shape.ElementCount;
    private long Blocks => (Elements + ElementsPerBlock - 1) / ElementsPerBlock;

    /// <summary>A state of two numbers of 64 bits, key and counter; Philox may have a third one, the counter's upper half.</summary>
    public static bool Applies(Hlo.RngBitGeneratorOp op) =>
        op.InitialState.Type is RankedTensorType { Rank: 1, ElementType: IntegerType { Width: 64 } } state && op.Output.Type.ElementOrSelf() is IntegerType { Width: >= 8 }
        && (state.Shape[0] == 2 || (state.Shape[0] == 3 && op.RngAlgorithm.Value == Hlo.RngAlgorithm.Philox));

    public static void Emit(ElementEmitter emitter, Hlo.RngBitGeneratorOp op) => new RandomBitLoops(emitter, op).Emit();

    private void Emit()
    {
        var words = ((RankedTensorType)_op.InitialState.Type).Shape[0];
        var (key, counter) = (State(0), State(1));
        var upper = words > 2 ? State(2) : counter.Like(0);
        if (Blocks > 0)
            KernelLoops.For(Builder, Blocks, [], (iv, _) =>
            {
                var (low, high) = Add(counter, upper, new Word(Builder, IndexCastOp.Create(Builder, IntegerType.I64, iv).Out));
                Store(iv, _isPhilox ? Philox(key, low, high) : Threefry(key, low));
                return [];
            });
        var (nextLow, nextHigh) = Add(counter, upper, counter.Like(Blocks));
        Word[] next = [key, nextLow, nextHigh];
        for (var i = 0; i < words; i++)
            _emitter.Store(_emitter.Buffer(_op.OutputState), (RankedTensorType)_op.OutputState.Type, [AffineExpr.Constant(i)], next[i].Value);
    }

    private Word State(long index) => new(Builder, _emitter.Emit(_op.InitialState, [AffineExpr.Constant(index)]));

    /// <summary>A sum of 128 bits.</summary>
    private static (Word Low, Word High) Add(Word low, Word high, Word number)
    {
        var sum = low + number;
        return (sum, high + (number.Like(1).Select(number.IsAbove(sum), number.Like(0))));
    }

    /// <summary>Threefry 2x32 with 20 rounds.</summary>
    private static Word[] Threefry(Word key, Word counter)
    {
        int[] rotations = [13, 15, 26, 6, 17, 29, 16, 24];
        var (low, high) = (key.Resize(32), key.ShiftRight(32).Resize(32));
        Word[] keys = [low, high, low ^ high ^ low.Like(0x1BD11BDA)];
        var (x0, x1) = (counter.Resize(32) + keys[0], counter.ShiftRight(32).Resize(32) + keys[1]);
        for (var round = 0; round < 20; round++)
        {
            x0 += x1;
            x1 = x1.RotateLeft(rotations[round % 8]) ^ x0;
            if (round % 4 != 3)
                continue;
            var step = round / 4 + 1;
            x0 += keys[step % 3];
            x1 = x1 + keys[(step + 1) % 3] + step;
        }
        return [x0, x1];
    }

    /// <summary>Philox 4x32 with 10 rounds, on words of 64 bits of which the lower halves count.</summary>
    private static Word[] Philox(Word key, Word low, Word high)
    {
        const long mask = 0xFFFF_FFFF;
        var (key0, key1) = (key & mask, key.ShiftRight(32));
        Word[] x = [low & mask, low.ShiftRight(32), high & mask, high.ShiftRight(32)];
        for (var round = 0; round < 10; round++)
        {
            var (a, b) = (x[0] * x[0].Like(0xD2511F53), x[2] * x[2].Like(0xCD9E8D57));
            x = [b.ShiftRight(32) ^ x[1] ^ key0, b & mask, a.ShiftRight(32) ^ x[3] ^ key1, a & mask];
            (key0, key1) = ((key0 + 0x9E3779B9) & mask, (key1 + 0xBB67AE85) & mask);
        }
        return [.. x.Select(word => word.Resize(32))];
    }

    /// <summary>Stores a block's words; those of the last block that are too many are left out.</summary>
    private void Store(Value block, Word[] words)
    {
        for (var i = 0; i < ElementsPerBlock; i++)
        {
            var value = ElementWidth > 32 ? words[2 * i].Resize(64) | words[2 * i + 1].Resize(64).ShiftLeft(32) : words[i].Resize(ElementWidth);
            var place = AddIOp.Create(Builder, MulIOp.Create(Builder, block, KernelLoops.Constant(Builder, ElementsPerBlock)).Result, KernelLoops.Constant(Builder, i)).Result;
            if (Blocks * ElementsPerBlock - Elements < ElementsPerBlock - i)
                Put(place, value);
            else
                KernelLoops.If(Builder, OrderedRules.IsInside(Builder, place, Elements), () => Put(place, value));
        }
    }

    private void Put(Value place, Word value)
    {
        var flat = new RankedTensorType(Shape.Of(Elements), _type.ElementType);
        _emitter.Store(_emitter.Buffer(_op.Output), flat, [_emitter.Bind(place, 0, Elements - 1)], value.Value);
    }
}
