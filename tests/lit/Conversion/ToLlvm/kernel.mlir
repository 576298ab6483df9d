// RUN: nacre opt --convert-to-llvm %s | FileCheck %s

// CHECK: llvm.func internal @k.body(%{{.*}}: !llvm.ptr {llvm.align = 64 : i64, llvm.noalias, llvm.nonnull, llvm.noundef}, %{{.*}}: !llvm.ptr {llvm.align = 64 : i64, llvm.nonnull, llvm.noundef}, %{{.*}}: i64 {llvm.noundef}, %{{.*}}: i64 {llvm.noundef}) attributes {always_inline,
// CHECK: llvm.func @k(%[[ARGS:.*]]: !llvm.ptr, %[[BEGIN:.*]]: i64, %[[END:.*]]: i64)
// CHECK: %[[BUFFERS:.*]] = llvm.load %[[ARGS]] invariant : !llvm.ptr -> !llvm.ptr
// CHECK: llvm.call @k.body(%{{.*}}, %{{.*}}, %[[BEGIN]], %[[END]])
func.func @k(%a: memref<64xf32>, %b: memref<64xf32> {nacre.may_alias}, %begin: index, %end: index) attributes {nacre.kernel_abi} {
  return
}

// CHECK-LABEL: llvm.func @address
func.func @address(%m: memref<4x8xf32>, %i: index, %j: index) -> vector<4xf32> {
  // CHECK: %[[EIGHT:.*]] = llvm.mlir.constant(8 : i64) : i64
  // CHECK: %[[ROW:.*]] = llvm.mul %{{.*}}, %[[EIGHT]] overflow<nsw> : i64
  // CHECK: %[[AT:.*]] = llvm.add %[[ROW]], %{{.*}} overflow<nsw> : i64
  // CHECK: %[[P:.*]] = llvm.getelementptr inbounds %{{.*}}[%[[AT]]] : (!llvm.ptr, i64) -> !llvm.ptr, f32
  // CHECK: llvm.load %[[P]] {alignment = 4 : i64} : !llvm.ptr -> vector<4xf32>
  %0 = vector.load %m[%i, %j] : memref<4x8xf32>, vector<4xf32>
  return %0 : vector<4xf32>
}

// CHECK-LABEL: llvm.func @flags
func.func @flags(%a: f32, %v: vector<4xf32>) -> f32 {
  // CHECK: llvm.fadd %{{.*}}, %{{.*}} {fastmathFlags = #llvm.fastmath<contract, reassoc>} : f32
  %0 = arith.addf %a, %a fastmath<reassoc, contract> : f32
  // CHECK: "llvm.intr.vector.reduce.fadd"(%{{.*}}, %{{.*}}) <{fastmathFlags = #llvm.fastmath<reassoc>}> : (f32, vector<4xf32>) -> f32
  %1 = vector.reduction <add>, %v, %0 fastmath<reassoc> : vector<4xf32> into f32
  return %1 : f32
}

// CHECK-LABEL: llvm.func @two_dimensions
func.func @two_dimensions(%a: vector<2x4xf32>) -> vector<2x4xf32> {
  // CHECK-COUNT-2: llvm.fmul %{{.*}}, %{{.*}} : vector<4xf32>
  %0 = arith.mulf %a, %a : vector<2x4xf32>
  return %0 : vector<2x4xf32>
}

// CHECK-LABEL: llvm.func @subview
func.func @subview(%m: memref<4x8xf32>, %i: index) -> f32 {
  %s = memref.subview %m[%i, 2] [2, 4] [1, 1] : memref<4x8xf32> to memref<2x4xf32, strided<[8, 1], offset: ?>>
  %c1 = arith.constant 1 : index
  // CHECK: llvm.load %{{.*}} : !llvm.ptr -> f32
  %0 = memref.load %s[%c1, %c1] : memref<2x4xf32, strided<[8, 1], offset: ?>>
  return %0 : f32
}
