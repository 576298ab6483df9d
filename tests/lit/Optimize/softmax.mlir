// RUN: nacre opt -optimize-graph %s | FileCheck %s

// CHECK-LABEL: @softmax
// CHECK: %[[E:.*]] = stablehlo.exponential
// CHECK: %[[SUM:.*]] = stablehlo.reduce(%[[E]]
// CHECK: %[[R:.*]] = stablehlo.divide %{{.*}}, %[[SUM]] : tensor<8xf32>
// CHECK: %[[B:.*]] = stablehlo.broadcast_in_dim %[[R]]
// CHECK: stablehlo.multiply %[[E]], %[[B]]
func.func @softmax(%x: tensor<8x64xf32>) -> tensor<8x64xf32> {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %lowest = stablehlo.constant dense<0xFF800000> : tensor<f32>
  %max = stablehlo.reduce(%x init: %lowest) applies stablehlo.maximum across dimensions = [1] : (tensor<8x64xf32>, tensor<f32>) -> tensor<8xf32>
  %maxes = stablehlo.broadcast_in_dim %max, dims = [0] : (tensor<8xf32>) -> tensor<8x64xf32>
  %shifted = stablehlo.subtract %x, %maxes : tensor<8x64xf32>
  %e = stablehlo.exponential %shifted : tensor<8x64xf32>
  %sum = stablehlo.reduce(%e init: %zero) applies stablehlo.add across dimensions = [1] : (tensor<8x64xf32>, tensor<f32>) -> tensor<8xf32>
  %sums = stablehlo.broadcast_in_dim %sum, dims = [0] : (tensor<8xf32>) -> tensor<8x64xf32>
  %r = stablehlo.divide %e, %sums : tensor<8x64xf32>
  return %r : tensor<8x64xf32>
}

// Without the largest element taken off, the sum may be tiny: the quotient stays.
// CHECK-LABEL: @normalised
// CHECK: stablehlo.divide %{{.*}}, %{{.*}} : tensor<8x64xf32>
func.func @normalised(%x: tensor<8x64xf32>) -> tensor<8x64xf32> {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %e = stablehlo.exponential %x : tensor<8x64xf32>
  %sum = stablehlo.reduce(%e init: %zero) applies stablehlo.add across dimensions = [1] : (tensor<8x64xf32>, tensor<f32>) -> tensor<8xf32>
  %sums = stablehlo.broadcast_in_dim %sum, dims = [0] : (tensor<8xf32>) -> tensor<8x64xf32>
  %r = stablehlo.divide %e, %sums : tensor<8x64xf32>
  return %r : tensor<8x64xf32>
}
