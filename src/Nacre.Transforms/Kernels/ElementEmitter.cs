using Nacre.Dialects.Arith;
using Nacre.IR;
using MemRef = Nacre.Dialects.MemRef;
using Vector = Nacre.Dialects.Vector;

namespace Nacre.Transforms.Kernels;

/// <summary>
/// Emits the elements of a kernel's tensors as arithmetic on scalars and vectors: asked for an element of a tensor, it follows the definition back to the
/// kernel's arguments, so whatever producers the kernel holds are computed in place. With more than one lane it computes that many elements at once,
/// along one variable of the index space; parts that do not depend on that variable stay scalar.
/// </summary>
public sealed class ElementEmitter
{
    private readonly Dictionary<Value, Value> _buffers = [];
    private readonly Dictionary<Value, Func<AffineExpr[], Value>> _overrides = [];
    private readonly List<Value?> _variables = [];
    private readonly Dictionary<(Block, AffineExpr), Value> _indexCache = [];

    private readonly Dictionary<(Block, Value, AffineExpr?, EquatableArray<AffineExpr>), Value> _elements = [];

    public ElementEmitter(OpBuilder builder, int lanes) => (Builder, Lanes) = (builder, lanes);

    public OpBuilder Builder { get; }
    public IndexSpace Space { get; } = new();

    /// <summary>How many elements one vector holds.</summary>
    public int Lanes { get; }

    /// <summary>The variable along which the lanes lie: lane k stands for its value + k. Null for scalar code.</summary>
    public AffineExpr? LaneVariable { get; set; }

    /// <summary>How many lanes are in bounds; the others hold anything and are not stored.</summary>
    public int ActiveLanes { get; set; }

    /// <summary>The lane variable's value is a multiple of this and <see cref="LaneResidue"/>.</summary>
    public long LaneMultiple { get; set; } = 1;

    public long LaneResidue { get; set; }

    /// <summary>Elements that were computed or stored one by one, where vectors were wanted.</summary>
    public int SingleElements { get; private set; }

    /// <summary>When set, receives the linear offset of every access to a buffer.</summary>
    public List<(Value Tensor, LinearForm Offset)>? Accesses { get; init; }

    /// <summary>The memory of a tensor: a 1-D memref in row-major order.</summary>
    public void SetBuffer(Value tensor, Value memref) => _buffers[tensor] = memref;

    public Value Buffer(Value tensor) => _buffers[tensor];
    public bool HasBuffer(Value tensor) => _buffers.ContainsKey(tensor);

    /// <summary>Gives the elements of a tensor by a function of the index instead of its definition; null takes that back.</summary>
    public void SetOverride(Value tensor, Func<AffineExpr[], Value>? element)
    {
        if (element is null)
            _overrides.Remove(tensor);
        else
            _overrides[tensor] = element;
    }

    /// <summary>A new index variable whose value is <paramref name="value"/> (of index type).</summary>
    public AffineExpr Bind(Value value, long min, long max)
    {
        _variables.Add(value);
        return Space.Add(min, max);
    }

    /// <summary>A variable for reasoning only: no code can have its value.</summary>
    private AffineExpr Unbound(long min, long max)
    {
        _variables.Add(null);
        return Space.Add(min, max);
    }

    private bool DependsOnLane(AffineExpr expr) => LaneVariable is AffineDimExpr lane && expr.UsesDim(lane.Index);

    // Indices

    /// <summary>The value of an index expression (for lane 0).</summary>
    public Value EmitIndex(AffineExpr expr)
    {
        expr = Space.Simplify(expr);
        var key = (Builder.InsertionBlock!, expr);
        if (expr is AffineDimExpr dim)
            return _variables[dim.Index]!;
        if (!_indexCache.TryGetValue(key, out var value))
            _indexCache[key] = value = EmitIndexUncached(expr);
        return value;
    }

