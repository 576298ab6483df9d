using Nacre.IR;
using Nacre.Transforms.Interpreter;
using Xunit;

namespace Nacre.Tests.Interpreter;

/// <summary>Programs in <c>arith</c>, <c>scf</c>, <c>cf</c> and <c>tensor</c>, as size computations are.</summary>
public sealed class ScalarProgramTests
{
    [Fact]
    public void A_loop_carries_its_values()
    {
        var result = Programs.Run("""
            func.func @main() -> index {
              %c0 = arith.constant 0 : index
              %c1 = arith.constant 1 : index
              %c10 = arith.constant 10 : index
              %s = scf.for %i = %c0 to %c10 step %c1 iter_args(%acc = %c0) -> (index) {
                %t = arith.addi %acc, %i : index
                scf.yield %t : index
              }
              return %s : index
            }
            """);
        Assert.Equal(45, result[0].ToInteger());
    }

    [Fact]
    public void Branches_pass_block_arguments()
    {
        // The greatest common divisor by Euclid.
        var result = Programs.Run("""
            func.func @main() -> i64 {
              %a = arith.constant 48 : i64
              %b = arith.constant 36 : i64
              %zero = arith.constant 0 : i64
              cf.br ^head(%a, %b : i64, i64)
            ^head(%x: i64, %y: i64):
              %done = arith.cmpi eq, %y, %zero : i64
              cf.cond_br %done, ^exit(%x : i64), ^step
            ^step:
              %r = arith.remsi %x, %y : i64
              cf.br ^head(%y, %r : i64, i64)
            ^exit(%g: i64):
              return %g : i64
            }
            """);
        Assert.Equal(12, result[0].ToInteger());
    }

    [Theory]
    [InlineData("divui", -1, 2, 127)]
    [InlineData("maxui", -1, 1, -1)]
    [InlineData("floordivsi", -7, 2, -4)]
    [InlineData("ceildivsi", 7, 2, 4)]
    [InlineData("shrui", -1, 1, 127)]
    public void Signless_integers_are_read_as_the_operation_says(string op, long x, long y, long expected)
    {
        var result = Programs.Run($$"""
            func.func @main() -> i8 {
              %x = arith.constant {{x}} : i8
              %y = arith.constant {{y}} : i8
              %r = arith.{{op}} %x, %y : i8
              return %r : i8
            }
            """);
        Assert.Equal(expected, result[0].ToInteger());
    }

    [Fact]
    public void A_true_bit_extends_by_its_sign_or_by_zero()
    {
        var results = Programs.Run("""
            func.func @main() -> (i32, i32, f32) {
              %t = arith.constant true
              %s = arith.extsi %t : i1 to i32
              %u = arith.extui %t : i1 to i32
              %f = arith.uitofp %t : i1 to f32
              return %s, %u, %f : i32, i32, f32
            }
            """);
        Assert.Equal([-1, 1, 1], results.Select(r => (long)r.DoubleAt(0)));
    }

    [Fact]
    public void Sizes_of_dynamic_tensors_are_known_when_they_run()
    {
        var argument = TensorValue.Splat(RankedTensorType.Get(FloatType.F32, 5, 3), 1);
        var result = Programs.Run(
            """
            func.func @main(%x: tensor<?x3xf32>) -> tensor<2xindex> {
              %c0 = arith.constant 0 : index
              %c2 = arith.constant 2 : index
              %d = tensor.dim %x, %c0 : tensor<?x3xf32>
              %e = arith.muli %d, %c2 : index
              %r = tensor.from_elements %d, %e : tensor<2xindex>
              return %r : tensor<2xindex>
            }
            """,
            argument);
        Assert.Equal([5, 10], result[0].ToIntegers());
    }
}
