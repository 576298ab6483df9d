// RUN: nacre opt %s --split-input-file --verify-diagnostics
// UPSTREAM: --split-input-file --verify-diagnostics

func.func @arity(%a: i32) -> (i32, i32) {
  // expected-error @+1 {{has 1 operands, but enclosing function (@arity) returns 2}}
  return %a : i32
}

// -----

func.func @result(%a: i32) -> f32 {
  // expected-error @below {{doesn't match function result type ('f32')}}
  return %a : i32
}

// -----

// expected-error @+2 {{'missing' does not reference a valid function}}
func.func @call() {
  call @missing() : () -> ()
  return
}

// -----

func.func @undefined() -> i32 {
  return %0 : i32 // expected-error {{use of undeclared SSA value name}}
}