    private Value EmitIndexUncached(AffineExpr expr)
    {
        if (expr is AffineConstantExpr constant)
            return ConstantOp.Index(Builder, constant.Value).Result;
        var binary = (AffineBinaryExpr)expr;
        var (a, b) = (EmitIndex(binary.Lhs), EmitIndex(binary.Rhs));
        var nonNegative = Space.Range(binary.Lhs).Min >= 0;
        return binary.Op switch
        {
            AffineOp.Add => AddIOp.Create(Builder, a, b).Result,
            AffineOp.Mul => MulIOp.Create(Builder, a, b).Result,
            AffineOp.FloorDiv => nonNegative ? DivUIOp.Create(Builder, a, b).Result : FloorDivSIOp.Create(Builder, a, b).Result,
            AffineOp.CeilDiv => CeilDivSIOp.Create(Builder, a, b).Result,
            _ => nonNegative ? RemUIOp.Create(Builder, a, b).Result : EmitFloorMod(a, b),
        };
    }

    /// <summary>a − floordiv(a, b)·b.</summary>
    private Value EmitFloorMod(Value a, Value b) => SubIOp.Create(Builder, a, MulIOp.Create(Builder, FloorDivSIOp.Create(Builder, a, b).Result, b).Result).Result;

    // Elements

    /// <summary>
    /// The element of <paramref name="tensor"/> at <paramref name="index"/> in its compute type: a scalar when it is the same for all lanes, a vector otherwise.
    /// </summary>
    public Value Emit(Value tensor, AffineExpr[] index)
    {
        if (_overrides.TryGetValue(tensor, out var element))
            return element(index);
        if (_buffers.ContainsKey(tensor))
            return Load(tensor, Linearize(index, ((RankedTensorType)tensor.Type).Shape), ((RankedTensorType)tensor.Type).ElementType);
        var op = tensor.DefiningOp ?? throw new InvalidOperationException("a kernel argument has no buffer");
        // A value that several others use is computed once per place, or its emission would double with each use.
        var key = (Builder.InsertionBlock!, tensor, LaneVariable, new EquatableArray<AffineExpr>(index));
        if (!_elements.TryGetValue(key, out var value))
            _elements[key] = value = ElementRules.Emit(this, op, ((OpResult)tensor).Index, index);
        return value;
    }

    /// <summary>The real (0) or imaginary (1) part of an element of a complex tensor in memory.</summary>
    public Value EmitPart(Value tensor, AffineExpr[] index, int part)
    {
        var type = ComplexParts.Of(tensor.Type)!;
        return Load(tensor, Linearize(index, ((RankedTensorType)tensor.Type).Shape) * 2 + part, type.ElementType);
    }

    /// <summary>The element as a scalar, for an index that does not depend on the lane; <see cref="Emit"/> may give it as a vector of equal lanes.</summary>
    public Value EmitScalar(Value tensor, AffineExpr[] index)
    {
        var lane = LaneVariable;
        LaneVariable = null;
        var value = Emit(tensor, index);
        LaneVariable = lane;
        return value;
    }

    /// <summary>The value as a vector of all lanes.</summary>
    public Value Widen(Value value) => value.Type is VectorType || Lanes == 1 ? value : Vector.BroadcastOp.Create(Builder, VectorType.Get(value.Type, Lanes), value).Vector;

    /// <summary>Makes operands all scalar or all vectors.</summary>
    public Value[] Unify(params ReadOnlySpan<Value> values)
    {
        var anyVector = false;
        foreach (var value in values)
            anyVector |= value.Type is VectorType;
        var unified = values.ToArray();
        return anyVector ? [.. unified.Select(Widen)] : unified;
    }

    public static AffineExpr Linearize(AffineExpr[] index, Shape shape)
    {
        var strides = shape.RowMajorStrides();
        AffineExpr offset = AffineExpr.Constant(0);
        for (var i = 0; i < index.Length; i++)
            offset += shape[i] == 1 ? AffineExpr.Constant(0) : index[i] * strides[i];
        return offset;
    }

