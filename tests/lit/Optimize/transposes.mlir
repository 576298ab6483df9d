// RUN: nacre opt -optimize-graph -canonicalize %s | FileCheck %s

// Shuffled channels of a channels-last image that is seen channels-first: the shuffle becomes one of the last dimension, the layouts cancel.
// CHECK-LABEL: @channel_shuffle
// CHECK-NEXT: stablehlo.reshape %arg0 : (tensor<1x28x28x116xf32>) -> tensor<1x28x28x2x58xf32>
// CHECK-NEXT: stablehlo.transpose %{{.*}}, dims = [0, 1, 2, 4, 3]
// CHECK-NEXT: stablehlo.reshape %{{.*}} -> tensor<1x28x28x116xf32>
// CHECK-NEXT: return
func.func @channel_shuffle(%x: tensor<1x28x28x116xf32>) -> tensor<1x28x28x116xf32> {
  %first = stablehlo.transpose %x, dims = [0, 3, 1, 2] : (tensor<1x28x28x116xf32>) -> tensor<1x116x28x28xf32>
  %split = stablehlo.reshape %first : (tensor<1x116x28x28xf32>) -> tensor<1x2x58x28x28xf32>
  %turned = stablehlo.transpose %split, dims = [0, 2, 1, 3, 4] : (tensor<1x2x58x28x28xf32>) -> tensor<1x58x2x28x28xf32>
  %merged = stablehlo.reshape %turned : (tensor<1x58x2x28x28xf32>) -> tensor<1x116x28x28xf32>
  %last = stablehlo.transpose %merged, dims = [0, 2, 3, 1] : (tensor<1x116x28x28xf32>) -> tensor<1x28x28x116xf32>
  return %last : tensor<1x28x28x116xf32>
}

// Heads of attention lie apart from their features: merging them needs the transpose where it is.
// CHECK-LABEL: @merged_heads
// CHECK-NEXT: stablehlo.transpose %arg0, dims = [0, 2, 1, 3]
// CHECK-NEXT: stablehlo.reshape
// CHECK-NEXT: return
func.func @merged_heads(%x: tensor<2x12x64x32xf32>) -> tensor<2x64x384xf32> {
  %turned = stablehlo.transpose %x, dims = [0, 2, 1, 3] : (tensor<2x12x64x32xf32>) -> tensor<2x64x12x32xf32>
  %merged = stablehlo.reshape %turned : (tensor<2x64x12x32xf32>) -> tensor<2x64x384xf32>
  return %merged : tensor<2x64x384xf32>
}

// A flattened image is in its order; nothing is left to move.
// CHECK-LABEL: @flattened
// CHECK-NEXT: stablehlo.transpose %arg0, dims = [0, 3, 1, 2]
// CHECK-NEXT: stablehlo.reshape
// CHECK-NEXT: return
func.func @flattened(%x: tensor<4x7x7x16xf32>) -> tensor<4x784xf32> {
  %first = stablehlo.transpose %x, dims = [0, 3, 1, 2] : (tensor<4x7x7x16xf32>) -> tensor<4x16x7x7xf32>
  %flat = stablehlo.reshape %first : (tensor<4x16x7x7xf32>) -> tensor<4x784xf32>
  return %flat : tensor<4x784xf32>
}
