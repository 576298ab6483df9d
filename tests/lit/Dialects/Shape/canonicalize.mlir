// RUN: nacre opt %s -canonicalize | FileCheck %s

// CHECK-LABEL: func.func @known
func.func @known(%t: tensor<2x3xf32>, %u: tensor<3xf32>) -> (tensor<2xindex>, index, index, tensor<2xindex>) {
  %c1 = arith.constant 1 : index
  // CHECK-DAG: %[[SHAPE:.*]] = shape.const_shape [2, 3] : tensor<2xindex>
  // CHECK-DAG: %[[COUNT:.*]] = arith.constant 6 : index
  // CHECK-DAG: %[[SIZE:.*]] = arith.constant 3 : index
  %s = shape.shape_of %t : tensor<2x3xf32> -> tensor<2xindex>
  %r = shape.shape_of %u : tensor<3xf32> -> tensor<1xindex>
  %n = shape.num_elements %s : tensor<2xindex> -> index
  %d = shape.get_extent %s, %c1 : tensor<2xindex>, index -> index
  // CHECK-DAG: %[[SUM:.*]] = shape.const_shape [2, 3] : tensor<2xindex>
  %b = shape.broadcast %s, %r : tensor<2xindex>, tensor<1xindex> -> tensor<2xindex>
  // CHECK: return %{{.*}}, %[[COUNT]], %[[SIZE]], %{{.*}} :
  return %s, %n, %d, %b : tensor<2xindex>, index, index, tensor<2xindex>
}

// Shapes that do not agree are left to fail at run time.
// CHECK-LABEL: func.func @disagree
func.func @disagree() -> !shape.witness {
  %a = shape.const_shape [2] : tensor<1xindex>
  %b = shape.const_shape [3] : tensor<1xindex>
  // CHECK: shape.cstr_broadcastable
  %w = shape.cstr_broadcastable %a, %b : tensor<1xindex>, tensor<1xindex>
  return %w : !shape.witness
}

// CHECK-LABEL: func.func @assumption
// CHECK-SAME:    (%[[S:.*]]: tensor<?xindex>, %[[X:.*]]: index)
func.func @assumption(%s: tensor<?xindex>, %x: index) -> index {
  %w = shape.cstr_broadcastable %s, %s : tensor<?xindex>, tensor<?xindex>
  %r = shape.assuming %w -> (index) {
    %n = shape.num_elements %s : tensor<?xindex> -> index
    shape.assuming_yield %n : index
  }
  // CHECK-NEXT: %[[N:.*]] = shape.num_elements %[[S]]
  // CHECK-NEXT: return %[[N]]
  return %r : index
}

// CHECK-LABEL: func.func @sizes
// CHECK-SAME:    (%[[X:.*]]: index)
func.func @sizes(%x: index) -> (index, index) {
  %c0 = arith.constant 0 : index
  %z = shape.index_to_size %x
  %a = shape.size_to_index %z : !shape.size
  %s = shape.from_extents %x : index
  %b = shape.get_extent %s, %c0 : !shape.shape, index -> !shape.size
  %c = shape.size_to_index %b : !shape.size
  // CHECK: return %[[X]], %{{.*}}
  return %a, %c : index, index
}
