// RUN: nacre opt %s --verify-diagnostics --split-input-file

func.func @as_many_pairs_as_sums(%w: vector<16xf32>, %a: vector<16xbf16>) {
  // expected-error @+1 {{'x86vector.avx512.dot' op expects sums of 4, 8 or 16 f32 and twice as many bf16 on both sides, got vector<16xf32>, vector<16xbf16> and vector<16xbf16>}}
  %0 = x86vector.avx512.dot %w, %a, %a : vector<16xbf16> -> vector<16xf32>
  return
}
