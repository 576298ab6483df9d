// RUN: nacre opt %s --convert-onnx-to-stablehlo --canonicalize | FileCheck %s

// x · σ(αx)
// CHECK-LABEL: func.func @quick_gelu(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>)
func.func @quick_gelu(%x: tensor<4xf32>) -> !onnx.unknown {
  // CHECK:     %[[SCALED:.*]] = stablehlo.multiply %[[X]], %{{.*}} : tensor<4xf32>
  // CHECK:     %[[GATE:.*]] = stablehlo.logistic %[[SCALED]] : tensor<4xf32>
  // CHECK:     stablehlo.multiply %[[X]], %[[GATE]] : tensor<4xf32>
  %0 = "onnx.Custom"(%x) {domain = "com.microsoft", op_type = "QuickGelu", node_attributes = {alpha = 2.0 : f32}} : (tensor<4xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// An image with the channels last is turned for the convolution and back.
// CHECK-LABEL: func.func @nhwc_conv(
// CHECK-SAME:    %[[X:.*]]: tensor<1x6x5x4xf32>, %[[W:.*]]: tensor<3x4x3x3xf32>)
func.func @nhwc_conv(%x: tensor<1x6x5x4xf32>, %w: tensor<3x4x3x3xf32>) -> !onnx.unknown {
  // CHECK:     %[[FIRST:.*]] = stablehlo.transpose %[[X]], dims = [0, 3, 1, 2] : (tensor<1x6x5x4xf32>) -> tensor<1x4x6x5xf32>
  // CHECK:     %[[Y:.*]] = stablehlo.convolution(%[[FIRST]], %[[W]])
  // CHECK:     stablehlo.transpose %[[Y]], dims = [0, 2, 3, 1] : (tensor<1x3x4x3xf32>) -> tensor<1x4x3x3xf32>
  %0 = "onnx.Custom"(%x, %w) {domain = "com.microsoft", op_type = "NhwcConv", node_attributes = {}} : (tensor<1x6x5x4xf32>, tensor<3x4x3x3xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// What nobody knows stays.
// CHECK-LABEL: func.func @unknown(
func.func @unknown(%x: tensor<4xf32>) -> !onnx.unknown {
  // CHECK:     "onnx.Custom"
  %0 = "onnx.Custom"(%x) {domain = "com.example", op_type = "QuickGelu", node_attributes = {}} : (tensor<4xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}
