using Nacre.IR;

namespace Nacre.Transforms.Conversion;

/// <summary>The way from scheduled kernels (func, scf, arith, math, vector, memref) to the llvm dialect.</summary>
public static class LowerToLlvm
{
    public static IReadOnlyList<Pass> Passes { get; } =
    [
        // First, because expansions consist of arith, and of scf where a rare argument needs more work.
        new MathExpandPass(),
        // Before the conversion of types, because loops carry values of every type.
        new ScfToCfPass(),
        // All at once, because every dialect's types appear in the others' operations.
        new ConvertToLlvmPass(),
    ];

    /// <summary>The dialects that are gone afterwards.</summary>
    public static IReadOnlyList<string> Retires { get; } = ["scf", "cf", "arith", "math", "vector", "x86vector", "memref", "func"];
}
