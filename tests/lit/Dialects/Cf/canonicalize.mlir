// RUN: nacre opt -canonicalize %s | FileCheck %s

// The other way is never taken, and what remains is one block.
// CHECK-LABEL: func.func @known_condition
// CHECK-SAME: (%[[A:.*]]: i32, %[[B:.*]]: i32)
// CHECK-NEXT: %[[S:.*]] = arith.addi %[[A]], %[[B]] : i32
// CHECK-NEXT: return %[[S]]
func.func @known_condition(%a: i32, %b: i32) -> i32 {
  %true = arith.constant true
  cf.assert %true, "holds"
  cf.cond_br %true, ^bb1(%b : i32), ^bb2(%a : i32)
^bb1(%x: i32):
  %sum = arith.addi %a, %x : i32
  return %sum : i32
^bb2(%y: i32):
  %product = arith.muli %y, %y : i32
  cf.br ^bb1(%product : i32)
}

// A loop stays: its head has two predecessors.
// CHECK-LABEL: func.func @loop
// CHECK: ^[[HEAD:.*]](%{{.*}}: i32):
// CHECK: cf.cond_br %{{.*}}, ^[[HEAD]](%{{.*}} : i32), ^[[EXIT:.*]]
// CHECK: ^[[EXIT]]:
func.func @loop(%a: i32) -> i32 {
  cf.br ^head(%a : i32)
^head(%x: i32):
  %next = arith.addi %x, %a : i32
  %more = arith.cmpi slt, %next, %a : i32
  cf.cond_br %more, ^head(%next : i32), ^exit
^exit:
  return %next : i32
}
