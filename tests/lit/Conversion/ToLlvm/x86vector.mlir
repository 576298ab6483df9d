// RUN: nacre opt -convert-to-llvm %s | FileCheck %s

// CHECK-LABEL: llvm.func @dot
// CHECK: llvm.call_intrinsic "llvm.x86.avx512bf16.dpbf16ps.512"(%arg0, %arg1, %arg2) : (vector<16xf32>, vector<32xbf16>, vector<32xbf16>) -> vector<16xf32>
func.func @dot(%w: vector<16xf32>, %a: vector<32xbf16>, %b: vector<32xbf16>) -> vector<16xf32> {
  %0 = x86vector.avx512.dot %w, %a, %b : vector<32xbf16> -> vector<16xf32>
  return %0 : vector<16xf32>
}
