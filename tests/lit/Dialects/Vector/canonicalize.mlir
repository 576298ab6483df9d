// RUN: nacre opt -canonicalize %s | FileCheck %s

// CHECK-LABEL: func.func @broadcasts
// CHECK-SAME: (%[[V:.*]]: vector<4xf32>)
// CHECK-NEXT: %[[C:.*]] = arith.constant dense<2.000000e+00> : vector<4xf32>
// CHECK-NEXT: return %[[C]], %[[V]]
func.func @broadcasts(%v: vector<4xf32>) -> (vector<4xf32>, vector<4xf32>) {
  %two = arith.constant 2.0 : f32
  %0 = vector.broadcast %two : f32 to vector<4xf32>
  %1 = vector.broadcast %v : vector<4xf32> to vector<4xf32>
  return %0, %1 : vector<4xf32>, vector<4xf32>
}

// CHECK-LABEL: func.func @extracts
// CHECK-SAME: (%[[X:.*]]: f32, %[[V:.*]]: vector<4xf32>, %[[I:.*]]: index)
// CHECK-NEXT: %[[C:.*]] = arith.constant 6.000000e+00 : f32
// CHECK-NEXT: return %[[X]], %[[X]], %[[X]], %[[C]]
func.func @extracts(%x: f32, %v: vector<4xf32>, %i: index) -> (f32, f32, f32, f32) {
  %0 = vector.broadcast %x : f32 to vector<4xf32>
  %1 = vector.extract %0[%i] : f32 from vector<4xf32>
  %2 = vector.insert %x, %v [2] : f32 into vector<4xf32>
  %3 = vector.extract %2[2] : f32 from vector<4xf32>
  %4 = vector.from_elements %x, %1, %x, %x : vector<2x2xf32>
  %5 = vector.extract %4[0, 1] : f32 from vector<2x2xf32>
  %6 = arith.constant dense<[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]> : vector<2x3xf32>
  %7 = vector.extract %6[1, 2] : f32 from vector<2x3xf32>
  return %1, %3, %5, %7 : f32, f32, f32, f32
}

// Another element was inserted; a place that is not known may be the same.
// CHECK-LABEL: func.func @other_element
// CHECK: vector.extract %{{.*}}[1]
// CHECK: vector.extract %{{.*}}[%{{.*}}]
func.func @other_element(%x: f32, %v: vector<4xf32>, %i: index) -> (f32, f32) {
  %0 = vector.insert %x, %v [2] : f32 into vector<4xf32>
  %1 = vector.extract %0[1] : f32 from vector<4xf32>
  %2 = vector.extract %0[%i] : f32 from vector<4xf32>
  return %1, %2 : f32, f32
}

// CHECK-LABEL: func.func @reshapes
// CHECK-SAME: (%[[V:.*]]: vector<2x3x4xf32>)
// CHECK-DAG: %[[S:.*]] = vector.shape_cast %[[V]] : vector<2x3x4xf32> to vector<24xf32>
// CHECK-DAG: %[[T:.*]] = vector.transpose %[[V]], [1, 2, 0] : vector<2x3x4xf32> to vector<3x4x2xf32>
// CHECK: return %[[S]], %[[T]], %[[V]]
func.func @reshapes(%v: vector<2x3x4xf32>) -> (vector<24xf32>, vector<3x4x2xf32>, vector<2x3x4xf32>) {
  %0 = vector.shape_cast %v : vector<2x3x4xf32> to vector<6x4xf32>
  %1 = vector.shape_cast %0 : vector<6x4xf32> to vector<24xf32>
  %2 = vector.transpose %v, [2, 0, 1] : vector<2x3x4xf32> to vector<4x2x3xf32>
  %3 = vector.transpose %2, [2, 0, 1] : vector<4x2x3xf32> to vector<3x4x2xf32>
  %4 = vector.transpose %3, [2, 0, 1] : vector<3x4x2xf32> to vector<2x3x4xf32>
  return %1, %3, %4 : vector<24xf32>, vector<3x4x2xf32>, vector<2x3x4xf32>
}
