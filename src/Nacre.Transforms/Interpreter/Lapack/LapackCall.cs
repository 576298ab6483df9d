using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Nacre.Dialects.StableHlo;
using Nacre.IR;

namespace Nacre.Transforms.Interpreter.Lapack;

/// <summary>
/// A custom call that runs: its operands and results in the layouts that the call asks for (column by column for matrices), and the addresses of one system of the batch.
/// All memory is pinned, so that addresses stay right.
/// </summary>
internal sealed class LapackCall
{
    /// <summary>More than any routine takes; a callee does not look at what follows its own arguments.</summary>
    private const int MaxArguments = 20;

    private readonly LapackRoutine _routine;
    private readonly CustomCallOp _op;
    private readonly DictionaryAttr? _config;
    private readonly byte[][] _operands, _results;
    private readonly RankedTensorType[] _resultTypes;
    private readonly LapackBuffer[] _operandBuffers, _resultBuffers;
    private readonly long _systems;

    /// <summary>What the arguments of the current call point to.</summary>
    private readonly List<byte[]> _numbers = [], _scratches = [];

    /// <summary>Arrays that the routine itself says the sizes of, with their sizes.</summary>
    private readonly List<(IRType Element, byte[] Memory, byte[] Size)> _work = [];
    private int _workUsed, _letters;
    private long _system;

    public LapackCall(LapackRoutine routine, char type, CustomCallOp op, TensorValue[] operands)
    {
        (_routine, _op) = (routine, op);
        _config = op.BackendConfig as DictionaryAttr ?? op.GetAttr<DictionaryAttr>("mhlo.backend_config");
        Real = type is 's' or 'c' ? FloatType.F32 : FloatType.F64;
        Complex = new ComplexType(Real);
        Value = type is 's' or 'd' ? Real : Complex;
        (OperandCount, _resultTypes) = (operands.Length, [.. op.Results.Types.Select(StaticType)]);
        var shape = operands.Length > routine.Matrix && operands[routine.Matrix].Rank >= 2 ? operands[routine.Matrix].Shape : throw new EvaluationException($"operand #{routine.Matrix} must be a matrix or a batch of them");
        (M, N) = (shape[shape.Rank - 2], shape[shape.Rank - 1]);
        K = operands.Length > 1 && operands[1].Rank > 0 ? operands[1].Shape[operands[1].Rank - 1] : 0;
        _systems = M * N == 0 ? 0 : shape.ElementCount / (M * N);
        (_operandBuffers, _resultBuffers) = (routine.Operands(this), routine.Results(this));
        Check("operand", _operandBuffers, [.. operands.Select(o => o.Type)]);
        Check("result", _resultBuffers, _resultTypes);
        _operands = [.. operands.Select((o, i) => Pinned(DataMovement.Transpose(o, Order(op.OperandLayouts, i, o.Rank)).Bytes))];
        _results = [.. _resultTypes.Select((t, i) => i < routine.InPlace.Count ? Pinned(_operands[routine.InPlace[i]]) : Zeros(t.Shape.ElementCount * t.ElementType.StorageBytes()))];
    }

    // Sizes and types -----------------------------------------------------------------------------------------------------------------------------------------

    public FloatType Real { get; }
    public ComplexType Complex { get; }

    /// <summary>The element type of the matrices.</summary>
    public IRType Value { get; }
    public IRType Integer => IntegerType.I32;
    public int OperandCount { get; }

    /// <summary>Rows and columns of the matrix.</summary>
    public long M { get; }
    public long N { get; }
    public long Least => Math.Min(M, N);

    /// <summary>The last size of the second operand.</summary>
    public long K { get; }

    public LapackBuffer Values(long count) => new(Value, Math.Max(0, count));
    public LapackBuffer Reals(long count) => new(Real, Math.Max(0, count));
    public LapackBuffer Complexes(long count) => new(Complex, count);
    public LapackBuffer Integers(long count) => new(Integer, count);
    public LapackBuffer Untouched => new(Value, null);

    /// <summary>Values that all systems have in common.</summary>
    public LapackBuffer Shared(long count) => new(Value, -count);

    private static RankedTensorType StaticType(IRType type) =>
        type is RankedTensorType { HasStaticShape: true } tensor ? tensor : throw new EvaluationException($"a result of type {type} has no place");

    private void Check(string what, LapackBuffer[] expected, RankedTensorType[] types)
    {
        if (types.Length != expected.Length)
            throw new EvaluationException($"has {types.Length} {what}s where {_op.CallTargetName} has {expected.Length}");
        for (var i = 0; i < types.Length; i++)
        {
            var count = expected[i].Count is { } of ? of < 0 ? -of : of * _systems : types[i].Shape.ElementCount;
            if (types[i].ElementType != expected[i].Element || (types[i].Shape.ElementCount != count && _systems > 0))
                throw new EvaluationException($"{what} #{i} of type {types[i]} must hold {count} elements of type {expected[i].Element}");
        }
    }

