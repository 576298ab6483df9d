// RUN: nacre opt --lift-cf-to-stablehlo --cse %s --split-input-file | FileCheck %s

// Two ways that meet.
// CHECK-LABEL: func.func @diamond
// CHECK-SAME: (%[[X:.*]]: tensor<f32>, %[[C:.*]]: tensor<i1>)
// CHECK: %[[R:.*]] = "stablehlo.if"(%[[C]]) ({
// CHECK-NEXT: %[[S:.*]] = stablehlo.add %[[X]], %[[X]]
// CHECK-NEXT: stablehlo.return %[[S]]
// CHECK-NEXT: }, {
// CHECK-NEXT: %[[P:.*]] = stablehlo.multiply %[[X]], %[[X]]
// CHECK-NEXT: stablehlo.return %[[P]]
// CHECK: %[[N:.*]] = stablehlo.negate %[[R]]
// CHECK-NEXT: return %[[N]]
func.func @diamond(%x: tensor<f32>, %c: tensor<i1>) -> tensor<f32> {
  %b = tensor.extract %c[] : tensor<i1>
  cf.cond_br %b, ^yes(%x : tensor<f32>), ^no
^yes(%y: tensor<f32>):
  %s = stablehlo.add %y, %y : tensor<f32>
  cf.br ^join(%s : tensor<f32>)
^no:
  %p = stablehlo.multiply %x, %x : tensor<f32>
  cf.br ^join(%p : tensor<f32>)
^join(%r: tensor<f32>):
  %n = stablehlo.negate %r : tensor<f32>
  return %n : tensor<f32>
}

// -----

// One way is empty; the other ends the function nowhere else.
// CHECK-LABEL: func.func @triangle
// CHECK-SAME: (%[[X:.*]]: tensor<f32>, %[[C:.*]]: tensor<i1>)
// CHECK: %[[R:.*]] = "stablehlo.if"(%[[C]]) ({
// CHECK-NEXT: stablehlo.return %[[X]]
// CHECK-NEXT: }, {
// CHECK-NEXT: stablehlo.negate
// CHECK: return %[[R]]
func.func @triangle(%x: tensor<f32>, %c: tensor<i1>) -> tensor<f32> {
  %b = tensor.extract %c[] : tensor<i1>
  cf.cond_br %b, ^join(%x : tensor<f32>), ^no
^no:
  %n = stablehlo.negate %x : tensor<f32>
  cf.br ^join(%n : tensor<f32>)
^join(%r: tensor<f32>):
  return %r : tensor<f32>
}

// -----

// Both ways return.
// CHECK-LABEL: func.func @returns
// CHECK: %[[R:.*]] = "stablehlo.if"
// CHECK: return %[[R]]
// CHECK-NOT: cf.
func.func @returns(%x: tensor<f32>, %c: tensor<i1>) -> tensor<f32> {
  %b = tensor.extract %c[] : tensor<i1>
  cf.cond_br %b, ^yes, ^no
^yes:
  return %x : tensor<f32>
^no:
  %n = stablehlo.negate %x : tensor<f32>
  return %n : tensor<f32>
}

// -----

// A loop with a condition in it: sums x or y into s while i < 10. What follows uses a value of the header.
// CHECK-LABEL: func.func @loop
// CHECK: %[[R:.*]]:2 = stablehlo.while(
// CHECK: cond {
// CHECK: stablehlo.compare LT
// CHECK: stablehlo.return
// CHECK: } do {
// CHECK: "stablehlo.if"
// CHECK: stablehlo.return
// CHECK: %[[TWICE:.*]] = stablehlo.add %[[R]]#1, %[[R]]#1
// CHECK: return %[[TWICE]]
// CHECK-NOT: cf.
func.func @loop(%x: tensor<f32>, %y: tensor<f32>, %which: tensor<i1>) -> tensor<f32> {
  %zero = stablehlo.constant dense<0> : tensor<i32>
  %one = stablehlo.constant dense<1> : tensor<i32>
  %ten = stablehlo.constant dense<10> : tensor<i32>
  cf.br ^head(%zero, %x : tensor<i32>, tensor<f32>)
^head(%i: tensor<i32>, %s: tensor<f32>):
  %twice = stablehlo.add %s, %s : tensor<f32>
  %more = stablehlo.compare LT, %i, %ten : (tensor<i32>, tensor<i32>) -> tensor<i1>
  %b = tensor.extract %more[] : tensor<i1>
  cf.cond_br %b, ^body, ^end
^body:
  %w = tensor.extract %which[] : tensor<i1>
  cf.cond_br %w, ^next(%x : tensor<f32>), ^next(%y : tensor<f32>)
^next(%z: tensor<f32>):
  %sum = stablehlo.add %s, %z : tensor<f32>
  %j = stablehlo.add %i, %one : tensor<i32>
  cf.br ^head(%j, %sum : tensor<i32>, tensor<f32>)
^end:
  return %twice : tensor<f32>
}

// -----

// The body is the way of a false condition.
// CHECK-LABEL: func.func @until
// CHECK: stablehlo.while(
// CHECK: %[[DONE:.*]] = stablehlo.compare GE
// CHECK: %[[MORE:.*]] = stablehlo.not %[[DONE]]
// CHECK-NEXT: stablehlo.return %[[MORE]]
func.func @until(%x: tensor<i32>) -> tensor<i32> {
  %ten = stablehlo.constant dense<10> : tensor<i32>
  cf.br ^head(%x : tensor<i32>)
^head(%i: tensor<i32>):
  %done = stablehlo.compare GE, %i, %ten : (tensor<i32>, tensor<i32>) -> tensor<i1>
  %b = tensor.extract %done[] : tensor<i1>
  cf.cond_br %b, ^end, ^body
^body:
  %j = stablehlo.add %i, %i : tensor<i32>
  cf.br ^head(%j : tensor<i32>)
^end:
  return %i : tensor<i32>
}

// -----

// A loop that is left from its middle is not lifted.
// CHECK-LABEL: func.func @two_exits
// CHECK: cf.cond_br
// CHECK: cf.cond_br
func.func @two_exits(%x: tensor<i32>, %c: tensor<i1>, %d: tensor<i1>) -> tensor<i32> {
  %p = tensor.extract %c[] : tensor<i1>
  %q = tensor.extract %d[] : tensor<i1>
  cf.br ^head(%x : tensor<i32>)
^head(%i: tensor<i32>):
  cf.cond_br %p, ^body, ^end
^body:
  %j = stablehlo.add %i, %i : tensor<i32>
  cf.cond_br %q, ^head(%j : tensor<i32>), ^other
^other:
  %n = stablehlo.negate %i : tensor<i32>
  return %n : tensor<i32>
^end:
  return %i : tensor<i32>
}
