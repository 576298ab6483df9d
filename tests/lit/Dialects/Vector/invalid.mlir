// RUN: nacre opt %s --split-input-file --verify-diagnostics
// UPSTREAM: --split-input-file --verify-diagnostics

func.func @broadcast(%v: vector<4xf32>) {
  // expected-error @+1 {{dimension mismatch (4 vs. 8)}}
  %0 = vector.broadcast %v : vector<4xf32> to vector<2x8xf32>
  return
}

// -----

func.func @broadcast_rank(%v: vector<2x4xf32>) {
  // expected-error @+1 {{source rank higher than destination rank}}
  %0 = vector.broadcast %v : vector<2x4xf32> to vector<4xf32>
  return
}

// -----

func.func @broadcast_type(%v: i32) {
  // expected-error @+1 {{failed to verify that source operand and result have same element type}}
  %0 = vector.broadcast %v : i32 to vector<4xf32>
  return
}

// -----

func.func @extract_rank(%v: vector<4xf32>) {
  // expected-error @+1 {{expected position attribute of rank no greater than vector rank}}
  %0 = vector.extract %v[0, 1] : f32 from vector<4xf32>
  return
}

// -----

func.func @extract_bounds(%v: vector<4xf32>) {
  // expected-error @+1 {{expected position attribute #1 to be a non-negative integer smaller than the corresponding vector dimension or poison (-1)}}
  %0 = vector.extract %v[4] : f32 from vector<4xf32>
  return
}

// -----

func.func @insert_bounds(%x: f32, %v: vector<4xf32>) {
  // expected-error @+1 {{expected position attribute #1 to be a non-negative integer smaller than the corresponding dest vector dimension}}
  %0 = vector.insert %x, %v[-2] : f32 into vector<4xf32>
  return
}

// -----

func.func @insert_rank(%x: f32, %v: vector<2x4xf32>) {
  // expected-error @+1 {{expected position attribute rank to match the dest vector rank}}
  %0 = vector.insert %x, %v[1] : f32 into vector<2x4xf32>
  return
}

// -----

func.func @slice_size(%v: vector<4x8xf32>) {
  // expected-error @+1 {{expected offsets, sizes and strides attributes of same size}}
  %0 = vector.extract_strided_slice %v {offsets = [2, 2], sizes = [2], strides = [1, 1]} : vector<4x8xf32> to vector<2x8xf32>
  return
}

// -----

func.func @slice_bounds(%v: vector<4x8xf32>) {
  // expected-error @+1 {{expected sum(offsets, sizes) dimension 0 to be confined to [1, 5)}}
  %0 = vector.extract_strided_slice %v {offsets = [2, 2], sizes = [3, 2], strides = [1, 1]} : vector<4x8xf32> to vector<3x2xf32>
  return
}

// -----

func.func @slice_stride(%v: vector<4x8xf32>) {
  // expected-error @+1 {{expected strides to be confined to [1, 2)}}
  %0 = vector.extract_strided_slice %v {offsets = [0], sizes = [2], strides = [2]} : vector<4x8xf32> to vector<2x8xf32>
  return
}

// -----

func.func @slice_type(%v: vector<4x8xf32>) {
  // expected-error @+1 {{expected result type to be 'vector<2x8xf32>'}}
  %0 = vector.extract_strided_slice %v {offsets = [0], sizes = [2], strides = [1]} : vector<4x8xf32> to vector<2x4xf32>
  return
}

// -----

func.func @slice_rank(%v: vector<4xf32>) {
  // expected-error @+1 {{expected offsets attribute of rank no greater than vector rank}}
  %0 = vector.extract_strided_slice %v {offsets = [0, 0], sizes = [2, 2], strides = [1, 1]} : vector<4xf32> to vector<2x2xf32>
  return
}

// -----

func.func @insert_slice(%v: vector<4xf32>, %w: vector<2x8xf32>) {
  // expected-error @+1 {{expected offsets of same size as destination vector rank}}
  %0 = vector.insert_strided_slice %v, %w {offsets = [0], strides = [1]} : vector<4xf32> into vector<2x8xf32>
  return
}

