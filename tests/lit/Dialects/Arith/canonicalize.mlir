// RUN: nacre opt -canonicalize -cse %s | FileCheck %s

// CHECK-LABEL: func.func @add_zero
// CHECK-SAME: (%[[X:.*]]: i32)
// CHECK-NEXT: return %[[X]] : i32
func.func @add_zero(%x: i32) -> i32 {
  %zero = arith.constant 0 : i32
  %sum = arith.addi %zero, %x : i32
  return %sum : i32
}

// CHECK-LABEL: func.func @sub_same
// CHECK-NEXT: %[[ZERO:.*]] = arith.constant dense<0> : vector<4xi32>
// CHECK-NEXT: return %[[ZERO]]
func.func @sub_same(%x: vector<4xi32>) -> vector<4xi32> {
  %zero = arith.subi %x, %x : vector<4xi32>
  return %zero : vector<4xi32>
}

// A dynamic shape has no constant: the subtraction stays.
// CHECK-LABEL: func.func @sub_same_dynamic
// CHECK-NEXT: arith.subi
func.func @sub_same_dynamic(%x: tensor<?xi32>) -> tensor<?xi32> {
  %zero = arith.subi %x, %x : tensor<?xi32>
  return %zero : tensor<?xi32>
}

// CHECK-LABEL: func.func @wraps
// CHECK-DAG: %[[ADD:.*]] = arith.constant -128 : i8
// CHECK-DAG: %[[DIV:.*]] = arith.constant 63 : i8
// CHECK-DAG: %[[SHR:.*]] = arith.constant 127 : i8
// CHECK-DAG: %[[MAX:.*]] = arith.constant -1 : i8
// CHECK: return %[[ADD]], %[[DIV]], %[[SHR]], %[[MAX]]
func.func @wraps() -> (i8, i8, i8, i8) {
  %one = arith.constant 1 : i8
  %most = arith.constant 127 : i8
  %minus = arith.constant -1 : i8
  %four = arith.constant 4 : i8
  %add = arith.addi %most, %one : i8
  %div = arith.divui %minus, %four : i8
  %shr = arith.shrui %minus, %one : i8
  %max = arith.maxui %minus, %one : i8
  return %add, %div, %shr, %max : i8, i8, i8, i8
}

// Neither has a value.
// CHECK-LABEL: func.func @undefined
// CHECK: arith.divsi
// CHECK: arith.divsi
// CHECK: arith.shli
// CHECK: arith.fptosi
func.func @undefined() -> (i8, i8, i8, i8) {
  %zero = arith.constant 0 : i8
  %least = arith.constant -128 : i8
  %minus = arith.constant -1 : i8
  %eight = arith.constant 8 : i8
  %big = arith.constant 128.0 : f32
  %by_zero = arith.divsi %eight, %zero : i8
  %overflow = arith.divsi %least, %minus : i8
  %shift = arith.shli %minus, %eight : i8
  %convert = arith.fptosi %big : f32 to i8
  return %by_zero, %overflow, %shift, %convert : i8, i8, i8, i8
}

// CHECK-LABEL: func.func @rounding_divisions
// CHECK-DAG: %[[M3:.*]] = arith.constant -3 : i32
// CHECK-DAG: %[[M4:.*]] = arith.constant -4 : i32
// CHECK-DAG: %[[M1:.*]] = arith.constant -1 : i32
// CHECK: return %[[M3]], %[[M4]], %[[M3]], %[[M1]]
func.func @rounding_divisions() -> (i32, i32, i32, i32) {
  %a = arith.constant -7 : i32
  %b = arith.constant 2 : i32
  %toward_zero = arith.divsi %a, %b : i32
  %down = arith.floordivsi %a, %b : i32
  %up = arith.ceildivsi %a, %b : i32
  %rest = arith.remsi %a, %b : i32
  return %toward_zero, %down, %up, %rest : i32, i32, i32, i32
}