    /// <summary>The index of element <paramref name="offset"/> in row-major order.</summary>
    public AffineExpr[] Delinearize(AffineExpr offset, Shape shape)
    {
        var strides = shape.RowMajorStrides();
        var index = new AffineExpr[shape.Rank];
        for (var i = 0; i < index.Length; i++)
        {
            var quotient = offset.FloorDiv(Math.Max(1, strides[i]));
            index[i] = shape[i] == 1 ? AffineExpr.Constant(0) : Space.Simplify(i == 0 ? quotient : quotient.Mod(Math.Max(1, shape[i])));
        }
        return index;
    }

    /// <summary>Lane by lane: for what cannot be computed on vectors.</summary>
    public Value EmitEachLane(Func<Func<AffineExpr, AffineExpr>, Value> scalar)
    {
        var lane = (AffineDimExpr)LaneVariable!;
        SingleElements += ActiveLanes;
        LaneVariable = null;
        var lanes = new List<Value>();
        for (var k = 0; k < ActiveLanes; k++)
        {
            var shift = k;
            lanes.Add(scalar(e => Space.Simplify(e.Replace(d => d == lane.Index ? lane + shift : AffineExpr.Dim(d)))));
        }
        LaneVariable = lane;
        while (lanes.Count < Lanes)
            lanes.Add(lanes[0]);
        return Vector.FromElementsOp.Create(Builder, VectorType.Get(lanes[0].Type, Lanes), lanes).Dest;
    }

    public bool AnyDependsOnLane(IEnumerable<AffineExpr> index) => index.Any(DependsOnLane);

    // Memory

    private Value Load(Value tensor, AffineExpr offset, IRType type)
    {
        var form = Space.Linear(offset);
        Accesses?.Add((tensor, form));
        var simplified = form.ToExpr();
        var memref = _buffers[tensor];
        if (!DependsOnLane(simplified))
            return FromStorage(MemRef.LoadOp.Create(Builder, memref, [EmitIndex(simplified)]).Result, type);
        if (!IsContiguous(form))
            return LoadScattered(memref, simplified, type);
        var vector = VectorType.Get(StorageType(type), Lanes);
        var at = EmitIndex(simplified);
        if (ActiveLanes == Lanes)
            return FromStorage(Vector.LoadOp.Create(Builder, vector, memref, [at]).Result, type);
        var zero = ConstantOp.Zero(Builder, vector).Result;
        return FromStorage(Vector.MaskedLoadOp.Create(Builder, vector, memref, [at], TailMask(), zero).Result, type);
    }

    private Value LoadScattered(Value memref, AffineExpr offset, IRType type)
    {
        if (LaneDistances(offset) is { } distances && LaneWindows.Of(distances, Lanes) is { } windows)
            return FromStorage(windows.Load(Builder, memref, EmitIndex(offset)), type);
        return EmitEachLane(shift => FromStorage(MemRef.LoadOp.Create(Builder, memref, [EmitIndex(shift(offset))]).Result, type));
    }

    /// <summary>How far from that of lane 0 the offsets of the active lanes lie; null where that is not known here.</summary>
    private long[]? LaneDistances(AffineExpr offset)
    {
        var lane = (AffineDimExpr)LaneVariable!;
        var (min, max) = Space.Range(lane);
        var vector = Unbound((min - LaneResidue) / LaneMultiple, (max - LaneResidue) / LaneMultiple);
        LinearForm Of(int k) => Space.Linear(offset.Replace(d => d == lane.Index ? vector * LaneMultiple + (LaneResidue + k) : AffineExpr.Dim(d)));
        var first = Of(0).Times(-1);
        var distances = Enumerable.Range(0, ActiveLanes).Select(k => Of(k).Plus(first)).ToArray();
        return distances.All(d => d.Terms.Count == 0) ? [.. distances.Select(d => d.Constant)] : null;
    }

    private bool IsContiguous(LinearForm form)
    {
        var lane = (AffineDimExpr)LaneVariable!;
        return form.CoefficientOf(lane) == 1 && form.Terms.All(t => t.Atom == lane || !t.Atom.UsesDim(lane.Index));
    }

    private Value TailMask() => Vector.ConstantMaskOp.Create(Builder, VectorType.Get(IntegerType.I1, Lanes), new long[] { ActiveLanes }).Result;

