// RUN: nacre opt --math-expand %s | FileCheck %s

// CHECK-LABEL: func.func @vector
// CHECK-NOT: math.exp
// CHECK: arith.mulf %{{.*}}, %{{.*}} fastmath<contract> : vector<16xf32>
// CHECK: arith.addf %{{.*}}, %{{.*}} fastmath<contract> : vector<16xf32>
// CHECK-NOT: math.exp
func.func @vector(%x: vector<16xf32>) -> vector<16xf32> {
  %0 = math.exp %x : vector<16xf32>
  return %0 : vector<16xf32>
}

// Halves are computed as singles.
// CHECK-LABEL: func.func @half
// CHECK: arith.extf %{{.*}} : f16 to f32
// CHECK: arith.truncf %{{.*}} : f32 to f16
func.func @half(%x: f16) -> f16 {
  %0 = math.tanh %x : f16
  return %0 : f16
}

// Large arguments of trigonometric functions take a way of their own.
// CHECK-LABEL: func.func @sine
// CHECK: %[[ANY:.*]] = vector.reduction <or>, %{{.*}} : vector<8xi1> into i1
// CHECK: scf.if %[[ANY]] -> (vector<8xf32>)
func.func @sine(%x: vector<8xf32>) -> vector<8xf32> {
  %0 = math.sin %x : vector<8xf32>
  return %0 : vector<8xf32>
}

// What processors do themselves stays.
// CHECK-LABEL: func.func @native
// CHECK: math.sqrt
func.func @native(%x: f32) -> f32 {
  %0 = math.sqrt %x : f32
  return %0 : f32
}
