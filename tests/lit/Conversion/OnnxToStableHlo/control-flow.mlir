// RUN: nacre opt %s --convert-onnx-to-stablehlo --canonicalize | FileCheck %s

// The counter decides when it ends: two iterations, whose slices are joined.
// CHECK-LABEL: func.func @unrolled(
// CHECK-SAME:    %[[X:.*]]: tensor<2xf32>)
func.func @unrolled(%x: tensor<2xf32>) -> (!onnx.unknown, !onnx.unknown) {
  // CHECK-NOT: onnx.Loop
  // CHECK:     %[[FIRST:.*]] = stablehlo.add %[[X]], %[[X]] : tensor<2xf32>
  // CHECK:     %[[SECOND:.*]] = stablehlo.add %[[FIRST]], %[[FIRST]] : tensor<2xf32>
  // CHECK:     %[[ROWS:.*]] = stablehlo.concatenate %{{.*}}, %{{.*}}, dim = 0 : (tensor<1x2xf32>, tensor<1x2xf32>) -> tensor<2x2xf32>
  // CHECK:     return %[[SECOND]], %[[ROWS]]
  %most = "onnx.Constant"() <{value = dense<100> : tensor<i64>}> : () -> tensor<i64>
  %last = "onnx.Constant"() <{value = dense<1> : tensor<i64>}> : () -> tensor<i64>
  %true = "onnx.Constant"() <{value = dense<true> : tensor<i1>}> : () -> tensor<i1>
  %r:2 = "onnx.Loop"(%most, %true, %x) ({
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %s: tensor<2xf32>):
    %goes_on = "onnx.Less"(%i, %last) : (tensor<i64>, tensor<i64>) -> tensor<i1>
    %sum = "onnx.Add"(%s, %s) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
    "onnx.Yield"(%goes_on, %sum, %sum) : (tensor<i1>, tensor<2xf32>, tensor<2xf32>) -> ()
  }) : (tensor<i64>, tensor<i1>, tensor<2xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r#0, %r#1 : !onnx.unknown, !onnx.unknown
}

// Too many iterations to write out: a loop that carries the state and a row for each of them.
// CHECK-LABEL: func.func @loop(
func.func @loop(%x: tensor<2xf32>) -> (!onnx.unknown, !onnx.unknown) {
  // CHECK:     stablehlo.while({{.*}}) : tensor<i64>, tensor<i1>, tensor<2xf32>, tensor<5000x2xf32>
  // CHECK:     stablehlo.dynamic_update_slice %{{.*}} : (tensor<5000x2xf32>, tensor<1x2xf32>, tensor<i64>, tensor<i64>) -> tensor<5000x2xf32>
  // CHECK:     return %{{.*}} : tensor<2xf32>, tensor<5000x2xf32>
  %most = "onnx.Constant"() <{value = dense<5000> : tensor<i64>}> : () -> tensor<i64>
  %none = "onnx.NoValue"() : () -> none
  %r:2 = "onnx.Loop"(%most, %none, %x) ({
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %s: tensor<2xf32>):
    %sum = "onnx.Add"(%s, %s) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
    "onnx.Yield"(%c, %sum, %sum) : (tensor<i1>, tensor<2xf32>, tensor<2xf32>) -> ()
  }) : (tensor<i64>, none, tensor<2xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r#0, %r#1 : !onnx.unknown, !onnx.unknown
}

