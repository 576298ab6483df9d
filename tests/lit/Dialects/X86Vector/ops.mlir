// RUN: roundtrip %s
// UPSTREAM

func.func @dot(%w: vector<16xf32>, %a: vector<32xbf16>, %b: vector<32xbf16>, %w8: vector<8xf32>, %a16: vector<16xbf16>) -> vector<16xf32> {
  %0 = x86vector.avx512.dot %w, %a, %b : vector<32xbf16> -> vector<16xf32>
  %1 = x86vector.avx512.dot %w8, %a16, %a16 : vector<16xbf16> -> vector<8xf32>
  return %0 : vector<16xf32>
}