// -----

func.func @insert_slice_bounds(%v: vector<4xf32>, %w: vector<2x8xf32>) {
  // expected-error @+1 {{expected sum(offsets, source vector shape) dimension 1 to be confined to [1, 9)}}
  %0 = vector.insert_strided_slice %v, %w {offsets = [0, 6], strides = [1]} : vector<4xf32> into vector<2x8xf32>
  return
}

// -----

func.func @insert_slice_strides(%v: vector<4xf32>, %w: vector<2x8xf32>) {
  // expected-error @+1 {{expected strides of same size as source vector rank}}
  %0 = vector.insert_strided_slice %v, %w {offsets = [0, 0], strides = [1, 1]} : vector<4xf32> into vector<2x8xf32>
  return
}

// -----

func.func @shuffle(%v: vector<4xf32>, %w: vector<2xf32>) {
  // expected-error @+1 {{mask index #2 out of range}}
  %0 = vector.shuffle %v, %w [0, 6] : vector<4xf32>, vector<2xf32>
  return
}

// -----

func.func @shuffle_shape(%v: vector<4x2xf32>, %w: vector<2x3xf32>) {
  // expected-error @+1 {{dimension mismatch}}
  %0 = vector.shuffle %v, %w [0, 1] : vector<4x2xf32>, vector<2x3xf32>
  return
}

// -----

func.func @shape_cast(%v: vector<4xf32>) {
  // expected-error @+1 {{has different number of elements at source (4) and result (5)}}
  %0 = vector.shape_cast %v : vector<4xf32> to vector<5xf32>
  return
}

// -----

func.func @shape_cast_type(%v: vector<4xf32>) {
  // expected-error @+1 {{has different source and result element types}}
  %0 = vector.shape_cast %v : vector<4xf32> to vector<4xi32>
  return
}

// -----

func.func @bitcast(%v: vector<4xf32>) {
  // expected-error @+1 {{source/result bitwidth of the minor 1-D vectors must be equal}}
  %0 = vector.bitcast %v : vector<4xf32> to vector<4xf64>
  return
}

// -----

func.func @bitcast_dim(%v: vector<4x2xf32>) {
  // expected-error @+1 {{dimension size mismatch at: 0}}
  %0 = vector.bitcast %v : vector<4x2xf32> to vector<2x2xf64>
  return
}

// -----

func.func @bitcast_rank(%v: vector<4x2xf32>) {
  // expected-error @+1 {{failed to verify that all of {source, result} have same rank}}
  %0 = vector.bitcast %v : vector<4x2xf32> to vector<4xf64>
  return
}

// -----

func.func @transpose(%v: vector<4x2xf32>) {
  // expected-error @+1 {{dimension size mismatch at: 1}}
  %0 = vector.transpose %v, [1, 0] : vector<4x2xf32> to vector<4x2xf32>
  return
}

// -----

func.func @transpose_perm(%v: vector<4x2xf32>) {
  // expected-error @+1 {{duplicate position index: 1}}
  %0 = vector.transpose %v, [1, 1] : vector<4x2xf32> to vector<2x4xf32>
  return
}

// -----

func.func @transpose_len(%v: vector<4x2xf32>) {
  // expected-error @+1 {{transposition length mismatch: 1}}
  %0 = vector.transpose %v, [0] : vector<4x2xf32> to vector<4x2xf32>
  return
}

// -----

func.func @reduction(%v: vector<4x2xf32>) {
  // expected-error @+1 {{unsupported reduction rank: 2}}
  %0 = vector.reduction <add>, %v : vector<4x2xf32> into f32
  return
}

// -----

func.func @reduction_kind(%v: vector<4xf32>) {
  // expected-error @+1 {{unsupported reduction type ''f32'' for kind 'and'}}
  %0 = vector.reduction <and>, %v : vector<4xf32> into f32
  return
}

