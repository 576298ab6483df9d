// RUN: nacre opt -widen-floats %s | FileCheck %s

// CHECK-LABEL: @main
// CHECK-SAME: tensor<2xf32>
// CHECK: stablehlo.convert %arg0 : (tensor<2xf32>) -> tensor<2xf64>
// CHECK: stablehlo.constant {{.*}} : tensor<2xf64>
// CHECK: stablehlo.add {{.*}} : tensor<2xf64>
// CHECK: stablehlo.convert {{.*}} : (tensor<2xf64>) -> tensor<2xf32>
func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  %c = stablehlo.constant dense<[1.5, 2.5]> : tensor<2xf32>
  %r = stablehlo.add %x, %c : tensor<2xf32>
  return %r : tensor<2xf32>
}
