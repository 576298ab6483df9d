// RUN: roundtrip
// UPSTREAM
// UPSTREAM-SAME

func.func @f(%t: tensor<4x?xf32>, %i: index, %e: tensor<?xindex>, %s: !shape.shape, %z: !shape.size) {
  %0 = shape.shape_of %t : tensor<4x?xf32> -> tensor<2xindex>
  %1 = shape.shape_of %t : tensor<4x?xf32> -> !shape.shape
  %2 = shape.broadcast %e, %e : tensor<?xindex>, tensor<?xindex> -> tensor<?xindex>
  %3 = shape.broadcast %s, %s, %s : !shape.shape, !shape.shape, !shape.shape -> !shape.shape
  %4 = shape.const_shape [1, 2, 3] : tensor<3xindex>
  %5 = shape.const_shape [4, 5, 6] : !shape.shape
  %6 = shape.num_elements %e : tensor<?xindex> -> index
  %7 = shape.num_elements %s : !shape.shape -> !shape.size
  %8 = shape.get_extent %e, %i : tensor<?xindex>, index -> index
  %9 = shape.get_extent %s, %z : !shape.shape, !shape.size -> !shape.size
  %10 = shape.from_extents %i, %i : index, index
  %11 = shape.to_extent_tensor %s : !shape.shape -> tensor<?xindex>
  %12 = shape.index_to_size %i
  %13 = shape.size_to_index %z : !shape.size
  %14 = shape.cstr_broadcastable %e, %e : tensor<?xindex>, tensor<?xindex>
  %15:2 = shape.assuming %14 -> (index, index) {
    shape.assuming_yield %i, %i : index, index
  }
  shape.assuming %14 {
  }
  %16 = shape.const_size 3
  %17 = shape.const_witness true
  %18 = shape.assuming_all %14, %17
  %19 = shape.concat %s, %s : !shape.shape, !shape.shape -> !shape.shape
  %20 = shape.rank %s : !shape.shape -> !shape.size
  %21 = shape.dim %t, %i : tensor<4x?xf32>, index -> index
  %22 = shape.is_broadcastable %e, %e : tensor<?xindex>, tensor<?xindex>
  %23 = shape.add %z, %z : !shape.size, !shape.size -> !shape.size
  %24 = shape.mul %i, %i : index, index -> index
  %25 = shape.div %i, %i : index, index -> index
  %26 = shape.cstr_eq %e, %e : tensor<?xindex>, tensor<?xindex>
  %27 = shape.shape_eq %e, %e : tensor<?xindex>, tensor<?xindex>
  %29 = shape.from_extent_tensor %e : tensor<?xindex>
  %30, %31 = "shape.split_at"(%e, %i) : (tensor<?xindex>, index) -> (tensor<?xindex>, tensor<?xindex>)
  %32 = shape.any %s, %s : !shape.shape, !shape.shape -> !shape.shape
  %33 = shape.cstr_require %22, "msg"
  return
}
