// Diagnostics that nobody expects, and expected ones that do not come, make the run fail.
// RUN: not nacre opt %s --verify-diagnostics 2>&1 | FileCheck %s

// CHECK: unexpected {{.*verify-diagnostics-fails.mlir:[0-9]+:[0-9]+: error: .*type of return operand 0}}
func.func @f(%a: i32) -> f32 {
  return %a : i32
}

// CHECK: expected error "never" was not produced
// expected-error @+1 {{never}}