// CHECK-LABEL: func.func @reassociate
// CHECK-SAME: (%[[X:.*]]: index)
// CHECK-NEXT: %[[C:.*]] = arith.constant 4 : index
// CHECK-NEXT: %[[R:.*]] = arith.addi %[[X]], %[[C]] : index
// CHECK-NEXT: return %[[R]]
func.func @reassociate(%x: index) -> index {
  %c5 = arith.constant 5 : index
  %c2 = arith.constant 2 : index
  %c3 = arith.constant 3 : index
  %a = arith.addi %x, %c5 : index
  %b = arith.subi %a, %c3 : index
  %c = arith.addi %c2, %b : index
  return %c : index
}

// CHECK-LABEL: func.func @float_identities
// CHECK-SAME: (%[[X:.*]]: f32)
// CHECK-NEXT: return %[[X]], %[[X]], %[[X]], %[[X]]
func.func @float_identities(%x: f32) -> (f32, f32, f32, f32) {
  %one = arith.constant 1.0 : f32
  %minus_zero = arith.constant -0.0 : f32
  %zero = arith.constant 0.0 : f32
  %a = arith.mulf %one, %x : f32
  %b = arith.addf %x, %minus_zero : f32
  %c = arith.subf %x, %zero : f32
  %n = arith.negf %x : f32
  %d = arith.negf %n : f32
  return %a, %b, %c, %d : f32, f32, f32, f32
}

// x + 0 is not x for x = -0, 0 * x is not 0 for x = NaN, and x - x is not 0 for x = inf.
// CHECK-LABEL: func.func @no_float_identities
// CHECK: arith.addf
// CHECK: arith.mulf
// CHECK: arith.subf
func.func @no_float_identities(%x: f32) -> (f32, f32, f32) {
  %zero = arith.constant 0.0 : f32
  %a = arith.addf %x, %zero : f32
  %b = arith.mulf %x, %zero : f32
  %c = arith.subf %x, %x : f32
  return %a, %b, %c : f32, f32, f32
}

// CHECK-LABEL: func.func @fast_float_identities
// CHECK-SAME: (%[[X:.*]]: f32)
// CHECK-NEXT: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
// CHECK: return %[[X]], %[[ZERO]], %{{.*}} : f32, f32, f32
func.func @fast_float_identities(%x: f32) -> (f32, f32, f32) {
  %zero = arith.constant 0.0 : f32
  %a = arith.addf %x, %zero fastmath<nsz> : f32
  %b = arith.mulf %x, %zero fastmath<nnan,nsz> : f32
  %c = arith.subf %x, %x fastmath<nnan,ninf> : f32
  return %a, %b, %c : f32, f32, f32
}

// CHECK-LABEL: func.func @float_constants
// CHECK-DAG: %[[SUM:.*]] = arith.constant 1.000000e+00 : bf16
// CHECK-DAG: %[[NAN:.*]] = arith.constant 0x7FC00000 : f32
// CHECK-DAG: %[[TWO:.*]] = arith.constant 2.000000e+00 : f32
// CHECK: return %[[SUM]], %[[NAN]], %[[TWO]]
func.func @float_constants() -> (bf16, f32, f32) {
  %one = arith.constant 1.0 : bf16
  %tiny = arith.constant 0.001 : bf16
  %sum = arith.addf %one, %tiny : bf16
  %nan = arith.constant 0x7FC00000 : f32
  %two = arith.constant 2.0 : f32
  %maximum = arith.maximumf %two, %nan : f32
  %maxnum = arith.maxnumf %nan, %two : f32
  return %sum, %maximum, %maxnum : bf16, f32, f32
}

