// RUN: nacre opt -inline %s | FileCheck %s

func.func private @square(%x: f32) -> f32 {
  %0 = arith.mulf %x, %x : f32
  return %0 : f32
}

func.func private @fourth(%x: f32) -> f32 {
  %0 = func.call @square(%x) : (f32) -> f32
  %1 = func.call @square(%0) : (f32) -> f32
  return %1 : f32
}

// CHECK-LABEL: func.func @nested
// CHECK-SAME: (%[[X:.*]]: f32, %[[C:.*]]: i1)
// CHECK-NEXT: %[[R:.*]] = scf.if %[[C]] -> (f32) {
// CHECK-NEXT: %[[S:.*]] = arith.mulf %[[X]], %[[X]] : f32
// CHECK-NEXT: %[[Q:.*]] = arith.mulf %[[S]], %[[S]] : f32
// CHECK-NEXT: scf.yield %[[Q]] : f32
func.func @nested(%x: f32, %c: i1) -> f32 {
  %0 = scf.if %c -> (f32) {
    %1 = func.call @fourth(%x) : (f32) -> f32
    scf.yield %1 : f32
  } else {
    scf.yield %x : f32
  }
  return %0 : f32
}

// CHECK-LABEL: func.func @recursive
// CHECK: call @recursive
func.func @recursive(%x: f32) -> f32 {
  %0 = func.call @recursive(%x) : (f32) -> f32
  return %0 : f32
}

// CHECK-LABEL: func.func @external_call
// CHECK: call @external
func.func private @external(f32) -> f32
func.func @external_call(%x: f32) -> f32 {
  %0 = func.call @external(%x) : (f32) -> f32
  return %0 : f32
}
