// RUN: nacre opt %s --split-input-file --verify-diagnostics
// UPSTREAM: --split-input-file --verify-diagnostics

func.func @num_elements(%s: !shape.shape) {
  // expected-error @+1 {{if at least one of the operands can hold error values then the result must be of type `size` to propagate them}}
  %0 = shape.num_elements %s : !shape.shape -> index
  return
}

// -----

func.func @broadcast(%s: !shape.shape) {
  // expected-error @+1 {{if at least one of the operands can hold error values then the result must be of type `shape` to propagate them}}
  %0 = shape.broadcast %s, %s : !shape.shape, !shape.shape -> tensor<?xindex>
  return
}

// -----

func.func @add(%s: !shape.size, %i: index) {
  // expected-error @+1 {{if at least one of the operands can hold error values then the result must be of type `size` to propagate them}}
  %0 = shape.add %s, %i : !shape.size, index -> index
  return
}

// -----

func.func @assuming_all() {
  // expected-error @+1 {{no operands specified}}
  %0 = "shape.assuming_all"() : () -> !shape.witness
  return
}

// -----

func.func @get_extent(%i: i32, %s: !shape.shape) {
  // expected-error @+1 {{operand #1 must be size or index, but got 'i32'}}
  %0 = shape.get_extent %s, %i : !shape.shape, i32 -> !shape.size
  return
}
