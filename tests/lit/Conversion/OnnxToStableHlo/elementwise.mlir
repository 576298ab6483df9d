// RUN: nacre opt %s --convert-onnx-to-stablehlo | FileCheck %s

// CHECK-LABEL: func.func @broadcast(
// CHECK-SAME:    %[[A:.*]]: tensor<2x3xf32>, %[[B:.*]]: tensor<3xf32>) -> tensor<2x3xf32>
func.func @broadcast(%a: tensor<2x3xf32>, %b: tensor<3xf32>) -> !onnx.unknown {
  // CHECK-NEXT: %[[WIDE:.*]] = stablehlo.broadcast_in_dim %[[B]], dims = [1] : (tensor<3xf32>) -> tensor<2x3xf32>
  // CHECK-NEXT: %[[SUM:.*]] = stablehlo.add %[[A]], %[[WIDE]] : tensor<2x3xf32>
  // CHECK-NEXT: return %[[SUM]] : tensor<2x3xf32>
  %0 = "onnx.Add"(%a, %b) : (tensor<2x3xf32>, tensor<3xf32>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// CHECK-LABEL: func.func @relu(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>)
func.func @relu(%x: tensor<4xf32>) -> tensor<?xf32> {
  // CHECK-NEXT: %[[ZERO:.*]] = stablehlo.constant dense<0.000000e+00> : tensor<4xf32>
  // CHECK-NEXT: %[[MAX:.*]] = stablehlo.maximum %[[X]], %[[ZERO]] : tensor<4xf32>
  // CHECK-NEXT: return %[[MAX]] : tensor<4xf32>
  %0 = "onnx.Relu"(%x) : (tensor<4xf32>) -> tensor<?xf32>
  return %0 : tensor<?xf32>
}

// The upper bound is left out, which stands for the greatest finite number.
// CHECK-LABEL: func.func @clip(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>, %[[LOW:.*]]: tensor<f32>)
func.func @clip(%x: tensor<4xf32>, %low: tensor<f32>) -> tensor<4xf32> {
  // CHECK-NEXT: %[[WIDE:.*]] = stablehlo.broadcast_in_dim %[[LOW]], dims = [] : (tensor<f32>) -> tensor<4xf32>
  // CHECK-NEXT: %[[MAX:.*]] = stablehlo.maximum %[[X]], %[[WIDE]] : tensor<4xf32>
  // CHECK:      %[[MIN:.*]] = stablehlo.minimum %[[MAX]], %{{.*}} : tensor<4xf32>
  // CHECK-NEXT: return %[[MIN]]
  %none = "onnx.NoValue"() : () -> none
  %0 = "onnx.Clip"(%x, %low, %none) : (tensor<4xf32>, tensor<f32>, none) -> tensor<4xf32>
  return %0 : tensor<4xf32>
}

// What depends on a size that is not known stays.
// CHECK-LABEL: func.func @dynamic(
func.func @dynamic(%x: tensor<?xf32>, %y: tensor<2xf32>) -> (tensor<?xf32>, tensor<2xf32>) {
  // CHECK-NEXT: %[[KEPT:.*]] = "onnx.Exp"(%{{.*}}) : (tensor<?xf32>) -> tensor<?xf32>
  // CHECK-NEXT: %[[EXP:.*]] = stablehlo.exponential %{{.*}} : tensor<2xf32>
  // CHECK-NEXT: return %[[KEPT]], %[[EXP]]
  %0 = "onnx.Exp"(%x) : (tensor<?xf32>) -> tensor<?xf32>
  %1 = "onnx.Exp"(%y) : (tensor<2xf32>) -> tensor<2xf32>
  return %0, %1 : tensor<?xf32>, tensor<2xf32>
}
