// RUN: nacre opt %s --split-input-file --verify-diagnostics
// UPSTREAM: --split-input-file --verify-diagnostics

// expected-error @+1 {{illegal storage type}}
func.func private @storage(!quant.uniform<f32:f32, 1.0>)

// -----

// expected-error @+1 {{illegal quantized dimension: -1}}
func.func private @axis(tensor<2x!quant.uniform<i8:f32:-1, {1.0, 2.0}>>)

// -----

// expected-error @+1 {{out of expressed type range}}
func.func private @large(!quant.uniform<i8:f16, 1.0e+05>)

// -----

// expected-error @+1 {{out of expressed type range}}
func.func private @small(!quant.uniform<i8:f16, 1.0e-08>)