    /// <summary>The dimensions from the slowest to the fastest; a layout names them the other way round.</summary>
    private static long[] Order(ArrayAttr? layouts, int index, int rank) =>
        layouts?.Items[index] is ElementsAttr layout ? [.. Enumerable.Reverse(layout.ToIntegers())] : [.. Enumerable.Range(0, rank).Select(d => (long)d)];

    // Attributes ----------------------------------------------------------------------------------------------------------------------------------------------

    public long Config(string name) =>
        _config?[name] is IntegerAttr number ? number.Value : throw new EvaluationException($"{_op.CallTargetName} needs the number '{name}' in its backend_config");

    /// <summary>A number of the configuration, which LAPACK ends the process for where it lies outside its limits.</summary>
    public long Number(string name, long least, long most) => Require(Config(name), Config(name) >= least && Config(name) <= most, $"{least} ≤ {name} ≤ {most}");

    public long Require(long value, bool holds, string what) => holds ? value : throw new EvaluationException($"{_op.CallTargetName} requires {what}");

    // Arguments -----------------------------------------------------------------------------------------------------------------------------------------------

    /// <summary>A letter of the configuration. Fortran's callers pass its length too, behind all arguments.</summary>
    public nint Letter(string name, string allowed)
    {
        var letter = (char)Config(name);
        if (!allowed.Contains(letter))
            throw new EvaluationException($"'{name}' of {_op.CallTargetName} is '{letter}', expected one of {allowed}");
        _letters++;
        return Keep([(byte)letter]);
    }

    public nint Int(long value)
    {
        var bytes = new byte[sizeof(int)];
        MemoryMarshal.Write(bytes, checked((int)value));
        return Keep(bytes);
    }

    /// <summary>The number one.</summary>
    public nint One() => Keep([.. TensorValue.Splat(RankedTensorType.Get(Value), 1).Bytes]);

    /// <summary>Where a routine reports what the custom call does not return.</summary>
    public nint Info() => Keep(new byte[sizeof(int)]);

    public nint Operand(int index) => AddressOf(_operands[index], OffsetOf(_operandBuffers[index]));

    /// <param name="index">The result.</param>
    /// <param name="skip">Elements to skip.</param>
    public nint Result(int index, int skip = 0) => AddressOf(_results[index], OffsetOf(_resultBuffers[index]) + skip * _resultBuffers[index].Element.StorageBytes());

    /// <summary>Memory for one call.</summary>
    public nint Scratch(IRType element, long count) => AddScratch(Zeros(Math.Max(1, count) * element.StorageBytes()));

    /// <summary>A copy of an operand's system, which the routine may spoil.</summary>
    public nint Copy(int operand) => AddScratch(Pinned(SystemOf(_operands[operand], _operandBuffers[operand])));

    /// <summary>Memory whose size the routine says itself, and that size.</summary>
    public nint[] Work(IRType? element = null)
    {
        if (_workUsed == _work.Count)
            _work.Add(NewWork(element ?? Value, 1, -1));
        var (_, memory, size) = _work[_workUsed++];
        return [AddressOf(memory, 0), AddressOf(size, 0)];
    }

    private nint Keep(byte[] bytes)
    {
        var pinned = Pinned(bytes);
        _numbers.Add(pinned);
        return AddressOf(pinned, 0);
    }

    private nint AddScratch(byte[] memory)
    {
        _scratches.Add(memory);
        return AddressOf(memory, 0);
    }

    private long OffsetOf(LapackBuffer buffer) => buffer.Count is { } count && count > 0 ? _system * count * buffer.Element.StorageBytes() : 0;

    private Span<byte> SystemOf(byte[] memory, LapackBuffer buffer) => memory.AsSpan((int)OffsetOf(buffer), (int)(buffer.Count!.Value * buffer.Element.StorageBytes()));