    /// <summary>Stores an element (or one per active lane) of a tensor of shape <paramref name="type"/>.</summary>
    public void Store(Value memref, RankedTensorType type, AffineExpr[] index, Value value) => Store(memref, type, Linearize(index, type.Shape), value);

    /// <summary>Stores the real (0) or imaginary (1) part of an element of a complex tensor whose parts are of type <paramref name="type"/>.</summary>
    public void StorePart(Value memref, RankedTensorType type, AffineExpr[] index, int part, Value value) => Store(memref, type, Linearize(index, type.Shape) * 2 + part, value);

    private void Store(Value memref, RankedTensorType type, AffineExpr place, Value value)
    {
        var form = Space.Linear(place);
        Accesses?.Add((memref, form));
        var offset = form.ToExpr();
        if (!DependsOnLane(offset))
        {
            MemRef.StoreOp.Create(Builder, ToStorage(value, type.ElementType), memref, [EmitIndex(offset)]);
            return;
        }
        var vector = ToStorage(Widen(value), type.ElementType);
        if (!IsContiguous(form))
            StoreEachLane(memref, offset, vector);
        else if (ActiveLanes == Lanes)
            Vector.StoreOp.Create(Builder, vector, memref, [EmitIndex(offset)]);
        else
            Vector.MaskedStoreOp.Create(Builder, memref, [EmitIndex(offset)], TailMask(), vector);
    }

    private void StoreEachLane(Value memref, AffineExpr offset, Value vector)
    {
        var lane = (AffineDimExpr)LaneVariable!;
        SingleElements += ActiveLanes;
        for (var k = 0; k < ActiveLanes; k++)
        {
            var shift = k;
            var at = EmitIndex(offset.Replace(d => d == lane.Index ? lane + shift : AffineExpr.Dim(d)));
            MemRef.StoreOp.Create(Builder, ExtractLane(vector, k), memref, [at]);
        }
    }

    public Value ExtractLane(Value vector, int lane) => Vector.ExtractOp.Create(Builder, vector, [lane]).Result;

    // Types

    /// <summary>How an element lies in memory: booleans and other narrow elements as bytes, integers signless.</summary>
    public static IRType StorageType(IRType element) => element switch
    {
        IntegerType { Width: < 8 } or FloatType { Width: < 16 } => IntegerType.I8,
        IntegerType i => new IntegerType(i.Width),
        _ => element,
    };

    /// <summary>What arithmetic on an element is done in: narrow floats in f32.</summary>
    public static IRType ComputeType(IRType element) => element switch
    {
        FloatType { Width: < 32 } => FloatType.F32,
        IntegerType i => new IntegerType(i.Width),
        _ => element,
    };

    private static IRType Like(IRType element, Value value) => value.Type.WithElementOrSelf(element);

    public Value FromStorage(Value stored, IRType element) => element switch
    {
        IntegerType { Width: 1 } => CmpIOp.Create(Builder, stored, ConstantOp.Zero(Builder, stored.Type).Result, CmpIPredicate.Ne).Result,
        IntegerType { Width: < 8 } => TruncIOp.Create(Builder, Like(ComputeType(element), stored), stored).Out,
        FloatType { Width: < 16 } small => SmallFloats.Decode(Builder, stored, small.Kind),
        FloatType { Width: < 32 } => ExtFOp.Create(Builder, Like(FloatType.F32, stored), stored).Out,
        _ => stored,
    };

    public Value ToStorage(Value value, IRType element) => element switch
    {
        IntegerType { Width: 1 } => ExtUIOp.Create(Builder, Like(IntegerType.I8, value), value).Out,
        IntegerType { Width: < 8, IsUnsigned: true } => ExtUIOp.Create(Builder, Like(IntegerType.I8, value), value).Out,
        IntegerType { Width: < 8 } => ExtSIOp.Create(Builder, Like(IntegerType.I8, value), value).Out,
        FloatType { Width: < 16 } small => SmallFloats.Encode(Builder, value, small.Kind),
        FloatType { Width: < 32 } => TruncFOp.Create(Builder, Like(element, value), value).Out,
        _ => value,
    };
}
