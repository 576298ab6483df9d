using Nacre.IR;

namespace Nacre.Dialects.Arith;

/// <summary>A number, vector or tensor known when compiling.</summary>
/// <example><code>%c = arith.constant dense&lt;0.0> : vector&lt;16xf32></code></example>
[Op("arith.constant", Format = "attr-dict $value")]
public sealed partial class ConstantOp : Operation, IPure, IConstantLike, IInferTypes, IVerifiable, INamesResults
{
    [Attr] public partial Attr Value { get; set; }
    [Result] public partial OpResult Result { get; }

    public Attr ConstantValue => Value;

    public IReadOnlyList<string> ResultNames => [Value switch
    {
        IntegerAttr { Type: IntegerType { Width: 1 } } b => b.Value != 0 ? "true" : "false",
        IntegerAttr { Type: IndexType } i => $"c{i.Value}",
        IntegerAttr i => $"c{i.Value}_{i.Type}",
        _ => "cst",
    }];

    public static IReadOnlyList<IRType> InferTypes(OpState state) =>
        state.GetAttr("value") is { } value && Constants.TypeOf(value) is { } type ? [type]
            : throw new DiagnosticException(state.Location, "'arith.constant' op attribute 'value' failed to satisfy constraint: TypedAttr instance");

    public void Verify(Verifier verifier)
    {
        if (Constants.TypeOf(Value) != Result.Type)
            verifier.Error(this, "failed to verify that all of {value, result} have same type");
        else if (Result.Type is IntegerType { IsSignless: false })
            verifier.Error(this, "integer return type must be signless");
    }

    public static ConstantOp Index(OpBuilder builder, long value) => Create(builder, IntegerAttr.Index(value));
    public static ConstantOp Bool(OpBuilder builder, bool value) => Create(builder, IntegerAttr.Bool(value));

    /// <summary>An integer of an integer or index type, wrapped into its width; a splat for a vector or tensor type.</summary>
    public static ConstantOp Int(OpBuilder builder, long value, IRType type) => Create(builder, Constants.Int(value, type));

    /// <summary>A number of a float type, rounded to nearest; a splat for a vector or tensor type.</summary>
    public static ConstantOp Float(OpBuilder builder, double value, IRType type) => Create(builder, Constants.Float(value, type));

    /// <summary>Zero of a number, vector or tensor type.</summary>
    public static ConstantOp Zero(OpBuilder builder, IRType type) => Create(builder, Constants.Zero(type));
}
