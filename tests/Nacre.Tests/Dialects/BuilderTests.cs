using Nacre.Dialects;
using Nacre.Dialects.Arith;
using Nacre.Dialects.Builtin;
using Nacre.Dialects.Func;
using Nacre.Dialects.Scf;
using Nacre.IR;
using ConstantOp = Nacre.Dialects.Arith.ConstantOp;
using MemRef = Nacre.Dialects.MemRef;
using Vector = Nacre.Dialects.Vector;

namespace Nacre.Tests.Dialects;

/// <summary>The conveniences with which passes build loops, conditionals, constants and views.</summary>
public sealed class BuilderTests
{
    private static readonly MemRefType Buffer = MemRefType.Get(FloatType.F32, 64);

    /// <summary>The body that <paramref name="build"/> gives to a function of a buffer, an index and a condition, verified and printed.</summary>
    private static string Build(Action<OpBuilder, IReadOnlyList<Value>> build)
    {
        var module = ModuleOp.New();
        var function = FuncOp.Create(OpBuilder.AtEnd(module.Body), "f", new FunctionType([Buffer, IndexType.Instance, IntegerType.I1], []));
        var builder = OpBuilder.AtEnd(function.Body.Entry);
        build(builder, function.Body.Entry.Arguments);
        ReturnOp.Create(builder, []);
        var diagnostics = new DiagnosticEngine();
        Assert.True(Verifier.Verify(module, diagnostics), string.Join('\n', diagnostics.All));
        var lines = OpAsmPrinter.Print(module, new PrintOptions()).Split('\n').Select(l => l.Trim());
        return string.Join('\n', lines.SkipWhile(l => !l.StartsWith("func.func", StringComparison.Ordinal)).Skip(1).TakeWhile(l => l != "return"));
    }

    [Fact]
    public void LoopCarriesValues()
    {
        var text = Build((b, args) =>
        {
            var zero = ConstantOp.Index(b, 0).Result;
            var one = ConstantOp.Index(b, 1).Result;
            var start = ConstantOp.Float(b, 0, FloatType.F32).Result;
            var loop = ForOp.Create(b, zero, args[1], one, [start], (inner, i, carried) =>
            {
                var element = MemRef.LoadOp.Create(inner, args[0], [i]).Result;
                return [AddFOp.Create(inner, carried[0], element).Result];
            });
            MemRef.StoreOp.Create(b, loop.Results[0], args[0], [zero]);
        });
        Assert.Equal(
            """
            %c0 = arith.constant 0 : index
            %c1 = arith.constant 1 : index
            %cst = arith.constant 0.000000e+00 : f32
            %0 = scf.for %arg3 = %c0 to %arg1 step %c1 iter_args(%arg4 = %cst) -> (f32) {
            %1 = memref.load %arg0[%arg3] : memref<64xf32>
            %2 = arith.addf %arg4, %1 : f32
            scf.yield %2 : f32
            }
            memref.store %0, %arg0[%c0] : memref<64xf32>
            """, text);
    }

    [Fact]
    public void ConditionalWithAndWithoutResults()
    {
        var text = Build((b, args) =>
        {
            var one = ConstantOp.Float(b, 1, FloatType.F32).Result;
            var two = ConstantOp.Float(b, 2, FloatType.F32).Result;
            var chosen = IfOp.Create(b, args[2], [FloatType.F32], _ => [one], _ => [two]);
            IfOp.Create(b, args[2], inner => MemRef.StoreOp.Create(inner, chosen.Results[0], args[0], [args[1]]));
        });
        Assert.Equal(
            """
            %cst = arith.constant 1.000000e+00 : f32
            %cst_0 = arith.constant 2.000000e+00 : f32
            %0 = scf.if %arg2 -> (f32) {
            scf.yield %cst : f32
            } else {
            scf.yield %cst_0 : f32
            }
            scf.if %arg2 {
            memref.store %0, %arg0[%arg1] : memref<64xf32>
            }
            """, text);
    }

    /// <summary>The regions share one count of names, where MLIR starts each anew; both texts mean the same.</summary>
    [Fact]
    public void WhileLoop()
    {
        var text = Build((b, args) => WhileOp.Create(b, [args[1]], [IndexType.Instance],
            (inner, values) => (CmpIOp.Create(inner, values[0], args[1], CmpIPredicate.Slt).Result, [values[0]]),
            (inner, values) => [AddIOp.Create(inner, values[0], values[0]).Result]));
        Assert.Equal(
            """
            %0 = scf.while (%arg3 = %arg1) : (index) -> index {
            %1 = arith.cmpi slt, %arg3, %arg1 : index
            scf.condition(%1) %arg3 : index
            } do {
            ^bb0(%arg3: index):
            %1 = arith.addi %arg3, %arg3 : index
            scf.yield %1 : index
            }
            """, text);
    }

    [Fact]
    public void ConstantsOfVectorsAreSplats()
    {
        var text = Build((b, _) =>
        {
            ConstantOp.Float(b, 0.5, VectorType.Get(FloatType.F16, 8));
            ConstantOp.Int(b, -1, VectorType.Get(IntegerType.I8, 4));
            ConstantOp.Zero(b, FloatType.BF16);
            ConstantOp.Int(b, 300, IntegerType.I8);
        });
        Assert.Equal(
            """
            %cst = arith.constant dense<5.000000e-01> : vector<8xf16>
            %cst_0 = arith.constant dense<-1> : vector<4xi8>
            %cst_1 = arith.constant 0.000000e+00 : bf16
            %c44_i8 = arith.constant 44 : i8
            """, text);
    }

    [Fact]
    public void SubViewTypesAreInferred()
    {
        var text = Build((b, args) =>
        {
            var matrix = MemRef.ReinterpretCastOp.Create(b, args[0], 0, [8, 8], [8, 1]).Result;
            var tile = MemRef.SubViewOp.Create(b, matrix, [2, args[1]], [4, 4], [1, 2]).Result;
            Vector.LoadOp.Create(b, VectorType.Get(FloatType.F32, 4), tile, [args[1], args[1]]);
        });
        Assert.Equal(
            """
            %reinterpret_cast = memref.reinterpret_cast %arg0 to offset: [0], sizes: [8, 8], strides: [8, 1] : memref<64xf32> to memref<8x8xf32>
            %subview = memref.subview %reinterpret_cast[2, %arg1] [4, 4] [1, 2] : memref<8x8xf32> to memref<4x4xf32, strided<[8, 2], offset: ?>>
            %0 = vector.load %subview[%arg1, %arg1] : memref<4x4xf32, strided<[8, 2], offset: ?>>, vector<4xf32>
            """, text);
    }
}
