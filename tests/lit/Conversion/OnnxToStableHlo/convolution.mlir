// RUN: nacre opt %s --convert-onnx-to-stablehlo | FileCheck %s

// CHECK-LABEL: func.func @conv(
// CHECK-SAME:    %[[X:.*]]: tensor<1x4x8x8xf32>, %[[W:.*]]: tensor<6x2x3x3xf32>, %[[B:.*]]: tensor<6xf32>) -> tensor<1x6x4x4xf32>
func.func @conv(%x: tensor<1x4x8x8xf32>, %w: tensor<6x2x3x3xf32>, %b: tensor<6xf32>) -> !onnx.unknown {
  // CHECK-NEXT: %[[CONV:.*]] = stablehlo.convolution(%[[X]], %[[W]]) dim_numbers = [b, f, 0, 1]x[o, i, 0, 1]->[b, f, 0, 1]
  // CHECK-SAME:   stride = [2, 2], pad = {{\[}}[0, 1], [0, 1]]
  // CHECK-SAME:   feature_group_count = 2 : i64
  // CHECK-NEXT: %[[BIAS:.*]] = stablehlo.broadcast_in_dim %[[B]], dims = [1]
  // CHECK-NEXT: %[[Y:.*]] = stablehlo.add %[[CONV]], %[[BIAS]] : tensor<1x6x4x4xf32>
  // CHECK-NEXT: return %[[Y]]
  %0 = "onnx.Conv"(%x, %w, %b) {auto_pad = "SAME_UPPER", group = 2 : i64, strides = array<i64: 2, 2>}
    : (tensor<1x4x8x8xf32>, tensor<6x2x3x3xf32>, tensor<6xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// Strides become distances between the input's elements.
// CHECK-LABEL: func.func @transposed(
// CHECK-SAME:    -> tensor<1x2x7xf32>
func.func @transposed(%x: tensor<1x1x3xf32>, %w: tensor<1x2x3xf32>) -> !onnx.unknown {
  // CHECK-NEXT: stablehlo.convolution(%{{.*}}, %{{.*}}) dim_numbers = [b, f, 0]x[i, o, 0]->[b, f, 0]
  // CHECK-SAME:   pad = {{\[}}[2, 2]], lhs_dilate = [2]{{.*}}reverse = [true]
  %none = "onnx.NoValue"() : () -> none
  %0 = "onnx.ConvTranspose"(%x, %w, %none) {strides = array<i64: 2>} : (tensor<1x1x3xf32>, tensor<1x2x3xf32>, none) -> !onnx.unknown
  return %0 : !onnx.unknown
}
