// RUN: nacre opt %s --split-input-file --verify-diagnostics
// UPSTREAM: --split-input-file --verify-diagnostics

func.func @empty() {
  // expected-error @+1 {{incorrect number of dynamic sizes, has 0, expected 1}}
  %0 = tensor.empty() : tensor<4x?xf32>
  return
}

// -----

func.func @splat(%a: f32, %n: index) {
  // expected-error @+1 {{incorrect number of dynamic sizes, has 1, expected 2}}
  %0 = tensor.splat %a[%n] : tensor<1x?x?xf32>
  return
}

// -----

func.func @from_elements_dynamic(%a: f32) {
  // expected-error @+1 {{must be statically shaped tensor of any type values, but got 'tensor<?xf32>'}}
  %0 = "tensor.from_elements"(%a) : (f32) -> tensor<?xf32>
  return
}

// -----

func.func @generate(%m: index) {
  // expected-error @+1 {{incorrect number of dynamic sizes, has 1, expected 2}}
  %0 = tensor.generate %m {
  ^bb0(%i: index, %j: index, %k: index):
    %e = tensor.rank %m2 : tensor<4xf32>
    tensor.yield %e : index
  } : tensor<?x3x?xindex>
  %m2 = tensor.empty() : tensor<4xf32>
  return
}

// -----

func.func @generate_arguments(%m: index) {
  // expected-error @+1 {{must have one body argument per input dimension}}
  %0 = tensor.generate %m {
  ^bb0(%i: index):
    tensor.yield %i : index
  } : tensor<?x3xindex>
  return
}

// -----

func.func @generate_types(%m: index, %x: f32) {
  // expected-error @+1 {{all body arguments must be index}}
  %0 = tensor.generate %m {
  ^bb0(%i: index, %j: i64):
    tensor.yield %x : f32
  } : tensor<?x3xf32>
  return
}

// -----

func.func @generate_yield(%m: index) {
  // expected-error @+1 {{body must be terminated with a `yield` operation of the tensor element type}}
  %0 = tensor.generate %m {
  ^bb0(%i: index, %j: index):
    tensor.yield %i : index
  } : tensor<?x3xf32>
  return
}

// -----

func.func @extract(%t: tensor<4x4xf32>, %i: index) {
  // expected-error @+1 {{incorrect number of indices for extract_element}}
  %0 = tensor.extract %t[%i] : tensor<4x4xf32>
  return
}

// -----

func.func @insert(%t: tensor<4x4xf32>, %x: f32, %i: index) {
  // expected-error @+1 {{incorrect number of indices}}
  %0 = tensor.insert %x into %t[%i] : tensor<4x4xf32>
  return
}

// -----

func.func @cast_elements(%t: tensor<4xf32>) {
  // expected-error @+1 {{operand type 'tensor<4xf32>' and result type 'tensor<4xi32>' are cast incompatible}}
  %0 = tensor.cast %t : tensor<4xf32> to tensor<4xi32>
  return
}

// -----

func.func @cast_shape(%t: tensor<4xf32>) {
  // expected-error @+1 {{operand type 'tensor<4xf32>' and result type 'tensor<5xf32>' are cast incompatible}}
  %0 = tensor.cast %t : tensor<4xf32> to tensor<5xf32>
  return
}

// -----

func.func @bitcast(%t: tensor<4xf32>) {
  // expected-error @+1 {{operand type 'tensor<4xf32>' and result type 'tensor<4xi16>' are cast incompatible}}
  %0 = tensor.bitcast %t : tensor<4xf32> to tensor<4xi16>
  return
}

// -----

func.func @reshape_elements(%t: tensor<1xf32>, %s: tensor<1xi32>) {
  // expected-error @+1 {{element types of source and destination tensor types should be the same}}
  tensor.reshape %t(%s) : (tensor<1xf32>, tensor<1xi32>) -> tensor<?xi32>
  return
}

// -----

