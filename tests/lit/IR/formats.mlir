// RUN: roundtrip
// RUN: nacre opt %s | FileCheck %s

// CHECK: #[[$MAP:.*]] = affine_map<(d0)[s0] -> (d0 + s0 floordiv 2)>

// CHECK-LABEL: func.func @formats
func.func @formats(%a: index, %b: index, %c: i1, %i: i32) {
  // CHECK: test.formats @f flag[%[[A:.*]], %[[B:.*]]] by 3 -> very_fast attributes {extra = 1 : i32} : (index, index) -> ()
  test.formats @f flag [%a, %b] by 3 -> very_fast attributes {extra = 1 : i32} : (index, index) -> ()
  // CHECK: %{{.*}} = test.formats @f::@g none -> odd_one : () -> i32
  %0 = test.formats @f::@g none -> odd_one : () -> i32
  // CHECK: test.segments of %[[A]], %[[B]] : index, index or %{{.*}} : i32 and %{{.*}} : i1
  test.segments of %a, %b : index, index or %i : i32 and %c : i1
  // CHECK-NEXT: test.segments and %[[A]] : index {last}
  test.segments and %a : index {last}
  // CHECK-NEXT: test.segments{{$}}
  "test.segments"() <{operandSegmentSizes = array<i32: 0, 0, 0>}> : () -> ()
  // CHECK: test.scope {
  // CHECK-NEXT: test.sink %[[A]] : index
  // CHECK-NEXT: }
  test.scope {
    test.sink %a : index
  }
  // CHECK: test.scope {
  // CHECK-NEXT: test.end {kept}
  test.scope {
    test.end {kept}
  }
  // CHECK: test.regions {
  // CHECK: }, {
  test.regions {
    test.end
  }, {
    test.end
  }
  return
}

// CHECK-LABEL: func.func @attributes
func.func @attributes() {
  // CHECK: test.attributes {bools = array<i1: true, false>, double = -0.000000e+00 : f64, floats = array<f32: 1.000000e+00, 0x7FC00000>, longs = array<i64: 1, -2>, map = #[[$MAP]], narrow = 7 : i32, single = 1.000000e-01 : f32, text = "a\22b\0A", type = tensor<2x?xf32>, wide = -1 : i64}
  test.attributes {bools = array<i1: true, false>, double = -0.0 : f64, floats = array<f32: 1.0, 0x7FC00000>, longs = array<i64: 1, -2>, map = affine_map<(d0)[s0] -> (d0 + s0 floordiv 2)>, narrow = 7 : i32, single = 0.1 : f32, text = "a\"b\n", type = tensor<2x?xf32>, wide = -1}
  // CHECK: test.attributes {flag = false, mode = 0 : i32, point = #test.point<1, -2>, wide = 0 : i64}
  test.attributes {flag = false, mode = 0 : i32, point = #test.point<1, -2>, wide = 0 : i64}
  return
}

// CHECK-LABEL: func.func @types(
// CHECK-SAME: !test.pair<i32, !test.pair<f32, index>>
func.func @types(%x: !test.pair<i32, !test.pair<f32, index>>) {
  return
}
