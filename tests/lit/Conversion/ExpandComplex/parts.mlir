// RUN: nacre opt -expand-complex %s | FileCheck %s

// (a + ib)(c + id) = ac - bd + i(ad + bc).
// CHECK-LABEL: func.func @multiply
// CHECK-DAG: %[[A:.*]] = stablehlo.real %arg0
// CHECK-DAG: %[[B:.*]] = stablehlo.imag %arg0
// CHECK-DAG: %[[C:.*]] = stablehlo.real %arg1
// CHECK-DAG: %[[D:.*]] = stablehlo.imag %arg1
// CHECK: %[[AC:.*]] = stablehlo.multiply %[[A]], %[[C]] : tensor<4xf32>
// CHECK: %[[BD:.*]] = stablehlo.multiply %[[B]], %[[D]] : tensor<4xf32>
// CHECK: %[[RE:.*]] = stablehlo.subtract %[[AC]], %[[BD]] : tensor<4xf32>
// CHECK: %[[IM:.*]] = stablehlo.add
// CHECK: stablehlo.complex %[[RE]], %[[IM]] : tensor<4xcomplex<f32>>
func.func @multiply(%x: tensor<4xcomplex<f32>>, %y: tensor<4xcomplex<f32>>) -> tensor<4xcomplex<f32>> {
  %r = stablehlo.multiply %x, %y : tensor<4xcomplex<f32>>
  return %r : tensor<4xcomplex<f32>>
}

// Functions are computed in f64, and what moves elements moves both parts.
// CHECK-LABEL: func.func @exponential
// CHECK: stablehlo.transpose %{{.*}}, dims = [1, 0] : (tensor<2x4xf32>) -> tensor<4x2xf32>
// CHECK: stablehlo.transpose %{{.*}}, dims = [1, 0] : (tensor<2x4xf32>) -> tensor<4x2xf32>
// CHECK: stablehlo.exponential %{{.*}} : tensor<4x2xf64>
// CHECK: stablehlo.convert %{{.*}} : (tensor<4x2xf64>) -> tensor<4x2xf32>
func.func @exponential(%x: tensor<2x4xcomplex<f32>>) -> tensor<4x2xcomplex<f32>> {
  %t = stablehlo.transpose %x, dims = [1, 0] : (tensor<2x4xcomplex<f32>>) -> tensor<4x2xcomplex<f32>>
  %r = stablehlo.exponential %t : tensor<4x2xcomplex<f32>>
  return %r : tensor<4x2xcomplex<f32>>
}

// A reduction of complex numbers is one of pairs.
// CHECK-LABEL: func.func @reduce
// CHECK: stablehlo.reduce(%{{.*}} init: %{{.*}}), (%{{.*}} init: %{{.*}}) across dimensions = [0] : (tensor<4xf32>, tensor<4xf32>, tensor<f32>, tensor<f32>) -> (tensor<f32>, tensor<f32>)
func.func @reduce(%x: tensor<4xcomplex<f32>>, %z: tensor<complex<f32>>) -> tensor<complex<f32>> {
  %r = stablehlo.reduce(%x init: %z) applies stablehlo.add across dimensions = [0] : (tensor<4xcomplex<f32>>, tensor<complex<f32>>) -> tensor<complex<f32>>
  return %r : tensor<complex<f32>>
}

// 32 = 16 · 2: products with a matrix of 16 and one of 2, with a multiplication by twiddle factors between.
// CHECK-LABEL: func.func @fft
// CHECK: stablehlo.reshape %{{.*}} : (tensor<3x32xf32>) -> tensor<3x16x2xf32>
// CHECK: stablehlo.dot_general %{{.*}}, %{{.*}}, contracting_dims = [1] x [0] : (tensor<3x16x2xf32>, tensor<16x16xf32>) -> tensor<3x2x16xf32>
// CHECK: stablehlo.multiply
// CHECK: stablehlo.dot_general %{{.*}}, %{{.*}}, contracting_dims = [1] x [0] : (tensor<3x2x16xf32>, tensor<2x2xf32>) -> tensor<3x16x2xf32>
// CHECK: stablehlo.transpose %{{.*}}, dims = [0, 2, 1]
// CHECK-NOT: stablehlo.fft
func.func @fft(%x: tensor<3x32xcomplex<f32>>) -> tensor<3x32xcomplex<f32>> {
  %r = stablehlo.fft %x, type = FFT, length = [32] : (tensor<3x32xcomplex<f32>>) -> tensor<3x32xcomplex<f32>>
  return %r : tensor<3x32xcomplex<f32>>
}

// Operations that read complex numbers from memory keep them.
// CHECK-LABEL: func.func @solve
// CHECK: %[[SUM:.*]] = stablehlo.complex
// CHECK: "stablehlo.triangular_solve"(%[[SUM]], %arg1)
func.func @solve(%a: tensor<3x3xcomplex<f32>>, %b: tensor<3x2xcomplex<f32>>) -> tensor<3x2xcomplex<f32>> {
  %s = stablehlo.add %a, %a : tensor<3x3xcomplex<f32>>
  %r = "stablehlo.triangular_solve"(%s, %b) <{left_side = true, lower = true, unit_diagonal = false, transpose_a = #stablehlo<transpose NO_TRANSPOSE>}> : (tensor<3x3xcomplex<f32>>, tensor<3x2xcomplex<f32>>) -> tensor<3x2xcomplex<f32>>
  return %r : tensor<3x2xcomplex<f32>>
}