// The data decides, and the state keeps its size.
// CHECK-LABEL: func.func @until(
func.func @until(%x: tensor<f32>, %most: tensor<i64>) -> !onnx.unknown {
  // CHECK:     stablehlo.while({{.*}}) : tensor<i64>, tensor<i1>, tensor<f32>
  // CHECK:     stablehlo.compare LT, %{{.*}} : (tensor<f32>, tensor<f32>) -> tensor<i1>
  %limit = "onnx.Constant"() <{value = dense<9.0> : tensor<f32>}> : () -> tensor<f32>
  %true = "onnx.Constant"() <{value = dense<true> : tensor<i1>}> : () -> tensor<i1>
  %r = "onnx.Loop"(%most, %true, %x) ({
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %s: tensor<f32>):
    %sum = "onnx.Add"(%s, %s) : (tensor<f32>, tensor<f32>) -> tensor<f32>
    %goes_on = "onnx.Less"(%sum, %limit) : (tensor<f32>, tensor<f32>) -> tensor<i1>
    "onnx.Yield"(%goes_on, %sum) : (tensor<i1>, tensor<f32>) -> ()
  }) : (tensor<i64>, tensor<i1>, tensor<f32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// A state that grows stays.
// CHECK-LABEL: func.func @growing(
func.func @growing(%x: tensor<1xf32>, %most: tensor<i64>) -> !onnx.unknown {
  // CHECK:     "onnx.Loop"
  %none = "onnx.NoValue"() : () -> none
  %r = "onnx.Loop"(%most, %none, %x) ({
  ^bb0(%i: tensor<i64>, %c: tensor<i1>, %s: tensor<?xf32>):
    %longer = "onnx.Concat"(%s, %x) <{axis = 0 : i64}> : (tensor<?xf32>, tensor<1xf32>) -> tensor<?xf32>
    "onnx.Yield"(%c, %longer) : (tensor<i1>, tensor<?xf32>) -> ()
  }) : (tensor<i64>, none, tensor<1xf32>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// CHECK-LABEL: func.func @branches(
// CHECK-SAME:    %[[X:.*]]: tensor<2xf32>, %[[C:.*]]: tensor<i1>)
func.func @branches(%x: tensor<2xf32>, %c: tensor<i1>) -> !onnx.unknown {
  // CHECK:     %[[R:.*]] = "stablehlo.if"(%[[C]]) ({
  // CHECK:       stablehlo.negate %[[X]]
  // CHECK:       stablehlo.exponential %[[X]]
  // CHECK:     return %[[R]] : tensor<2xf32>
  %r = "onnx.If"(%c) ({
    %b = "onnx.Exp"(%x) : (tensor<2xf32>) -> tensor<2xf32>
    "onnx.Yield"(%b) : (tensor<2xf32>) -> ()
  }, {
    %a = "onnx.Neg"(%x) : (tensor<2xf32>) -> tensor<2xf32>
    "onnx.Yield"(%a) : (tensor<2xf32>) -> ()
  }) : (tensor<i1>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// The other branch is for rows of five elements: it stays as it is, with the sizes of the one that fits.
// CHECK-LABEL: func.func @branch_for_other_sizes(
func.func @branch_for_other_sizes(%x: tensor<2x3xf32>, %c: tensor<i1>, %v: tensor<3x4xf32>, %w: tensor<5x4xf32>) -> !onnx.unknown {
  // CHECK:     "stablehlo.if"
  // CHECK:       stablehlo.dot_general
  // CHECK:       "onnx.MatMul"
  // CHECK:       "onnx.Identity"{{.*}} -> tensor<2x4xf32>
  %r = "onnx.If"(%c) ({
    %b = "onnx.MatMul"(%x, %w) : (tensor<2x3xf32>, tensor<5x4xf32>) -> !onnx.unknown
    "onnx.Yield"(%b) : (!onnx.unknown) -> ()
  }, {
    %a = "onnx.MatMul"(%x, %v) : (tensor<2x3xf32>, tensor<3x4xf32>) -> !onnx.unknown
    "onnx.Yield"(%a) : (!onnx.unknown) -> ()
  }) : (tensor<i1>) -> !onnx.unknown
  return %r : !onnx.unknown
}

// The last dimension is scanned backwards, and the slices become the last one again.
// CHECK-LABEL: func.func @scan(
func.func @scan(%s: tensor<2xf32>, %x: tensor<2x900xf32>) -> (!onnx.unknown, !onnx.unknown) {
  // CHECK:     stablehlo.while({{.*}}) : tensor<i64>, tensor<2xf32>, tensor<900x2xf32>
  // CHECK:     stablehlo.dynamic_slice %{{.*}}, sizes = [2, 1]
  // CHECK:     stablehlo.transpose %{{.*}}, dims = [1, 0] : (tensor<900x2xf32>) -> tensor<2x900xf32>
  %r:2 = "onnx.Scan"(%s, %x) <{num_scan_inputs = 1 : i64, scan_input_axes = array<i64: 1>, scan_input_directions = array<i64: 1>, scan_output_axes = array<i64: 1>}> ({
  ^bb0(%a: tensor<2xf32>, %b: tensor<2xf32>):
    %sum = "onnx.Add"(%a, %b) : (tensor<2xf32>, tensor<2xf32>) -> tensor<2xf32>
    "onnx.Yield"(%sum, %sum) : (tensor<2xf32>, tensor<2xf32>) -> ()
  }) : (tensor<2xf32>, tensor<2x900xf32>) -> (!onnx.unknown, !onnx.unknown)
  return %r#0, %r#1 : !onnx.unknown, !onnx.unknown
}
