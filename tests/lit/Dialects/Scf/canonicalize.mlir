// RUN: nacre opt -canonicalize %s | FileCheck %s

// CHECK-LABEL: func.func @known_condition
// CHECK-SAME: (%[[A:.*]]: f32, %[[B:.*]]: f32)
// CHECK-NEXT: %[[N:.*]] = arith.negf %[[A]] : f32
// CHECK-NEXT: return %[[N]], %[[B]]
func.func @known_condition(%a: f32, %b: f32) -> (f32, f32) {
  %true = arith.constant true
  %false = arith.constant false
  %0 = scf.if %true -> (f32) {
    %n = arith.negf %a : f32
    scf.yield %n : f32
  } else {
    scf.yield %b : f32
  }
  %1 = scf.if %false -> (f32) {
    scf.yield %a : f32
  } else {
    scf.yield %b : f32
  }
  return %0, %1 : f32, f32
}

// CHECK-LABEL: func.func @never_taken
// CHECK-NEXT: return
func.func @never_taken(%m: memref<4xf32>, %x: f32, %i: index) {
  %false = arith.constant false
  scf.if %false {
    memref.store %x, %m[%i] : memref<4xf32>
  }
  return
}

// CHECK-LABEL: func.func @empty_else
// CHECK: scf.if
// CHECK-NEXT: memref.store
// CHECK-NEXT: }
// CHECK-NEXT: return
func.func @empty_else(%c: i1, %m: memref<4xf32>, %x: f32, %i: index) {
  scf.if %c {
    memref.store %x, %m[%i] : memref<4xf32>
  } else {
  }
  return
}

// CHECK-LABEL: func.func @no_iteration
// CHECK-SAME: (%[[X:.*]]: f32
// CHECK-NEXT: return %[[X]]
func.func @no_iteration(%x: f32) -> f32 {
  %c8 = arith.constant 8 : index
  %c2 = arith.constant 2 : index
  %0 = scf.for %i = %c8 to %c2 step %c2 iter_args(%a = %x) -> (f32) {
    %1 = arith.addf %a, %a : f32
    scf.yield %1 : f32
  }
  return %0 : f32
}

// CHECK-LABEL: func.func @one_iteration
// CHECK-SAME: (%[[X:.*]]: f32, %[[M:.*]]: memref<8xf32>)
// CHECK-NEXT: %[[C3:.*]] = arith.constant 3 : index
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[X]], %[[X]] : f32
// CHECK-NEXT: memref.store %[[S]], %[[M]][%[[C3]]]
// CHECK-NEXT: return %[[S]]
func.func @one_iteration(%x: f32, %m: memref<8xf32>) -> f32 {
  %c3 = arith.constant 3 : index
  %c4 = arith.constant 4 : index
  %0 = scf.for %i = %c3 to %c4 step %c4 iter_args(%a = %x) -> (f32) {
    %1 = arith.addf %a, %a : f32
    memref.store %1, %m[%i] : memref<8xf32>
    scf.yield %1 : f32
  }
  return %0 : f32
}

// One value is passed on as it came, one changes.
// CHECK-LABEL: func.func @unchanged
// CHECK-SAME: (%[[N:.*]]: index, %[[X:.*]]: f32, %[[Y:.*]]: f32)
// CHECK: %[[R:.*]] = scf.for %{{.*}} = %{{.*}} to %[[N]] step %{{.*}} iter_args(%[[A:.*]] = %[[X]]) -> (f32) {
// CHECK-NEXT: %[[S:.*]] = arith.addf %[[A]], %[[Y]] : f32
// CHECK-NEXT: scf.yield %[[S]] : f32
// CHECK-NEXT: } {kept}
// CHECK-NEXT: return %[[R]], %[[Y]]
func.func @unchanged(%n: index, %x: f32, %y: f32) -> (f32, f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (f32, f32) {
    %1 = arith.addf %a, %b : f32
    scf.yield %1, %b : f32, f32
  } {kept}
  return %0#0, %0#1 : f32, f32
}

// Two carried values that change places are not unchanged.
// CHECK-LABEL: func.func @swapped
// CHECK: iter_args(%{{.*}} = %{{.*}}, %{{.*}} = %{{.*}}) -> (f32, f32)
func.func @swapped(%n: index, %x: f32, %y: f32) -> (f32, f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0:2 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x, %b = %y) -> (f32, f32) {
    scf.yield %b, %a : f32, f32
  }
  return %0#0, %0#1 : f32, f32
}

// CHECK-LABEL: func.func @dead_loop
// CHECK-NEXT: return
func.func @dead_loop(%n: index, %x: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = scf.for %i = %c0 to %n step %c1 iter_args(%a = %x) -> (f32) {
    %1 = arith.addf %a, %a : f32
    scf.yield %1 : f32
  }
  return
}

// CHECK-LABEL: func.func @known_case
// CHECK-SAME: (%[[A:.*]]: i32, %[[B:.*]]: i32)
// CHECK-NEXT: return %[[B]], %[[A]]
func.func @known_case(%a: i32, %b: i32) -> (i32, i32) {
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %0 = scf.index_switch %c2 -> i32
  case 2 {
    scf.yield %b : i32
  }
  default {
    scf.yield %a : i32
  }
  %1 = scf.index_switch %c3 -> i32
  case 2 {
    scf.yield %b : i32
  }
  default {
    scf.yield %a : i32
  }
  return %0, %1 : i32, i32
}
