// RUN: nacre opt %s --split-input-file --verify-diagnostics
// UPSTREAM: --split-input-file --verify-diagnostics

func.func @for_types(%a: index, %b: i32) {
  // expected-error @+1 {{failed to verify that all of {lowerBound, upperBound, step} have same type}}
  "scf.for"(%a, %b, %a) ({
  ^bb0(%i: index):
    scf.yield
  }) : (index, i32, index) -> ()
  return
}

// -----

func.func @for_iv(%a: index) {
  // expected-error @+1 {{expected induction variable to be same type as bounds and step}}
  "scf.for"(%a, %a, %a) ({
  ^bb0(%i: i32):
    scf.yield
  }) : (index, index, index) -> ()
  return
}

// -----

func.func @for_args(%a: index, %x: f32) {
  // expected-error @+1 {{different number of inits and region iter_args: 1 != 0}}
  %0 = "scf.for"(%a, %a, %a, %x) ({
  ^bb0(%i: index):
    scf.yield %x : f32
  }) : (index, index, index, f32) -> f32
  return
}

// -----

func.func @for_yield_type(%a: index, %x: f32, %z: i32) {
  // expected-error @+1 {{0-th region iter_arg and 0-th yielded value have different type: 'f32' != 'i32'}}
  %0 = scf.for %i = %a to %a step %a iter_args(%y = %x) -> (f32) {
    scf.yield %z : i32
  }
  return
}

// -----

func.func @for_results(%a: index, %x: f32) {
  // expected-error @+1 {{mismatch in number of loop-carried values and defined values}}
  %0:2 = "scf.for"(%a, %a, %a, %x) ({
  ^bb0(%i: index, %y: f32):
    scf.yield %x : f32
  }) : (index, index, index, f32) -> (f32, f32)
  return
}

// -----

func.func @if_else(%c: i1, %x: f32) {
  // expected-error @+1 {{must have an else block if defining values}}
  %0 = "scf.if"(%c) ({
    scf.yield %x : f32
  }, {
  }) : (i1) -> f32
  return
}

// -----

func.func @if_cond(%c: i32) {
  // expected-error @+1 {{operand #0 must be 1-bit signless integer, but got 'i32'}}
  "scf.if"(%c) ({
    scf.yield
  }, {
  }) : (i32) -> ()
  return
}

// -----

func.func @switch_cases(%i: index) {
  // expected-error @+1 {{has 0 case regions but 1 case values}}
  "scf.index_switch"(%i) <{cases = array<i64: 1>}> ({
    scf.yield
  }) : (index) -> ()
  return
}

// -----

func.func @region_args() {
  // expected-error @+1 {{region cannot have any arguments}}
  "scf.execute_region"() ({
  ^bb0(%x: i32):
    scf.yield
  }) : () -> ()
  return
}

// -----

func.func @region_empty() {
  // expected-error @+1 {{region needs to have at least one block}}
  "scf.execute_region"() ({
  }) : () -> ()
  return
}

// -----

func.func @parallel_inits(%i: index, %x: f32) {
  // expected-error @+1 {{expects number of results: 0 to be the same as number of reductions: 1}}
  scf.parallel (%a) = (%i) to (%i) step (%i) {
    scf.reduce(%x : f32) {
    ^bb0(%p: f32, %q: f32):
      scf.reduce.return %p : f32
    }
  }
  return
}

// -----

func.func @reduce_args(%i: index, %x: f32) {
  %0 = scf.parallel (%a) = (%i) to (%i) step (%i) init (%x) -> f32 {
    // expected-error @+1 {{expected two block arguments with type 'f32' in the 0-th reduction region}}
    scf.reduce(%x : f32) {
    ^bb0(%p: f32):
      scf.reduce.return %p : f32
    }
  }
  return
}

// -----

func.func @parallel_empty(%i: index) {
  // expected-error @+1 {{needs at least one tuple element for lowerBound, upperBound and step}}
  "scf.parallel"() <{operandSegmentSizes = array<i32: 0, 0, 0, 0>}> ({
    scf.reduce
  }) : () -> ()
  return
}

// -----

func.func @in_parallel() {
  // expected-error @+1 {{expects parent op 'scf.forall'}}
  scf.forall.in_parallel {
  }
}

// -----

func.func @yield_parent(%x: f32) {
  // expected-error @+1 {{expects parent op to be one of 'scf.execute_region, scf.for, scf.if, scf.index_switch, scf.while'}}
  scf.yield
}
