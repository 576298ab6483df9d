// RUN: nacre opt -narrow-products %s | FileCheck %s

// Weights become constants in bf16, activations are converted, the sum and what follows stay f32.
// CHECK-LABEL: @product
// CHECK-SAME: %[[X:.*]]: tensor<2x4xf32>
// CHECK: %[[N:.*]] = stablehlo.convert %[[X]] : (tensor<2x4xf32>) -> tensor<2x4xbf16>
// CHECK: %[[W:.*]] = stablehlo.constant dense<1.000000e+00> : tensor<4x3xbf16>
// CHECK: %[[P:.*]] = stablehlo.dot_general %[[N]], %[[W]], contracting_dims = [1] x [0] : (tensor<2x4xbf16>, tensor<4x3xbf16>) -> tensor<2x3xf32>
// CHECK: stablehlo.add %[[P]], %[[P]] : tensor<2x3xf32>
func.func @product(%x: tensor<2x4xf32>) -> tensor<2x3xf32> {
  %w = stablehlo.constant dense<1.001> : tensor<4x3xf32>
  %p = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<2x4xf32>, tensor<4x3xf32>) -> tensor<2x3xf32>
  %s = stablehlo.add %p, %p : tensor<2x3xf32>
  return %s : tensor<2x3xf32>
}

// A value that two products use is converted once.
// CHECK-LABEL: @shared
// CHECK-COUNT-1: stablehlo.convert
// CHECK-NOT: stablehlo.convert
// CHECK: return
func.func @shared(%x: tensor<4x4xf32>) -> (tensor<4x4xf32>, tensor<4x4xf32>) {
  %w = stablehlo.constant dense<2.0> : tensor<4x4xf32>
  %p = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  %q = stablehlo.dot_general %x, %x, contracting_dims = [1] x [0] : (tensor<4x4xf32>, tensor<4x4xf32>) -> tensor<4x4xf32>
  return %p, %q : tensor<4x4xf32>, tensor<4x4xf32>
}

// Weights that are bf16 already are taken as they are.
// CHECK-LABEL: @stored
// CHECK-SAME: %[[W:.*]]: tensor<4x3xbf16>
// CHECK: stablehlo.dot_general {{.*}}, %[[W]],
func.func @stored(%w: tensor<4x3xbf16>, %x: tensor<2x4xf32>) -> tensor<2x3xf32> {
  %f = stablehlo.convert %w : (tensor<4x3xbf16>) -> tensor<4x3xf32>
  %p = stablehlo.dot_general %x, %f, contracting_dims = [1] x [0] : (tensor<2x4xf32>, tensor<4x3xf32>) -> tensor<2x3xf32>
  return %p : tensor<2x3xf32>
}

// More than the default precision is asked for.
// CHECK-LABEL: @highest
// CHECK-NOT: bf16
// CHECK: return
func.func @highest(%x: tensor<2x4xf32>, %w: tensor<4x3xf32>) -> tensor<2x3xf32> {
  %p = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0], precision = [HIGHEST, HIGHEST] : (tensor<2x4xf32>, tensor<4x3xf32>) -> tensor<2x3xf32>
  return %p : tensor<2x3xf32>
}

// A computed matrix times a vector reads each element once.
// CHECK-LABEL: @vector
// CHECK-NOT: bf16
// CHECK: return
func.func @vector(%keys: tensor<8x4xf32>, %query: tensor<4xf32>) -> tensor<8xf32> {
  %p = stablehlo.dot_general %keys, %query, contracting_dims = [1] x [0] : (tensor<8x4xf32>, tensor<4xf32>) -> tensor<8xf32>
  return %p : tensor<8xf32>
}

// CHECK-LABEL: @convolution
// CHECK: stablehlo.convolution({{.*}}) {{.*}} : (tensor<1x4x4x8xbf16>, tensor<3x3x8x8xbf16>) -> tensor<1x2x2x8xf32>
func.func @convolution(%x: tensor<1x4x4x8xf32>, %w: tensor<3x3x8x8xf32>) -> tensor<1x2x2x8xf32> {
  %c = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x4x4x8xf32>, tensor<3x3x8x8xf32>) -> tensor<1x2x2x8xf32>
  return %c : tensor<1x2x2x8xf32>
}

// CHECK-LABEL: @depthwise
// CHECK-NOT: bf16
// CHECK: return
func.func @depthwise(%x: tensor<1x4x4x8xf32>, %w: tensor<3x3x1x8xf32>) -> tensor<1x2x2x8xf32> {
  %c = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, 1, f]x[0, 1, i, o]->[b, 0, 1, f], window = {} {batch_group_count = 1 : i64, feature_group_count = 8 : i64} : (tensor<1x4x4x8xf32>, tensor<3x3x1x8xf32>) -> tensor<1x2x2x8xf32>
  return %c : tensor<1x2x2x8xf32>
}
