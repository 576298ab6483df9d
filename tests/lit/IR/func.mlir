// RUN: roundtrip
// RUN: nacre opt %s | FileCheck %s
// UPSTREAM
// UPSTREAM-SAME

// CHECK-LABEL: func.func @identity(
// CHECK-SAME:    %[[ARG:.*]]: tensor<4xf32>) -> tensor<4xf32>
func.func @identity(%x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK-NEXT: return %[[ARG]] : tensor<4xf32>
  return %x : tensor<4xf32>
}

// CHECK: func.func private @external(i32 {test.b = 1 : i32}, index) -> (f32, f32)
func.func private @external(i32 {test.b = 1 : i32}, index) -> (f32, f32)

// CHECK-LABEL: func.func @calls
func.func @calls(%a: i32, %b: index) -> f32 attributes {no_inline} {
  // CHECK: %[[R:.*]]:2 = call @external(%{{.*}}, %{{.*}}) : (i32, index) -> (f32, f32)
  %0:2 = call @external(%a, %b) : (i32, index) -> (f32, f32)
  // CHECK: constant @calls : (i32, index) -> f32
  %f = func.constant @calls : (i32, index) -> f32
  %1 = call_indirect %f(%a, %b) : (i32, index) -> f32
  // CHECK: return %[[R]]#1
  return %0#1 : f32
}
