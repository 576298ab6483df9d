// Upstream says these otherwise.
// RUN: nacre opt %s --split-input-file --verify-diagnostics

func.func @yield(%w: !shape.witness, %i: index) {
  %0 = shape.assuming %w -> (index) {
    // expected-error @+1 {{types mismatch between yield op and its parent}}
    shape.assuming_yield
  }
  return
}
