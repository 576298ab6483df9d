// RUN: nacre opt -pass-pipeline='builtin.module(narrow-products{weights-only=true})' %s | FileCheck %s

// CHECK-LABEL: @product
// CHECK: stablehlo.dot_general %arg0, %{{.*}}, contracting_dims = [1] x [0] : (tensor<2x4xf32>, tensor<4x3xbf16>) -> tensor<2x3xf32>
func.func @product(%x: tensor<2x4xf32>) -> tensor<2x3xf32> {
  %w = stablehlo.constant dense<1.001> : tensor<4x3xf32>
  %p = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<2x4xf32>, tensor<4x3xf32>) -> tensor<2x3xf32>
  return %p : tensor<2x3xf32>
}

// CHECK-LABEL: @computed
// CHECK-NOT: bf16
// CHECK: return
func.func @computed(%x: tensor<2x4xf32>, %y: tensor<4x3xf32>) -> tensor<2x3xf32> {
  %p = stablehlo.dot_general %x, %y, contracting_dims = [1] x [0] : (tensor<2x4xf32>, tensor<4x3xf32>) -> tensor<2x3xf32>
  return %p : tensor<2x3xf32>
}
