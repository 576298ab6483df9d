// RUN: nacre opt --convert-to-stablehlo %s --split-input-file | FileCheck %s

// CHECK-LABEL: func.func @math
// CHECK-SAME: (%[[X:.*]]: tensor<4xf32>, %[[N:.*]]: tensor<4xi32>, %[[B:.*]]: tensor<4xi1>)
func.func @math(%x: tensor<4xf32>, %n: tensor<4xi32>, %b: tensor<4xi1>) -> (tensor<4xf32>, tensor<4xi32>, tensor<4xi1>) {
  // CHECK: %[[C:.*]] = stablehlo.constant dense<2.000000e+00> : tensor<4xf32>
  %c = arith.constant dense<2.0> : tensor<4xf32>
  // CHECK: %[[A:.*]] = stablehlo.abs %[[X]] : tensor<4xf32>
  %0 = math.absf %x : tensor<4xf32>
  // CHECK: %[[M:.*]] = stablehlo.multiply %[[A]], %[[C]] : tensor<4xf32>
  %1 = arith.mulf %0, %c : tensor<4xf32>
  // CHECK: %[[S:.*]] = stablehlo.add %[[N]], %[[N]] : tensor<4xi32>
  %2 = arith.addi %n, %n : tensor<4xi32>
  // The sum of truth values modulo two is no sum of StableHLO.
  // CHECK: arith.addi %[[B]], %[[B]] : tensor<4xi1>
  %3 = arith.addi %b, %b : tensor<4xi1>
  return %1, %2, %3 : tensor<4xf32>, tensor<4xi32>, tensor<4xi1>
}

// Scalars are none of StableHLO's values.
// CHECK-LABEL: func.func @scalar
// CHECK: math.absf
func.func @scalar(%x: f32) -> f32 {
  %0 = math.absf %x : f32
  return %0 : f32
}

// -----

// CHECK-NOT: util.
// CHECK-LABEL: func.func @weights
// CHECK-NEXT: %[[W:.*]] = stablehlo.constant dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
// CHECK-NEXT: %[[V:.*]] = stablehlo.constant dense<3.000000e+00> : tensor<2xf32>
// CHECK-NEXT: return %[[W]], %[[V]]
util.global private @weight = dense<[1.0, 2.0]> : tensor<2xf32>
func.func @weights() -> (tensor<2xf32>, tensor<2xf32>) {
  %place = util.global.address @weight : !util.ptr<tensor<2xf32>>
  %0 = util.global.load.indirect %place : !util.ptr<tensor<2xf32>> -> tensor<2xf32>
  %1 = util.unfoldable_constant dense<3.0> : tensor<2xf32>
  return %0, %1 : tensor<2xf32>, tensor<2xf32>
}
