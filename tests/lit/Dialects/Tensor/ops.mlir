// RUN: roundtrip
// UPSTREAM
// UPSTREAM-SAME

func.func @f(%t: tensor<4x?xf32>, %i: index, %s: f32, %u: tensor<*xf32>, %sh: tensor<2xindex>, %q: tensor<4x4xi32>) {
  %0 = tensor.empty(%i) : tensor<4x?xf32>
  %1 = tensor.extract %t[%i, %i] : tensor<4x?xf32>
  %2 = tensor.insert %s into %t[%i, %i] : tensor<4x?xf32>
  %3 = tensor.dim %t, %i : tensor<4x?xf32>
  %4 = tensor.rank %u : tensor<*xf32>
  %5 = tensor.cast %t : tensor<4x?xf32> to tensor<?x?xf32>
  %6 = tensor.from_elements %s, %s : tensor<2xf32>
  %7 = tensor.generate %i, %i {
  ^bb0(%a: index, %b: index):
    tensor.yield %s : f32
  } : tensor<?x?xf32>
  %8 = tensor.splat %s : tensor<2x3xf32>
  %9 = tensor.splat %s[%i] : tensor<2x?xf32>
  %10 = tensor.extract_slice %t[0, %i] [2, %i] [1, 1] : tensor<4x?xf32> to tensor<2x?xf32>
  %11 = tensor.insert_slice %10 into %t[0, %i] [2, %i] [1, 1] : tensor<2x?xf32> into tensor<4x?xf32>
  %12 = tensor.pad %t low[0, %i] high[1, 2] {
  ^bb0(%a: index, %b: index):
    tensor.yield %s : f32
  } : tensor<4x?xf32> to tensor<5x?xf32>
  %13 = tensor.collapse_shape %t [[0, 1]] : tensor<4x?xf32> into tensor<?xf32>
  %14 = tensor.expand_shape %t [[0, 1], [2]] output_shape [2, 2, %i] : tensor<4x?xf32> into tensor<2x2x?xf32>
  %15 = tensor.reshape %t(%sh) : (tensor<4x?xf32>, tensor<2xindex>) -> tensor<?x?xf32>
  %16 = tensor.concat dim(0) %t, %t : (tensor<4x?xf32>, tensor<4x?xf32>) -> tensor<8x?xf32>
  %17 = tensor.bitcast %q : tensor<4x4xi32> to tensor<4x4xui32>
  %idx = tensor.splat %i : tensor<6x7x1xindex>
  %st = tensor.empty() : tensor<5x6xf32>
  %18 = tensor.gather %st[%idx] gather_dims([0]) : (tensor<5x6xf32>, tensor<6x7x1xindex>) -> tensor<6x7x1x6xf32>
  %19 = tensor.scatter %18 into %st[%idx] scatter_dims([0]) unique : (tensor<6x7x1x6xf32>, tensor<5x6xf32>, tensor<6x7x1xindex>) -> tensor<5x6xf32>
  %20 = tensor.extract_slice %t[0, 0] [1, 2] [1, 1] : tensor<4x?xf32> to tensor<2xf32>
  %21 = tensor.pad %t nofold low[0, 0] high[1, 2] {
  ^bb0(%a: index, %b: index):
    tensor.yield %s : f32
  } : tensor<4x?xf32> to tensor<5x?xf32>
  return
}