// CHECK-LABEL: func.func @comparisons
// CHECK-SAME: (%[[X:.*]]: i32, %{{.*}}: f32)
// CHECK: %[[C5:.*]] = arith.constant 5 : i32
// CHECK: %[[T:.*]] = arith.constant true
// CHECK: %[[SWAPPED:.*]] = arith.cmpi sgt, %[[X]], %[[C5]] : i32
// CHECK: %[[EQ:.*]] = arith.cmpf oeq
// CHECK: return %[[T]], %[[SWAPPED]], %[[EQ]]
func.func @comparisons(%x: i32, %f: f32) -> (i1, i1, i1) {
  %c5 = arith.constant 5 : i32
  %same = arith.cmpi sle, %x, %x : i32
  %swap = arith.cmpi slt, %c5, %x : i32
  %float = arith.cmpf oeq, %f, %f : f32
  return %same, %swap, %float : i1, i1, i1
}

// CHECK-LABEL: func.func @selects
// CHECK-SAME: (%[[C:.*]]: i1, %[[A:.*]]: i32, %[[B:.*]]: i32)
// CHECK: return %[[A]], %[[A]], %[[C]]
func.func @selects(%c: i1, %a: i32, %b: i32) -> (i32, i32, i1) {
  %true = arith.constant true
  %false = arith.constant false
  %known = arith.select %true, %a, %b : i32
  %same = arith.select %c, %a, %a : i32
  %bool = arith.select %c, %true, %false : i1
  return %known, %same, %bool : i32, i32, i1
}

// CHECK-LABEL: func.func @casts
// CHECK-SAME: (%[[X:.*]]: i8, %[[F:.*]]: f16, %[[I:.*]]: i32)
// CHECK-DAG: %[[WIDE:.*]] = arith.extsi %[[X]] : i8 to i64
// CHECK-DAG: %[[UNSIGNED:.*]] = arith.extui %[[X]] : i8 to i64
// CHECK: return %[[WIDE]], %[[UNSIGNED]], %[[X]], %[[F]], %[[I]]
func.func @casts(%x: i8, %f: f16, %i: i32) -> (i64, i64, i8, f16, i32) {
  %0 = arith.extsi %x : i8 to i16
  %1 = arith.extsi %0 : i16 to i64
  %2 = arith.extui %x : i8 to i16
  %3 = arith.extsi %2 : i16 to i64
  %4 = arith.trunci %1 : i64 to i8
  %5 = arith.extf %f : f16 to f32
  %6 = arith.truncf %5 : f32 to f16
  %7 = arith.index_cast %i : i32 to index
  %8 = arith.index_cast %7 : index to i32
  return %1, %3, %4, %6, %8 : i64, i64, i8, f16, i32
}

// An index may have bits that an i32 has not.
// CHECK-LABEL: func.func @narrowing_index_cast
// CHECK: arith.index_cast
// CHECK: arith.index_cast
func.func @narrowing_index_cast(%i: index) -> index {
  %0 = arith.index_cast %i : index to i32
  %1 = arith.index_cast %0 : i32 to index
  return %1 : index
}

// 2^54 + 2^30 + 1 lies just above the middle of two f32; rounded to f64 first it would be the middle and go down.
// CHECK-LABEL: func.func @rounded_once
// CHECK: arith.constant 1518338049 : i32
func.func @rounded_once() -> i32 {
  %c = arith.constant 18014399583223809 : i64
  %f = arith.sitofp %c : i64 to f32
  %bits = arith.bitcast %f : f32 to i32
  return %bits : i32
}

// CHECK-LABEL: func.func @elements
// CHECK-NEXT: %[[R:.*]] = arith.constant dense<[11, 22, 33]> : tensor<3xi32>
// CHECK-NEXT: return %[[R]]
func.func @elements() -> tensor<3xi32> {
  %a = arith.constant dense<[1, 2, 3]> : tensor<3xi32>
  %b = arith.constant dense<[10, 20, 30]> : tensor<3xi32>
  %sum = arith.addi %a, %b : tensor<3xi32>
  return %sum : tensor<3xi32>
}
