// RUN: nacre opt %s --convert-onnx-to-stablehlo --canonicalize | FileCheck %s

// (x - offset) · scale
// CHECK-LABEL: func.func @scaler(
// CHECK-SAME:    %[[X:.*]]: tensor<3x2xf32>) -> tensor<3x2xf32>
func.func @scaler(%x: tensor<3x2xf32>) -> !onnx.unknown {
  // CHECK:     %[[CENTERED:.*]] = stablehlo.subtract %[[X]], %{{.*}} : tensor<3x2xf32>
  // CHECK:     stablehlo.multiply %[[CENTERED]], %{{.*}} : tensor<3x2xf32>
  %0 = "onnx_ml.Scaler"(%x) {offset = array<f32: 1.0, 2.0>, scale = array<f32: 0.5, 3.0>} : (tensor<3x2xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// The scores are arithmetic; labels that are texts are looked up on the host.
// CHECK-LABEL: func.func @linear_classifier(
// CHECK-SAME:    %[[X:.*]]: tensor<3x2xf32>) -> (tensor<3x!onnx.string>, tensor<3x2xf32>)
func.func @linear_classifier(%x: tensor<3x2xf32>) -> (!onnx.unknown, !onnx.unknown) {
  // CHECK:     %[[SCORES:.*]] = stablehlo.dot_general %[[X]], %{{.*}}
  // CHECK:     %[[LABELS:.*]] = "onnx_ml.LabelEncoder"(%{{.*}})
  // CHECK:     return %[[LABELS]], %[[SCORES]]
  %0:2 = "onnx_ml.LinearClassifier"(%x) {coefficients = array<f32: 1.0, 2.0, 3.0, 4.0>, classlabels_strings = ["cat", "dog"]} : (tensor<3x2xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %0#0, %0#1 : !onnx.unknown, !onnx.unknown
}
