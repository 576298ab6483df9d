// RUN: roundtrip %s
// RUN: nacre opt %s | FileCheck %s
// RUN: nacre opt %s --expand-stablehlo | FileCheck %s --check-prefix=ONE
// Shardy's annotations as JAX writes them; on one device they mean nothing.

// CHECK: sdy.mesh @mesh = <["x"=2, "y"=4]>
sdy.mesh @mesh = <["x"=2, "y"=4]>

// CHECK-LABEL: func.func @main
// CHECK-SAME: (%[[X:.*]]: tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>})
// ONE-LABEL: func.func @main
// ONE-SAME: (%[[X:.*]]: tensor<8x4xf32>
func.func @main(%x: tensor<8x4xf32> {sdy.sharding = #sdy.sharding<@mesh, [{"x"}, {}]>}) -> tensor<8x4xf32> {
  // CHECK: %[[S:.*]] = stablehlo.add %[[X]], %[[X]] {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}, {"y", ?}]>]>} : tensor<8x4xf32>
  // ONE: %[[S:.*]] = stablehlo.add %[[X]], %[[X]]
  %0 = stablehlo.add %x, %x {sdy.sharding = #sdy.sharding_per_value<[<@mesh, [{}, {"y", ?}]>]>} : tensor<8x4xf32>
  // CHECK: %[[R:.*]] = sdy.sharding_constraint %[[S]] <@mesh, [{"x"}, {}]> : tensor<8x4xf32>
  %1 = sdy.sharding_constraint %0 <@mesh, [{"x"}, {}]> : tensor<8x4xf32>
  // CHECK: sdy.sharding_rule = #sdy.op_sharding_rule<([i, j])->([i, j]) {i=8, j=4}, custom>
  // ONE: stablehlo.custom_call @f(%[[S]])
  %2 = stablehlo.custom_call @f(%1) {sdy.sharding_rule = #sdy.op_sharding_rule<([i, j])->([i, j]) {i=8, j=4}, custom>} : (tensor<8x4xf32>) -> tensor<8x4xf32>
  return %2 : tensor<8x4xf32>
}
