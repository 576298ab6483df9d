// RUN: nacre opt -optimize-graph %s | FileCheck %s

// One row times all keys: the keys are read as they lie.
// CHECK-LABEL: @query_times_keys
// CHECK-NOT: transpose
// CHECK: stablehlo.reshape %arg0 {{.*}} -> tensor<1x12x64x1xf32>
// CHECK: stablehlo.dot_general %arg1, %0, batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [2] {{.*}} -> tensor<1x12x257x1xf32>
// CHECK: stablehlo.reshape {{.*}} -> tensor<1x12x1x257xf32>
func.func @query_times_keys(%q: tensor<1x12x1x64xf32>, %k: tensor<1x12x257x64xf32>) -> tensor<1x12x1x257xf32> {
  %t = stablehlo.transpose %k, dims = [0, 1, 3, 2] : (tensor<1x12x257x64xf32>) -> tensor<1x12x64x257xf32>
  %r = stablehlo.dot_general %q, %t, batching_dims = [0, 1] x [0, 1], contracting_dims = [3] x [2] : (tensor<1x12x1x64xf32>, tensor<1x12x64x257xf32>) -> tensor<1x12x1x257xf32>
  return %r : tensor<1x12x1x257xf32>
}

// Several rows: the product with rows is the faster one, and the keys are transposed.
// CHECK-LABEL: @rows_times_keys
// CHECK: stablehlo.transpose %arg1
// CHECK: stablehlo.dot_general %arg0
func.func @rows_times_keys(%q: tensor<2x8x64xf32>, %k: tensor<2x9x64xf32>) -> tensor<2x8x9xf32> {
  %r = stablehlo.dot_general %q, %k, batching_dims = [0] x [0], contracting_dims = [2] x [2] : (tensor<2x8x64xf32>, tensor<2x9x64xf32>) -> tensor<2x8x9xf32>
  return %r : tensor<2x8x9xf32>
}

// CHECK-LABEL: @cube
// CHECK: %[[SQUARE:.*]] = stablehlo.multiply %arg0, %arg0
// CHECK: stablehlo.multiply %[[SQUARE]], %arg0
func.func @cube(%x: tensor<4xf32>) -> tensor<4xf32> {
  %three = stablehlo.constant dense<3.0> : tensor<4xf32>
  %r = stablehlo.power %x, %three : tensor<4xf32>
  return %r : tensor<4xf32>
}