func.func @reshape_dynamic_rank(%t: tensor<1xf32>, %s: tensor<?xi32>) {
  // expected-error @+1 {{cannot use shape operand with dynamic length to reshape to statically-ranked tensor type}}
  tensor.reshape %t(%s) : (tensor<1xf32>, tensor<?xi32>) -> tensor<?xf32>
  return
}

// -----

func.func @reshape_rank(%t: tensor<1xf32>, %s: tensor<1xi32>) {
  // expected-error @+1 {{length of shape operand differs from the result's tensor rank}}
  tensor.reshape %t(%s) : (tensor<1xf32>, tensor<1xi32>) -> tensor<?x?xf32>
  return
}

// -----

func.func @reshape_count(%t: tensor<1xf32>, %s: tensor<1xi32>) {
  // expected-error @+1 {{source and destination tensor should have the same number of elements}}
  tensor.reshape %t(%s) : (tensor<1xf32>, tensor<1xi32>) -> tensor<10xf32>
  return
}

// -----

func.func @collapse_maps(%t: tensor<4x5x6xf32>) {
  // expected-error @+1 {{expected collapsed rank (2) to equal the number of reassociation maps (1)}}
  %0 = tensor.collapse_shape %t [[0, 1]] : tensor<4x5x6xf32> into tensor<20x6xf32>
  return
}

// -----

func.func @collapse_size(%t: tensor<4x5x6xf32>) {
  // expected-error @+1 {{expected dimension 0 of collapsed type to be static value of 20}}
  %0 = tensor.collapse_shape %t [[0, 1], [2]] : tensor<4x5x6xf32> into tensor<?x6xf32>
  return
}

// -----

func.func @collapse_dynamic(%t: tensor<?x5x6xf32>) {
  // expected-error @+1 {{expected dimension 0 of collapsed type to be dynamic since one or more of the corresponding dimensions in the expanded type is dynamic}}
  %0 = tensor.collapse_shape %t [[0, 1], [2]] : tensor<?x5x6xf32> into tensor<20x6xf32>
  return
}

// -----

func.func @expand_count(%t: tensor<?xf32>, %n: index) {
  // expected-error @+1 {{expected number of static shape dims to be equal to the output rank (3) but found 2 inputs instead}}
  %0 = tensor.expand_shape %t [[0, 1, 2]] output_shape [%n, 4] : tensor<?xf32> into tensor<?x4x5xf32>
  return
}

// -----

func.func @slice_rank(%t: tensor<8x16x4xf32>) {
  // expected-error @+1 {{expected mixed offsets rank to match mixed sizes rank (2 vs 3) so the rank of the result type is well-formed.}}
  %0 = tensor.extract_slice %t[0, 0] [8, 16, 4] [1, 1, 1] : tensor<8x16x4xf32> to tensor<8x16x4xf32>
  return
}

// -----

func.func @slice_type(%t: tensor<8x16x4xf32>) {
  // expected-error @+1 {{expected type to be 'tensor<4x4x4xf32>' or a rank-reduced version. (size mismatch)}}
  %0 = tensor.extract_slice %t[0, 0, 0] [4, 4, 4] [1, 1, 1] : tensor<8x16x4xf32> to tensor<4x4x2xf32>
  return
}

// -----

func.func @slice_offset(%t: tensor<10xf32>) {
  // expected-error @+1 {{offset 0 is out-of-bounds: 10 >= 10}}
  %0 = tensor.extract_slice %t[10] [1] [1] : tensor<10xf32> to tensor<1xf32>
  return
}

// -----

func.func @slice_end(%t: tensor<10xf32>) {
  // expected-error @+1 {{slice along dimension 0 runs out-of-bounds: 10 >= 10}}
  %0 = tensor.extract_slice %t[2] [5] [2] : tensor<10xf32> to tensor<5xf32>
  return
}

// -----

func.func @insert_slice(%t: tensor<8x16x4xf32>, %s: tensor<4x4x4x4xf32>) {
  // expected-error @+1 {{expected rank to be smaller or equal to the other rank}}
  %0 = tensor.insert_slice %s into %t[0, 0, 0] [4, 4, 4] [1, 1, 1] : tensor<4x4x4x4xf32> into tensor<8x16x4xf32>
  return
}

