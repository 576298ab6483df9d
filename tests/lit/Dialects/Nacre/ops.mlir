// RUN: roundtrip
// RUN: nacre opt %s | FileCheck %s

// CHECK-LABEL: nacre.kernel @relu(%arg0: tensor<2x3xf32>) -> tensor<2x3xf32> attributes {source = ["Relu_0"], tactic = "reference"}
nacre.kernel @relu(%x: tensor<2x3xf32>) -> tensor<2x3xf32> attributes {source = ["Relu_0"], tactic = "reference"} {
  %zero = stablehlo.constant dense<0.0> : tensor<2x3xf32>
  // CHECK: %[[Y:.*]] = stablehlo.maximum %arg0,
  %y = stablehlo.maximum %x, %zero : tensor<2x3xf32>
  // CHECK: nacre.yield %[[Y]] : tensor<2x3xf32>
  nacre.yield %y : tensor<2x3xf32>
}

// CHECK-LABEL: func.func @main
func.func @main(%x: tensor<2x3xf32>) -> tensor<2x3xf32> {
  // CHECK: %[[A:.*]] = nacre.launch @relu(%arg0) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %a = nacre.launch @relu(%x) : (tensor<2x3xf32>) -> tensor<2x3xf32>
  // CHECK: nacre.launch @relu(%[[A]]) {arena = array<i64: 64>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %b = nacre.launch @relu(%a) {arena = array<i64: 64>} : (tensor<2x3xf32>) -> tensor<2x3xf32>
  return %b : tensor<2x3xf32>
}
