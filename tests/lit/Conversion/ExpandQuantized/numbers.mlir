// RUN: nacre opt -expand-quantized %s | FileCheck %s

// quantize(x) = round(clamp(x / scale + zero point)).
// CHECK-LABEL: func.func @quantize
// CHECK-SAME: (%arg0: tensor<4xf32>) -> tensor<4xi8>
// CHECK: %[[SCALE:.*]] = stablehlo.constant dense<5.000000e-01> : tensor<4xf32>
// CHECK: %[[QUOTIENT:.*]] = stablehlo.divide %{{.*}}, %[[SCALE]]
// CHECK: %[[SHIFTED:.*]] = stablehlo.add %[[QUOTIENT]]
// CHECK: stablehlo.clamp %{{.*}}, %[[SHIFTED]], %{{.*}}
// CHECK: stablehlo.round_nearest_even
// CHECK: stablehlo.convert %{{.*}} : (tensor<4xf32>) -> tensor<4xi8>
func.func @quantize(%x: tensor<4xf32>) -> tensor<4x!quant.uniform<i8:f32, 0.5:-20>> {
  %r = stablehlo.uniform_quantize %x : (tensor<4xf32>) -> tensor<4x!quant.uniform<i8:f32, 0.5:-20>>
  return %r : tensor<4x!quant.uniform<i8:f32, 0.5:-20>>
}

// dequantize(q) = (q - zero point) · scale, per slice of a dimension.
// CHECK-LABEL: func.func @dequantize
// CHECK-SAME: (%arg0: tensor<2x3xi8>) -> tensor<2x3xf32>
// CHECK: stablehlo.broadcast_in_dim %{{.*}}, dims = [0] : (tensor<2xf32>) -> tensor<2x3xf32>
// CHECK: %[[ZERO:.*]] = stablehlo.broadcast_in_dim %{{.*}}, dims = [0] : (tensor<2xi32>) -> tensor<2x3xi32>
// CHECK: %[[WIDE:.*]] = stablehlo.convert %arg0 : (tensor<2x3xi8>) -> tensor<2x3xi32>
// CHECK: stablehlo.subtract %[[WIDE]], %[[ZERO]]
// CHECK: stablehlo.multiply
func.func @dequantize(%x: tensor<2x3x!quant.uniform<i8:f32:0, {0.5:-20, 0.25:10}>>) -> tensor<2x3xf32> {
  %r = stablehlo.uniform_dequantize %x : (tensor<2x3x!quant.uniform<i8:f32:0, {0.5:-20, 0.25:10}>>) -> tensor<2x3xf32>
  return %r : tensor<2x3xf32>
}

// Arithmetic is done on the numbers that the integers stand for; what moves elements moves the integers.
// CHECK-LABEL: func.func @add
// CHECK: stablehlo.transpose %{{.*}}, dims = [1, 0] : (tensor<2x3xi8>) -> tensor<3x2xi8>
// CHECK: stablehlo.add %{{.*}}, %{{.*}} : tensor<3x2xf32>
// CHECK: stablehlo.round_nearest_even
func.func @add(%x: tensor<2x3x!quant.uniform<i8:f32, 0.5:-20>>) -> tensor<3x2x!quant.uniform<i8:f32, 0.5:-20>> {
  %t = stablehlo.transpose %x, dims = [1, 0] : (tensor<2x3x!quant.uniform<i8:f32, 0.5:-20>>) -> tensor<3x2x!quant.uniform<i8:f32, 0.5:-20>>
  %r = stablehlo.add %t, %t : tensor<3x2x!quant.uniform<i8:f32, 0.5:-20>>
  return %r : tensor<3x2x!quant.uniform<i8:f32, 0.5:-20>>
}
