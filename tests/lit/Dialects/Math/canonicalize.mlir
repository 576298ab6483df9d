// RUN: nacre opt -canonicalize -cse %s | FileCheck %s

// CHECK-LABEL: func.func @constants
// CHECK-DAG: %[[FLOOR:.*]] = arith.constant -3.000000e+00 : f32
// CHECK-DAG: %[[EVEN:.*]] = arith.constant -2.000000e+00 : f32
// CHECK-DAG: %[[SQRT:.*]] = arith.constant 1.500000e+00 : f32
// CHECK-DAG: %[[LEADING:.*]] = arith.constant 4 : i8
// CHECK: return %[[FLOOR]], %[[EVEN]], %[[FLOOR]], %[[SQRT]], %[[LEADING]], %[[LEADING]]
func.func @constants() -> (f32, f32, f32, f32, i8, i8) {
  %x = arith.constant -2.5 : f32
  %y = arith.constant 2.25 : f32
  %i = arith.constant 15 : i8
  %0 = math.floor %x : f32
  %1 = math.roundeven %x : f32
  %2 = math.round %x : f32
  %3 = math.sqrt %y : f32
  %4 = math.ctlz %i : i8
  %5 = math.ctpop %i : i8
  return %0, %1, %2, %3, %4, %5 : f32, f32, f32, f32, i8, i8
}

// The root of a negative number and double-precision functions are left to the program.
// CHECK-LABEL: func.func @left
// CHECK: math.sqrt
// CHECK: math.exp
func.func @left() -> (f32, f64) {
  %x = arith.constant -1.0 : f32
  %y = arith.constant 1.0 : f64
  %0 = math.sqrt %x : f32
  %1 = math.exp %y : f64
  return %0, %1 : f32, f64
}
