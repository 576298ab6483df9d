// RUN: nacre opt %s --convert-onnx-to-stablehlo | FileCheck %s

// A shape that is computed from shapes becomes a constant, and what computed it vanishes.
// CHECK-LABEL: func.func @reshape_by_shape(
// CHECK-SAME:    %[[X:.*]]: tensor<2x3x4xf32>) -> tensor<2x12xf32>
func.func @reshape_by_shape(%x: tensor<2x3x4xf32>) -> !onnx.unknown {
  // CHECK-NEXT: %[[Y:.*]] = stablehlo.reshape %[[X]] : (tensor<2x3x4xf32>) -> tensor<2x12xf32>
  // CHECK-NEXT: return %[[Y]]
  %shape = "onnx.Shape"(%x) : (tensor<2x3x4xf32>) -> !onnx.unknown
  %zero = "onnx.Constant"() {value = dense<0> : tensor<1xi64>} : () -> tensor<1xi64>
  %rest = "onnx.Constant"() {value = dense<-1> : tensor<1xi64>} : () -> tensor<1xi64>
  %first = "onnx.Gather"(%shape, %zero) : (!onnx.unknown, tensor<1xi64>) -> !onnx.unknown
  %target = "onnx.Concat"(%first, %rest) {axis = 0 : i64} : (!onnx.unknown, tensor<1xi64>) -> !onnx.unknown
  %0 = "onnx.Reshape"(%x, %target) : (tensor<2x3x4xf32>, !onnx.unknown) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// An operation without a StableHLO form is computed when its operands are constant.
// CHECK-LABEL: func.func @nonzero() -> tensor<1x2xi64>
func.func @nonzero() -> !onnx.unknown {
  // CHECK-NEXT: %[[C:.*]] = stablehlo.constant dense<{{\[\[}}0, 2]]> : tensor<1x2xi64>
  // CHECK-NEXT: return %[[C]]
  %x = "onnx.Constant"() {value = dense<[5, 0, 7]> : tensor<3xi64>} : () -> tensor<3xi64>
  %0 = "onnx.NonZero"(%x) : (tensor<3xi64>) -> !onnx.unknown
  return %0 : !onnx.unknown
}

// A condition that is known leaves one branch.
// CHECK-LABEL: func.func @branch(
// CHECK-SAME:    %[[X:.*]]: tensor<4xf32>)
func.func @branch(%x: tensor<4xf32>) -> !onnx.unknown {
  // CHECK-NEXT: %[[Y:.*]] = stablehlo.negate %[[X]] : tensor<4xf32>
  // CHECK-NEXT: return %[[Y]]
  %cond = "onnx.Constant"() {value = dense<true> : tensor<i1>} : () -> tensor<i1>
  %0 = "onnx.If"(%cond) ({
    %1 = "onnx.Exp"(%x) : (tensor<4xf32>) -> !onnx.unknown
    "onnx.Yield"(%1) : (!onnx.unknown) -> ()
  }, {
    %1 = "onnx.Neg"(%x) : (tensor<4xf32>) -> !onnx.unknown
    "onnx.Yield"(%1) : (!onnx.unknown) -> ()
  }) : (tensor<i1>) -> !onnx.unknown
  return %0 : !onnx.unknown
}
