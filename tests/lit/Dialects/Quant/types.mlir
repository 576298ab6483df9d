// RUN: roundtrip
// RUN: nacre opt %s | FileCheck %s
// UPSTREAM

// CHECK-LABEL: func.func private @per_tensor(
// CHECK-SAME: tensor<4x!quant.uniform<i8:f32, 1.000000e+00>>
// CHECK-SAME: tensor<4x!quant.uniform<u8:f32, 5.000000e-01:3>>
// CHECK-SAME: tensor<4x!quant.uniform<i8<-127:127>:f32, 5.000000e-01>>
func.func private @per_tensor(tensor<4x!quant.uniform<i8:f32, 1.0>>, tensor<4x!quant.uniform<u8:f32, 0.5:3>>, tensor<4x!quant.uniform<i8<-127:127>:f32, 0.5>>)

// CHECK-LABEL: func.func private @per_axis(tensor<2x3x!quant.uniform<i8:f32:1, {5.000000e-01,2.500000e-01:-7,1.000000e+00}>>)
func.func private @per_axis(tensor<2x3x!quant.uniform<i8:f32:1, {0.5, 0.25:-7, 1.0}>>)
