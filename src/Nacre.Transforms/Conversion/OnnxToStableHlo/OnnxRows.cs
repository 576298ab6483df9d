using Nacre.IR;

namespace Nacre.Transforms.Conversion.OnnxToStableHlo;

/// <summary>Builds the StableHLO of one operation: a value per result, null for results that nobody asked for.</summary>
/// <exception cref="OnnxLoweringException">There is no StableHLO form for the types or constants at hand.</exception>
public delegate IReadOnlyList<Value?> OnnxLowering<in TOp>(TOp op, OnnxLoweringContext c) where TOp : Operation;

/// <summary>Builds the StableHLO of an operation whose only result, or only wanted one, is the first.</summary>
/// <exception cref="OnnxLoweringException">There is no StableHLO form for the types or constants at hand.</exception>
public delegate Value OnnxValueLowering<in TOp>(TOp op, OnnxLoweringContext c) where TOp : Operation;

/// <summary>The lowerings, a row per operation: <c>rows.One&lt;ReluOp&gt;((op, c) => c.Hlo.Max(op.X, 0))</c>.</summary>
public sealed class OnnxRows
{
    private readonly Dictionary<Type, OnnxLowering<Operation>> _rows = [];

    /// <summary>The rows of all families.</summary>
    public static OnnxRows All { get; } = new OnnxRows().AddAll();

    /// <summary>Adds the row of an operation with several results.</summary>
    public OnnxRows Add<TOp>(OnnxLowering<TOp> lower) where TOp : Operation
    {
        _rows.Add(typeof(TOp), (op, c) => lower((TOp)op, c));
        return this;
    }

    /// <summary>Adds the row of an operation with one result.</summary>
    public OnnxRows One<TOp>(OnnxValueLowering<TOp> lower) where TOp : Operation => Add<TOp>((op, c) => [lower(op, c)]);

    /// <summary>Adds the row of an operation that is one StableHLO operation on its first operand.</summary>
    public OnnxRows Unary<TOp>(OpDefinition target) where TOp : Operation => One<TOp>((op, c) => c.Hlo.Unary(target, op.Operand(0)));

    /// <summary>Adds the row of an operation that is one StableHLO operation on two operands, broadcast together.</summary>
    public OnnxRows Binary<TOp>(OpDefinition target) where TOp : Operation => One<TOp>((op, c) => c.Hlo.Binary(target, op.Operand(0), op.Operand(1)));

    public OnnxLowering<Operation>? Find(Operation op) => _rows.GetValueOrDefault(op.GetType());
}
