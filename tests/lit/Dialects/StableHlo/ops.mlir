// RUN: roundtrip
// RUN: nacre opt %s | FileCheck %s

// CHECK-LABEL: func.func @elementwise
func.func @elementwise(%a: tensor<4xf32>, %b: tensor<4xf32>, %c: tensor<4xcomplex<f32>>) -> tensor<4xi1> {
  // CHECK: stablehlo.add %arg0, %arg1 : tensor<4xf32>
  %0 = stablehlo.add %a, %b : tensor<4xf32>
  // CHECK: stablehlo.exponential %0 {result_accuracy = #stablehlo.result_accuracy<mode = #stablehlo.result_accuracy_mode<HIGHEST>>} : tensor<4xf32>
  %1 = stablehlo.exponential %0 {result_accuracy = #stablehlo.result_accuracy<mode = #stablehlo.result_accuracy_mode<HIGHEST>>} : tensor<4xf32>
  // CHECK: stablehlo.abs %arg2 : (tensor<4xcomplex<f32>>) -> tensor<4xf32>
  %2 = stablehlo.abs %c : (tensor<4xcomplex<f32>>) -> tensor<4xf32>
  // CHECK: stablehlo.complex %arg0, %arg1 : tensor<4xcomplex<f32>>
  %3 = stablehlo.complex %a, %b : tensor<4xcomplex<f32>>
  // CHECK: stablehlo.convert %1 : (tensor<4xf32>) -> tensor<4xbf16>
  %4 = stablehlo.convert %1 : (tensor<4xf32>) -> tensor<4xbf16>
  // CHECK: stablehlo.reduce_precision %arg0, format = e5m10 : tensor<4xf32>
  %5 = stablehlo.reduce_precision %a, format = e5m10 : tensor<4xf32>
  // CHECK: stablehlo.compare LT, %arg0, %arg1, FLOAT : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  %6 = stablehlo.compare LT, %a, %b, FLOAT : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xi1>
  // CHECK: stablehlo.select %6, %arg0, %arg1 : tensor<4xi1>, tensor<4xf32>
  %7 = stablehlo.select %6, %a, %b : tensor<4xi1>, tensor<4xf32>
  // CHECK: stablehlo.clamp %arg0, %7, %arg1 : tensor<4xf32>
  %8 = stablehlo.clamp %a, %7, %b : tensor<4xf32>
  return %6 : tensor<4xi1>
}

// CHECK-LABEL: func.func @shapes
func.func @shapes(%x: tensor<3x4xf32>, %p: tensor<f32>, %i: tensor<i64>) {
  // CHECK: stablehlo.constant dense<1.000000e+00> : tensor<f32>
  %one = stablehlo.constant dense<1.000000e+00> : tensor<f32>
  // CHECK: stablehlo.iota dim = 1 : tensor<2x3xi32>
  %0 = stablehlo.iota dim = 1 : tensor<2x3xi32>
  // CHECK: stablehlo.transpose %arg0, dims = [1, 0] : (tensor<3x4xf32>) -> tensor<4x3xf32>
  %1 = stablehlo.transpose %x, dims = [1, 0] : (tensor<3x4xf32>) -> tensor<4x3xf32>
  // CHECK: stablehlo.broadcast_in_dim %arg0, dims = [1, 2] : (tensor<3x4xf32>) -> tensor<2x3x4xf32>
  %2 = stablehlo.broadcast_in_dim %x, dims = [1, 2] : (tensor<3x4xf32>) -> tensor<2x3x4xf32>
  // CHECK: stablehlo.reshape %arg0 : (tensor<3x4xf32>) -> tensor<12xf32>
  %3 = stablehlo.reshape %x : (tensor<3x4xf32>) -> tensor<12xf32>
  // CHECK: stablehlo.concatenate %arg0, %arg0, dim = 0 : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<6x4xf32>
  %4 = stablehlo.concatenate %x, %x, dim = 0 : (tensor<3x4xf32>, tensor<3x4xf32>) -> tensor<6x4xf32>
  // CHECK: stablehlo.slice %arg0 [0:2, 1:4:2] : (tensor<3x4xf32>) -> tensor<2x2xf32>
  %5 = stablehlo.slice %x [0:2, 1:4:2] : (tensor<3x4xf32>) -> tensor<2x2xf32>
  // CHECK: stablehlo.pad %arg0, %arg1, low = [0, 1], high = [2, 1], interior = [1, 2] : (tensor<3x4xf32>, tensor<f32>) -> tensor<7x12xf32>
  %6 = stablehlo.pad %x, %p, low = [0, 1], high = [2, 1], interior = [1, 2] : (tensor<3x4xf32>, tensor<f32>) -> tensor<7x12xf32>
  // CHECK: stablehlo.dynamic_slice %arg0, %arg2, %arg2, sizes = [2, 2] : (tensor<3x4xf32>, tensor<i64>, tensor<i64>) -> tensor<2x2xf32>
  %7 = stablehlo.dynamic_slice %x, %i, %i, sizes = [2, 2] : (tensor<3x4xf32>, tensor<i64>, tensor<i64>) -> tensor<2x2xf32>
  // CHECK: stablehlo.reverse %arg0, dims = [0] : tensor<3x4xf32>
  %8 = stablehlo.reverse %x, dims = [0] : tensor<3x4xf32>
  return
}

// CHECK-LABEL: func.func @contractions
func.func @contractions(%a: tensor<2x3x4xf32>, %b: tensor<2x4x5xf32>, %x: tensor<1x3x8x8xf32>, %w: tensor<16x3x3x3xf32>) {
  // CHECK: stablehlo.dot_general %arg0, %arg1, batching_dims = [0] x [0], contracting_dims = [2] x [1], precision = [DEFAULT, HIGH] : (tensor<2x3x4xf32>, tensor<2x4x5xf32>) -> tensor<2x3x5xf32>
  %0 = stablehlo.dot_general %a, %b, batching_dims = [0] x [0], contracting_dims = [2] x [1], precision = [DEFAULT, HIGH] : (tensor<2x3x4xf32>, tensor<2x4x5xf32>) -> tensor<2x3x5xf32>
  // CHECK: stablehlo.convolution(%arg2, %arg3) dim_numbers = [b, f, 0, 1]x[o, i, 0, 1]->[b, f, 0, 1], window = {stride = [2, 2], pad = {{\[\[1, 1\], \[1, 1\]\]}}} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x3x8x8xf32>, tensor<16x3x3x3xf32>) -> tensor<1x16x4x4xf32>
  %1 = stablehlo.convolution(%x, %w) dim_numbers = [b, f, 0, 1]x[o, i, 0, 1]->[b, f, 0, 1], window = {stride = [2, 2], pad = [[1, 1], [1, 1]]} {batch_group_count = 1 : i64, feature_group_count = 1 : i64} : (tensor<1x3x8x8xf32>, tensor<16x3x3x3xf32>) -> tensor<1x16x4x4xf32>
  return
}

// CHECK-LABEL: func.func @reductions
func.func @reductions(%x: tensor<4x5xf32>, %i: tensor<4x5xi32>, %zero: tensor<f32>, %izero: tensor<i32>) {
  // CHECK: stablehlo.reduce(%arg0 init: %arg2) applies stablehlo.add across dimensions = [1] : (tensor<4x5xf32>, tensor<f32>) -> tensor<4xf32>
  %0 = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [1] : (tensor<4x5xf32>, tensor<f32>) -> tensor<4xf32>
  // CHECK: stablehlo.reduce(%arg0 init: %arg2), (%arg1 init: %arg3) across dimensions = [0] : (tensor<4x5xf32>, tensor<4x5xi32>, tensor<f32>, tensor<i32>) -> (tensor<5xf32>, tensor<5xi32>)
  // CHECK-NEXT: reducer(%arg4: tensor<f32>, %arg6: tensor<f32>) (%arg5: tensor<i32>, %arg7: tensor<i32>)
  %1:2 = stablehlo.reduce(%x init: %zero), (%i init: %izero) across dimensions = [0] : (tensor<4x5xf32>, tensor<4x5xi32>, tensor<f32>, tensor<i32>) -> (tensor<5xf32>, tensor<5xi32>)
   reducer(%a: tensor<f32>, %b: tensor<f32>) (%c: tensor<i32>, %d: tensor<i32>)  {
    %2 = stablehlo.maximum %a, %b : tensor<f32>
    stablehlo.return %2, %d : tensor<f32>, tensor<i32>
  }
  return
}

// CHECK-LABEL: func.func @control
func.func @control(%n: tensor<i32>, %x: tensor<4xf32>) -> tensor<4xf32> {
  // CHECK: %0:2 = stablehlo.while(%iterArg = %arg0, %iterArg_0 = %arg1) : tensor<i32>, tensor<4xf32>
  // CHECK-NEXT: cond {
  // CHECK: } do {
  %0:2 = stablehlo.while(%i = %n, %v = %x) : tensor<i32>, tensor<4xf32>
  cond {
    %c = stablehlo.compare EQ, %i, %i : (tensor<i32>, tensor<i32>) -> tensor<i1>
    stablehlo.return %c : tensor<i1>
  } do {
    stablehlo.return %i, %v : tensor<i32>, tensor<4xf32>
  }
  // CHECK: stablehlo.custom_call @foo(%0#1) {has_side_effect = true} : (tensor<4xf32>) -> tensor<4xf32>
  %1 = stablehlo.custom_call @foo(%0#1) {has_side_effect = true} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: stablehlo.composite "my.identity" %1 {composite_attributes = {axis = 1 : i32}, decomposition = @identity} : (tensor<4xf32>) -> tensor<4xf32>
  %2 = stablehlo.composite "my.identity" %1 {composite_attributes = {axis = 1 : i32}, decomposition = @identity} : (tensor<4xf32>) -> tensor<4xf32>
  // CHECK: stablehlo.optimization_barrier %2, %arg0 : tensor<4xf32>, tensor<i32>
  %3:2 = stablehlo.optimization_barrier %2, %n : tensor<4xf32>, tensor<i32>
  // CHECK: stablehlo.tuple %2, %arg0 : tuple<tensor<4xf32>, tensor<i32>>
  %4 = stablehlo.tuple %2, %n : tuple<tensor<4xf32>, tensor<i32>>
  // CHECK: stablehlo.get_tuple_element %4[0] : (tuple<tensor<4xf32>, tensor<i32>>) -> tensor<4xf32>
  %5 = stablehlo.get_tuple_element %4[0] : (tuple<tensor<4xf32>, tensor<i32>>) -> tensor<4xf32>
  return %5 : tensor<4xf32>
}

func.func private @identity(%x: tensor<4xf32>) -> tensor<4xf32> {
  return %x : tensor<4xf32>
}

// CHECK-LABEL: func.func @types
// CHECK-SAME: tensor<?xf32, #stablehlo.bounds<4>>, %arg1: tensor<4x!quant.uniform<i8:f32, 5.000000e-01:3>>, %arg2: tensor<2x3x!quant.uniform<u8<1:200>:f32:1, {5.000000e-01,2.500000e-01:-7,1.000000e+00}>>, %arg3: !stablehlo.token
func.func @types(%a: tensor<?xf32, #stablehlo.type_extensions<bounds = [4]>>, %b: tensor<4x!quant.uniform<i8:f32, 0.5:3>>, %c: tensor<2x3x!quant.uniform<u8<1:200>:f32:1, {0.5, 0.25:-7, 1.0}>>, %d: !stablehlo.token) {
  // CHECK: stablehlo.constant() <{value = dense<[1, 2]> : tensor<2xi8>}> : () -> tensor<2x!quant.uniform<i8:f32, 2.000000e+00:15>>
  %0 = stablehlo.constant() <{value = dense<[1, 2]> : tensor<2xi8>}> : () -> tensor<2x!quant.uniform<i8:f32, 2.0:15>>
  // CHECK: stablehlo.uniform_dequantize %arg1 : (tensor<4x!quant.uniform<i8:f32, 5.000000e-01:3>>) -> tensor<4xf32>
  %1 = stablehlo.uniform_dequantize %b : (tensor<4x!quant.uniform<i8:f32, 0.5:3>>) -> tensor<4xf32>
  // CHECK: stablehlo.after_all %arg3, %arg3 : !stablehlo.token
  %2 = stablehlo.after_all %d, %d : !stablehlo.token
  return
}

// CHECK-LABEL: func.func @chlo
func.func @chlo(%a: tensor<4xf32>, %b: tensor<2x4xf32>) {
  // CHECK: chlo.erf %arg0 : tensor<4xf32> -> tensor<4xf32>
  %0 = chlo.erf %a : tensor<4xf32> -> tensor<4xf32>
  // CHECK: chlo.broadcast_add %arg0, %arg1 {broadcast_dimensions = array<i64: 1>} : (tensor<4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  %1 = chlo.broadcast_add %a, %b {broadcast_dimensions = array<i64: 1>} : (tensor<4xf32>, tensor<2x4xf32>) -> tensor<2x4xf32>
  // CHECK: chlo.broadcast_compare %arg0, %arg1 {comparison_direction = #chlo<comparison_direction GE>} : (tensor<4xf32>, tensor<2x4xf32>) -> tensor<2x4xi1>
  %2 = chlo.broadcast_compare %a, %b {comparison_direction = #chlo<comparison_direction GE>} : (tensor<4xf32>, tensor<2x4xf32>) -> tensor<2x4xi1>
  // CHECK: chlo.top_k(%arg1, k = 2) : tensor<2x4xf32> -> (tensor<2x2xf32>, tensor<2x2xi32>)
  %3:2 = chlo.top_k(%b, k = 2) : tensor<2x4xf32> -> (tensor<2x2xf32>, tensor<2x2xi32>)
  return
}
