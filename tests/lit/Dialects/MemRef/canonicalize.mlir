// RUN: nacre opt -canonicalize -cse %s | FileCheck %s

// CHECK-LABEL: func.func @sizes
// CHECK-SAME: (%[[N:.*]]: index, %{{.*}}: memref<4x?xf32>)
// CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
// CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
// CHECK-DAG: %[[D:.*]] = memref.dim
// CHECK: return %[[C4]], %[[D]], %[[C2]], %[[N]]
func.func @sizes(%n: index, %m: memref<4x?xf32>) -> (index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %0 = memref.dim %m, %c0 : memref<4x?xf32>
  %1 = memref.dim %m, %c1 : memref<4x?xf32>
  %2 = memref.rank %m : memref<4x?xf32>
  %3 = memref.alloc(%n) : memref<2x?xf32>
  %4 = memref.dim %3, %c1 : memref<2x?xf32>
  return %0, %1, %2, %4 : index, index, index, index
}

// CHECK-LABEL: func.func @unused
// CHECK-NEXT: return
func.func @unused(%m: memref<4xf32>, %i: index) {
  %0 = memref.alloc() : memref<4xf32>
  memref.dealloc %0 : memref<4xf32>
  %1 = memref.load %m[%i] : memref<4xf32>
  return
}

// CHECK-LABEL: func.func @written
// CHECK: memref.alloc()
// CHECK: memref.store
func.func @written(%x: f32, %i: index) {
  %0 = memref.alloc() : memref<4xf32>
  memref.store %x, %0[%i] : memref<4xf32>
  return
}

// CHECK-LABEL: func.func @cast_back
// CHECK-SAME: (%[[M:.*]]: memref<4xf32>)
// CHECK-NEXT: return %[[M]]
func.func @cast_back(%m: memref<4xf32>) -> memref<4xf32> {
  %0 = memref.cast %m : memref<4xf32> to memref<?xf32>
  %1 = memref.cast %0 : memref<?xf32> to memref<4xf32>
  return %1 : memref<4xf32>
}