// -----

func.func @reduction_type(%v: vector<4xf32>) {
  // expected-error @+1 {{failed to verify that source operand and result have same element type}}
  %0 = vector.reduction <add>, %v : vector<4xf32> into f64
  return
}

// -----

func.func @multi(%v: vector<4x2xf32>, %a: vector<4xf32>) {
  // expected-error @+1 {{destination type 'vector<4xf32>' is incompatible with source type 'vector<4x2xf32>'}}
  %0 = vector.multi_reduction <add>, %v, %a [0] : vector<4x2xf32> to vector<4xf32>
  return
}

// -----

func.func @load(%m: memref<4x4xf32>, %i: index) {
  // expected-error @+1 {{requires 2 indices}}
  %0 = vector.load %m[%i] : memref<4x4xf32>, vector<4xf32>
  return
}

// -----

func.func @load_type(%m: memref<4xf32>, %i: index) {
  // expected-error @+1 {{base and result element types should match}}
  %0 = vector.load %m[%i] : memref<4xf32>, vector<4xi32>
  return
}

// -----

func.func @store(%m: memref<4x4xf32>, %i: index, %v: vector<4xf32>) {
  // expected-error @+1 {{requires 2 indices}}
  vector.store %v, %m[%i] : memref<4x4xf32>, vector<4xf32>
  return
}

// -----

func.func @store_type(%m: memref<4xf32>, %i: index, %v: vector<4xi32>) {
  // expected-error @+1 {{base and valueToStore element type should match}}
  vector.store %v, %m[%i] : memref<4xf32>, vector<4xi32>
  return
}

// -----

func.func @masked_mask(%m: memref<4xf32>, %i: index, %v: vector<4xf32>, %k: vector<3xi1>) {
  // expected-error @+1 {{expected result shape to match mask shape}}
  %0 = vector.maskedload %m[%i], %k, %v : memref<4xf32>, vector<3xi1>, vector<4xf32> into vector<4xf32>
  return
}

// -----

func.func @masked_pass(%m: memref<4xf32>, %i: index, %v: vector<5xf32>, %k: vector<4xi1>) {
  // expected-error @+1 {{expected pass_thru of same type as result type}}
  %0 = vector.maskedload %m[%i], %k, %v : memref<4xf32>, vector<4xi1>, vector<5xf32> into vector<4xf32>
  return
}

// -----

func.func @masked_store(%m: memref<4xf32>, %i: index, %v: vector<4xf32>, %k: vector<3xi1>) {
  // expected-error @+1 {{expected valueToStore shape to match mask shape}}
  vector.maskedstore %m[%i], %k, %v : memref<4xf32>, vector<3xi1>, vector<4xf32>
  return
}

// -----

func.func @masked_indices(%m: memref<4xf32>, %i: index, %v: vector<4xf32>, %k: vector<4xi1>) {
  // expected-error @+1 {{requires 1 indices}}
  %0 = vector.maskedload %m[%i, %i], %k, %v : memref<4xf32>, vector<4xi1>, vector<4xf32> into vector<4xf32>
  return
}

// -----

func.func @gather(%m: memref<4xf32>, %i: index, %v: vector<4xf32>, %k: vector<4xi1>, %x: vector<3xi32>) {
  // expected-error @+1 {{expected result dim to match indices dim}}
  %0 = vector.gather %m[%i] [%x], %k, %v : memref<4xf32>, vector<3xi32>, vector<4xi1>, vector<4xf32> into vector<4xf32>
  return
}

// -----

func.func @scatter(%m: memref<4xf32>, %i: index, %v: vector<4xf32>, %k: vector<4xi1>, %x: vector<3xi32>) {
  // expected-error @+1 {{expected valueToStore dim to match indices dim}}
  vector.scatter %m[%i] [%x], %k, %v : memref<4xf32>, vector<3xi32>, vector<4xi1>, vector<4xf32>
  return
}

// -----

