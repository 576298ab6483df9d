// RUN: roundtrip
// UPSTREAM

llvm.func @intrinsics(%a: f32, %v: vector<4xf32>, %i: i32, %vi: vector<4xi32>, %m: vector<4xi1>, %p: !llvm.ptr, %vp: vector<4x!llvm.ptr>, %b: i1, %n: i64) {
  %0 = llvm.intr.fma(%a, %a, %a) : (f32, f32, f32) -> f32
  %1 = llvm.intr.fmuladd(%v, %v, %v) {fastmathFlags = #llvm.fastmath<fast>} : (vector<4xf32>, vector<4xf32>, vector<4xf32>) -> vector<4xf32>
  %2 = llvm.intr.masked.load %p, %m, %v {alignment = 4 : i32} : (!llvm.ptr, vector<4xi1>, vector<4xf32>) -> vector<4xf32>
  llvm.intr.masked.store %v, %p, %m {alignment = 4 : i32} : vector<4xf32>, vector<4xi1> into !llvm.ptr
  %4 = llvm.intr.masked.gather %vp, %m, %v {alignment = 4 : i32} : (vector<4x!llvm.ptr>, vector<4xi1>, vector<4xf32>) -> vector<4xf32>
  llvm.intr.masked.scatter %v, %vp, %m {alignment = 4 : i32} : vector<4xf32>, vector<4xi1> into vector<4x!llvm.ptr>
  %6 = "llvm.intr.vector.reduce.fadd"(%a, %v) <{fastmathFlags = #llvm.fastmath<reassoc>}> : (f32, vector<4xf32>) -> f32
  %7 = llvm.intr.vector.reduce.fmax(%v) {fastmathFlags = #llvm.fastmath<nnan>} : (vector<4xf32>) -> f32
  %8 = llvm.intr.vector.reduce.fmaximum(%v) : (vector<4xf32>) -> f32
  %9 = llvm.intr.sqrt(%v) : (vector<4xf32>) -> vector<4xf32>
  %10 = llvm.intr.maxnum(%a, %a) : (f32, f32) -> f32
  %11 = llvm.intr.smax(%i, %i) : (i32, i32) -> i32
  %12 = "llvm.intr.ctlz"(%i) <{is_zero_poison = false}> : (i32) -> i32
  %13 = llvm.intr.ctpop(%i) : (i32) -> i32
  %14 = llvm.intr.sadd.sat(%i, %i) : (i32, i32) -> i32
  "llvm.intr.memcpy"(%p, %p, %n) <{isVolatile = false}> : (!llvm.ptr, !llvm.ptr, i64) -> ()
  "llvm.intr.prefetch"(%p) <{cache = 1 : i32, hint = 3 : i32, rw = 0 : i32}> : (!llvm.ptr) -> ()
  %15 = llvm.intr.expect %i, %i : i32
  llvm.intr.assume %b : i1
  %17 = "llvm.intr.abs"(%i) <{is_int_min_poison = false}> : (i32) -> i32
  %20 = llvm.intr.copysign(%a, %a) : (f32, f32) -> f32
  llvm.return
}
