// RUN: nacre opt -expand-stablehlo %s | FileCheck %s

// A composite is what its decomposition says.
// CHECK-LABEL: func.func @composite
// CHECK-NOT: composite
// CHECK: stablehlo.add %arg0, %arg0 : tensor<4xf32>
func.func @composite(%x: tensor<4xf32>) -> tensor<4xf32> {
  %r = stablehlo.composite "my.twice" %x {decomposition = @twice} : (tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}
func.func private @twice(%x: tensor<4xf32>) -> tensor<4xf32> {
  %r = stablehlo.add %x, %x : tensor<4xf32>
  return %r : tensor<4xf32>
}

// A map of elementwise operations on scalars is the operations on tensors.
// CHECK-LABEL: func.func @map
// CHECK: %[[C:.*]] = stablehlo.constant dense<2.000000e+00> : tensor<4xf32>
// CHECK: stablehlo.multiply %arg0, %[[C]] : tensor<4xf32>
// CHECK-NOT: stablehlo.map
func.func @map(%x: tensor<4xf32>) -> tensor<4xf32> {
  %r = "stablehlo.map"(%x) <{dimensions = array<i64: 0>}> ({
  ^bb0(%a: tensor<f32>):
    %c = stablehlo.constant dense<2.0> : tensor<f32>
    %m = stablehlo.multiply %a, %c : tensor<f32>
    stablehlo.return %m : tensor<f32>
  }) : (tensor<4xf32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// CHECK-LABEL: func.func @case
// CHECK: %[[IS_FIRST:.*]] = stablehlo.compare EQ, %arg0, %{{.*}}
// CHECK: "stablehlo.if"(%[[IS_FIRST]])
// CHECK: stablehlo.negate
// CHECK: stablehlo.abs
// CHECK-NOT: stablehlo.case
func.func @case(%i: tensor<i32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  %r = "stablehlo.case"(%i) ({
    %n = stablehlo.negate %x : tensor<4xf32>
    stablehlo.return %n : tensor<4xf32>
  }, {
    %a = stablehlo.abs %x : tensor<4xf32>
    stablehlo.return %a : tensor<4xf32>
  }) : (tensor<i32>) -> tensor<4xf32>
  return %r : tensor<4xf32>
}

// CHECK-LABEL: func.func @scan
// CHECK: stablehlo.while
// CHECK: stablehlo.compare LT
// CHECK: stablehlo.dynamic_slice
// CHECK: stablehlo.add
// CHECK: stablehlo.dynamic_update_slice
// CHECK-NOT: chlo.scan
func.func @scan(%x: tensor<4xi32>, %s: tensor<i32>) -> tensor<4xi32> {
  %r:2 = chlo.scan(%x) inits(%s) dimension=0 {
  ^bb0(%a: tensor<i32>, %b: tensor<i32>):
    %c = stablehlo.add %a, %b : tensor<i32>
    stablehlo.return %c, %c : tensor<i32>, tensor<i32>
  } : (tensor<4xi32>, tensor<i32>) -> (tensor<4xi32>, tensor<i32>)
  return %r#0 : tensor<4xi32>
}

// Computed sizes that the type says as well.
// CHECK-LABEL: func.func @reshape
// CHECK: stablehlo.reshape %arg0 : (tensor<6xf32>) -> tensor<2x3xf32>
func.func @reshape(%x: tensor<6xf32>, %s: tensor<2xi64>) -> tensor<2x3xf32> {
  %r = stablehlo.dynamic_reshape %x, %s : (tensor<6xf32>, tensor<2xi64>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// Computed positions are gathered.
// CHECK-LABEL: func.func @slice
// CHECK: %[[COUNT:.*]] = stablehlo.iota dim = 0 : tensor<3xi64>
// CHECK: %[[STEPS:.*]] = stablehlo.multiply %[[COUNT]],
// CHECK: %[[POSITIONS:.*]] = stablehlo.add %[[STEPS]],
// CHECK: "stablehlo.gather"(%arg0, %[[POSITIONS]])
// CHECK-NOT: real_dynamic_slice
func.func @slice(%x: tensor<9xf32>, %a: tensor<1xi64>, %b: tensor<1xi64>, %c: tensor<1xi64>) -> tensor<3xf32> {
  %r = stablehlo.real_dynamic_slice %x, %a, %b, %c : (tensor<9xf32>, tensor<1xi64>, tensor<1xi64>, tensor<1xi64>) -> tensor<3xf32>
  return %r : tensor<3xf32>
}

// Groups of the batch are groups of features.
// CHECK-LABEL: func.func @batch_groups
// CHECK: %[[SPLIT:.*]] = stablehlo.reshape %arg0 : (tensor<6x7x2xf32>) -> tensor<3x2x7x2xf32>
// CHECK: %[[MOVED:.*]] = stablehlo.transpose %[[SPLIT]], dims = [1, 2, 0, 3] : (tensor<3x2x7x2xf32>) -> tensor<2x7x3x2xf32>
// CHECK: stablehlo.reshape %[[MOVED]] : (tensor<2x7x3x2xf32>) -> tensor<2x7x6xf32>
// CHECK: stablehlo.convolution
// CHECK-SAME: batch_group_count = 1 : i64
// CHECK-SAME: feature_group_count = 3 : i64
func.func @batch_groups(%x: tensor<6x7x2xf32>, %w: tensor<3x2x9xf32>) -> tensor<2x5x9xf32> {
  %r = stablehlo.convolution(%x, %w) dim_numbers = [b, 0, f]x[0, i, o]->[b, 0, f], window = {} {batch_group_count = 3 : i64, feature_group_count = 1 : i64} : (tensor<6x7x2xf32>, tensor<3x2x9xf32>) -> tensor<2x5x9xf32>
  return %r : tensor<2x5x9xf32>
}

// CHECK-LABEL: func.func @broadcast
// CHECK: %[[ROW:.*]] = stablehlo.broadcast_in_dim %arg1, dims = [1] : (tensor<3xf32>) -> tensor<2x3xf32>
// CHECK: stablehlo.add %arg0, %[[ROW]] : tensor<2x3xf32>
func.func @broadcast(%x: tensor<2x3xf32>, %y: tensor<3xf32>) -> tensor<2x3xf32> {
  %r = chlo.broadcast_add %x, %y : (tensor<2x3xf32>, tensor<3xf32>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// The sizes are open: it stays.
// CHECK-LABEL: func.func @open
// CHECK: chlo.broadcast_add
func.func @open(%x: tensor<?x3xf32>, %y: tensor<3xf32>) -> tensor<?x3xf32> {
  %r = chlo.broadcast_add %x, %y : (tensor<?x3xf32>, tensor<3xf32>) -> tensor<?x3xf32>
  return %r : tensor<?x3xf32>
}
