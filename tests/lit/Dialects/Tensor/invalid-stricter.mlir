// Upstream says these otherwise or not at all.
// RUN: nacre opt %s --split-input-file --verify-diagnostics

func.func @from_elements(%a: f32) {
  // expected-error @+1 {{number of operands (1) does not match the number of elements (2)}}
  %0 = tensor.from_elements %a : tensor<2xf32>
  return
}

// -----

func.func @collapse_scalar(%t: tensor<1x2xf32>) {
  // expected-error @+1 {{invalid to reshape tensor/memref with non-unit extent dimensions to zero-rank tensor/memref}}
  %0 = tensor.collapse_shape %t [] : tensor<1x2xf32> into tensor<f32>
  return
}
