// RUN: nacre opt %s --split-input-file --verify-diagnostics

util.global private @weight = dense<1.0> : tensor<2xf32>
func.func @type() -> tensor<3xf32> {
  // expected-error @+1 {{type 'tensor<3xf32>' does not match type 'tensor<2xf32>' of the global @weight}}
  %0 = util.global.load @weight : tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @unknown() -> tensor<3xf32> {
  // expected-error @+1 {{'nowhere' does not reference a global}}
  %0 = util.global.load @nowhere : tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

func.func @pointer(%place: !util.ptr<tensor<2xf32>>) -> tensor<3xf32> {
  // expected-error @+1 {{a value of type 'tensor<3xf32>' does not lie at '!util.ptr<tensor<2xf32>>'}}
  %0 = util.global.load.indirect %place : !util.ptr<tensor<2xf32>> -> tensor<3xf32>
  return %0 : tensor<3xf32>
}

// -----

util.global private @weight = dense<1.0> : tensor<2xf32>
func.func @address() -> tensor<2xf32> {
  // expected-error @+1 {{result must be a pointer, but got 'tensor<2xf32>'}}
  %0 = util.global.address @weight : tensor<2xf32>
  return %0 : tensor<2xf32>
}

// -----

// expected-error @+1 {{initial value of type 'tensor<2xf32>' does not match the type 'tensor<3xf32>' of the global}}
"util.global"() <{sym_name = "weight", type = tensor<3xf32>, initial_value = dense<1.0> : tensor<2xf32>}> : () -> ()
