// RUN: roundtrip
// RUN: nacre opt %s | FileCheck %s

// CHECK-LABEL: func.func @loop
func.func @loop(%n: i32, %c: i1) -> i32 {
  // CHECK: test.br ^[[HEAD:bb[0-9]+]](%[[N:.*]] : i32)
  test.br ^head(%n : i32)
// CHECK: ^[[HEAD]](%[[X:.*]]: i32):
^head(%x: i32):
  // CHECK: test.cond_br %{{.*}}, ^[[BODY:bb[0-9]+]], ^[[EXIT:bb[0-9]+]]
  test.cond_br %c, ^body, ^exit
// CHECK: ^[[BODY]]:
^body:
  // CHECK: %[[Y:.*]] = test.add %[[X]], %[[N]] : i32
  %y = test.add %x, %n : i32
  // CHECK: test.br ^[[HEAD]](%[[Y]] : i32)
  test.br ^head(%y : i32)
^exit:
  return %x : i32
}

// A use may stand before its definition where the block of the definition dominates.
// CHECK-LABEL: func.func @later_block
func.func @later_block(%c: i1) -> i32 {
  test.br ^second
^first:
  return %v : i32
^second:
  %v = test.constant 1 : i32
  test.br ^first
}

// CHECK-LABEL: func.func @graph
func.func @graph() {
  test.graph {
    // CHECK: %[[A:.*]] = test.neg %[[B:.*]] : i32
    %a = test.neg %b : i32
    // CHECK: %[[B]] = test.neg %[[A]] : i32
    %b = test.neg %a : i32
  }
  return
}
