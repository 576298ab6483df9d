using Nacre.IR;

namespace Nacre.Transforms.Interpreter;

/// <summary>
/// Walks all indices of a box in row-major order and keeps the offsets of the current one in up to two strided arrays; allocates once.
/// <code>for (var o = new Odometer(dims, a, b); o.IsValid; o.Next()) Use(o.First, o.Second);</code>
/// </summary>
internal sealed class Odometer
{
    private readonly long[] _dims;
    private readonly long[] _index;
    private readonly StridedView _first;
    private readonly StridedView _second;

    public Odometer(ReadOnlySpan<long> dims, StridedView first, StridedView second)
    {
        _dims = dims.ToArray();
        _index = new long[dims.Length];
        (_first, _second) = (first, second);
        (First, Second) = (first.Offset, second.Offset);
        IsValid = !dims.Contains(0);
    }

    public Odometer(ReadOnlySpan<long> dims) : this(dims, new StridedView(0, new long[dims.Length]), new StridedView(0, new long[dims.Length])) { }
    public Odometer(Shape shape) : this(shape.Dims.Span) { }

    public bool IsValid { get; private set; }
    public ReadOnlySpan<long> Index => _index;

    /// <summary>How many steps were made.</summary>
    public long Position { get; private set; }

    /// <summary>Offset of the current index in the first array.</summary>
    public long First { get; private set; }

    /// <summary>Offset of the current index in the second array.</summary>
    public long Second { get; private set; }

    public void Next()
    {
        Position++;
        for (var d = _dims.Length - 1; d >= 0; d--)
        {
            First += _first.Strides[d];
            Second += _second.Strides[d];
            if (++_index[d] < _dims[d])
                return;
            First -= _dims[d] * _first.Strides[d];
            Second -= _dims[d] * _second.Strides[d];
            _index[d] = 0;
        }
        IsValid = false;
    }
}
