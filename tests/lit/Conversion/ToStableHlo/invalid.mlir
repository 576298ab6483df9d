// RUN: nacre opt --convert-to-stablehlo %s --verify-diagnostics

util.global private mutable @state = dense<1.0> : tensor<2xf32>
func.func @state() -> tensor<2xf32> {
  // expected-error @+1 {{reads @state, a state that changes between runs or has no value, which is not supported}}
  %0 = util.global.load @state : tensor<2xf32>
  return %0 : tensor<2xf32>
}
