// RUN: nacre opt -cse %s | FileCheck %s

// CHECK-LABEL: func.func @same_block
// CHECK-NEXT: %[[S:.*]] = arith.addi
// CHECK-NEXT: %[[P:.*]] = arith.muli %[[S]], %[[S]]
// CHECK-NEXT: return %[[P]]
func.func @same_block(%a: i32, %b: i32) -> i32 {
  %0 = arith.addi %a, %b : i32
  %1 = arith.addi %a, %b : i32
  %2 = arith.muli %0, %1 : i32
  return %2 : i32
}

// Attributes and types count.
// CHECK-LABEL: func.func @different
// CHECK: arith.addi %{{.*}}, %{{.*}} : i32
// CHECK: arith.addi %{{.*}}, %{{.*}} overflow<nsw> : i32
// CHECK: arith.extsi %{{.*}} : i32 to i64
// CHECK: arith.extsi %{{.*}} : i32 to i48
func.func @different(%a: i32, %b: i32) -> (i32, i32, i64, i48) {
  %0 = arith.addi %a, %b : i32
  %1 = arith.addi %a, %b overflow<nsw> : i32
  %2 = arith.extsi %a : i32 to i64
  %3 = arith.extsi %a : i32 to i48
  return %0, %1, %2, %3 : i32, i32, i64, i48
}

// What the function computes is available in the loop, not the other way round; two loops share nothing.
// CHECK-LABEL: func.func @nested
// CHECK: %[[C:.*]] = arith.constant 1 : index
// CHECK: scf.for
// CHECK-NEXT: %[[A:.*]] = arith.addi %{{.*}}, %[[C]]
// CHECK-NEXT: memref.store %{{.*}}, %{{.*}}[%[[A]]]
// CHECK: scf.for
// CHECK-NEXT: %[[B:.*]] = arith.addi %{{.*}}, %[[C]]
func.func @nested(%n: index, %m: memref<?xf32>, %x: f32) {
  %c1 = arith.constant 1 : index
  scf.for %i = %c1 to %n step %c1 {
    %c1_0 = arith.constant 1 : index
    %0 = arith.addi %n, %c1_0 : index
    memref.store %x, %m[%0] : memref<?xf32>
  }
  scf.for %i = %c1 to %n step %c1 {
    %0 = arith.addi %n, %c1 : index
    memref.store %x, %m[%0] : memref<?xf32>
  }
  return
}

// The entry dominates both branches; the branches do not dominate each other or the join.
// CHECK-LABEL: func.func @blocks
// CHECK: %[[S:.*]] = arith.addi
// CHECK: ^bb1:
// CHECK-NEXT: %[[L:.*]] = arith.muli %[[S]]
// CHECK: ^bb2:
// CHECK-NEXT: %[[R:.*]] = arith.muli %[[S]]
// CHECK: ^bb3(%{{.*}}: i32):
// CHECK-NEXT: %[[J:.*]] = arith.muli %[[S]]
func.func @blocks(%c: i1, %a: i32) -> i32 {
  %0 = arith.addi %a, %a : i32
  cf.cond_br %c, ^bb1, ^bb2
^bb1:
  %1 = arith.addi %a, %a : i32
  %2 = arith.muli %1, %a : i32
  cf.br ^bb3(%2 : i32)
^bb2:
  %3 = arith.muli %0, %a : i32
  cf.br ^bb3(%3 : i32)
^bb3(%4: i32):
  %5 = arith.muli %0, %a : i32
  %6 = arith.xori %4, %5 : i32
  return %6 : i32
}

// Memory may change between two loads; two allocations are two pieces of memory.
// CHECK-LABEL: func.func @effects
// CHECK-COUNT-2: memref.load
// CHECK-COUNT-2: memref.alloc
func.func @effects(%m: memref<4xf32>, %i: index, %x: f32) -> (f32, f32, memref<4xf32>, memref<4xf32>) {
  %0 = memref.load %m[%i] : memref<4xf32>
  memref.store %x, %m[%i] : memref<4xf32>
  %1 = memref.load %m[%i] : memref<4xf32>
  %2 = memref.alloc() : memref<4xf32>
  %3 = memref.alloc() : memref<4xf32>
  return %0, %1, %2, %3 : f32, f32, memref<4xf32>, memref<4xf32>
}
