// RUN: nacre opt -optimize-graph %s | FileCheck %s

// CHECK-LABEL: @long_sum_over_an_image
// CHECK: stablehlo.reduce{{.*}} across dimensions = [2] {{.*}} -> tensor<1x64x16xf32>
// CHECK: stablehlo.reduce{{.*}} across dimensions = [1] {{.*}} -> tensor<1x16xf32>
func.func @long_sum_over_an_image(%x: tensor<1x64x64x16xf32>) -> tensor<1x16xf32> {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %sum = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [1, 2] : (tensor<1x64x64x16xf32>, tensor<f32>) -> tensor<1x16xf32>
  return %sum : tensor<1x16xf32>
}

// A start other than zero counts once.
// CHECK-LABEL: @start_counts_once
// CHECK: stablehlo.reduce{{.*}} across dimensions = [1, 2]
func.func @start_counts_once(%x: tensor<1x64x64x16xf32>) -> tensor<1x16xf32> {
  %one = stablehlo.constant dense<1.0> : tensor<f32>
  %sum = stablehlo.reduce(%x init: %one) applies stablehlo.add across dimensions = [1, 2] : (tensor<1x64x64x16xf32>, tensor<f32>) -> tensor<1x16xf32>
  return %sum : tensor<1x16xf32>
}

// CHECK-LABEL: @square
// CHECK: stablehlo.multiply %arg0, %arg0
// CHECK-NOT: stablehlo.power
func.func @square(%x: tensor<4xf32>) -> tensor<4xf32> {
  %two = stablehlo.constant dense<2.0> : tensor<4xf32>
  %r = stablehlo.power %x, %two : tensor<4xf32>
  return %r : tensor<4xf32>
}
