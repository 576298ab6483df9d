// RUN: nacre opt %s --split-input-file --verify-diagnostics
// MLIR says the same with a note at the terminator.

func.func @for_yield(%a: index, %x: f32) {
  // expected-error @+1 {{along control flow edge from Operation scf.yield to Region #0: region branch point has 0 operands, but region successor needs 1 inputs}}
  %0 = scf.for %i = %a to %a step %a iter_args(%y = %x) -> (f32) {
    scf.yield
  }
  return
}

// -----

func.func @if_yield(%c: i1, %x: f32) {
  // expected-error @+1 {{along control flow edge from Operation scf.yield to parent: successor operand type #0 'i1' should match successor input type #0 'f32'}}
  %0 = scf.if %c -> f32 {
    scf.yield %x : f32
  } else {
    scf.yield %c : i1
  }
  return
}

// -----

func.func @if_count(%c: i1, %x: f32) {
  // expected-error @+1 {{along control flow edge from Operation scf.yield to parent: region branch point has 2 operands, but region successor needs 1 inputs}}
  %0 = scf.if %c -> f32 {
    scf.yield %x, %x : f32, f32
  } else {
    scf.yield %x : f32
  }
  return
}

// -----

func.func @while_before(%c: i1) {
  // expected-error @+1 {{expects the 'before' region to terminate with 'scf.condition'}}
  scf.while : () -> () {
    scf.yield
  } do {
    scf.yield
  }
  return
}

// -----

func.func @while_types(%c: i1, %x: f32) {
  // expected-error @+1 {{along control flow edge from Operation scf.condition to parent: successor operand type #0 'f32' should match successor input type #0 'i32'}}
  %0 = scf.while (%a = %x) : (f32) -> i32 {
    scf.condition(%c) %a : f32
  } do {
  ^bb0(%b: i32):
    scf.yield %x : f32
  }
  return
}

// -----

func.func @while_yield(%c: i1, %x: f32) {
  // expected-error @+1 {{along control flow edge from Operation scf.yield to Region #0: successor operand type #0 'i1' should match successor input type #0 'f32'}}
  %0 = scf.while (%a = %x) : (f32) -> f32 {
    scf.condition(%c) %a : f32
  } do {
  ^bb0(%b: f32):
    scf.yield %c : i1
  }
  return
}
