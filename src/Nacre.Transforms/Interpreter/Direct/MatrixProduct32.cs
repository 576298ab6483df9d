using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Nacre.Transforms.Interpreter.Direct;

/// <summary>
/// Products of f32 matrices of any size: panels of 32 columns of B, a part of its depth at a time, are put in order and multiplied by six rows of A at once, whose sums stay in
/// registers (Goto and van de Geijn, Anatomy of High-Performance Matrix Multiplication, 2008). Few rows take B as it lies.
/// </summary>
internal static class MatrixProduct32
{
    private const int Rows = 6, Columns = 32, Depth = 256, FewRows = 4;

    /// <summary>y [m, n] = a [m, k] · b [k, n], or · bᵀ of a b [n, k].</summary>
    public static void Multiply(ReadOnlySpan<float> a, ReadOnlySpan<float> b, bool isTransposed, Span<float> y, int m, int k, int n)
    {
        y.Clear();
        if (m < FewRows)
            MultiplyFew(a, b, isTransposed, y, m, k, n);
        else if (k > 0)
            MultiplyMany(a, b, isTransposed, y, m, k, n);
    }

    private static void MultiplyFew(ReadOnlySpan<float> a, ReadOnlySpan<float> b, bool isTransposed, Span<float> y, int m, int k, int n)
    {
        for (var i = 0; i < m && k > 0 && n > 0; i++)
        {
            var row = a.Slice(i * k, k);
            var sums = y.Slice(i * n, n);
            if (isTransposed)
            {
                for (var j = 0; j < n; j++)
                    sums[j] = TensorPrimitives.Dot(row, b.Slice(j * k, k));
                continue;
            }
            for (var p = 0; p < k; p++)
                TensorPrimitives.MultiplyAdd(b.Slice(p * n, n), row[p], sums, sums);
        }
    }

    private static void MultiplyMany(ReadOnlySpan<float> a, ReadOnlySpan<float> b, bool isTransposed, Span<float> y, int m, int k, int n)
    {
        var panel = new float[Depth * Columns];
        var sums = new float[Rows * Columns];
        for (var j = 0; j < n; j += Columns)
        {
            var width = Math.Min(Columns, n - j);
            for (var p = 0; p < k; p += Depth)
            {
                var depth = Math.Min(Depth, k - p);
                Pack(b, isTransposed, k, n, p, j, depth, width, panel);
                for (var i = 0; i < m; i += Rows)
                {
                    var rows = Math.Min(Rows, m - i);
                    // Rows behind the last are the last again; their sums are not used.
                    MultiplyTile(ref MemoryMarshal.GetReference(a[(i * k + p)..]), k, rows, panel, depth, sums);
                    for (var r = 0; r < rows; r++)
                        TensorPrimitives.Add(y.Slice((i + r) * n + j, width), sums.AsSpan(r * Columns, width), y.Slice((i + r) * n + j, width));
                }
            }
        }
    }

    /// <summary>Columns j … of rows p … of B, each row's next to each other; what the panel has more is 0.</summary>
    private static void Pack(ReadOnlySpan<float> b, bool isTransposed, int k, int n, int p, int j, int depth, int width, float[] panel)
    {
        if (width < Columns)
            Array.Clear(panel);
        for (var d = 0; d < depth; d++)
        {
            var target = panel.AsSpan(d * Columns, width);
            if (!isTransposed)
            {
                b.Slice((p + d) * n + j, width).CopyTo(target);
                continue;
            }
            for (var c = 0; c < width; c++)
                target[c] = b[(j + c) * k + p + d];
        }
    }

    /// <summary>Six rows of A, <paramref name="stride"/> apart, times a panel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyTile(ref float a, int stride, int rows, float[] panel, int depth, float[] sums)
    {
        ref var a1 = ref Unsafe.Add(ref a, Math.Min(1, rows - 1) * stride);
        ref var a2 = ref Unsafe.Add(ref a, Math.Min(2, rows - 1) * stride);
        ref var a3 = ref Unsafe.Add(ref a, Math.Min(3, rows - 1) * stride);
        ref var a4 = ref Unsafe.Add(ref a, Math.Min(4, rows - 1) * stride);
        ref var a5 = ref Unsafe.Add(ref a, Math.Min(5, rows - 1) * stride);
        ref var b = ref MemoryMarshal.GetArrayDataReference(panel);
        Vector512<float> s00 = default, s01 = default, s10 = default, s11 = default, s20 = default, s21 = default;
        Vector512<float> s30 = default, s31 = default, s40 = default, s41 = default, s50 = default, s51 = default;
        for (var d = 0; d < depth; d++)
        {
            var b0 = Vector512.LoadUnsafe(ref b, (nuint)(d * Columns));
            var b1 = Vector512.LoadUnsafe(ref b, (nuint)(d * Columns + 16));
            var x = Vector512.Create(Unsafe.Add(ref a, d));
            (s00, s01) = (Vector512.FusedMultiplyAdd(x, b0, s00), Vector512.FusedMultiplyAdd(x, b1, s01));
            x = Vector512.Create(Unsafe.Add(ref a1, d));
            (s10, s11) = (Vector512.FusedMultiplyAdd(x, b0, s10), Vector512.FusedMultiplyAdd(x, b1, s11));
            x = Vector512.Create(Unsafe.Add(ref a2, d));
            (s20, s21) = (Vector512.FusedMultiplyAdd(x, b0, s20), Vector512.FusedMultiplyAdd(x, b1, s21));
            x = Vector512.Create(Unsafe.Add(ref a3, d));
            (s30, s31) = (Vector512.FusedMultiplyAdd(x, b0, s30), Vector512.FusedMultiplyAdd(x, b1, s31));
            x = Vector512.Create(Unsafe.Add(ref a4, d));
            (s40, s41) = (Vector512.FusedMultiplyAdd(x, b0, s40), Vector512.FusedMultiplyAdd(x, b1, s41));
            x = Vector512.Create(Unsafe.Add(ref a5, d));
            (s50, s51) = (Vector512.FusedMultiplyAdd(x, b0, s50), Vector512.FusedMultiplyAdd(x, b1, s51));
        }
        Store(sums, 0, s00, s01);
        Store(sums, 1, s10, s11);
        Store(sums, 2, s20, s21);
        Store(sums, 3, s30, s31);
        Store(sums, 4, s40, s41);
        Store(sums, 5, s50, s51);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float[] sums, int row, Vector512<float> left, Vector512<float> right)
    {
        left.CopyTo(sums, row * Columns);
        right.CopyTo(sums, row * Columns + 16);
    }
}
