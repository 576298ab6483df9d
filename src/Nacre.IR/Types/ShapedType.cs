namespace Nacre.IR;

/// <summary>The sizes of a tensor, vector or memref, outermost first; a size known only at run time is <see cref="Dynamic"/>.</summary>
public readonly record struct Shape(EquatableArray<long> Dims)
{
    /// <summary>The marker of a size that is not known when compiling (MLIR's <c>kDynamic</c>), written <c>?</c>.</summary>
    public const long Dynamic = long.MinValue;

    public static Shape Scalar => default;
    public static Shape Of(params ReadOnlySpan<long> dims) => new(dims.ToArray());

    public int Rank => Dims.Count;
    public long this[int index] => Dims[index];
    public bool IsStatic => !Dims.Span.Contains(Dynamic);
    public bool IsDynamic(int index) => Dims[index] == Dynamic;
    public int DynamicCount => Dims.Count(d => d == Dynamic);

    /// <summary>Product of the sizes; throws when one is dynamic and on overflow of 64 bits.</summary>
    public long ElementCount
    {
        get
        {
            var count = 1L;
            foreach (var dim in Dims)
                count = checked(count * (dim == Dynamic ? throw new InvalidOperationException($"the shape {this} has a dynamic size") : dim));
            return count;
        }
    }

    /// <summary>Row-major strides in elements; throws when a size other than the outermost is dynamic.</summary>
    public long[] RowMajorStrides()
    {
        var strides = new long[Rank];
        var stride = 1L;
        for (var i = Rank - 1; i >= 0; i--)
        {
            strides[i] = stride;
            if (i > 0 && IsDynamic(i))
                throw new InvalidOperationException($"the shape {this} has a dynamic inner size");
            stride = i > 0 ? checked(stride * Dims[i]) : stride;
        }
        return strides;
    }

    public override string ToString() => string.Join("x", Dims.Select(d => d == Dynamic ? "?" : d.ToString()));

    public static implicit operator Shape(long[] dims) => new(dims);
}

/// <summary>A type with elements: tensor, vector, memref.</summary>
public abstract record ShapedType(IRType ElementType) : IRType
{
    public abstract bool HasRank { get; }

    /// <summary>The sizes; only when <see cref="HasRank"/>.</summary>
    public virtual Shape Shape { get; init; }

    public int Rank => Shape.Rank;
    public bool HasStaticShape => HasRank && Shape.IsStatic;

    /// <summary>The same kind of type with other sizes and elements.</summary>
    public abstract ShapedType With(Shape shape, IRType elementType);
}

/// <summary>A tensor of known or unknown rank.</summary>
public abstract record TensorType(IRType ElementType) : ShapedType(ElementType);

/// <summary><c>tensor&lt;?x3xf32, encoding&gt;</c>.</summary>
public sealed record RankedTensorType : TensorType
{
    public RankedTensorType(Shape shape, IRType elementType, Attr? encoding = null) : base(elementType)
    {
        Shape = shape;
        Encoding = encoding;
    }

    public Attr? Encoding { get; init; }
    public override bool HasRank => true;
    public static RankedTensorType Get(IRType elementType, params ReadOnlySpan<long> dims) => new(Shape.Of(dims), elementType);
    public override RankedTensorType With(Shape shape, IRType elementType) => new(shape, elementType, Encoding);
    public RankedTensorType WithShape(Shape shape) => new(shape, ElementType, Encoding);
    public RankedTensorType WithElement(IRType elementType) => new(Shape, elementType, Encoding);
}

/// <summary><c>tensor&lt;*xf32&gt;</c>.</summary>
public sealed record UnrankedTensorType(IRType ElementType) : TensorType(ElementType)
{
    public override bool HasRank => false;
    public override ShapedType With(Shape shape, IRType elementType) => new RankedTensorType(shape, elementType);
}

/// <summary><c>vector&lt;4x[8]xf32&gt;</c>; a scalable size is a multiple of the machine's vector scale.</summary>
public sealed record VectorType : ShapedType
{
    public VectorType(Shape shape, IRType elementType, EquatableArray<bool> scalable = default) : base(elementType)
    {
        Shape = shape;
        Scalable = scalable.Any(s => s) ? scalable : default;
    }

    /// <summary>Per dimension whether it is scalable; empty when none is.</summary>
    public EquatableArray<bool> Scalable { get; init; }
    public override bool HasRank => true;
    public static VectorType Get(IRType elementType, params ReadOnlySpan<long> dims) => new(Shape.Of(dims), elementType);
    public override VectorType With(Shape shape, IRType elementType) => new(shape, elementType);
}

/// <summary>A reference to memory: <c>memref&lt;?x4xf32, strided&lt;[8, 1], offset: ?&gt;, 3&gt;</c>.</summary>
public sealed record MemRefType : ShapedType
{
    public MemRefType(Shape shape, IRType elementType, Attr? layout = null, Attr? memorySpace = null) : base(elementType)
    {
        Shape = shape;
        Layout = layout is AffineMapAttr { Map.IsIdentity: true } ? null : layout;
        MemorySpace = memorySpace;
    }

    /// <summary>A <see cref="StridedLayoutAttr"/> or <see cref="AffineMapAttr"/>; null for row-major.</summary>
    public Attr? Layout { get; init; }
    public Attr? MemorySpace { get; init; }
    public override bool HasRank => true;
    public static MemRefType Get(IRType elementType, params ReadOnlySpan<long> dims) => new(Shape.Of(dims), elementType);
    public override MemRefType With(Shape shape, IRType elementType) => new(shape, elementType, Layout, MemorySpace);
}

/// <summary><c>memref&lt;*xf32, space&gt;</c>.</summary>
public sealed record UnrankedMemRefType(IRType ElementType, Attr? MemorySpace = null) : ShapedType(ElementType)
{
    public override bool HasRank => false;
    public override ShapedType With(Shape shape, IRType elementType) => new MemRefType(shape, elementType, null, MemorySpace);
}