func.func @gather_mask(%m: memref<4xf32>, %i: index, %v: vector<4xf32>, %k: vector<3xi1>, %x: vector<4xi32>) {
  // expected-error @+1 {{expected result dim to match mask dim}}
  %0 = vector.gather %m[%i] [%x], %k, %v : memref<4xf32>, vector<4xi32>, vector<3xi1>, vector<4xf32> into vector<4xf32>
  return
}

// -----

func.func @create(%i: index) {
  // expected-error @+1 {{must specify an operand for each result vector dimension}}
  %0 = vector.create_mask %i : vector<4x2xi1>
  return
}

// -----

func.func @constant() {
  // expected-error @+1 {{array attr of size out of bounds of vector result dimension size}}
  %0 = vector.constant_mask [5] : vector<4xi1>
  return
}

// -----

func.func @constant_rank() {
  // expected-error @+1 {{must specify array attr of size equal vector result rank}}
  %0 = vector.constant_mask [3, 1] : vector<4xi1>
  return
}

// -----

func.func @read_indices(%m: memref<4x4xf32>, %i: index, %x: f32) {
  // expected-error @+1 {{requires 2 indices}}
  %0 = vector.transfer_read %m[%i], %x : memref<4x4xf32>, vector<4xf32>
  return
}

// -----

func.func @read_map(%m: memref<4x4xf32>, %i: index, %x: f32) {
  // expected-error @+1 {{requires a permutation_map with input dims of the same rank as the source type}}
  %0 = vector.transfer_read %m[%i, %i], %x {permutation_map = affine_map<(d0) -> (d0)>} : memref<4x4xf32>, vector<4xf32>
  return
}

// -----

func.func @read_bounds(%m: memref<4x4xf32>, %i: index, %x: f32) {
  // expected-error @+1 {{expects the in_bounds attr of same rank as permutation_map results: affine_map<(d0, d1) -> (d1)> vs inBounds of size: 2}}
  %0 = vector.transfer_read %m[%i, %i], %x {in_bounds = [true, true]} : memref<4x4xf32>, vector<4xf32>
  return
}

// -----

func.func @write_indices(%m: memref<4x4xf32>, %i: index, %v: vector<4xf32>) {
  // expected-error @+1 {{requires 2 indices}}
  vector.transfer_write %v, %m[%i] : vector<4xf32>, memref<4x4xf32>
  return
}

// -----

func.func @contract(%a: vector<2x4xf32>, %b: vector<4x8xf32>, %c: vector<2x8xf32>) {
  // expected-error @+1 {{expected an indexing map for each vector operand}}
  %0 = vector.contract {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %a, %b, %c : vector<2x4xf32>, vector<4x8xf32> into vector<2x8xf32>
  return
}

// -----

func.func @contract_dims(%a: vector<2x4xf32>, %b: vector<4x8xf32>, %c: vector<2x8xf32>) {
  // expected-error @+1 {{expected indexing map 0 to have 3 number of inputs}}
  %0 = vector.contract {indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %a, %b, %c : vector<2x4xf32>, vector<4x8xf32> into vector<2x8xf32>
  return
}

// -----

func.func @contract_outs(%a: vector<2x4xf32>, %b: vector<4x8xf32>, %c: vector<2x8xf32>) {
  // expected-error @+1 {{expected indexing map 0 to have 2 number of outputs}}
  %0 = vector.contract {indexing_maps = [affine_map<(d0, d1, d2) -> (d0)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %a, %b, %c : vector<2x4xf32>, vector<4x8xf32> into vector<2x8xf32>
  return
}

// -----

func.func @mask_many(%v: vector<4xf32>, %k: vector<4xi1>) {
  // expected-error @+1 {{expects only one operation to mask}}
  %0 = "vector.mask"(%k) ({
    %1 = vector.reduction <add>, %v : vector<4xf32> into f32
    %2 = vector.reduction <mul>, %v : vector<4xf32> into f32
    vector.yield %1 : f32
  }) : (vector<4xi1>) -> f32
  return
}
