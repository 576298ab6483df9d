// RUN: nacre opt --split-input-file --verify-diagnostics %s

llvm.func @f() -> f32 {
  // expected-error@+1 {{expected 1 operand}}
  llvm.return
}

// -----

llvm.func @f(%p: !llvm.ptr, %i: i64) {
  // expected-error@+1 {{expected as many dynamic indices as specified}}
  %0 = "llvm.getelementptr"(%p, %i) <{elem_type = f32, rawConstantIndices = array<i32: 1>}> : (!llvm.ptr, i64) -> !llvm.ptr
  llvm.return
}

// -----

llvm.func @f() {
  // expected-error@+1 {{'g' does not reference a symbol in the current scope}}
  llvm.call @g() : () -> ()
  llvm.return
}

// -----

llvm.func @f(%a: f32) {
  // expected-error@+1 {{operand #0 must be LLVM pointer type}}
  %0 = "llvm.load"(%a) : (f32) -> f32
  llvm.return
}

// -----

// expected-error@+1 {{external functions must have 'external' or 'extern_weak' linkage}}
llvm.func internal @f()
