using Nacre.Dialects;
using Nacre.IR;
using Nacre.Transforms.Conversion;
using Xunit;

namespace Nacre.Tests.Conversion;

/// <summary>Kernels from text to running code.</summary>
public sealed class KernelAbiTests
{
    /// <summary>y = max(a·x + y, 0) with a loop that carries a vector, a tail under a mask and memory on the stack.</summary>
    private const string Saxpy = """
        func.func @saxpy(%x: memref<100xf32>, %y: memref<100xf32>, %begin: index, %end: index) attributes {nacre.kernel_abi} {
          %c0 = arith.constant 0 : index
          %c1 = arith.constant 1 : index
          %c3 = arith.constant 3 : index
          %c16 = arith.constant 16 : index
          %c100 = arith.constant 100 : index
          %zero = arith.constant dense<0.0> : vector<16xf32>
          %scratch = memref.alloca() : memref<2x16xf32>
          scf.for %t = %begin to %end step %c1 {
            %i = arith.muli %t, %c16 : index
            %left = arith.subi %c100, %i : index
            %mask = vector.create_mask %left : vector<16xi1>
            %v = vector.maskedload %x[%i], %mask, %zero : memref<100xf32>, vector<16xi1>, vector<16xf32> into vector<16xf32>
            %w = vector.maskedload %y[%i], %mask, %zero : memref<100xf32>, vector<16xi1>, vector<16xf32> into vector<16xf32>
            vector.store %v, %scratch[%c1, %c0] : memref<2x16xf32>, vector<16xf32>
            %sum = scf.for %k = %c0 to %c3 step %c1 iter_args(%acc = %w) -> (vector<16xf32>) {
              %again = vector.load %scratch[%c1, %c0] : memref<2x16xf32>, vector<16xf32>
              %next = arith.addf %acc, %again : vector<16xf32>
              scf.yield %next : vector<16xf32>
            }
            %relu = arith.maxnumf %sum, %zero : vector<16xf32>
            vector.maskedstore %y[%i], %mask, %relu : memref<100xf32>, vector<16xi1>, vector<16xf32>
          }
          return
        }
        """;

    [Fact]
    public void AKernelRunsTheTilesItIsGiven()
    {
        var x = Enumerable.Range(0, 100).Select(i => i - 50f).ToArray();
        var y = Enumerable.Range(0, 100).Select(i => 10f - i).ToArray();
        using AlignedBuffer<float> bx = new(x), by = new(y);
        using var kernel = new CompiledKernel(Saxpy, "saxpy");
        kernel.Run(2, 7, bx.Address, by.Address);
        for (var i = 0; i < 100; i++)
            Assert.Equal(i < 32 ? y[i] : Math.Max(3 * x[i] + y[i], 0), by.Span[i]);
    }

    [Fact]
    public void IntegerDivisionsRoundAsTheirNamesSay()
    {
        const string source = """
            func.func @divide(%a: memref<256xi32>, %b: memref<256xi32>, %floor: memref<256xi32>, %ceil: memref<256xi32>, %begin: index, %end: index) attributes {nacre.kernel_abi} {
              %c1 = arith.constant 1 : index
              scf.for %i = %begin to %end step %c1 {
                %x = memref.load %a[%i] : memref<256xi32>
                %y = memref.load %b[%i] : memref<256xi32>
                %f = arith.floordivsi %x, %y : i32
                %c = arith.ceildivsi %x, %y : i32
                memref.store %f, %floor[%i] : memref<256xi32>
                memref.store %c, %ceil[%i] : memref<256xi32>
              }
              return
            }
            """;
        var a = Enumerable.Range(0, 256).Select(i => i % 16 - 8).ToArray();
        var b = Enumerable.Range(0, 256).Select(i => i / 16 - 8 is var d && d != 0 ? d : 9).ToArray();
        using AlignedBuffer<int> ba = new(a), bb = new(b), floor = new(256), ceil = new(256);
        using var kernel = new CompiledKernel(source, "divide");
        kernel.Run(0, 256, ba.Address, bb.Address, floor.Address, ceil.Address);
        for (var i = 0; i < 256; i++)
        {
            Assert.Equal((int)Math.Floor(a[i] / (double)b[i]), floor.Span[i]);
            Assert.Equal((int)Math.Ceiling(a[i] / (double)b[i]), ceil.Span[i]);
        }
    }

    [Fact]
    public void VectorsOfTwoDimensionsAreTransposedAndReduced()
    {
        const string source = """
            func.func @transpose(%a: memref<32xf32>, %t: memref<32xf32>, %s: memref<4xf32>, %begin: index, %end: index) attributes {nacre.kernel_abi} {
              %c0 = arith.constant 0 : index
              %v = vector.load %a[%c0] : memref<32xf32>, vector<32xf32>
              %m = vector.shape_cast %v : vector<32xf32> to vector<4x8xf32>
              %p = vector.transpose %m, [1, 0] : vector<4x8xf32> to vector<8x4xf32>
              %double = arith.addf %p, %p : vector<8x4xf32>
              %flat = vector.shape_cast %double : vector<8x4xf32> to vector<32xf32>
              vector.store %flat, %t[%c0] : memref<32xf32>, vector<32xf32>
              %row = vector.extract %m[2] : vector<8xf32> from vector<4x8xf32>
              %sum = vector.reduction <add>, %row : vector<8xf32> into f32
              %max = vector.reduction <maximumf>, %v : vector<32xf32> into f32
              memref.store %sum, %s[%c0] : memref<4xf32>
              %c1 = arith.constant 1 : index
              memref.store %max, %s[%c1] : memref<4xf32>
              return
            }
            """;
        var a = Enumerable.Range(0, 32).Select(i => (float)(i * 7 % 32)).ToArray();
        using AlignedBuffer<float> ba = new(a), bt = new(32), bs = new(4);
        using var kernel = new CompiledKernel(source, "transpose");
        kernel.Run(0, 1, ba.Address, bt.Address, bs.Address);
        for (var i = 0; i < 32; i++)
            Assert.Equal(2 * a[i % 4 * 8 + i / 4], bt.Span[i]);
        Assert.Equal(a[16..24].Sum(), bs.Span[0]);
        Assert.Equal(31, bs.Span[1]);
    }

    [Theory]
    [InlineData("func.func @k(%a: memref<?x?xf32>, %b: index, %e: index) attributes {nacre.kernel_abi} { return }", "the strides of memref<?x?xf32> are not constants")]
    [InlineData("func.func @k(%a: f32, %b: index, %e: index) attributes {nacre.kernel_abi} { return }", "argument type f32 of a kernel is no memref")]
    [InlineData("func.func @k(%a: memref<4xf32>) attributes {nacre.kernel_abi} { return }", "the last arguments of a kernel are two indices")]
    public void WhatCannotBeAKernelIsRefusedWithTheReason(string source, string reason)
    {
        var context = AllDialects.NewContext();
        var module = AllDialects.ParseModule(context, source);
        new ConvertToLlvmPass().Run(module, new PassContext(context));
        Assert.Contains(context.Diagnostics.Errors, e => e.ToString().Contains(reason, StringComparison.Ordinal));
    }
}
