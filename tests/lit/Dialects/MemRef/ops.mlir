// RUN: roundtrip %s
// UPSTREAM
// UPSTREAM-SAME
// An example of every operation of memref in its custom form.

memref.global "private" constant @table : memref<4xf32> = dense<[1.000000e+00, 2.000000e+00, 3.000000e+00, 4.000000e+00]>
memref.global @scratch : memref<8xi32> = uninitialized {alignment = 64 : i64}
memref.global "private" @external : memref<8xi32>

func.func @allocation(%n: index) {
  %0 = memref.alloc() : memref<4xf32>
  %1 = memref.alloc(%n) : memref<?x4xf32>
  %2 = memref.alloc(%n) {alignment = 64 : i64} : memref<?xf32, 3>
  %3 = memref.alloca() {alignment = 16 : i64} : memref<4x4xf32>
  %4 = memref.alloc(%n)[%n] : memref<?xf32, affine_map<(d0)[s0] -> (d0 + s0)>>
  memref.dealloc %0 : memref<4xf32>
  %5 = memref.get_global @table : memref<4xf32>
  %6 = memref.realloc %0 : memref<4xf32> to memref<8xf32>
  memref.alloca_scope {
    %7 = memref.alloca() : memref<4xf32>
  }
  return
}

func.func @access(%m: memref<4x?xf32>, %u: memref<*xf32>, %i: index, %x: f32) {
  %0 = memref.load %m[%i, %i] : memref<4x?xf32>
  %1 = memref.load %m[%i, %i] {nontemporal = true} : memref<4x?xf32>
  memref.store %x, %m[%i, %i] : memref<4x?xf32>
  memref.store %x, %m[%i, %i] {alignment = 8 : i64} : memref<4x?xf32>
  %2 = memref.dim %m, %i : memref<4x?xf32>
  %3 = memref.dim %u, %i : memref<*xf32>
  %4 = memref.rank %u : memref<*xf32>
  %5 = memref.cast %m : memref<4x?xf32> to memref<?x?xf32>
  memref.copy %m, %5 : memref<4x?xf32> to memref<?x?xf32>
  memref.prefetch %m[%i, %i], read, locality<3>, data : memref<4x?xf32>
  memref.prefetch %m[%i, %i], write, locality<0>, instr : memref<4x?xf32>
  %6 = memref.assume_alignment %m, 16 : memref<4x?xf32>
  %7 = memref.atomic_rmw addf %x, %m[%i, %i] : (f32, memref<4x?xf32>) -> f32
  %8 = memref.memory_space_cast %m : memref<4x?xf32> to memref<4x?xf32, 3>
  return
}

func.func @views(%m: memref<8x16xf32>, %b: memref<2048xi8>, %d: memref<?x?xf32, strided<[?, 1], offset: ?>>, %i: index) {
  %0 = memref.subview %m[0, %i] [4, %i] [1, 2] : memref<8x16xf32> to memref<4x?xf32, strided<[16, 2], offset: ?>>
  %1 = memref.subview %m[2, 3] [1, 4] [1, 1] : memref<8x16xf32> to memref<4xf32, strided<[1], offset: 35>>
  %2 = memref.reinterpret_cast %m to offset: [%i], sizes: [4, %i], strides: [%i, 1] : memref<8x16xf32> to memref<4x?xf32, strided<[?, 1], offset: ?>>
  %3 = memref.reinterpret_cast %m to offset: [0], sizes: [128], strides: [1] : memref<8x16xf32> to memref<128xf32>
  %4 = memref.collapse_shape %m [[0, 1]] : memref<8x16xf32> into memref<128xf32>
  %5 = memref.expand_shape %4 [[0, 1, 2]] output_shape [2, 8, 8] : memref<128xf32> into memref<2x8x8xf32>
  %6 = memref.view %b[%i][] : memref<2048xi8> to memref<16x4xf32>
  %7 = memref.view %b[%i][%i] : memref<2048xi8> to memref<?x4xf32>
  %base, %offset, %sizes:2, %strides:2 = memref.extract_strided_metadata %d : memref<?x?xf32, strided<[?, 1], offset: ?>> -> memref<f32>, index, index, index, index, index
  %8 = memref.extract_aligned_pointer_as_index %m : memref<8x16xf32> -> index
  %9 = memref.transpose %m (d0, d1) -> (d1, d0) : memref<8x16xf32> to memref<16x8xf32, strided<[1, 16]>>
  %10 = memref.expand_shape %d [[0, 1], [2]] output_shape [%i, 4, %i] : memref<?x?xf32, strided<[?, 1], offset: ?>> into memref<?x4x?xf32, strided<[?, ?, 1], offset: ?>>
  return
}
