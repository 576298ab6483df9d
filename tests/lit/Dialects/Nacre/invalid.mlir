// RUN: nacre opt %s --split-input-file --verify-diagnostics

nacre.kernel @k(%x: tensor<2xf32>) -> tensor<2xf32> {
  %0 = stablehlo.convert %x : (tensor<2xf32>) -> tensor<2xi32>
  // expected-error @+1 {{the types of the operands are not the results of kernel @k}}
  nacre.yield %0 : tensor<2xi32>
}

// -----

func.func @main(%x: tensor<2xf32>) -> tensor<2xf32> {
  // expected-error @+1 {{'@missing' does not reference a kernel}}
  %0 = nacre.launch @missing(%x) : (tensor<2xf32>) -> tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

nacre.kernel @k(%x: tensor<2xf32>) -> tensor<2xf32> {
  nacre.yield %x : tensor<2xf32>
}

func.func @main(%x: tensor<3xf32>) -> tensor<3xf32> {
  // expected-error @+1 {{operand or result types differ from kernel @k}}
  %0 = nacre.launch @k(%x) : (tensor<3xf32>) -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

// expected-error @+2 {{use of undeclared SSA value name '%x'}}
nacre.kernel @k() -> tensor<2xf32> {
  nacre.yield %x : tensor<2xf32>
}
