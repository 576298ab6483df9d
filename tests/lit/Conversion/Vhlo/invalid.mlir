// RUN: nacre opt --stablehlo-legalize-to-vhlo --vhlo-to-version=target=0.15.0 --split-input-file --verify-diagnostics %s

func.func @operation(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{failed to convert VHLO to v0.15.0: 'vhlo.tan_v2' op came with v1.4.0}}
  %0 = stablehlo.tan %x : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

// expected-error @+1 {{'vhlo.func_v1' op has a value of type '!vhlo.tensor_v1<4x!vhlo.f8E3M4_v1>', which came with v1.7.0}}
func.func @type(%x: tensor<4xf8E3M4>) {
  return
}

// -----

func.func @attribute(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{failed to convert VHLO to v0.15.0: 'vhlo.exponential_v2' op has the attribute 'result_accuracy', which 'exponential_v1' does not know}}
  %0 = stablehlo.exponential %x {result_accuracy = #stablehlo.result_accuracy<mode = #stablehlo.result_accuracy_mode<HIGHEST>>} : tensor<4xf32>
  return %0 : tensor<4xf32>
}

// -----

func.func @operands(%x: tensor<4xf32>) -> (tensor<8xf32>, tensor<8xf32>) {
  // expected-error @+1 {{failed to convert VHLO to v0.15.0: 'vhlo.all_gather_v2' op has 2 operands, and 'all_gather_v1' takes one}}
  %0:2 = "stablehlo.all_gather"(%x, %x) {all_gather_dim = 0 : i64, replica_groups = dense<[[0, 1]]> : tensor<1x2xi64>} : (tensor<4xf32>, tensor<4xf32>) -> (tensor<8xf32>, tensor<8xf32>)
  return %0#0, %0#1 : tensor<8xf32>, tensor<8xf32>
}

// -----

func.func @dialect(%x: tensor<4xf32>) -> tensor<4xf32> {
  // expected-error @+1 {{'chlo.erf' op has no form in VHLO; convert it to StableHLO first}}
  %0 = chlo.erf %x : tensor<4xf32> -> tensor<4xf32>
  return %0 : tensor<4xf32>
}