    private static unsafe nint AddressOf(byte[] pinned, long offset) => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(pinned)) + (nint)offset;

    private static byte[] Zeros(long bytes) => GC.AllocateArray<byte>(checked((int)Math.Max(1, bytes)), pinned: true);

    private static byte[] Pinned(ReadOnlySpan<byte> bytes)
    {
        var pinned = Zeros(bytes.Length);
        bytes.CopyTo(pinned);
        return pinned;
    }

    private static (IRType Element, byte[] Memory, byte[] Size) NewWork(IRType element, long count, int size)
    {
        var bytes = Zeros(sizeof(int));
        MemoryMarshal.Write(bytes, size);
        return (element, Zeros(Math.Max(1, count) * element.StorageBytes()), bytes);
    }

    // The call ------------------------------------------------------------------------------------------------------------------------------------------------

    public IReadOnlyList<InterpreterValue> Run(nint function)
    {
        for (_system = 0; _system < _systems; _system++)
        {
            if (_routine.NeedsFinite && !IsFinite(SystemOf(_operands[_routine.Matrix], _operandBuffers[_routine.Matrix])))
                Refuse();
            else
                Solve(function);
        }
        return [.. _resultTypes.Select(ToValue)];
    }

    /// <summary>Asks for the sizes of work arrays at the first system, which then serve all.</summary>
    private void Solve(nint function)
    {
        var isKnown = _work.Count > 0;
        Call(function);
        if (!isKnown && _work.Count > 0)
        {
            for (var i = 0; i < _work.Count; i++)
                _work[i] = NewWork(_work[i].Element, SizeIn(_work[i]), (int)SizeIn(_work[i]));
            Call(function);
        }
        _routine.Finish?.Invoke(this);
    }

    private void Call(nint function)
    {
        (_workUsed, _letters) = (0, 0);
        _numbers.Clear();
        _scratches.Clear();
        Span<nint> arguments = stackalloc nint[MaxArguments];
        arguments.Clear();
        var own = _routine.Arguments(this);
        own.CopyTo(arguments);
        arguments.Slice(own.Length, _letters).Fill(1);
        Invoke(function, arguments);
        GC.KeepAlive(this);
    }

    private static unsafe void Invoke(nint function, ReadOnlySpan<nint> a) =>
        ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, nint, void>)function)(
            a[0], a[1], a[2], a[3], a[4], a[5], a[6], a[7], a[8], a[9], a[10], a[11], a[12], a[13], a[14], a[15], a[16], a[17], a[18], a[19]);

    /// <summary>The size that a routine has left in the first element of a work array.</summary>
    private static long SizeIn((IRType Element, byte[] Memory, byte[] Size) work) => work.Element switch
    {
        IntegerType => MemoryMarshal.Read<int>(work.Memory),
        _ => (long)(work.Element is ComplexType { ElementType: var part } ? part : work.Element).ReadReal(work.Memory),
    };

    private bool IsFinite(ReadOnlySpan<byte> bytes)
    {
        var size = Real.StorageBytes();
        for (var at = 0; at < bytes.Length; at += size)
        {
            if (!double.IsFinite(Real.ReadReal(bytes[at..])))
                return false;
        }
        return true;
    }

    /// <summary>What JAX's own calls report for such a system: the fourth argument, the matrix, is wrong.</summary>
    private void Refuse() => MemoryMarshal.Write(SystemOf(_results[^1], _resultBuffers[^1]), -4);

    private TensorValue ToValue(RankedTensorType type, int index)
    {
        var order = Order(_op.ResultLayouts, index, type.Rank);
        var physical = new TensorValue(type.WithShape(new Shape([.. order.Select(d => type.Shape[(int)d])])), _results[index].AsSpan(0, (int)(type.Shape.ElementCount * type.ElementType.StorageBytes())).ToArray());
        var back = new long[order.Length];
        for (var i = 0; i < order.Length; i++)
            back[order[i]] = i;
        return DataMovement.Transpose(physical, back);
    }

    /// <summary>
    /// LAPACK's real vectors as complex ones: where an eigenvalue has an imaginary part, its column holds the real parts and the next one the imaginary parts, of it and of its conjugate.
    /// </summary>
    public void UnpackVectors(int scratch, int imaginary, int result)
    {
        var (parts, n) = (Real.StorageBytes(), (int)N);
        var packed = _scratches[scratch];
        var lines = SystemOf(_results[imaginary], _resultBuffers[imaginary]);
        var unpacked = SystemOf(_results[result], _resultBuffers[result]);
        for (var column = 0; column < n; column++)
        {
            var isPair = Real.ReadReal(lines[(column * parts)..]) != 0 && column + 1 < n;
            for (var row = 0; row < n; row++)
            {
                var real = Real.ReadReal(packed.AsSpan((column * n + row) * parts));
                var other = isPair ? Real.ReadReal(packed.AsSpan(((column + 1) * n + row) * parts)) : 0;
                Write(unpacked[((column * n + row) * 2 * parts)..], real, other);
                if (isPair)
                    Write(unpacked[(((column + 1) * n + row) * 2 * parts)..], real, -other);
            }
            column += isPair ? 1 : 0;
        }
    }

    private void Write(Span<byte> at, double real, double imaginary)
    {
        if (Real.Kind == FloatKind.F32)
        {
            MemoryMarshal.Write(at, (float)real);
            MemoryMarshal.Write(at[sizeof(float)..], (float)imaginary);
            return;
        }
        MemoryMarshal.Write(at, real);
        MemoryMarshal.Write(at[sizeof(double)..], imaginary);
    }
}

file static class RealNumbers
{
    /// <summary>The number of an f32 or f64 at the start of some bytes.</summary>
    public static double ReadReal(this IRType type, ReadOnlySpan<byte> bytes) =>
        type is FloatType { Kind: FloatKind.F32 } ? MemoryMarshal.Read<float>(bytes) : MemoryMarshal.Read<double>(bytes);
}
