// RUN: nacre opt -symbol-dce %s | FileCheck %s

// @cycle_a and @cycle_b keep only each other alive.
// CHECK-NOT: @dead
// CHECK-NOT: @cycle
// CHECK: memref.global "private" constant @table
// CHECK: func.func private @used_by_used
// CHECK: func.func private @used
// CHECK: func.func @public
// CHECK-NOT: @dead
// CHECK-NOT: @cycle
memref.global "private" constant @table : memref<2xf32> = dense<1.0>
memref.global "private" constant @dead_table : memref<2xf32> = dense<1.0>
func.func private @used_by_used() -> memref<2xf32> {
  %0 = memref.get_global @table : memref<2xf32>
  return %0 : memref<2xf32>
}
func.func private @used() -> memref<2xf32> {
  %0 = func.call @used_by_used() : () -> memref<2xf32>
  return %0 : memref<2xf32>
}
func.func private @dead()
func.func private @cycle_a() {
  func.call @cycle_b() : () -> ()
  return
}
func.func private @cycle_b() {
  func.call @cycle_a() : () -> ()
  return
}
func.func @public() -> memref<2xf32> {
  %0 = func.call @used() : () -> memref<2xf32>
  return %0 : memref<2xf32>
}
