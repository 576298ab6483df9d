// RUN: nacre opt --stablehlo-legalize-to-vhlo %s | FileCheck %s
// RUN: nacre opt --stablehlo-legalize-to-vhlo --vhlo-to-version=target=0.9.0 %s | FileCheck %s --check-prefix=OLD
// RUN: nacre opt --stablehlo-legalize-to-vhlo --vhlo-to-version=target=0.9.0 --vhlo-legalize-to-stablehlo %s | FileCheck %s --check-prefix=BACK

// CHECK: "vhlo.func_v1"() <{arg_attrs = #vhlo.array_v1<[]>, function_type = #vhlo.type_v1<!vhlo.func_v1<(!vhlo.tensor_v1<4x8x!vhlo.f32_v1>, !vhlo.tensor_v1<8x16x!vhlo.f32_v1>) -> !vhlo.tensor_v1<4x16x!vhlo.f32_v1>>>
// BACK: func.func @layer(%arg0: tensor<4x8xf32>, %arg1: tensor<8x16xf32>) -> tensor<4x16xf32>
func.func @layer(%x: tensor<4x8xf32>, %w: tensor<8x16xf32>) -> tensor<4x16xf32> {
  // CHECK: "vhlo.dot_general_v2"
  // CHECK-SAME: accumulation_type = #vhlo.type_v1<!vhlo.none_v1>
  // CHECK-SAME: lhs_contracting_dimensions = #vhlo.tensor_v1<dense<1> : tensor<1xi64>>
  // CHECK-SAME: precision_config = #vhlo.array_v1<[#vhlo.precision_v1<DEFAULT>, #vhlo.precision_v1<DEFAULT>]>
  // OLD: "vhlo.dot_general_v1"
  // OLD-NOT: accumulation_type
  // BACK: stablehlo.dot_general %arg0, %arg1, contracting_dims = [1] x [0] : (tensor<4x8xf32>, tensor<8x16xf32>) -> tensor<4x16xf32>
  %0 = stablehlo.dot_general %x, %w, contracting_dims = [1] x [0] : (tensor<4x8xf32>, tensor<8x16xf32>) -> tensor<4x16xf32>
  // CHECK: "vhlo.tanh_v2"(%{{.*}}) <{result_accuracy = #vhlo.result_accuracy_v1<atol = 0.000000e+00, rtol = 0.000000e+00, ulps = 0, mode = #vhlo.result_accuracy_mode_v1<DEFAULT>>}>
  // OLD: "vhlo.tanh_v1"(%{{.*}}) : (!vhlo.tensor_v1<4x16x!vhlo.f32_v1>) -> !vhlo.tensor_v1<4x16x!vhlo.f32_v1>
  // BACK: stablehlo.tanh %0 : tensor<4x16xf32>
  %1 = stablehlo.tanh %0 : tensor<4x16xf32>
  // CHECK: "vhlo.constant_v1"() <{value = #vhlo.tensor_v1<dense<[true, false, true, true]> : tensor<4xi1>>}>
  // BACK: stablehlo.constant dense<[true, false, true, true]> : tensor<4xi1>
  %2 = stablehlo.constant dense<[true, false, true, true]> : tensor<4xi1>
  // CHECK: "vhlo.broadcast_in_dim_v1"(%{{.*}}) <{broadcast_dimensions = #vhlo.tensor_v1<dense<0> : tensor<1xi64>>}>
  // BACK: stablehlo.broadcast_in_dim %{{.*}}, dims = [0] : (tensor<4xi1>) -> tensor<4x16xi1>
  %3 = stablehlo.broadcast_in_dim %2, dims = [0] : (tensor<4xi1>) -> tensor<4x16xi1>
  // CHECK: "vhlo.call_v1"(%{{.*}}, %{{.*}}) <{callee = #vhlo.string_v1<"pick">}>
  // BACK: call @pick
  %4 = func.call @pick(%3, %1) : (tensor<4x16xi1>, tensor<4x16xf32>) -> tensor<4x16xf32>
  // CHECK: "vhlo.return_v1"
  return %4 : tensor<4x16xf32>
}

// CHECK: sym_visibility = #vhlo.string_v1<"private">
// BACK: func.func private @pick
func.func private @pick(%c: tensor<4x16xi1>, %x: tensor<4x16xf32>) -> tensor<4x16xf32> {
  %zero = stablehlo.constant dense<0.0> : tensor<f32>
  %sum = stablehlo.reduce(%x init: %zero) applies stablehlo.add across dimensions = [1] : (tensor<4x16xf32>, tensor<f32>) -> tensor<4xf32>
  %wide = stablehlo.broadcast_in_dim %sum, dims = [0] : (tensor<4xf32>) -> tensor<4x16xf32>
  %0 = stablehlo.select %c, %x, %wide : tensor<4x16xi1>, tensor<4x16xf32>
  return %0 : tensor<4x16xf32>
}
