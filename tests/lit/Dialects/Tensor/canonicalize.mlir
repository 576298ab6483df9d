// RUN: nacre opt %s -canonicalize | FileCheck %s

// CHECK-LABEL: func.func @sizes
// CHECK-SAME:    (%[[N:.*]]: index, %[[T:.*]]: tensor<4x?xf32>, %[[X:.*]]: f32)
func.func @sizes(%n: index, %t: tensor<4x?xf32>, %x: f32) -> (index, index, index, index, index) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %empty = tensor.empty(%n) : tensor<4x?xf32>
  %splat = tensor.splat %x[%n] : tensor<?x2xf32>
  %slice = tensor.extract_slice %t[0, 0] [2, %n] [1, 1] : tensor<4x?xf32> to tensor<2x?xf32>
  // CHECK-DAG: %[[C4:.*]] = arith.constant 4 : index
  // CHECK-DAG: %[[C2:.*]] = arith.constant 2 : index
  %a = tensor.dim %t, %c0 : tensor<4x?xf32>
  %b = tensor.dim %empty, %c1 : tensor<4x?xf32>
  %c = tensor.dim %splat, %c0 : tensor<?x2xf32>
  %d = tensor.dim %slice, %c1 : tensor<2x?xf32>
  %e = tensor.rank %t : tensor<4x?xf32>
  // CHECK: return %[[C4]], %[[N]], %[[N]], %[[N]], %[[C2]]
  return %a, %b, %c, %d, %e : index, index, index, index, index
}

// An index out of range and a size not known stay.
// CHECK-LABEL: func.func @unknown_sizes
func.func @unknown_sizes(%t: tensor<4x?xf32>, %i: index) -> (index, index, index) {
  %c1 = arith.constant 1 : index
  %c7 = arith.constant 7 : index
  // CHECK-COUNT-3: tensor.dim
  %a = tensor.dim %t, %c1 : tensor<4x?xf32>
  %b = tensor.dim %t, %c7 : tensor<4x?xf32>
  %c = tensor.dim %t, %i : tensor<4x?xf32>
  return %a, %b, %c : index, index, index
}

// CHECK-LABEL: func.func @elements
// CHECK-SAME:    (%[[X:.*]]: f32, %[[Y:.*]]: f32, %[[I:.*]]: index)
func.func @elements(%x: f32, %y: f32, %i: index) -> (f32, f32, f32, f32) {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  // CHECK-DAG: %[[TWO:.*]] = arith.constant 2.000000e+00 : f32
  // CHECK-DAG: %[[NINE:.*]] = arith.constant 9.000000e+00 : f32
  %t = arith.constant dense<[[1.0, 2.0], [3.0, 4.0]]> : tensor<2x2xf32>
  %s = arith.constant dense<9.0> : tensor<2x2xf32>
  %from = tensor.from_elements %x, %y : tensor<2xf32>
  %fill = tensor.splat %x : tensor<2xf32>
  %a = tensor.extract %t[%c0, %c1] : tensor<2x2xf32>
  %b = tensor.extract %s[%i, %i] : tensor<2x2xf32>
  %c = tensor.extract %from[%c1] : tensor<2xf32>
  %d = tensor.extract %fill[%i] : tensor<2xf32>
  // CHECK: return %[[TWO]], %[[NINE]], %[[Y]], %[[X]]
  return %a, %b, %c, %d : f32, f32, f32, f32
}

// An element outside of the tensor is no element of it.
// CHECK-LABEL: func.func @outside
func.func @outside(%x: f32, %y: f32) -> f32 {
  %c2 = arith.constant 2 : index
  %from = tensor.from_elements %x, %y : tensor<2xf32>
  // CHECK: tensor.extract
  %a = tensor.extract %from[%c2] : tensor<2xf32>
  return %a : f32
}

// CHECK-LABEL: func.func @nothing_to_do
// CHECK-SAME:    (%[[T:.*]]: tensor<2x3xf32>)
func.func @nothing_to_do(%t: tensor<2x3xf32>) -> (tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>) {
  %0 = tensor.cast %t : tensor<2x3xf32> to tensor<?x3xf32>
  %a = tensor.cast %0 : tensor<?x3xf32> to tensor<2x3xf32>
  %b = tensor.extract_slice %t[0, 0] [2, 3] [1, 1] : tensor<2x3xf32> to tensor<2x3xf32>
  %1 = tensor.collapse_shape %t [[0, 1]] : tensor<2x3xf32> into tensor<6xf32>
  %c = tensor.expand_shape %1 [[0, 1]] output_shape [2, 3] : tensor<6xf32> into tensor<2x3xf32>
  %d = tensor.concat dim(0) %t : (tensor<2x3xf32>) -> tensor<2x3xf32>
  %x = arith.constant 0.0 : f32
  %e = tensor.pad %t low[0, 0] high[0, 0] {
  ^bb0(%i: index, %j: index):
    tensor.yield %x : f32
  } : tensor<2x3xf32> to tensor<2x3xf32>
  // CHECK-NEXT: return %[[T]], %[[T]], %[[T]], %[[T]], %[[T]]
  return %a, %b, %c, %d, %e : tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>, tensor<2x3xf32>
}

// CHECK-LABEL: func.func @constants
func.func @constants() -> (tensor<4xi32>, tensor<1x2xi32>) {
  %t = arith.constant dense<[[1, 2], [3, 4]]> : tensor<2x2xi32>
  %s = arith.constant dense<7> : tensor<2x2xi32>
  // CHECK-DAG: %[[FLAT:.*]] = arith.constant dense<[1, 2, 3, 4]> : tensor<4xi32>
  // CHECK-DAG: %[[PART:.*]] = arith.constant dense<7> : tensor<1x2xi32>
  %a = tensor.collapse_shape %t [[0, 1]] : tensor<2x2xi32> into tensor<4xi32>
  %b = tensor.extract_slice %s[1, 0] [1, 2] [1, 1] : tensor<2x2xi32> to tensor<1x2xi32>
  // CHECK: return %[[FLAT]], %[[PART]]
  return %a, %b : tensor<4xi32>, tensor<1x2xi32>
}
