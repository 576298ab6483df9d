// RUN: nacre opt --convert-scf-to-cf %s | FileCheck %s

// CHECK-LABEL: func.func @for
func.func @for(%lo: index, %hi: index, %step: index, %init: f32) -> f32 {
  // CHECK: %[[ANY:.*]] = arith.cmpi slt, %[[LO:.*]], %[[HI:.*]] : index
  // CHECK: cf.cond_br %[[ANY]], ^[[BODY:bb[0-9]+]](%[[LO]], %[[INIT:.*]] : index, f32), ^[[EXIT:bb[0-9]+]](%[[INIT]] : f32)
  // CHECK: ^[[BODY]](%[[I:.*]]: index, %[[ACC:.*]]: f32):
  // CHECK: %[[SUM:.*]] = arith.addf %[[ACC]], %[[ACC]] : f32
  // CHECK: %[[NEXT:.*]] = arith.addi %[[I]], %{{.*}} overflow<nsw> : index
  // CHECK: %[[MORE:.*]] = arith.cmpi slt, %[[NEXT]], %[[HI]] : index
  // CHECK: cf.cond_br %[[MORE]], ^[[BODY]](%[[NEXT]], %[[SUM]] : index, f32), ^[[EXIT]](%[[SUM]] : f32)
  // CHECK: ^[[EXIT]](%[[RESULT:.*]]: f32):
  // CHECK: return %[[RESULT]] : f32
  %0 = scf.for %i = %lo to %hi step %step iter_args(%acc = %init) -> (f32) {
    %sum = arith.addf %acc, %acc : f32
    scf.yield %sum : f32
  }
  return %0 : f32
}

// A loop that certainly runs has no test before it.
// CHECK-LABEL: func.func @constant_bounds
func.func @constant_bounds(%m: memref<8xf32>, %x: f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c8 = arith.constant 8 : index
  // CHECK-NOT: cf.cond_br
  // CHECK: cf.br ^[[BODY:bb[0-9]+]](%c0 : index)
  // CHECK: ^[[BODY]](%{{.*}}: index):
  scf.for %i = %c0 to %c8 step %c1 {
    memref.store %x, %m[%i] : memref<8xf32>
  }
  return
}

// CHECK-LABEL: func.func @if
func.func @if(%c: i1, %a: i32, %b: i32) -> i32 {
  // CHECK: cf.cond_br %{{.*}}, ^[[THEN:bb[0-9]+]], ^[[ELSE:bb[0-9]+]]
  // CHECK: ^[[THEN]]:
  // CHECK: cf.br ^[[EXIT:bb[0-9]+]](%{{.*}} : i32)
  // CHECK: ^[[ELSE]]:
  // CHECK: cf.br ^[[EXIT]](%{{.*}} : i32)
  // CHECK: ^[[EXIT]](%{{.*}}: i32):
  %0 = scf.if %c -> (i32) {
    scf.yield %a : i32
  } else {
    scf.yield %b : i32
  }
  return %0 : i32
}

// CHECK-LABEL: func.func @while
func.func @while(%n: i32) -> i32 {
  // CHECK: cf.br ^[[HEAD:bb[0-9]+]](%{{.*}} : i32)
  // CHECK: ^[[HEAD]](%{{.*}}: i32):
  // CHECK: cf.cond_br %{{.*}}, ^[[BODY:bb[0-9]+]](%{{.*}} : i32), ^[[EXIT:bb[0-9]+]](%{{.*}} : i32)
  // CHECK: ^[[BODY]](%{{.*}}: i32):
  // CHECK: cf.br ^[[HEAD]](%{{.*}} : i32)
  %0 = scf.while (%x = %n) : (i32) -> i32 {
    %c = arith.cmpi slt, %x, %n : i32
    scf.condition(%c) %x : i32
  } do {
  ^bb0(%y: i32):
    %z = arith.addi %y, %y : i32
    scf.yield %z : i32
  }
  return %0 : i32
}

// CHECK-LABEL: func.func @parallel
// CHECK-NOT: scf.
func.func @parallel(%m: memref<8x8xf32>, %x: f32, %n: index, %s: index) -> f32 {
  %c0 = arith.constant 0 : index
  %true = arith.constant true
  %0 = scf.parallel (%i, %j) = (%c0, %c0) to (%n, %n) step (%s, %s) init (%x) -> f32 {
    scf.if %true {
      memref.store %x, %m[%i, %j] : memref<8x8xf32>
    }
    %v = memref.load %m[%i, %j] : memref<8x8xf32>
    scf.reduce(%v : f32) {
    ^bb0(%a: f32, %b: f32):
      %sum = arith.addf %a, %b : f32
      scf.reduce.return %sum : f32
    }
  }
  return %0 : f32
}