// -----

func.func @pad_type(%t: tensor<?x2x3x4xi32>, %n: index, %v: i32) {
  // expected-error @+1 {{specified type 'tensor<?x?x?x8xi32>' does not match the inferred type 'tensor<?x?x?x9xi32>}}
  %0 = tensor.pad %t low[1, %n, 2, 2] high[1, 2, %n, 3] {
  ^bb0(%i: index, %j: index, %k: index, %l: index):
    tensor.yield %v : i32
  } : tensor<?x2x3x4xi32> to tensor<?x?x?x8xi32>
  return
}

// -----

func.func @concat_none() {
  // expected-error @+1 {{requires at least one input}}
  %0 = tensor.concat dim(0) : () -> tensor<f32>
  return
}

// -----

func.func @concat_dim(%t: tensor<3xf32>) {
  // expected-error @+1 {{concatenation dim must be less than the tensor rank}}
  %0 = tensor.concat dim(1) %t : (tensor<3xf32>) -> tensor<3xf32>
  return
}

// -----

func.func @concat_elements(%t: tensor<3xf32>) {
  // expected-error @+1 {{inputs and result element type must match}}
  %0 = tensor.concat dim(0) %t, %t : (tensor<3xf32>, tensor<3xf32>) -> tensor<6xi32>
  return
}

// -----

func.func @concat_sizes(%a: tensor<3x4xf32>, %b: tensor<3x5xf32>) {
  // expected-error @+1 {{static concatenation size mismatch along non-concatenated dimension 1}}
  %0 = tensor.concat dim(0) %a, %b : (tensor<3x4xf32>, tensor<3x5xf32>) -> tensor<6x4xf32>
  return
}

// -----

func.func @concat_result(%a: tensor<3xf32>) {
  // expected-error @+1 {{result type 'tensor<7xf32>'does not match inferred shape 'tensor<6xf32>' static sizes}}
  %0 = tensor.concat dim(0) %a, %a : (tensor<3xf32>, tensor<3xf32>) -> tensor<7xf32>
  return
}

// -----

func.func @gather_empty(%t: tensor<4x5x6xf32>, %i: tensor<1x2x3xindex>) {
  // expected-error @+1 {{gather_dims must be non-empty}}
  %0 = tensor.gather %t[%i] gather_dims([]) : (tensor<4x5x6xf32>, tensor<1x2x3xindex>) -> tensor<1x2xf32>
  return
}

// -----

func.func @gather_order(%t: tensor<4x5x6xf32>, %i: tensor<1x2x2xindex>) {
  // expected-error @+1 {{gather_dims values must be strictly increasing}}
  %0 = tensor.gather %t[%i] gather_dims([1, 0]) : (tensor<4x5x6xf32>, tensor<1x2x2xindex>) -> tensor<1x2x6xf32>
  return
}

// -----

func.func @gather_result(%t: tensor<4x5x6xf32>, %i: tensor<1x2x1xindex>) {
  // expected-error @+1 {{result type mismatch: expected 'tensor<1x2x1x5x6xf32>' or its rank-reduced variant 'tensor<1x2x5x6xf32>' (got: 'tensor<1x2x4x6xf32>')}}
  %0 = tensor.gather %t[%i] gather_dims([0]) : (tensor<4x5x6xf32>, tensor<1x2x1xindex>) -> tensor<1x2x4x6xf32>
  return
}

// -----

func.func @scatter_unique(%s: tensor<1x2x5x6xf32>, %t: tensor<4x5x6xf32>, %i: tensor<1x2x1xindex>) {
  // expected-error @+1 {{requires 'unique' attribute to be set}}
  %0 = tensor.scatter %s into %t[%i] scatter_dims([0]) : (tensor<1x2x5x6xf32>, tensor<4x5x6xf32>, tensor<1x2x1xindex>) -> tensor<4x5x6xf32>
  return
}
