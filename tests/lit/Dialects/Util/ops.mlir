// RUN: roundtrip %s
// RUN: nacre opt %s | FileCheck %s
// What IREE's importers write beside StableHLO.

// CHECK: util.global private @weight = dense<[1.000000e+00, 2.000000e+00]> : tensor<2xf32>
util.global private @weight = dense<[1.0, 2.0]> : tensor<2xf32>
// CHECK: util.global private @bytes {inlining_policy = #util.inline.never} = dense<2.3694278E-38> : tensor<4xf32>
util.global private @bytes {inlining_policy = #util.inline.never} = #util.byte_pattern<1> : tensor<4xf32>
// CHECK: util.global private mutable @state : tensor<2xf32>
util.global private mutable @state : tensor<2xf32>

// CHECK-LABEL: func.func @loads
func.func @loads() -> (tensor<2xf32>, tensor<2xf32>, tensor<f32>) {
  // CHECK: %[[PLACE:.*]] = util.global.address @weight : !util.ptr<tensor<2xf32>>
  %place = util.global.address @weight : !util.ptr<tensor<2xf32>>
  // CHECK: util.global.load.indirect %[[PLACE]] : !util.ptr<tensor<2xf32>> -> tensor<2xf32>
  %0 = util.global.load.indirect %place : !util.ptr<tensor<2xf32>> -> tensor<2xf32>
  // CHECK: util.global.load @state : tensor<2xf32>
  %1 = util.global.load @state : tensor<2xf32>
  // CHECK: util.unfoldable_constant dense<1.780000e+02> : tensor<f32>
  %2 = util.unfoldable_constant dense<1.780000e+02> : tensor<f32>
  return %0, %1, %2 : tensor<2xf32>, tensor<2xf32>, tensor<f32>
}
