// RUN: roundtrip
// UPSTREAM

#map = affine_map<(d0, d1) -> (d0, d1)>
func.func @f(%a: tensor<4x8xf32>, %b: tensor<8x16xf32>, %c: tensor<4x16xf32>, %s: f32) {
  %0 = linalg.generic {indexing_maps = [#map, #map], iterator_types = ["parallel", "parallel"]} ins(%a : tensor<4x8xf32>) outs(%a : tensor<4x8xf32>) attrs = {foo = 1} {
  ^bb0(%x: f32, %y: f32):
    %i = linalg.index 0 : index
    linalg.yield %x : f32
  } -> tensor<4x8xf32>
  %1 = linalg.fill ins(%s : f32) outs(%c : tensor<4x16xf32>) -> tensor<4x16xf32>
  %2 = linalg.matmul ins(%a, %b : tensor<4x8xf32>, tensor<8x16xf32>) outs(%c : tensor<4x16xf32>) -> tensor<4x16xf32>
  %3 = linalg.copy ins(%a : tensor<4x8xf32>) outs(%a : tensor<4x8xf32>) -> tensor<4x8xf32>
  %t = tensor.empty() : tensor<8x4xf32>
  %4 = linalg.transpose ins(%a : tensor<4x8xf32>) outs(%t : tensor<8x4xf32>) permutation = [1, 0]
  %v = tensor.empty() : tensor<8xf32>
  %5 = linalg.broadcast ins(%v : tensor<8xf32>) outs(%a : tensor<4x8xf32>) dimensions = [0]
  %6 = linalg.reduce ins(%a : tensor<4x8xf32>) outs(%v : tensor<8xf32>) dimensions = [0] (%in: f32, %init: f32) {
    %r = arith.addf %in, %init : f32
    linalg.yield %r : f32
  }
  %7 = linalg.reduce { arith.addf } ins(%a : tensor<4x8xf32>) outs(%v : tensor<8xf32>) dimensions = [0]
  %8 = linalg.map { arith.addf } ins(%a, %a : tensor<4x8xf32>, tensor<4x8xf32>) outs(%a : tensor<4x8xf32>)
  %9 = linalg.softmax dimension(1) ins(%a : tensor<4x8xf32>) outs(%a : tensor<4x8xf32>) -> tensor<4x8xf32>
  %10 = linalg.add ins(%a, %a : tensor<4x8xf32>, tensor<4x8xf32>) outs(%a : tensor<4x8xf32>) -> tensor<4x8xf32>
  %11 = linalg.elementwise kind=#linalg.elementwise_kind<add> ins(%a, %a : tensor<4x8xf32>, tensor<4x8xf32>) outs(%a : tensor<4x8xf32>) -> tensor<4x8xf32>
  %img = tensor.empty() : tensor<1x8x8x3xf32>
  %k = tensor.empty() : tensor<3x3x3x5xf32>
  %o = tensor.empty() : tensor<1x6x6x5xf32>
  %12 = linalg.conv_2d_nhwc_hwcf {dilations = dense<1> : tensor<2xi64>, strides = dense<1> : tensor<2xi64>} ins(%img, %k : tensor<1x8x8x3xf32>, tensor<3x3x3x5xf32>) outs(%o : tensor<1x6x6x5xf32>) -> tensor<1x6x6x5xf32>
  %bb12 = linalg.conv_2d_nhwc_hwcf ins(%img, %k : tensor<1x8x8x3xf32>, tensor<3x3x3x5xf32>) outs(%o : tensor<1x6x6x5xf32>) -> tensor<1x6x6x5xf32>
  %dk = tensor.empty() : tensor<3x3x3xf32>
  %do = tensor.empty() : tensor<1x6x6x3xf32>
  %13 = linalg.depthwise_conv_2d_nhwc_hwc ins(%img, %dk : tensor<1x8x8x3xf32>, tensor<3x3x3xf32>) outs(%do : tensor<1x6x6x3xf32>) -> tensor<1x6x6x3xf32>
  %w = tensor.empty() : tensor<3x3xf32>
  %14 = linalg.pooling_nhwc_max ins(%img, %w : tensor<1x8x8x3xf32>, tensor<3x3xf32>) outs(%do : tensor<1x6x6x3xf32>) -> tensor<1x6x6x3xf32>
  %vv = tensor.empty() : tensor<4xf32>
  %15 = linalg.matvec ins(%a, %v : tensor<4x8xf32>, tensor<8xf32>) outs(%vv : tensor<4xf32>) -> tensor<4xf32>
  return
}
func.func @g(%a: tensor<2x4x8xf32>, %b: tensor<2x8x16xf32>, %c: tensor<2x4x16xf32>, %i8: tensor<4x8xi8>, %i8b: tensor<8x16xi8>, %i32: tensor<4x16xi32>) {
  %0 = linalg.batch_matmul ins(%a, %b : tensor<2x4x8xf32>, tensor<2x8x16xf32>) outs(%c : tensor<2x4x16xf32>) -> tensor<2x4x16xf32>
  %1 = linalg.matmul ins(%i8, %i8b : tensor<4x8xi8>, tensor<8x16xi8>) outs(%i32 : tensor<4x16xi32>) -> tensor<4x16xi32>
  return
}

func.func @more(%m: memref<4x8xf32>, %s: f32, %a: tensor<4x8xf32>, %v: tensor<8xf32>, %q: tensor<4xi8>, %f: tensor<4xf32>) {
  linalg.fill ins(%s : f32) outs(%m : memref<4x8xf32>)
  linalg.exp ins(%m : memref<4x8xf32>) outs(%m : memref<4x8xf32>)
  %0 = linalg.max ins(%a, %a : tensor<4x8xf32>, tensor<4x8xf32>) outs(%a : tensor<4x8xf32>) -> tensor<4x8xf32>
  %1 = linalg.elementwise kind=#linalg.elementwise_kind<mul> indexing_maps = [affine_map<(d0, d1) -> (d1)>, affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0, d1)>] ins(%v, %a : tensor<8xf32>, tensor<4x8xf32>) outs(%a : tensor<4x8xf32>) -> tensor<4x8xf32>
  %e = tensor.empty() : tensor<4x4xf32>
  %2 = linalg.matmul indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d1)>] ins(%a, %a : tensor<4x8xf32>, tensor<4x8xf32>) outs(%e : tensor<4x4xf32>) -> tensor<4x4xf32>
  %3 = linalg.copy ins(%f : tensor<4xf32>) outs(%f : tensor<4xf32>) -> tensor<4xf32>
  return
}
