// RUN: roundtrip %s
// UPSTREAM
// An example of every operation of vector in its custom form.

func.func @shapes(%x: f32, %v: vector<4xf32>, %m: vector<2x4xf32>, %i: index) {
  %0 = vector.broadcast %x : f32 to vector<4xf32>
  %1 = vector.broadcast %v : vector<4xf32> to vector<2x4xf32>
  %2 = vector.extract %v[1] : f32 from vector<4xf32>
  %3 = vector.extract %m[%i] : vector<4xf32> from vector<2x4xf32>
  %4 = vector.extract %m[1, %i] : f32 from vector<2x4xf32>
  %5 = vector.extract %m[] : vector<2x4xf32> from vector<2x4xf32>
  %6 = vector.insert %x, %v[%i] : f32 into vector<4xf32>
  %7 = vector.insert %v, %m[0] : vector<4xf32> into vector<2x4xf32>
  %8 = vector.extract_strided_slice %m {offsets = [0, 1], sizes = [2, 2], strides = [1, 1]} : vector<2x4xf32> to vector<2x2xf32>
  %9 = vector.insert_strided_slice %v, %m {offsets = [1, 0], strides = [1]} : vector<4xf32> into vector<2x4xf32>
  %10 = vector.shuffle %v, %v [0, 4, 1, -1, 2] : vector<4xf32>, vector<4xf32>
  %11 = vector.shape_cast %m : vector<2x4xf32> to vector<8xf32>
  %12 = vector.bitcast %v : vector<4xf32> to vector<8xf16>
  %13 = vector.transpose %m, [1, 0] : vector<2x4xf32> to vector<4x2xf32>
  %14 = vector.from_elements %x, %x, %x : vector<3xf32>
  %15:4 = vector.to_elements %v : vector<4xf32>
  %16 = vector.step : vector<8xindex>
  %17 = vector.interleave %v, %v : vector<4xf32> -> vector<8xf32>
  %18, %19 = vector.deinterleave %17 : vector<8xf32> -> vector<4xf32>
  return
}

func.func @arithmetic(%x: f32, %v: vector<4xf32>, %m: vector<2x4xf32>, %w: vector<4x8xf32>, %acc: vector<2x8xf32>, %mask: vector<4xi1>) {
  %0 = vector.fma %v, %v, %v : vector<4xf32>
  %1 = vector.reduction <add>, %v : vector<4xf32> into f32
  %2 = vector.reduction <mul>, %v, %x fastmath<reassoc> : vector<4xf32> into f32
  %3 = vector.multi_reduction <maximumf>, %m, %v [0] : vector<2x4xf32> to vector<4xf32>
  %4 = vector.multi_reduction <add>, %m, %x [0, 1] : vector<2x4xf32> to f32
  %5 = vector.contract {indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d2)>, affine_map<(d0, d1, d2) -> (d2, d1)>, affine_map<(d0, d1, d2) -> (d0, d1)>], iterator_types = ["parallel", "parallel", "reduction"], kind = #vector.kind<add>} %m, %w, %acc : vector<2x4xf32>, vector<4x8xf32> into vector<2x8xf32>
  %6 = vector.outerproduct %v, %v : vector<4xf32>, vector<4xf32>
  %7 = vector.mask %mask { vector.reduction <add>, %v : vector<4xf32> into f32 } : vector<4xi1> -> f32
  %8, %9 = vector.scan <add>, %m, %v {inclusive = true, reduction_dim = 0 : i64} : vector<2x4xf32>, vector<4xf32>
  return
}

func.func @memory(%a: memref<?x16xf32>, %u: memref<64xf32>, %i: index, %x: f32, %v: vector<4xf32>, %mask: vector<4xi1>, %idx: vector<4xi32>) {
  %0 = vector.load %a[%i, %i] : memref<?x16xf32>, vector<4xf32>
  %1 = vector.load %a[%i, %i] {alignment = 16 : i64, nontemporal = true} : memref<?x16xf32>, vector<4xf32>
  vector.store %v, %a[%i, %i] : memref<?x16xf32>, vector<4xf32>
  %2 = vector.maskedload %u[%i], %mask, %v : memref<64xf32>, vector<4xi1>, vector<4xf32> into vector<4xf32>
  vector.maskedstore %u[%i], %mask, %v : memref<64xf32>, vector<4xi1>, vector<4xf32>
  %3 = vector.gather %u[%i] [%idx], %mask, %v : memref<64xf32>, vector<4xi32>, vector<4xi1>, vector<4xf32> into vector<4xf32>
  vector.scatter %u[%i] [%idx], %mask, %v : memref<64xf32>, vector<4xi32>, vector<4xi1>, vector<4xf32>
  %4 = vector.transfer_read %a[%i, %i], %x : memref<?x16xf32>, vector<4xf32>
  %5 = vector.transfer_read %a[%i, %i], %x {in_bounds = [true]} : memref<?x16xf32>, vector<4xf32>
  %6 = vector.transfer_read %a[%i, %i], %x, %mask {in_bounds = [true], permutation_map = affine_map<(d0, d1) -> (d0)>} : memref<?x16xf32>, vector<4xf32>
  vector.transfer_write %v, %a[%i, %i] : vector<4xf32>, memref<?x16xf32>
  vector.transfer_write %v, %a[%i, %i], %mask {in_bounds = [true]} : vector<4xf32>, memref<?x16xf32>
  %7 = vector.create_mask %i : vector<4xi1>
  %8 = vector.constant_mask [2] : vector<4xi1>
  %9 = vector.expandload %u[%i], %mask, %v : memref<64xf32>, vector<4xi1>, vector<4xf32> into vector<4xf32>
  vector.compressstore %u[%i], %mask, %v : memref<64xf32>, vector<4xi1>, vector<4xf32>
  vector.print %v : vector<4xf32>
  vector.print str "text"
  %10 = vector.type_cast %u : memref<64xf32> to memref<vector<64xf32>>
  vector.print punctuation <comma>
  vector.print punctuation <newline>
  return
}
